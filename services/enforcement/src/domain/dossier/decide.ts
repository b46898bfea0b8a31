import { dayOf } from "@wangge/calendar";
import { actingOf, type Asked } from "./asked.ts";
import type { CommandType, DossierCommand, Opened } from "./commands.ts";
import { courseDecisions } from "./decide-course.ts";
import { outcomeDecisions } from "./decide-outcome.ts";
import type { DossierEvent } from "./events.ts";
import { openedFrom } from "./changes.ts";
import { mustPass } from "./guards.ts";
import { mustHaveRole } from "./guards-people.ts";
import { stepOf } from "./process.ts";
import { refuse, unknownDossier, type Reason } from "./refusals.ts";
import { issue, type Rules } from "./rules.ts";
import type { Dossier, DossierState } from "./state.ts";
import { wake } from "./wake.ts";

const decisions: Readonly<Record<CommandType, (asked: never) => readonly DossierEvent[]>> = {
  ...courseDecisions,
  ...outcomeDecisions,
  WakeDossier: wake,
};

type Begins = Extract<DossierCommand, { readonly type: "OpenDossier" | "DecideOnSpot" }>;
const begins = (command: DossierCommand): command is Begins =>
  command.type === "OpenDossier" || command.type === "DecideOnSpot";

/** What the guards look at before there is a dossier: what is asked for. */
const seenBy = (command: DossierCommand, state: DossierState): Dossier => {
  if (state.status !== "none") return state;
  if (!begins(command)) throw unknownDossier();
  const { data, at, by } = command;
  const opened: Opened & { readonly process: string } = data;
  return openedFrom(opened, by.account, at, command.type === "DecideOnSpot" ? "summary" : "ordinary");
};

/** Said before: there is nothing new in it, and no refusal either. */
const isRepeated = ({ type, data, by, at }: DossierCommand, state: DossierState): boolean => {
  if (state.status === "none") return false;
  switch (type) {
    case "OpenDossier":
    case "DecideOnSpot":
      return state.number === data.number && state.openedBy === by.account;
    case "RecordPayment":
    case "CollectOnSpot":
      return state.execution.payments.some(({ id, amount }) => id === data.paymentId && amount === data.amount);
    case "Decide":
      return state.decision?.number === data.number && state.decision.annulled !== true && state.status === "decided";
    case "EraseParty":
      return state.erased === true;
    case "WakeDossier":
      return state.wakeOn === undefined || state.wakeOn > dayOf(at);
    default:
      return false;
  }
};

export const decideWith =
  (rules: Rules) =>
  (command: DossierCommand, state: DossierState): readonly DossierEvent[] => {
    if (state.status === "none" && !begins(command)) throw unknownDossier();
    if (isRepeated(command, state)) return [];
    const seen = seenBy(command, state);
    const process = rules.processOf(seen.process);
    const step = stepOf(process, command.type);
    if (step === undefined) throw new Error(`${process.version} has no step for ${command.type}`);
    mustHaveRole(step, command.by.roles);
    if (!step.from.includes(state.status)) throw refuse(step.refusal as Reason, { status: state.status });
    const by = actingOf(command, step);
    const on = dayOf(command.at);
    const asked = {
      command,
      data: command.data,
      state: seen,
      on,
      rules,
      process,
      by,
      say: (type, data) => ({ type, data: { ...data, by, at: command.at } }) as never,
      issue: (purpose, how = {}) => issue(rules, process, purpose, { on, ...how }),
    } as Asked;
    mustPass({ ...asked, step });
    return decisions[command.type](asked as never);
  };
