import {
  MatterAcceptedV1,
  MatterEndedV1,
  MatterExtendedV1,
  MatterPausedV1,
  MatterRatedV1,
  MatterReceivedV1,
  MatterReopenedV1,
  MatterRepliedV1,
  MatterResumedV1,
  MatterReviewAskedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import {
  isOverdue,
  MATERIALS,
  type ClockFact,
  type Matter,
  type MatterEvent,
  type MatterState,
} from "../domain/index.ts";

type Fact<Type extends MatterEvent["type"]> = Extract<MatterEvent, { readonly type: Type }>["data"];

/** Of a clock that begins, goes on or is extended. */
const dueIn = (clock: ClockFact | undefined): string => (clock !== undefined && "dueAt" in clock ? clock.dueAt : "");

const isLate = ({ clocks }: Matter, at: string): boolean => {
  const clock = clocks.at(-1);
  return clock !== undefined && isOverdue(clock, at);
};

const received = (matterId: string, data: Fact<"MatterReceived">): PublicEvent => {
  const { subject, trackingNumber, channel, visibility, rules, at: receivedAt, clock } = data;
  const item = subject.kind === "application" ? { item: subject.item.version } : {};
  const what = { kind: subject.kind, trackingNumber, channel, ...item, visibility, rules: rules.version };
  return publicEvent(MatterReceivedV1, { matterId, ...what, receivedAt, dueAt: dueIn(clock) });
};

const ended = (matterId: string, { ended: ending }: Fact<"MatterEnded">, state: Matter): PublicEvent => {
  const { at: endedAt, ...how } = ending;
  const { kind } = state.subject;
  return publicEvent(MatterEndedV1, { matterId, kind, ...how, endedAt, isLate: isLate(state, endedAt) });
};

const ofExisting = (
  event: Exclude<MatterEvent, { readonly type: "MatterReceived" }>,
  matterId: string,
  state: Matter,
): readonly PublicEvent[] => {
  const { kind } = state.subject;
  const { at } = event.data;
  switch (event.type) {
    case "MatterAccepted": {
      const { onHand: department, category, deemed, clock } = event.data;
      const sorted = category === undefined ? {} : { category: { ...category, path: [...category.path] } };
      const what = { kind, department, ...sorted, ...(deemed === undefined ? {} : { deemed }) };
      return [publicEvent(MatterAcceptedV1, { matterId, ...what, acceptedAt: at, dueAt: dueIn(clock) })];
    }
    case "NoticeGiven": {
      const missing = event.data.missing.map(({ material, problem }) => ({ material, problem }));
      return [publicEvent(MatterPausedV1, { matterId, kind, why: MATERIALS, missing, pausedAt: at })];
    }
    case "HandlingPaused":
      return [publicEvent(MatterPausedV1, { matterId, kind, why: event.data.why, pausedAt: at })];
    case "MaterialsBrought":
    case "HandlingResumed": {
      const { clock } = event.data;
      if (clock === undefined) return [];
      return [publicEvent(MatterResumedV1, { matterId, kind, resumedAt: at, dueAt: dueIn(clock) })];
    }
    case "ExtensionDecided": {
      const code = state.extensions.at(-1)?.code ?? "";
      if (!event.data.granted) return [];
      return [publicEvent(MatterExtendedV1, { matterId, kind, code, extendedAt: at, dueAt: dueIn(event.data.clock) })];
    }
    case "ReplyGiven": {
      const { department } = event.data.reply;
      const late = isLate(state, at);
      return [publicEvent(MatterRepliedV1, { matterId, kind, department, repliedAt: at, isLate: late })];
    }
    case "ReviewAsked": {
      const { step, to: department, clock } = event.data;
      return [publicEvent(MatterReviewAskedV1, { matterId, kind, step, department, askedAt: at, dueAt: dueIn(clock) })];
    }
    case "MatterEnded":
      return [ended(matterId, event.data, state)];
    case "MatterReopened": {
      const { onHand: department } = state;
      const dueAt = dueIn(event.data.clock);
      return [publicEvent(MatterReopenedV1, { matterId, kind, department, reopenedAt: at, dueAt })];
    }
    case "MatterRated":
      return [publicEvent(MatterRatedV1, { matterId, kind, stars: event.data.stars, ratedAt: at })];
    case "ExtensionAsked":
    case "OfficersNamed":
    case "ConversionAsked":
    case "ConversionFailed":
    case "WordsErased":
      return [];
  }
};

/** What others learn of a matter: codes, departments, instants. Words and names stay here. */
export const publishMatterAs = (event: MatterEvent, { id, state }: Stored<MatterState>): readonly PublicEvent[] => {
  if (event.type === "MatterReceived") return [received(id, event.data)];
  return state.status === "none" ? [] : ofExisting(event, id, state);
};
