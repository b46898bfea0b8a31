/** 登记, 受理, 不予受理, 撤回: how a matter comes in, is taken on or turned down, and is taken back. */
import { begin, startOf, stop, type Purpose, type Term } from "../clock.ts";
import {
  clockOf,
  isDeemedAccepted,
  isInspected,
  mustBe,
  mustBeOffice,
  mustReceive,
  refuse,
  textOf,
  type Existing,
} from "./asked.ts";
import type { Of } from "./commands.ts";
import type { MatterEvent } from "./events.ts";
import { absentOf, mustBeElectronic } from "./materials.ts";
import type { MatterState, Received } from "./matter.ts";
import { WINDOW, type MatterParts } from "./rules.ts";

export const handleTerm = ({ rules, subject }: Received): Term => {
  const term = subject.kind === "application" ? subject.item.limit : rules.handle;
  if (term === undefined) throw new Error(`${rules.version} has no time limit`);
  return term;
};

export const firstTerm = (data: Received): readonly [Purpose, Term] =>
  data.rules.accept === undefined ? ["handle", handleTerm(data)] : ["accept", data.rules.accept];

const firstHand = (subject: Received["subject"]): string | undefined => {
  if (subject.kind === "consultation") return subject.department;
  return subject.kind === "complaint" ? subject.inspectedBy : undefined;
};

export const receive = (
  { data, at, words }: Of<"ReceiveMatter">,
  state: MatterState,
  { calendar }: MatterParts,
): MatterEvent[] => {
  if (state.status !== "none") {
    if (state.fingerprint === data.fingerprint) return [];
    throw refuse("key_reused", "This idempotency key belongs to another matter");
  }
  const { subject, channel } = data;
  const isOnline = channel === "web" || channel === "app";
  if (subject.kind === "application" && isOnline) mustBeElectronic(subject.brought);
  const onHand = firstHand(subject) ?? WINDOW;
  const clock = begin(...firstTerm(data), at, calendar);
  return [{ type: "MatterReceived", data: { ...data, onHand, clock, at, ...textOf(words, at, state) } }];
};

const toWhom = (state: Existing, to: string | undefined): string => {
  const { subject, onHand } = state;
  if (isInspected(state)) {
    if (to !== undefined && to !== onHand)
      throw refuse("inspected", "A complaint about officers stays with those who inspect them", { onHand });
    return onHand;
  }
  if (subject.kind === "application") {
    if (to !== undefined && to !== subject.item.department)
      throw refuse("other_department", "The item names its department", { department: subject.item.department });
    return subject.item.department;
  }
  if (to === undefined) throw refuse("no_department", "Name the body that answers for it");
  if (subject.kind === "complaint" && to === subject.against)
    throw refuse("to_the_accused", "A complaint is not passed to the body that it is about", { against: to });
  return to;
};

export const accept = (command: Of<"AcceptMatter">, state: Existing, { calendar }: MatterParts): MatterEvent[] => {
  const { by, at, to, category, words } = command;
  mustReceive(state, by);
  const onHand = toWhom(state, to);
  if (state.status === "inHand" && state.accepted !== undefined && state.onHand === onHand) return [];
  mustBe(state, "received");
  if (state.subject.kind === "opinion" && category === undefined)
    throw refuse("not_sorted", "An opinion is sorted before it is passed on (登记并分类)");
  const missing = [...new Set([...state.outstanding, ...absentOf(state)])];
  if (missing.length > 0) throw refuse("materials_missing", "Materials are missing: tell it at once", { missing });
  const deemed = isDeemedAccepted(state, at);
  const start = deemed ? startOf(clockOf(state)) : at;
  const clock = begin("handle", handleTerm(state), start, calendar);
  const sorted = category === undefined ? {} : { category };
  return [
    {
      type: "MatterAccepted",
      data: {
        at,
        by: by.account,
        onHand,
        clock,
        ...sorted,
        ...(deemed ? { deemed } : {}),
        ...textOf(words, at, state),
      },
    },
  ];
};

export const turnDown = ({ by, at, code, words }: Of<"RefuseMatter">, state: Existing): MatterEvent[] => {
  mustReceive(state, by);
  mustBe(state, "received");
  if (isDeemedAccepted(state, at))
    throw refuse("deemed_accepted", "The time to refuse has passed: it counts as accepted from the day it came");
  if (!state.rules.refusals.includes(code))
    throw refuse("reason_unknown", "The rules have no such reason", { reasons: state.rules.refusals });
  if (words === undefined) throw refuse("reason_missing", "A refusal says its reason in words");
  const ended = { outcome: "refused", at, code } as const;
  const clock = stop(clockOf(state), at);
  return [{ type: "MatterEnded", data: { ended, by: by.account, clock, at, ...textOf(words, at, state) } }];
};

export const withdraw = ({ by, at, words }: Of<"WithdrawMatter">, state: Existing): MatterEvent[] => {
  if (state.ended?.outcome === "withdrawn") return [];
  if (by !== undefined) mustBeOffice(state, by);
  mustBe(state, "received", "inHand", "replied");
  if (state.conversion !== undefined) throw refuse("converting", "It is being converted");
  const ended = { outcome: "withdrawn", at } as const;
  const clock = stop(clockOf(state), at);
  return [
    { type: "MatterEnded", data: { ended, by: by?.account ?? "resident", clock, at, ...textOf(words, at, state) } },
  ];
};
