import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

interface Place {
  readonly caseId: string;
  readonly grid: string;
  readonly dueAt: string;
}

export type Work =
  | { readonly status: "none" }
  | (Place & { readonly status: "begun"; readonly begunAt: string })
  | (Place & {
      readonly status: "finished";
      readonly begunAt: string;
      readonly finishedAt: string;
      readonly isOverdue: boolean;
    });

export type WorkCommand =
  | { readonly type: "BeginWork"; readonly data: Place; readonly at: string }
  | { readonly type: "FinishWork"; readonly at: string };

export type WorkEvent =
  | { readonly type: "WorkBegun"; readonly data: Place & { readonly begunAt: string } }
  | { readonly type: "WorkFinished"; readonly data: { readonly finishedAt: string; readonly isOverdue: boolean } };

/** The same order again is nothing new: a message comes at least once. */
const begin = ({ data, at }: Extract<WorkCommand, { type: "BeginWork" }>, state: Work): readonly WorkEvent[] =>
  state.status === "none" ? [{ type: "WorkBegun", data: { ...data, begunAt: at } }] : [];

const finish = ({ at }: Extract<WorkCommand, { type: "FinishWork" }>, state: Work): readonly WorkEvent[] => {
  if (state.status === "none") throw reject("sample.work.not_begun", "This case is not on the list");
  if (state.status === "finished") return [];
  return [{ type: "WorkFinished", data: { finishedAt: at, isOverdue: Date.parse(at) > Date.parse(state.dueAt) } }];
};

const decide = (command: WorkCommand, state: Work): readonly WorkEvent[] => {
  switch (command.type) {
    case "BeginWork":
      return begin(command, state);
    case "FinishWork":
      return finish(command, state);
  }
};

const evolve = (state: Work, event: WorkEvent): Work => {
  switch (event.type) {
    case "WorkBegun":
      return { status: "begun", ...event.data };
    case "WorkFinished":
      return state.status === "begun" ? { ...state, status: "finished", ...event.data } : state;
  }
};

/** 部门工作. One case's work in the department: begun once, finished once. */
export const workDecider: Decider<Work, WorkCommand, WorkEvent> = {
  name: "work",
  initial: { status: "none" },
  decide,
  evolve,
};
