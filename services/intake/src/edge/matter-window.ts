import type { CallContext, DeciderStore, Log } from "@wangge/kit";
import { z } from "zod";
import { createFiling } from "../app/file-matter.ts";
import type { ItemRegister } from "../app/item-register.ts";
import type { MatterDesk } from "../app/matter-desk.ts";
import type { Post } from "../app/messages/post.ts";
import { conversionPolicy, type ConvertedReport } from "../app/policies/convert.ts";
import type { KeyState, KeyTaken, ReporterFields, TakeKey } from "../domain/index.ts";
import { matterActions } from "./matter-actions.ts";
import { filingActions } from "./matter-filing.ts";
import { residentActions } from "./matter-resident.ts";
import type { OwnReports } from "./own-reports.ts";
import { createMatterViews, TrackedMatter } from "./matter-view.ts";
import type { Accepted, Reading, ReporterDeps } from "./reading.ts";
import { createSubjects, type Known } from "./subjects.ts";

interface WindowDeps extends ReporterDeps {
  readonly desk: MatterDesk;
  readonly register: Pick<ItemRegister, "catalogue">;
  readonly post: Post;
  readonly keys: DeciderStore<KeyState, TakeKey, KeyTaken>;
  readonly numberFor: (at: string) => Promise<string>;
  readonly log: Log;
}

/** A report as the window takes it down. */
interface ReportTaken extends Pick<ConvertedReport, "category" | "channel" | "description" | "visibility"> {
  readonly grid?: string;
  readonly point?: { readonly lng: number; readonly lat: number };
  readonly reporter?: ReporterFields | undefined;
}
type Take<Taken> = (
  report: Taken,
  context: CallContext,
) => Promise<{ readonly reportId: string; readonly trackingNumber: string }>;

/** What residents bring besides reports, put together: actions, tracking over all kinds, and the policy that converts. */
export const matterWindow = <Tracked extends z.ZodObject>(
  deps: WindowDeps,
  reading: Reading,
  report: {
    readonly output: Tracked;
    readonly of: (report: Accepted) => Promise<z.input<Tracked>>;
    readonly own: OwnReports;
  },
  take: Take<ReportTaken>,
) => {
  const { desk, register, post, keys, reporters, vault, numberFor, clock, log } = deps;
  const subjects = createSubjects(deps);
  const views = createMatterViews({ desk, vault });
  const filing = createFiling({ desk, reporters, vault, catalogue: register.catalogue, post, numberFor, clock });
  const conversions = conversionPolicy({
    desk,
    filing,
    reporters,
    vault,
    log,
    acceptReport: ({ place, key, actor, ...taken }, meta) =>
      take({ ...taken, ...place }, { actor, idempotencyKey: key, meta }),
  });

  const output = z.union([z.object({ ...report.output.shape, kind: z.literal("report") }), TrackedMatter]);
  const of = async ({ of: known }: Known): Promise<z.input<typeof output>> =>
    "matter" in known ? views.tracked(known.matter) : { kind: "report", ...(await report.of(known.report)) };

  return {
    actions: {
      ...filingActions({ desk, filing, views, keys }),
      ...residentActions({ desk, views, subjects, own: report.own, track: { output, of } }),
      ...matterActions({ desk, views, reading, reporters, vault, conversions }),
    },
    subjects,
    track: { output, of },
    start: conversions.start,
    stop: conversions.stop,
  };
};
