/** 办理: pauses that the rules name, extensions that another person grants, replies and results. */
import { extend, isOverdue, isRunning, pause, pausedFor, resume, stop } from "../clock.ts";
import type { Party } from "../admissions/commands.ts";
import {
  clockOf,
  forbidden,
  isInspected,
  isOfOffice,
  mustBe,
  mustBeImpartial,
  mustBeOf,
  mustBeOffice,
  mustHaveInHand,
  refuse,
  textOf,
  type Existing,
} from "./asked.ts";
import type { Of } from "./commands.ts";
import type { MatterEvent } from "./events.ts";
import type { Reply } from "./matter.ts";
import { WINDOW, type MatterParts } from "./rules.ts";

export const pauseHandling = ({ by, at, why, words }: Of<"PauseHandling">, state: Existing): MatterEvent[] => {
  mustHaveInHand(state, by);
  mustBe(state, "inHand");
  if (pausedFor(clockOf(state)) === why) return [];
  if (!state.rules.pauses.includes(why))
    throw refuse("pause_unknown", "The rules have no such reason to pause", { reasons: state.rules.pauses });
  if (isOverdue(clockOf(state), at)) throw refuse("already_overdue", "Its deadline has passed");
  const clock = pause(clockOf(state), why, at);
  if (clock === undefined) throw refuse("paused", "Its clock stands still already");
  return [{ type: "HandlingPaused", data: { clock, why, by: by.account, at, ...textOf(words, at, state) } }];
};

export const resumeHandling = (
  { by, at, words }: Of<"ResumeHandling">,
  state: Existing,
  { calendar }: MatterParts,
): MatterEvent[] => {
  mustHaveInHand(state, by);
  mustBe(state, "inHand");
  const clock = resume(clockOf(state), at, calendar);
  return clock === undefined
    ? []
    : [{ type: "HandlingResumed", data: { clock, by: by.account, at, ...textOf(words, at, state) } }];
};

const openExtension = ({ extensions }: Existing) => extensions.findLast(({ decided }) => decided === undefined);

const mayExtend = (state: Existing, at: string): NonNullable<Existing["rules"]["extension"]> => {
  mustBe(state, "inHand");
  const { extension } = state.rules;
  if (extension === undefined || clockOf(state).purpose !== "handle")
    throw refuse("not_extendable", "This time limit is not extended");
  if (!isRunning(clockOf(state))) throw refuse("paused", "Its clock stands still");
  if (isOverdue(clockOf(state), at)) throw refuse("already_overdue", "Its deadline has passed");
  if (state.extensions.filter(({ decided }) => decided?.granted).length >= extension.times)
    throw refuse("extended_before", "It has been extended as often as the rules allow", { times: extension.times });
  return extension;
};

export const askExtension = ({ by, at, code, words }: Of<"AskExtension">, state: Existing): MatterEvent[] => {
  mustHaveInHand(state, by);
  mayExtend(state, at);
  if (openExtension(state) !== undefined) throw refuse("extension_asked", "An extension is asked for already");
  if (words === undefined) throw refuse("reason_missing", "An extension says its reason");
  return [{ type: "ExtensionAsked", data: { code, by: by.account, at, ...textOf(words, at, state) } }];
};

/** 本机关负责人批准: a supervisor, or another account of the body that has it in hand. Nobody grants what he asked for. */
export const decideExtension = (
  { by, at, grants, words }: Of<"DecideExtension">,
  state: Existing,
  { calendar }: MatterParts,
): MatterEvent[] => {
  mustBeImpartial(state, by);
  if (isInspected(state) || !by.roles.includes("supervisor")) mustHaveInHand(state, by);
  const asked = openExtension(state);
  if (asked === undefined) throw refuse("no_extension_asked", "Nobody has asked for an extension");
  if (asked.askedBy === by.account) throw forbidden("self_approval", "Nobody grants what he asked for himself");
  const extension = grants ? mayExtend(state, at) : undefined;
  const clock = extension && extend(clockOf(state), extension.by, at, calendar);
  return [
    { type: "ExtensionDecided", data: { granted: grants, clock, by: by.account, at, ...textOf(words, at, state) } },
  ];
};

