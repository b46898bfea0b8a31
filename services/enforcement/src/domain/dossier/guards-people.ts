/** Who may act: competent on the day, enough of them, of the right body, and with no interest in it. */
import { DomainError } from "@wangge/kit/errors";
import { dataOf, type Asked, type Given, type Guard } from "./asked.ts";
import type { Step } from "./process.ts";
import { refuse } from "./refusals.ts";
import type { Colleague, Competence } from "./words.ts";

const colleaguesOf = ({ data }: Asked): readonly Colleague[] => ("officers" in data ? data.officers : []);

const codeOf = (item: string): string => item.slice(0, item.indexOf("@"));

/** The registers' answer must be about this step, this day, this place and this power item. */
const mustBeCompetent = ({ state, step, on }: Given, account: string, competence: Competence | undefined): void => {
  if (competence?.ok !== true)
    throw refuse("not_competent", { account, step: step.competence, reasons: competence?.reasons });
  const isOfThis =
    competence.officer === account &&
    competence.step === step.competence &&
    competence.on === on &&
    competence.area === state.area &&
    codeOf(competence.item) === codeOf(state.item) &&
    competence.decidingBody === state.body;
  if (!isOfThis) throw refuse("competence_stale", { account, step: step.competence });
};

const mustBeUnrelated = ({ state }: Asked, account: string): void => {
  const isRecused = state.recusals.some((one) => one.account === account && one.status === "granted");
  if (isRecused || state.party.related.includes(account)) throw refuse("recused", { account });
};

const isInvestigator = ({ state }: Asked, account: string): boolean =>
  state.investigators.some((one) => one.account === account && one.left !== true);
/** He left; what he did stays. */
export const hasInvestigated = ({ state }: Asked, account: string): boolean =>
  state.investigators.some((one) => one.account === account);

const everyone = (asked: Asked): readonly string[] => [
  asked.command.by.account,
  ...colleaguesOf(asked).map(({ account }) => account),
];

/** How many of those who act count as officers: a lead who names them is none of them. */
const actingOfficers = (asked: Given): number => {
  const accounts =
    asked.command.type === "FileDossier" ? colleaguesOf(asked).map(({ account }) => account) : everyone(asked);
  return new Set(accounts).size;
};

/** Those that a lead names are asked for what they will do. */
const stepOfColleagues = ({ command, step }: Given): Step =>
  command.type === "FileDossier" || command.type === "AddInvestigators" ? { ...step, competence: "investigate" } : step;

export const guardsOfPeople = {
  competent: (asked) => {
    mustBeCompetent(asked, asked.command.by.account, asked.command.by.competence);
  },
  together: (asked) => {
    const step = stepOfColleagues(asked);
    for (const { account, competence } of colleaguesOf(asked)) mustBeCompetent({ ...asked, step }, account, competence);
  },
  /** Of the body itself, or by its delegation in its name. */
  ofDecidingBody: ({ command: { by }, state }) => {
    const body = by.competence?.ok === true ? by.competence.decidingBody : by.body;
    if (body !== state.body) throw refuse("other_body", { body: state.body });
  },
  anotherThanOpener: ({ command: { by }, state }) => {
    if (by.account === state.openedBy) throw refuse("opener_approves");
  },
  enoughOfficers: (asked) => {
    const { rules, on, step } = asked;
    const name = step.competence === "summary" || asked.state.procedure === "summary" ? "summaryOfficers" : "officers";
    const { value: needed, version, article } = rules.law.figure("penalty", on, name);
    const officers = actingOfficers(asked);
    if (officers < needed) throw refuse("too_few_officers", { officers, needed, edition: version, article });
  },
  unrelated: (asked) => {
    for (const account of everyone(asked)) mustBeUnrelated(asked, account);
  },
  investigates: (asked) => {
    const { account } = asked.command.by;
    if (!isInvestigator(asked, account)) throw refuse("not_investigator", { account });
  },
  allInvestigate: (asked) => {
    for (const { account } of colleaguesOf(asked))
      if (!isInvestigator(asked, account)) throw refuse("not_investigator", { account });
  },
  notInvestigating: (asked) => {
    const { account } = asked.command.by;
    if (hasInvestigated(asked, account)) throw refuse("investigator_excluded", { account });
  },
  namesInvestigator: (asked) => {
    const { account } = dataOf(asked, "RemoveInvestigator");
    if (!isInvestigator(asked, account)) throw refuse("no_such_investigator", { account });
  },
  certificatesShown: (asked) => {
    if (!dataOf(asked, "RecordInvestigation", "DecideOnSpot").certificatesShown) throw refuse("certificates_not_shown");
  },
  recusalIsNew: (asked) => {
    const { account } = dataOf(asked, "AskRecusal");
    if (asked.state.recusals.some((one) => one.account === account && one.status !== "refused"))
      throw refuse("recusal_decided", { account });
  },
  recusalIsOpen: (asked) => {
    const { account } = dataOf(asked, "DecideRecusal");
    if (account === asked.command.by.account) throw refuse("recused", { account });
    if (!asked.state.recusals.some((one) => one.account === account && one.status === "asked"))
      throw refuse("no_recusal", { account });
  },
  /** 主持人 and members: neither investigators nor related to the party, each one once. */
  chairIsImpartial: (asked) => {
    const { chair, members, clerk } = dataOf(asked, "ScheduleHearing");
    for (const account of [chair, ...members]) {
      if (hasInvestigated(asked, account)) throw refuse("investigator_excluded", { account });
      mustBeUnrelated(asked, account);
    }
    mustBeUnrelated(asked, clerk);
    const all = [chair, ...members, clerk];
    if (new Set(all).size < all.length) throw refuse("investigator_excluded", { twice: true });
  },
  isChair: (asked) => {
    if (asked.state.hearing?.chair !== asked.command.by.account) throw refuse("not_chair");
  },
  membersAreImpartial: (asked) => {
    const { members } = dataOf(asked, "DiscussCollectively");
    for (const account of members) {
      if (hasInvestigated(asked, account)) throw refuse("investigator_excluded", { account });
      mustBeUnrelated(asked, account);
    }
    const least = asked.rules.districtOn(asked.on).discussion.members;
    if (new Set(members).size < least) throw refuse("too_few_members", { members: new Set(members).size, least });
  },
} satisfies Readonly<Record<string, Guard>>;

export const mustHaveRole = (step: Step, roles: readonly string[]): void => {
  const wanted = step.roles.length === 0 ? ["service"] : step.roles;
  if (!roles.some((role) => wanted.includes(role)))
    throw new DomainError("forbidden", "auth.role_missing", "Your roles do not allow this", { roles: step.roles });
};
