import { TrackCases, type TrackedCase } from "@wangge/contracts/calls";
import type { Call } from "@wangge/kit";

/** Where these cases stand; what dispatch has not taken on yet is not among the answers. @throws DomainError `unavailable` */
export type Cases = (caseIds: readonly string[]) => Promise<readonly TrackedCase[]>;

export const dispatchCases =
  (call: Call): Cases =>
  async (caseIds) =>
    caseIds.length === 0 ? [] : TrackCases.output.parse(await call(TrackCases.name, { caseIds: [...caseIds] })).cases;
