/** What the actions of the registry share. */
import { Day } from "@wangge/contracts";
import type { Clock, DeciderStore, Role } from "@wangge/kit";
import { z } from "zod";
import type { SigningKey } from "../app/coverage-report.ts";
import type { PlaceFinder } from "../app/questions.ts";
import type { Registrar } from "../app/registrar.ts";
import type { StaffGrid, StaffingEvent, StaffingState } from "../domain/index.ts";

/** Questions that memory answers, about the day `on` or today. */
export type Look = <Input, Answer>(
  answer: (input: Input, finder: PlaceFinder) => Answer,
) => (input: Input & { readonly on?: string | undefined }) => Promise<Answer>;

export interface Edge {
  readonly registrar: Registrar;
  readonly staffing: Pick<DeciderStore<StaffingState, StaffGrid, StaffingEvent>, "load">;
  readonly clock: Clock;
  /** For the proof of coverage; without it nothing is signed. */
  readonly signingKey: SigningKey | undefined;
  readonly look: Look;
  /** @throws DomainError `registry.starting` */
  readonly mustBeOpen: () => void;
}

export const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];
export const LEADERS: readonly Role[] = ["supervisor", "admin"];

export const limit = z.int().min(1).max(500).default(100);
export const on = Day.optional().describe("as of this day; default today");
