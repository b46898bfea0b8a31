import { dueOf, turned, type ClockFact } from "../clock.ts";
import type { MatterEvent } from "./events.ts";
import type { BroughtMaterial, Matter, MatterState, Text } from "./matter.ts";
import { WINDOW } from "./rules.ts";

/** What most events bring: a text, a turn of the clock. */
const after = (
  state: Matter,
  { text, clock }: { readonly text?: Text | undefined; readonly clock?: ClockFact | undefined },
): Matter => {
  const clocks = turned(state.clocks, clock);
  const last = clocks.at(-1);
  return {
    ...state,
    ...(text === undefined ? {} : { texts: [...state.texts, text], seals: state.seals + 1 }),
    clocks,
    dueAt: last && dueOf(last),
  };
};

/** The latest word on each material counts. */
const joined = (before: readonly BroughtMaterial[], now: readonly BroughtMaterial[]): readonly BroughtMaterial[] => {
  const places = new Set(now.map(({ material }) => material));
  return [...before.filter(({ material }) => !places.has(material)), ...now];
};

/** A request that nobody has decided falls with what it was for. */
const decidedOnes = ({ extensions }: Matter): Matter["extensions"] =>
  extensions.filter(({ decided }) => decided !== undefined);

const received = ({ data }: Extract<MatterEvent, { readonly type: "MatterReceived" }>): Matter => {
  const { at, text, clock, onHand, ...said } = data;
  const state: Matter = {
    ...said,
    status: said.rules.accept === undefined ? "inHand" : "received",
    receivedAt: at,
    texts: [],
    seals: 0,
    onHand,
    clocks: [],
    brought: said.subject.kind === "application" ? said.subject.brought : [],
    outstanding: [],
    extensions: [],
    replies: [],
    reviews: 0,
    reopenings: 0,
  };
  return after(state, { text, clock });
};

const ofExisting = (before: Matter, event: Exclude<MatterEvent, { readonly type: "MatterReceived" }>): Matter => {
  switch (event.type) {
    case "NoticeGiven": {
      const { missing } = event.data;
      const places = missing.map(({ material }) => material);
      return {
        ...after(before, event.data),
        told: before.told ?? missing,
        outstanding: [...new Set([...before.outstanding, ...places])],
      };
    }
    case "MaterialsBrought": {
      const { brought } = event.data;
      const places = new Set(brought.map(({ material }) => material));
      const outstanding = before.outstanding.filter((place) => !places.has(place));
      return { ...after(before, event.data), brought: joined(before.brought, brought), outstanding };
    }
    case "MatterAccepted": {
      const { at, by, deemed, onHand, category = before.category } = event.data;
      const accepted = { at, by, ...(deemed === undefined ? {} : { deemed }) };
      return { ...after(before, event.data), status: "inHand", accepted, onHand, category };
    }
    case "HandlingPaused":
    case "HandlingResumed":
      return after(before, event.data);
    case "ExtensionAsked": {
      const { by: askedBy, at: askedAt, code } = event.data;
      return { ...after(before, event.data), extensions: [...before.extensions, { askedBy, askedAt, code }] };
    }
    case "ExtensionDecided": {
      const { granted, by, at } = event.data;
      const extensions = before.extensions.map((one) =>
        one.decided === undefined ? { ...one, decided: { granted, by, at } } : one,
      );
      return { ...after(before, event.data), extensions };
    }
    case "ReplyGiven":
      return {
        ...after(before, event.data),
        status: "replied",
        extensions: decidedOnes(before),
        replies: [...before.replies, event.data.reply],
      };
    case "ReviewAsked": {
      const { to, step } = event.data;
      const { ended: _ended, rating: _rating, ...open } = before;
      return { ...after(open, event.data), status: "inHand", onHand: to, reviews: step };
    }
    case "OfficersNamed":
      return { ...before, named: event.data.accounts };
    case "ConversionAsked":
      return { ...before, conversion: event.data };
    case "ConversionFailed": {
      const { conversion: _conversion, ...rest } = before;
      return rest;
    }
    case "MatterEnded": {
      const { ended, reply } = event.data;
      const { conversion: _conversion, ...rest } = before;
      const replies = reply === undefined ? before.replies : [...before.replies, reply];
      return { ...after(rest, event.data), status: "ended", extensions: decidedOnes(before), ended, replies };
    }
    case "MatterRated": {
      const { stars, at } = event.data;
      return { ...before, rating: { stars, at } };
    }
    case "MatterReopened": {
      const { status } = event.data;
      const { ended: _ended, rating: _rating, ...open } = before;
      const onHand = status === "received" ? WINDOW : before.onHand;
      return { ...after(open, event.data), status, onHand, reopenings: before.reopenings + 1 };
    }
    case "WordsErased":
      return { ...before, texts: [], seals: before.seals + 1, wordsErasedAt: event.data.at };
  }
};

export const evolve = (state: MatterState, event: MatterEvent): MatterState => {
  if (event.type === "MatterReceived") return received(event);
  if (state.status === "none") throw new Error(`${event.type} of a matter that was not received`);
  return ofExisting(state, event);
};
