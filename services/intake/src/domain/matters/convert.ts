/** 转办 of a consultation: asked for, carried out by the policy of that name, completed once. */
import { stop } from "../clock.ts";
import { clockOf, isOfOffice, mustBe, mustBeOf, mustHaveInHand, refuse, textOf, type Existing } from "./asked.ts";
import type { Of } from "./commands.ts";
import type { MatterEvent } from "./events.ts";

export const askConversion = ({ by, at, conversion, words }: Of<"AskConversion">, state: Existing): MatterEvent[] => {
  mustBeOf(state, "consultation");
  if (!isOfOffice(by)) mustHaveInHand(state, by);
  if (words !== undefined) textOf(words, at, state);
  if (state.conversion !== undefined || state.ended?.into !== undefined) {
    if ((state.conversion?.into ?? state.ended?.into?.kind) === conversion.into) return [];
    throw refuse("converted_before", "A consultation is converted once");
  }
  mustBe(state, "inHand");
  return [{ type: "ConversionAsked", data: { ...conversion, askedBy: by.account, at } }];
};

export const completeConversion = ({ into, at }: Of<"CompleteConversion">, state: Existing): MatterEvent[] => {
  if (state.ended?.into?.id === into.id) return [];
  if (state.conversion?.into !== into.kind) throw refuse("not_converting", "Nobody has asked for this conversion");
  const ended = { outcome: "converted", at, into } as const;
  const { askedBy: by } = state.conversion;
  return [{ type: "MatterEnded", data: { ended, by, clock: stop(clockOf(state), at), at } }];
};

/** What it should become was refused: it stays a consultation, and its clock has never stood still. */
export const failConversion = ({ code, at }: Of<"FailConversion">, state: Existing): MatterEvent[] =>
  state.conversion === undefined ? [] : [{ type: "ConversionFailed", data: { code, at } }];
