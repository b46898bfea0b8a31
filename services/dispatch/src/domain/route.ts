import { CalendarError, type Calendar } from "@wangge/calendar";
import { minuteOf } from "@wangge/calendar";
import {
  bySpecificity,
  goesBefore,
  mismatchOf,
  type Facts,
  type Handler,
  type Mismatch,
  type Precedence,
  type Priority,
  type RouteQuestion,
  type RoutingContent,
  type RoutingRule,
} from "./routing.ts";

/** 裁定: whether it is for the superior now to say whose it is. */
export interface Ruling {
  readonly after: number;
  readonly returns: number;
  readonly isDue: boolean;
}

export interface Route {
  /** Undefined: everybody the rules name has returned it. */
  readonly body: { readonly department: string; readonly handler: Handler } | undefined;
  readonly priority: Priority;
  /** `id@version` of the rule that names the body; `standard:…` where only the filing standard does. */
  readonly rule: string;
  /** Who is still left after this body. */
  readonly alternates: readonly string[];
  readonly ruling: Ruling;
}

/** Why a rule gives the body, or does not. */
export type Because =
  /** The most specific rule that fits, and its own department. */
  | { readonly code: "mostSpecific" }
  /** No rule fits: the filing standard's own department. */
  | { readonly code: "fallback" }
  /** Others have returned it; `place` among the alternates, from 1. */
  | { readonly code: "alternate"; readonly department: string; readonly place: number }
  /** It fits, and whoever was before it is through. */
  | { readonly code: "next"; readonly department: string }
  /** It fits, and everybody it names has returned the case. */
  | { readonly code: "returned"; readonly departments: readonly string[] }
  /** It fits, and another one comes first. */
  | { readonly code: "outranked"; readonly rule: string; readonly by: Precedence | "fallback" }
  | Mismatch;

export interface Considered {
  readonly ruleId: string;
  readonly department: string;
  readonly alternates: readonly string[];
  readonly matched: boolean;
  readonly because: Because;
}

export interface ExplainedRoute extends Route {
  readonly considered: readonly Considered[];
}

/** An edition of the rules, put in order once. */
export interface CompiledRouting {
  readonly version: string;
  readonly content: RoutingContent;
  /** The most specific first. */
  readonly ordered: readonly RoutingRule[];
  /** The same, of one category; kept, since there are few categories and many cases. */
  readonly ofCategory: (category: string) => readonly RoutingRule[];
  readonly asksForWorkingTime: boolean;
}

export const compileRouting = (version: string, content: RoutingContent): CompiledRouting => {
  const ordered = content.rules.toSorted(bySpecificity);
  const kept = new Map<string, readonly RoutingRule[]>();
  return {
    version,
    content,
    ordered,
    asksForWorkingTime: ordered.some(({ when }) => when?.workingTime !== undefined),
    ofCategory: (category) => {
      const known = kept.get(category);
      if (known !== undefined) return known;
      const fitting = ordered.filter((rule) => category.startsWith(rule.category ?? ""));
      kept.set(category, fitting);
      return fitting;
    },
  };
};