/** 办理结果. By the item's department; by another account than accepted it, where the item says so. */
export const decideApplication = (command: Of<"DecideApplication">, state: Existing): MatterEvent[] => {
  const { by, at, result, code, document, words } = command;
  mustBeOf(state, "application");
  mustHaveInHand(state, by);
  mustBe(state, "inHand");
  const { subject } = state;
  if (subject.kind === "application" && subject.item.separateDecision === true && state.accepted?.by === by.account)
    throw forbidden("self_approval", "Of this item, who accepts an application does not decide it");
  if (result === "notApproved" && (code === undefined || words === undefined))
    throw refuse("reason_missing", "A negative decision says its reason");
  if (document === undefined) throw refuse("document_missing", "A decision names its document (文书号)");
  const clock = stop(clockOf(state), at);
  const ended = { outcome: result, at, document, ...(code === undefined ? {} : { code }) };
  return [{ type: "MatterEnded", data: { ended, by: by.account, clock, at, ...textOf(words, at, state) } }];
};

const replyOf = (by: Party, at: string, template: string | undefined): Reply => ({
  department: by.department ?? WINDOW,
  account: by.account,
  at,
  ...(template === undefined ? {} : { template }),
});

/** A body does not look at its own reply, nor does the person who gave it. */
const mustBeAnother = ({ replies }: Existing, { account, department }: Party): void => {
  if (replies.some((reply) => reply.account === account || (department ?? WINDOW) === reply.department))
    throw forbidden("self_review", "Who has replied does not review the reply");
};

/** 答复. Of a consultation its end; of a petition it is on the office to close; of a review its end. */
export const reply = ({ by, at, template, words }: Of<"Reply">, state: Existing): MatterEvent[] => {
  mustBeOf(state, "consultation", "complaint", "opinion");
  mustBe(state, "inHand");
  if (state.conversion !== undefined) throw refuse("converting", "It is being converted");
  const isConsultation = state.subject.kind === "consultation";
  // The window answers whoever asks it, also where the question was put to a department.
  if (!isConsultation || !isOfOffice(by)) mustHaveInHand(state, by);
  if (words === undefined) throw refuse("reply_missing", "A reply says something");
  const { purpose } = clockOf(state);
  if (purpose !== "handle") mustBeAnother(state, by);
  const clock = stop(clockOf(state), at);
  const given = { clock, at, reply: replyOf(by, at, template), ...textOf(words, at, state) };
  if (!isConsultation && purpose === "handle") return [{ type: "ReplyGiven", data: given }];
  const ended = { outcome: isConsultation ? ("answered" as const) : ("reviewed" as const), at };
  return [{ type: "MatterEnded", data: { ...given, ended, by: by.account } }];
};

/** 办结. By the office, not by who replied. */
export const close = ({ by, at, words }: Of<"CloseMatter">, state: Existing): MatterEvent[] => {
  mustBeOffice(state, by);
  if (state.ended?.outcome === "replied") return [];
  mustBe(state, "replied");
  if (state.replies.at(-1)?.account === by.account)
    throw forbidden("self_approval", "Who has replied does not close it");
  return [
    {
      type: "MatterEnded",
      data: { ended: { outcome: "replied", at }, by: by.account, at, ...textOf(words, at, state) },
    },
  ];
};

/** 被投诉人员. Whoever is named, or commands who is, has no part in it from here on; the list replaces the one before. */
export const nameOfficers = ({ by, at, accounts }: Of<"NameOfficers">, state: Existing): MatterEvent[] => {
  if (!isInspected(state)) throw refuse("other_kind", "Only a complaint about officers names them");
  mustHaveInHand(state, by);
  mustBe(state, "received", "inHand");
  if (accounts.includes(by.account)) throw refuse("names_himself", "Who is complained about leaves it to another one");
  const named = [...new Set(accounts)].sort();
  if (JSON.stringify(named) === JSON.stringify(state.named ?? [])) return [];
  return [{ type: "OfficersNamed", data: { accounts: named, by: by.account, at } }];
};
