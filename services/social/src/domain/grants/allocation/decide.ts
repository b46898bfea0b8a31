import type { Calendar, Limit } from "@wangge/calendar";
import { sumOf } from "../../money.ts";
import { refusals } from "../refuse.ts";
import { allocate, optionsFor, type AllocationLine } from "./allocate.ts";
import type {
  Allocation,
  AllocationCommand,
  AllocationEvent,
  AllocationState,
  Award,
  AwardChange,
  Edition,
  Finding,
  FindingDecision,
  Inputs,
  Objection,
} from "./allocation.ts";

const { refuse, forbid, unknown } = refusals("allocation");
export const unknownAllocation = unknown;

/** 公示与异议: how long each may take, by the rules of the day. */
export interface PublicityRule {
  readonly publicity: Limit;
  readonly answer: Limit;
  readonly appeal: Limit;
  readonly decision: Limit;
}

export interface AllocationRules {
  readonly calendar: Calendar;
  readonly publicityAt: (at: string) => PublicityRule;
}

type Of<Type extends AllocationCommand["type"]> = Extract<AllocationCommand, { readonly type: Type }>;

/** What the rule gives, with these findings decided as they are. */
export const linesOf = (
  { rule, envelope, candidates, bars }: Inputs,
  findings: readonly Finding[],
): readonly AllocationLine[] => {
  const duplicates = findings.filter(({ decided }) => decided?.duplicate === true);
  const barred = new Set([...bars, ...duplicates].map(({ application }) => application));
  return allocate(rule, envelope, candidates, barred);
};

const existing = (state: AllocationState): Allocation => {
  if (state.status === "none") throw unknown();
  return state;
};

const mustBe = (allocation: Allocation, status: Allocation["status"]): void => {
  if (allocation.status !== status)
    throw refuse("not_now", `Not possible while the allocation is ${allocation.status}`, { status: allocation.status });
};

const run = ({ data, by, at }: Of<"RunAllocation">, state: AllocationState): readonly AllocationEvent[] => {
  if (state.status !== "none") mustBe(state, "proposed");
  const { inputs, findings } = data;
  return [{ type: "AllocationRun", data: { inputs, findings, lines: linesOf(inputs, findings), by, at } }];
};

/** Findings with what was decided of them. */
export const withDecisions = (
  findings: readonly Finding[],
  decisions: readonly FindingDecision[],
  by: string,
): readonly Finding[] =>
  findings.map((one) => {
    const decision = decisions.find(({ finding }) => finding === one.id);
    return decision === undefined
      ? one
      : { ...one, decided: { duplicate: decision.duplicate, reason: decision.reason, by } };
  });

const decideFindings = ({ data, by, at }: Of<"DecideFindings">, allocation: Allocation): readonly AllocationEvent[] => {
  mustBe(allocation, "proposed");
  const { findings, inputs } = allocation;
  const known = new Map(findings.map((one) => [one.id, one]));
  const lost = data.decisions.find(({ finding }) => !known.has(finding));
  if (lost !== undefined) throw refuse("no_finding", "There is no such finding", { finding: lost.finding });
  const decisions = data.decisions.filter(({ finding, duplicate, reason }) => {
    const before = known.get(finding)?.decided;
    return before?.duplicate !== duplicate || before.reason !== reason;
  });
  if (decisions.length === 0) return [];
  const lines = linesOf(inputs, withDecisions(findings, decisions, by));
  return [{ type: "FindingsDecided", data: { decisions, by, lines, at } }];
};

const barredOf = ({ inputs, findings }: Allocation): ReadonlySet<string> =>
  new Set([
    ...inputs.bars.map(({ application }) => application),
    ...findings.filter(({ decided }) => decided?.duplicate === true).map(({ application }) => application),
  ]);

