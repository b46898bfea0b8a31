import type { Decider } from "@wangge/kit/domain";
import { withNotes, type Note } from "./note.ts";

/** What the bus has told of one thing. The notes are all there is; facts are made of them when somebody asks. */
export type ToldState =
  | { readonly status: "none" }
  | {
      readonly status: "told";
      readonly notes: readonly Note[];
      /** Earliest and latest instant of any note, in milliseconds: which periods it may belong to. */
      readonly firstAt: number;
      readonly lastAt: number;
    };

export interface Tell {
  readonly type: "Tell";
  readonly notes: readonly Note[];
}

export interface NotesTaken {
  readonly type: "NotesTaken";
  readonly notes: readonly Note[];
}

/** An instant, or a day. */
const INSTANT = /^\d{4}-\d\d-\d\d(T|$)/;

const instantsOf = ({ time, data }: Note): readonly number[] =>
  [time, ...Object.values(data)]
    .filter((value) => typeof value === "string" && INSTANT.test(value))
    .map((value) => Date.parse(String(value)));

const taken = (state: ToldState, more: readonly Note[]): ToldState => {
  const notes = withNotes(state.status === "none" ? [] : state.notes, more);
  const instants = notes.flatMap(instantsOf);
  return { status: "told", notes, firstAt: Math.min(...instants), lastAt: Math.max(...instants) };
};

export const toldDecider: Decider<ToldState, Tell, NotesTaken> = {
  name: "facts",
  initial: { status: "none" },
  decide: ({ notes }, state) => {
    const known = new Set(state.status === "none" ? [] : state.notes.map(({ id }) => id));
    const fresh = withNotes(
      [],
      notes.filter(({ id }) => !known.has(id)),
    );
    return fresh.length === 0 ? [] : [{ type: "NotesTaken", notes: fresh }];
  },
  evolve: (state, { notes }) => taken(state, notes),
};
