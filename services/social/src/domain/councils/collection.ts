/** 民情受理室与社情民意受理箱. What was in a box when two people emptied it, or what somebody brought to the room: counted, and every letter goes on. */
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked, type Words } from "./terms.ts";

/** To the reception as an opinion, or to the council as a topic. */
export type Destination = "intake" | "council";

export interface Letter {
  readonly id: string;
  readonly to: Destination;
  readonly words: Words;
}

export interface Collection {
  readonly status: "counted" | "confirmed" | "complete";
  readonly point: string;
  readonly community: string;
  readonly kind: "room" | "box";
  /** How many there were. */
  readonly count: number;
  readonly countedBy: string;
  readonly confirmedBy?: string;
  readonly letters: readonly Letter[];
}
export type CollectionState = { readonly status: "none" } | Collection;

type Counted = Pick<Collection, "point" | "community" | "kind" | "count">;

export type CollectionCommand = Asked &
  (
    | ({ readonly type: "CountLetters" } & Counted)
    | { readonly type: "ConfirmCount"; readonly count: number }
    | { readonly type: "RecordLetter"; readonly letter: Letter }
  );

type Fact<Type extends string, Data = unknown> = { readonly type: Type; readonly data: Data & Asked };
export type CollectionEvent =
  | Fact<"LettersCounted", Counted>
  | Fact<"CountConfirmed">
  | Fact<"LetterRecorded", { readonly letter: Letter }>
  | Fact<"CollectionCompleted">;

const refuse = refusals("collection");

export const collectionDecider: Decider<CollectionState, CollectionCommand, CollectionEvent> = {
  name: "social.collection",
  initial: { status: "none" },
  decide: (command, state) => {
    const { by, at } = command;
    if (command.type === "CountLetters") {
      const { point, community, kind, count } = command;
      return state.status === "none"
        ? [{ type: "LettersCounted", data: { point, community, kind, count, by, at } }]
        : [];
    }
    const collection = existing("collection", state);
    switch (command.type) {
      case "ConfirmCount": {
        if (collection.status !== "counted") return [];
        if (collection.countedBy === by) throw refuse("same_person", "Another person confirms the count");
        if (collection.count !== command.count) throw refuse("counts_differ", "The two counts differ: count again");
        const confirmed: CollectionEvent = { type: "CountConfirmed", data: { by, at } };
        return collection.count === 0 ? [confirmed, { type: "CollectionCompleted", data: { by, at } }] : [confirmed];
      }
      case "RecordLetter": {
        const { letter } = command;
        if (collection.letters.some(({ id }) => id === letter.id)) return [];
        if (collection.status === "counted") throw refuse("not_confirmed", "A second person confirms the count first");
        if (collection.status === "complete") throw refuse("complete", "Every letter of it was recorded");
        const recorded: CollectionEvent = { type: "LetterRecorded", data: { letter, by, at } };
        const isLast = collection.letters.length + 1 === collection.count;
        return isLast ? [recorded, { type: "CollectionCompleted", data: { by, at } }] : [recorded];
      }
    }
  },
  evolve: (state, event): CollectionState => {
    if (event.type === "LettersCounted") {
      const { point, community, kind, count, by: countedBy } = event.data;
      // What is brought to the room is seen by whoever brings it: nobody else has to count it.
      const status = kind === "room" ? "confirmed" : "counted";
      return { status, point, community, kind, count, countedBy, letters: [] };
    }
    if (state.status === "none") return state;
    switch (event.type) {
      case "CountConfirmed":
        return { ...state, status: "confirmed", confirmedBy: event.data.by };
      case "LetterRecorded":
        return { ...state, letters: [...state.letters, event.data.letter] };
      case "CollectionCompleted":
        return { ...state, status: "complete" };
    }
  },
};
