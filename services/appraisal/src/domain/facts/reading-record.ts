import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";
import type { Reading } from "./reading.ts";

/** 民调 or 经济填报: they never lie in one list. */
export type ReadingSource = "surveys" | "economy";

export type ReadingState =
  | { readonly status: "none" }
  | (Omit<Reading, "id"> & {
      readonly status: "recorded" | "withdrawn";
      readonly source: ReadingSource;
      readonly by: string;
      readonly recordedAt: string;
    });

export type ReadingCommand =
  | (Omit<Reading, "id"> & {
      readonly type: "Record";
      readonly source: ReadingSource;
      readonly by: string;
      readonly recordedAt: string;
    })
  | {
      readonly type: "Withdraw";
      readonly source: ReadingSource;
      readonly by: string;
      readonly withdrawnAt: string;
      readonly reason: string;
    };

export type ReadingEvent =
  | (Omit<Reading, "id"> & {
      readonly type: "ReadingRecorded";
      readonly source: ReadingSource;
      readonly by: string;
      readonly recordedAt: string;
    })
  | { readonly type: "ReadingWithdrawn"; readonly by: string; readonly withdrawnAt: string; readonly reason: string };

/** A reading is recorded once and never altered; what was wrong is withdrawn with its reason, by somebody else, and recorded anew. */
export const readingDecider: Decider<ReadingState, ReadingCommand, ReadingEvent> = {
  name: "reading",
  initial: { status: "none" },
  decide: (command, state) => {
    if (command.type === "Record") {
      if (state.status !== "none") throw reject("appraisal.reading.there_already", "A reading with this id is there");
      const { type: _type, ...reading } = command;
      return [{ type: "ReadingRecorded", ...reading }];
    }
    if (state.status === "none" || state.source !== command.source)
      throw reject("appraisal.reading.unknown", "There is no such reading");
    if (state.status === "withdrawn") return [];
    if (state.by === command.by) throw reject("appraisal.reading.own", "Somebody else withdraws what you recorded");
    const { by, withdrawnAt, reason } = command;
    return [{ type: "ReadingWithdrawn", by, withdrawnAt, reason }];
  },
  evolve: (state, event) => {
    if (event.type === "ReadingWithdrawn") return state.status === "none" ? state : { ...state, status: "withdrawn" };
    const { type: _type, ...reading } = event;
    return { status: "recorded", ...reading };
  },
};
