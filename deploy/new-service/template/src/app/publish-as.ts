import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { SampleWorkBegunV1, SampleWorkFinishedV1 } from "../contract/index.ts";
import type { Work, WorkEvent } from "../domain/index.ts";

/** The one place where what happened inside becomes public. */
export const publishAs = (event: WorkEvent, { state }: Pick<Stored<Work>, "state">): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { caseId, grid } = state;
  switch (event.type) {
    case "WorkBegun":
      return [publicEvent(SampleWorkBegunV1, event.data)];
    case "WorkFinished":
      return [publicEvent(SampleWorkFinishedV1, { caseId, grid, ...event.data })];
  }
};