/** Changed awards are options of the rule too, and the envelope holds for all together. */
const changed = (
  allocation: Allocation,
  before: readonly Award[],
  changes: readonly AwardChange[],
): readonly Award[] => {
  const { rule, candidates, envelope } = allocation.inputs;
  const barred = barredOf(allocation);
  const named = new Map(changes.map((change) => [change.application, change]));
  if (named.size < changes.length) throw refuse("changed_twice", "Each application is changed once");
  for (const { application, granted } of changes) {
    const candidate = candidates.find((one) => one.application === application);
    if (candidate === undefined)
      throw refuse("no_application", "This application was not in the round", { application });
    if (granted > 0 && barred.has(application)) throw refuse("barred", "This applicant is barred", { application });
    if (!optionsFor(rule, candidate).some((option) => option.granted === granted))
      throw refuse("no_option", "The rule knows no such amount for this applicant", { application });
  }
  const after = before.map((award): Award => {
    const change = named.get(award.application);
    const candidate = candidates.find(({ application }) => application === award.application);
    if (change === undefined || candidate === undefined) return award;
    const { granted, reason } = change;
    const stages = optionsFor(rule, candidate).find((option) => option.granted === granted)?.stages ?? 0;
    return { application: award.application, granted, stages, reason };
  });
  const over = sumOf(after.map(({ granted }) => granted)) - envelope;
  if (over > 0) throw refuse("over_envelope", "All together is more than the envelope of the round", { over });
  return after;
};

const differencesOf = (before: readonly Award[], after: readonly Award[]): Edition["differences"] =>
  after.flatMap(({ application, granted }) => {
    const was = before.find((one) => one.application === application)?.granted ?? 0;
    return was === granted ? [] : [{ application, before: was, after: granted }];
  });

const byRule = ({ lines }: Allocation): readonly Award[] =>
  lines.map(({ application, granted, stages }) => ({ application, granted, stages }));

const currentEdition = ({ editions }: Allocation): Edition | undefined => editions.at(-1);

/** Whoever had a hand in what is objected to. */
const handsOf = ({ runBy, editions }: Allocation): ReadonlySet<string> =>
  new Set([runBy, ...editions.map(({ by }) => by)]);

