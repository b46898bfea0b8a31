/** 可办事项. What of the procedure somebody can do now, and why not the rest, before anything is filled in. */
import { dayOf } from "@wangge/calendar";
import { DomainError } from "@wangge/kit/errors";
import { actingOf, type Asked } from "./asked.ts";
import type { ActFacts, CommandType, DossierCommand } from "./commands.ts";
import { mustPass } from "./guards.ts";
import { mustHaveRole } from "./guards-people.ts";
import type { Step } from "./process.ts";
import { refuse, type Reason } from "./refusals.ts";
import { issue, type Rules } from "./rules.ts";
import type { Dossier } from "./state.ts";
import type { Caller } from "./words.ts";

export interface Possible {
  readonly command: CommandType;
  readonly roles: readonly string[];
  /** Absent: it can be asked for, and what is filled in decides. */
  readonly refusal?: DomainError;
  /** 按建议决定: why it cannot be what was proposed; something milder can be decided. */
  readonly asProposed?: DomainError;
}

/** The answer of a guard that wants to see what is filled in. */
class NotSaidYet extends Error {}

/** What is sent with a command as far as it is known; to look at anything else leaves the question open. */
const unsaid = (known: object): object =>
  new Proxy(known, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name) as unknown;
      throw new NotSaidYet();
    },
    has: () => {
      throw new NotSaidYet();
    },
  });

/** Decided as it was proposed, on the record of its hearing. */
const proposed = ({ proposal, hearing }: Dossier): object => {
  if (proposal === undefined) return {};
  const { finding, penalty, evidence } = proposal;
  return { finding, penalty, evidence: hearing?.record === undefined ? evidence : [...evidence, hearing.record] };
};

const MILDEST: object = { finding: "notEstablished", penalty: { kinds: [], fine: 0, confiscated: 0 } };

export interface Asking {
  readonly state: Dossier;
  readonly at: string;
  readonly rules: Rules;
  readonly acts: ActFacts;
  /** Who asks, with what the registers say of him for this step. */
  readonly callerFor: (step: Step) => Caller;
}

/** Why it says no; undefined where it says yes, or nothing yet. */
const refusalBy = (question: () => void): DomainError | undefined => {
  try {
    question();
    return undefined;
  } catch (error) {
    if (error instanceof NotSaidYet) return undefined;
    if (error instanceof DomainError) return error;
    throw error;
  }
};

const firstOf = <Item, Found>(items: readonly Item[], look: (item: Item) => Found | undefined): Found | undefined => {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
};

const refusalOf = (
  step: Step,
  { state, at, rules, callerFor }: Asking,
  known: object = {},
): DomainError | undefined => {
  const process = rules.processOf(state.process);
  const by = callerFor(step);
  const on = dayOf(at);
  const data = unsaid(known);
  const command = { type: step.command, data, by, at } as unknown as DossierCommand;
  const asked: Asked = {
    ...{ command, data: command.data, state, on, rules, process, by: actingOf(command, step) },
    say: () => {
      throw new NotSaidYet();
    },
    issue: (purpose, how = {}) => issue(rules, process, purpose, { on, ...how }),
  };
  return (
    refusalBy(() => {
      mustHaveRole(step, by.roles);
      if (!step.from.includes(state.status)) throw refuse(step.refusal as Reason, { status: state.status });
    }) ??
    // One that cannot answer yet leaves the word to the next.
    firstOf(step.guards, (guard) => refusalBy(() => mustPass({ ...asked, step: { ...step, guards: [guard] } })))
  );
};

/** As far as it is known what would be said: today, and a decision as it was proposed or as mild as can be. */
const lookAt = (step: Step, asking: Asking): Pick<Possible, "refusal" | "asProposed"> => {
  const { state, acts, at } = asking;
  if (step.command !== "Decide") {
    const saidToday = step.command === "RequestHearing" ? { on: dayOf(at) } : {};
    const refusal = refusalOf(step, asking, saidToday);
    return refusal === undefined ? {} : { refusal };
  }
  const refusal = refusalOf(step, asking, { acts, ...MILDEST });
  if (refusal !== undefined) return { refusal };
  const asProposed = refusalOf(step, asking, { acts, ...proposed(state) });
  return asProposed === undefined ? {} : { asProposed };
};

/** Every step of the dossier's own edition of the process that people take, in its order. */
export const possibleSteps = (asking: Asking): readonly Possible[] =>
  asking.rules
    .processOf(asking.state.process)
    .steps.filter(({ from, roles }) => roles.length > 0 && !from.includes("none"))
    .map((step) => ({ command: step.command, roles: step.roles, ...lookAt(step, asking) }));