const isWorking = (at: string, calendar: Calendar): boolean | undefined => {
  const start = Date.parse(at);
  try {
    return calendar.elapsedMs(start, start + 1, "workingHour") > 0;
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
};

const withoutVersion = (id: string): string => (id.includes("@") ? id.slice(0, id.indexOf("@")) : id);

export const factsOf = (
  question: RouteQuestion,
  calendar: Calendar,
  { asksForWorkingTime }: CompiledRouting,
): Facts => ({
  grid: question.grid,
  category: question.category,
  channel: question.channel,
  visibility: question.visibility ?? "public",
  minute: minuteOf(question.at),
  working: asksForWorkingTime ? isWorking(question.at, calendar) : undefined,
  standard: withoutVersion(question.standard.id),
});

/** What a rule, or the standard in its place, sends a case to. */
interface Sender {
  readonly rule: string;
  readonly department: string;
  readonly handler: Handler;
  readonly priority: Priority;
  readonly alternates: readonly string[];
}

const senderOf = (rule: RoutingRule, { version }: CompiledRouting): Sender => ({
  ...rule,
  rule: `${rule.id}@${version}`,
});

export const fallbackId = ({ standard }: RouteQuestion): string => `standard:${standard.id}`;

const fallbackOf = (question: RouteQuestion, { content }: CompiledRouting): Sender => ({
  rule: fallbackId(question),
  department: question.standard.department,
  handler: question.handler,
  priority: content.fallbackPriority[question.standard.limit.kind],
  alternates: [],
});

interface Candidate {
  readonly sender: Sender;
  readonly department: string;
  /** 0: the rule's own department. */
  readonly place: number;
}

/** Everybody the fitting rules name, in the order in which they are asked, each once. */
const candidatesOf = (senders: Iterable<Sender>): Candidate[] => {
  const named = new Set<string>();
  const candidates: Candidate[] = [];
  for (const sender of senders)
    for (const [place, department] of [sender.department, ...sender.alternates].entries())
      if (!named.has(department)) {
        named.add(department);
        candidates.push({ sender, department, place });
      }
  return candidates;
};

const rulingOf = (returns: number, { content }: CompiledRouting): Ruling => ({
  after: content.rulingAfterReturns,
  returns,
  isDue: returns >= content.rulingAfterReturns,
});

/** A question, worked out: who fits, in which order, and who is left of them. */
interface Worked {
  readonly facts: Facts;
  readonly fitting: readonly RoutingRule[];
  readonly fallback: Sender;
  readonly chosen: Candidate | undefined;
  readonly route: Route;
}

const work = (question: RouteQuestion, routing: CompiledRouting, calendar: Calendar): Worked => {
  const { returnedBy = [], category } = question;
  const facts = factsOf(question, calendar, routing);
  const fitting = routing.ofCategory(category).filter((rule) => mismatchOf(rule, facts) === undefined);
  const fallback = fallbackOf(question, routing);
  const senders = [...fitting.map((rule) => senderOf(rule, routing)), fallback];
  const left = candidatesOf(senders).filter(({ department }) => !returnedBy.includes(department));
  const [chosen, ...later] = left;
  const { priority, rule } = chosen?.sender ?? senders[0] ?? fallback;
  return {
    facts,
    fitting,
    fallback,
    chosen,
    route: {
      // Only a rule's own body may be the grid's worker: an alternate is asked as a department.
      body: chosen && {
        department: chosen.department,
        handler: chosen.place === 0 ? chosen.sender.handler : "department",
      },
      priority,
      rule,
      alternates: later.map(({ department }) => department),
      ruling: rulingOf(returnedBy.length, routing),
    },
  };
};

/** Who it goes to. */
export const route = (question: RouteQuestion, routing: CompiledRouting, calendar: Calendar): Route =>
  work(question, routing, calendar).route;

const becauseChosen = ({ sender, department, place }: Candidate, top: string, fallback: string): Because => {
  if (place > 0) return { code: "alternate", department, place };
  if (sender.rule !== top) return { code: "next", department };
  return { code: top === fallback ? "fallback" : "mostSpecific" };
};

/** Who it goes to and why, and of every rule why it is not the one. The most specific first, the filing standard last. */
export const explain = (question: RouteQuestion, routing: CompiledRouting, calendar: Calendar): ExplainedRoute => {
  const { facts, fitting, fallback, chosen, route: answer } = work(question, routing, calendar);
  const { returnedBy = [] } = question;
  const [first] = fitting;
  const top = first === undefined ? fallback.rule : senderOf(first, routing).rule;
  const chosenRule = fitting.find((rule) => senderOf(rule, routing).rule === chosen?.sender.rule);
  const returned = ({ department, alternates }: Pick<Sender, "department" | "alternates">): Because => ({
    code: "returned",
    departments: [...new Set([department, ...alternates])].filter((one) => returnedBy.includes(one)),
  });

  const becauseFits = (rule: RoutingRule): Because => {
    if (chosen !== undefined && rule === chosenRule) return becauseChosen(chosen, top, fallback.rule);
    const by = chosenRule === undefined ? undefined : goesBefore(chosenRule, rule);
    // What stands before the one that was chosen has nobody left.
    return chosenRule === undefined || by === undefined
      ? returned(rule)
      : { code: "outranked", rule: chosenRule.id, by };
  };

  const becauseFallback = (): Because => {
    if (chosen === undefined) return returned(fallback);
    if (chosenRule === undefined) return becauseChosen(chosen, top, fallback.rule);
    return { code: "outranked", rule: chosenRule.id, by: "fallback" };
  };

  const considered = routing.ordered.map((rule): Considered => {
    const { id: ruleId, department, alternates } = rule;
    const mismatch = mismatchOf(rule, facts);
    return { ruleId, department, alternates, matched: mismatch === undefined, because: mismatch ?? becauseFits(rule) };
  });
  const { rule: ruleId, department, alternates } = fallback;
  return {
    ...answer,
    considered: [...considered, { ruleId, department, alternates, matched: true, because: becauseFallback() }],
  };
};
