/** What the rules of a matter have in common: who asks, in which status, and how it is refused. */
import { DomainError, reject } from "@wangge/kit/errors";
import type { Party } from "../admissions/commands.ts";
import { isOverdue, type Countdown } from "../clock.ts";
import type { Words } from "./commands.ts";
import type { Matter, MatterState, Text } from "./matter.ts";
import { WINDOW, type MatterKind } from "./rules.ts";

export type Existing = Matter;
export type Status = Matter["status"];

export const refuse = (code: string, message: string, more: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`intake.matter.${code}`, message, more);
export const forbidden = (code: string, message: string): DomainError =>
  new DomainError("forbidden", `intake.matter.${code}`, message);
export const unknownMatter = (): DomainError =>
  new DomainError("missing", "intake.matter.unknown", "There is no such matter");

export const mustBe = (state: Matter, ...statuses: readonly Status[]): void => {
  const { status, subject } = state;
  if (!statuses.includes(status))
    throw refuse("not_now", `Not possible while the matter is ${status}`, { status, kind: subject.kind });
};

export const mustBeOf = ({ subject: { kind } }: Matter, ...kinds: readonly MatterKind[]): void => {
  if (!kinds.includes(kind)) throw refuse("other_kind", "Matters of this kind have no such step", { kind });
};

const OFFICE = ["clerk", "supervisor", "admin"];
export const isOfOffice = ({ roles }: Party): boolean => roles.some((role) => OFFICE.includes(role));

/** The body complained about has no part in it, in whatever role, nor has who is named in it. */
export const mustBeImpartial = ({ subject, named = [] }: Matter, { department, account }: Party): void => {
  if (subject.kind === "complaint" && department === subject.against)
    throw forbidden("complained_about", "The complaint is about your own body");
  if (named.includes(account)) throw forbidden("named", "The complaint is about you, or whom you command");
};

/** 督察: about officers. It does not pass through the window, nor through any other body than the one that inspects. */
export const isInspected = ({ subject }: Pick<Matter, "subject">): boolean =>
  subject.kind === "complaint" && subject.inspectedBy !== undefined;

const mustInspect = (state: Matter, by: Party): void => {
  mustBeImpartial(state, by);
  if (by.department !== state.onHand || !by.roles.includes("inspector"))
    throw forbidden("not_an_inspector", "Only inspectors of the body that has it do this");
};

/** An account of the body that has the matter in hand. The window's are those of the office. */
export const mustHaveInHand = (state: Matter, by: Party): void => {
  mustBeImpartial(state, by);
  if (isInspected(state)) {
    mustInspect(state, by);
    return;
  }
  if (by.department === state.onHand || (state.onHand === WINDOW && isOfOffice(by))) return;
  throw forbidden("not_on_hand", "Another body has this in hand");
};

export const mustBeOffice = (state: Matter, by: Party): void => {
  mustBeImpartial(state, by);
  if (isInspected(state)) {
    mustInspect(state, by);
    return;
  }
  if (!isOfOffice(by)) throw forbidden("not_of_the_office", "This is for the window");
};

export const clockOf = ({ clocks }: Matter): Countdown => {
  const clock = clocks.at(-1);
  if (clock === undefined) throw new Error("a matter without a clock");
  return clock;
};

/** 逾期不告知: the limit passed, and nobody had told what is missing. */
export const isDeemedAccepted = (state: Existing, at: string): boolean =>
  state.rules.deemedAccepted === true && state.told === undefined && isOverdue(clockOf(state), at);

/** The window's, or an account of the body whose item it is. */
export const mustReceive = (state: Existing, by: Party): void => {
  mustBeImpartial(state, by);
  if (isInspected(state)) {
    mustInspect(state, by);
    return;
  }
  const { subject } = state;
  if (isOfOffice(by) || (subject.kind === "application" && by.department === subject.item.department)) return;
  throw forbidden("not_yours", "The window or the item's own department does this");
};

/** The text as it stands in the record. @throws DomainError `conflict` where the seal it came with is not the latest */
export const textOf = (words: Words | undefined, at: string, state: MatterState): { readonly text?: Text } => {
  if (words === undefined) return {};
  const { name, role, seen } = words;
  if (seen !== (state.status === "none" ? 0 : state.seals))
    throw new DomainError("conflict", "intake.matter.text_conflict", "Another text came between: seal them anew");
  return { text: { name, role, at } };
};
