import { DepartmentCode, Instant, ReportId } from "@wangge/contracts";
import { ReaderRole, ReadingPurpose } from "@wangge/contracts/events";
import { withoutPersonalNumbers, type Actor, type Stored } from "@wangge/kit";
import { z } from "zod";
import { masked, type AccessState } from "../domain/index.ts";
import type { Accepted, Reading, ReporterDeps } from "./reading.ts";

export const ReporterView = z.object({
  name: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
  identityNumber: z.string().optional(),
  erasedAt: Instant.optional(),
});
export type ReporterView = z.infer<typeof ReporterView>;

export const AccessView = z.object({
  at: Instant,
  kind: z.enum(["unmask", "search", "photo", "erase"]),
  role: ReaderRole,
  department: DepartmentCode.optional(),
  purpose: ReadingPurpose,
  reason: z.string(),
  fields: z.array(z.string()),
});
export type AccessView = z.infer<typeof AccessView>;

export const FoundReport = z.object({
  reportId: ReportId.describe("of the report or the matter"),
  kind: z.string(),
  trackingNumber: z.string(),
  category: z.string().optional(),
  grid: z.string().optional(),
  acceptedAt: Instant,
});
export type FoundReport = z.infer<typeof FoundReport>;

export const DESCRIPTION_ERASED = "（已删除）";

/** The words of a report without the numbers that people write into them. */
export const shownDescription = ({ id, sealed }: Accepted, { vault }: Pick<ReporterDeps, "vault">): string =>
  withoutPersonalNumbers(vault.openDescription(id, sealed) ?? DESCRIPTION_ERASED);

/** The reporter as this actor may see him; undefined where he may not even know that there is one. */
export const shownReporter = async (
  { id, state: { hasReporter } }: { readonly id: string; readonly state: Pick<Accepted["state"], "hasReporter"> },
  actor: Actor | undefined,
  { reporters, vault }: Pick<ReporterDeps, "reporters" | "vault">,
  { maySeeMasked }: Reading,
): Promise<ReporterView | undefined> => {
  if (!hasReporter || actor === undefined) return undefined;
  const stored = await reporters.load(id);
  if (stored?.state.status === "erased") {
    const { erasedAt } = stored.state;
    return actor.roles.includes("supervisor") || actor.roles.includes("admin") ? { erasedAt } : undefined;
  }
  if (stored?.sealed === undefined || !(await maySeeMasked(id, stored.state, actor))) return undefined;
  return masked(vault.openReporter(id, stored.sealed));
};

/** As the resident sees it: which role of which department, never which account. */
export const accessViewOf = (
  { id, state, sealed }: Stored<AccessState>,
  { vault }: Pick<ReporterDeps, "vault">,
): AccessView[] => {
  if (state.status === "none") return [];
  const { at, kind, role, department, purpose, fields } = state;
  const reason = vault.openReason(id, sealed) ?? "";
  return [
    { at, kind, role, ...(department === undefined ? {} : { department }), purpose, reason, fields: [...fields] },
  ];
};
