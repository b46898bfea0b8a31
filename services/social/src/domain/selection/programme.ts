import type { Decider } from "@wangge/kit/domain";
import type { Label } from "./editions.ts";
import { ofProgramme } from "./refuse.ts";

/** 公益创投项目. What rounds are held for; its id is a code. */
export type ProgrammeState =
  | { readonly status: "none" }
  | { readonly status: "running" | "ended"; readonly title: Label; readonly themes: readonly string[] };

interface Founding {
  readonly title: Label;
  readonly themes: readonly string[];
  readonly by: string;
  readonly at: string;
}
interface End {
  readonly why: string;
  readonly by: string;
  readonly at: string;
}

export type ProgrammeCommand =
  ({ readonly type: "FoundProgramme" } & Founding) | ({ readonly type: "EndProgramme" } & End);
export type ProgrammeEvent =
  | { readonly type: "ProgrammeFounded"; readonly data: Founding }
  | { readonly type: "ProgrammeEnded"; readonly data: End };

export const programmeDecider: Decider<ProgrammeState, ProgrammeCommand, ProgrammeEvent> = {
  name: "social.programme",
  initial: { status: "none" },
  decide: (command, state) => {
    if (command.type === "FoundProgramme") {
      const { type: _, ...data } = command;
      if (state.status !== "none") throw ofProgramme.rule("exists", "There is a programme of this code");
      return [{ type: "ProgrammeFounded", data }];
    }
    const { type: _, ...data } = command;
    if (state.status === "none") throw ofProgramme.unknown();
    return state.status === "ended" ? [] : [{ type: "ProgrammeEnded", data }];
  },
  evolve: (state, event) => {
    if (event.type === "ProgrammeFounded") {
      const { title, themes } = event.data;
      return { status: "running", title, themes };
    }
    return state.status === "none" ? state : { ...state, status: "ended" };
  },
};
