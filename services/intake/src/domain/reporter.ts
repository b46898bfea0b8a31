import type { Decider } from "@wangge/kit/domain";

/**
 * 报告人: that somebody stands behind a report, and who took his name down. What he told of himself lies sealed beside this, so
 * that it can be taken away and this stays.
 */
export type ReporterState =
  | { readonly status: "none" }
  | ({ readonly status: "kept"; readonly keptAt: string } & Kept)
  | { readonly status: "erased"; readonly erasedAt: string };

interface Kept {
  /** Which fields he gave. */
  readonly fields: readonly string[];
  /** The account that took the report down; absent where nobody was signed in. */
  readonly filedBy?: string | undefined;
}

export type ReporterCommand =
  | { readonly type: "KeepReporter"; readonly data: Kept; readonly at: string }
  | { readonly type: "EraseReporter"; readonly data: { readonly accessId: string }; readonly at: string };

export type ReporterEvent =
  | { readonly type: "ReporterKept"; readonly data: Kept & { readonly at: string } }
  | { readonly type: "ReporterErased"; readonly data: { readonly accessId: string; readonly at: string } };

/** Kept once, with the report; a repeat of the report never brings back what was erased. */
export const reporterDecider: Decider<ReporterState, ReporterCommand, ReporterEvent> = {
  name: "intake.reporter",
  initial: { status: "none" },
  decide: (command, state) => {
    switch (command.type) {
      case "KeepReporter":
        return state.status === "none" ? [{ type: "ReporterKept", data: { ...command.data, at: command.at } }] : [];
      case "EraseReporter":
        return state.status === "erased" ? [] : [{ type: "ReporterErased", data: { ...command.data, at: command.at } }];
    }
  },
  evolve: (_state, event) => {
    const { at } = event.data;
    if (event.type === "ReporterErased") return { status: "erased", erasedAt: at };
    const { fields, filedBy } = event.data;
    return { status: "kept", fields, ...(filedBy === undefined ? {} : { filedBy }), keptAt: at };
  },
};