export const allocationDecisions = ({ calendar, publicityAt }: AllocationRules) => {
  const determine = ({ data, by, at }: Of<"Determine">, allocation: Allocation): readonly AllocationEvent[] => {
    const current = currentEdition(allocation);
    if (current !== undefined && allocation.hash === data.hash && current.by === by && current.number === 1) return [];
    mustBe(allocation, "proposed");
    if (allocation.runBy === by) throw forbid("own_run", "Somebody else determines what you have worked out");
    const open = allocation.findings.filter(({ decided }) => decided === undefined).map(({ id }) => id);
    if (open.length > 0) throw refuse("findings_open", "Each finding is decided before", { findings: open });
    const rule = byRule(allocation);
    const awards = changed(allocation, rule, data.changes);
    const publicUntil = calendar.dueAt(at, publicityAt(at).publicity);
    const edition = {
      number: 1,
      awards,
      by,
      reasons: data.reasons,
      differences: differencesOf(rule, awards),
      publicUntil,
    };
    return [{ type: "Determined", data: { ...edition, hash: data.hash, at } }];
  };

  const abandon = ({ data: { reason }, by, at }: Of<"Abandon">, allocation: Allocation): readonly AllocationEvent[] => {
    if (allocation.status === "abandoned") return [];
    mustBe(allocation, "proposed");
    return [{ type: "Abandoned", data: { by, reason, at } }];
  };

  const object = ({ data, by, at }: Of<"Object">, allocation: Allocation): readonly AllocationEvent[] => {
    mustBe(allocation, "determined");
    const { id, about } = data;
    if (allocation.objections.some((one) => one.id === id && one.by === by)) return [];
    if (allocation.objections.some((one) => one.id === id)) throw refuse("objection_differs", "This id is taken");
    const publicUntil = currentEdition(allocation)?.publicUntil ?? "";
    if (at > publicUntil) throw refuse("publicity_over", "The time for objections is over", { publicUntil });
    if (about !== undefined && !allocation.inputs.candidates.some(({ application }) => application === about))
      throw refuse("no_application", "This application was not in the round", { application: about });
    return [{ type: "Objected", data: { ...data, by, answerBy: calendar.dueAt(at, publicityAt(at).answer), at } }];
  };

  const objectionOf = ({ objections }: Allocation, id: string): Objection => {
    const found = objections.find((one) => one.id === id);
    if (found === undefined) throw refuse("no_objection", "There is no such objection", { id });
    return found;
  };

  /** An objection that is right changes the determination: a new edition, publicized anew. */
  const newEdition = (
    allocation: Allocation,
    { data: { id, upheld, reason, changes }, by, at }: Of<"AnswerObjection" | "DecideAppeal">,
  ): readonly AllocationEvent[] => {
    const current = currentEdition(allocation);
    if (current === undefined || changes.length === 0) return [];
    if (!upheld) throw refuse("nothing_upheld", "An objection that is rejected changes nothing");
    const awards = changed(allocation, current.awards, changes);
    const differences = differencesOf(current.awards, awards);
    const publicUntil = calendar.dueAt(at, publicityAt(at).publicity);
    const number = current.number + 1;
    return [
      { type: "Determined", data: { number, awards, by, reasons: reason, because: id, differences, publicUntil, at } },
    ];
  };

  const answer = (
    command: Of<"AnswerObjection" | "DecideAppeal">,
    allocation: Allocation,
  ): readonly AllocationEvent[] => {
    const { data, by, at } = command;
    const { id, upheld, reason } = data;
    const objection = objectionOf(allocation, id);
    if (objection.answer?.by === by && objection.status === (upheld ? "upheld" : "rejected")) return [];
    mustBe(allocation, "determined");
    if (objection.status !== "open") throw refuse("answered", "This objection is answered");
    if (handsOf(allocation).has(by) || objection.by === by)
      throw forbid("own_determination", "Somebody answers who had no hand in it");
    const answered: AllocationEvent = {
      type: "ObjectionAnswered",
      data: { id, by, upheld, reason, at, ...(upheld ? {} : { appealBy: calendar.dueAt(at, publicityAt(at).appeal) }) },
    };
    return [answered, ...newEdition(allocation, command)];
  };

  const appeal = ({ data: { id, text }, by, at }: Of<"Appeal">, allocation: Allocation): readonly AllocationEvent[] => {
    const objection = objectionOf(allocation, id);
    if (objection.by !== by) throw forbid("not_yours", "Only who objected appeals");
    if (objection.appeal !== undefined) {
      if (objection.appeal.text === text) return [];
      throw refuse("appealed", "There is one appeal");
    }
    mustBe(allocation, "determined");
    const appealBy = objection.answer?.appealBy;
    if (objection.status !== "rejected" || appealBy === undefined)
      throw refuse("nothing_to_appeal", "Only a rejected objection is appealed against");
    if (at > appealBy) throw refuse("appeal_over", "The time for an appeal is over", { appealBy });
    return [{ type: "Appealed", data: { id, text, decideBy: calendar.dueAt(at, publicityAt(at).decision), at } }];
  };

  const decideAppeal = (
    command: Of<"AnswerObjection" | "DecideAppeal">,
    allocation: Allocation,
  ): readonly AllocationEvent[] => {
    const { data, by, at } = command;
    const { id, upheld, reason } = data;
    const objection = objectionOf(allocation, id);
    if (objection.appeal?.decided?.by === by && objection.status === (upheld ? "appealUpheld" : "appealRejected"))
      return [];
    mustBe(allocation, "determined");
    if (objection.status !== "appealed") throw refuse("no_appeal", "There is no appeal to decide");
    if (handsOf(allocation).has(by) || objection.answer?.by === by || objection.by === by)
      throw forbid("own_determination", "Somebody decides who had no hand in it");
    return [{ type: "AppealDecided", data: { id, by, upheld, reason, at } }, ...newEdition(allocation, command)];
  };

  return (command: AllocationCommand, state: AllocationState): readonly AllocationEvent[] => {
    switch (command.type) {
      case "RunAllocation":
        return run(command, state);
      case "DecideFindings":
        return decideFindings(command, existing(state));
      case "Determine":
        return determine(command, existing(state));
      case "Abandon":
        return abandon(command, existing(state));
      case "Object":
        return object(command, existing(state));
      case "AnswerObjection":
        return answer(command, existing(state));
      case "Appeal":
        return appeal(command, existing(state));
      case "DecideAppeal":
        return decideAppeal(command, existing(state));
      case "WakeAllocation": {
        const { status, wakeAt } = existing(state);
        return status === "determined" && wakeAt !== undefined && wakeAt <= command.at
          ? [{ type: "Concluded", data: { at: command.at } }]
          : [];
      }
      case "MarkSettled": {
        const { status, settled } = existing(state);
        const isOver = status === "concluded" || status === "abandoned";
        return isOver && !settled ? [{ type: "Settled", data: { at: command.at } }] : [];
      }
    }
  };
};
