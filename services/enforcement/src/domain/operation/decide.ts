import { assign, release, setPersonStatus, setUnitStatus } from "./at-work.ts";
import { answerCommand, fillPost, offerCommand, takeCommand, vacatePost, withdrawCommand } from "./command-post.ts";
import type { CommandOf, OperationCommand } from "./commands.ts";
import { approve, cancel, closeAny, open, plan, reopen, revise, voidClaim } from "./course.ts";
import type { OperationEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { askFor, raiseLevel } from "./needs.ts";
import { activePerson, type Live, type OperationState } from "./operation.ts";
import { liveOf, mustHold, refuse } from "./refuse.ts";
import { acknowledge, callAll, checkIn, overdue, resolve } from "./safety.ts";

const addTask = ({ task, by, at }: CommandOf<"AddTask">, state: Live): readonly OperationEvent[] => {
  mustHold(state, by, ["deputy", "operations", "planning"], false);
  if (state.tasks.some(({ id }) => id === task.id)) throw refuse("task_twice", "Two tasks have one id");
  if (task.force !== undefined && !state.forces.includes(task.force))
    throw refuse("force_missing", "A task is for a force that does not come", { task: task.id });
  return [{ type: "TaskAdded", data: { task, by: by.account, at } }];
};

const judgeTask = ({ task, outcome, by, at }: CommandOf<"JudgeTask">, state: Live): readonly OperationEvent[] => {
  mustHold(state, by, ["deputy", "operations", "planning"], false);
  if (!state.tasks.some(({ id }) => id === task)) throw refuse("task_unknown", "There is no such task", { task });
  return state.outcomes[task] === outcome ? [] : [{ type: "TaskJudged", data: { task, outcome, by: by.account, at } }];
};

const note = ({ words, by, at }: CommandOf<"NoteInLog">, state: Live): readonly OperationEvent[] => {
  if (activePerson(state, by.account) === undefined && by.desk !== true)
    throw refuse("not_in_it", "Only who is in the operation writes its log");
  return [{ type: "LogNoted", data: { words, by: by.account, at } }];
};

const decideOne = (command: OperationCommand, state: OperationState): readonly OperationEvent[] => {
  switch (command.type) {
    case "PlanOperation":
      return plan(command, state);
    case "RevisePlan":
      return revise(command, state);
    case "ApproveOperation":
      return approve(command, state);
    case "CancelOperation":
      return cancel(command, state);
    case "OpenOperation":
      return open(command, state);
    case "ReopenOperation":
      return reopen(command, state);
    case "CloseOperation":
      return closeAny(command, state);
    case "VoidClaim":
      return voidClaim(command, state);
    case "OfferCommand":
      return offerCommand(command, liveOf(state));
    case "AnswerCommand":
      return answerCommand(command, liveOf(state));
    case "WithdrawCommand":
      return withdrawCommand(command, liveOf(state));
    case "TakeCommand":
      return takeCommand(command, liveOf(state));
    case "FillPost":
      return fillPost(command, liveOf(state));
    case "VacatePost":
      return vacatePost(command, liveOf(state));
    case "RaiseLevel":
      return raiseLevel(command, liveOf(state));
    case "AskFor":
      return askFor(command, liveOf(state));
    case "AssignForces":
      return assign(command, liveOf(state));
    case "ReleaseForces":
      return release(command, liveOf(state));
    case "SetPersonStatus":
      return setPersonStatus(command, liveOf(state));
    case "SetUnitStatus":
      return setUnitStatus(command, liveOf(state));
    case "CheckIn":
      return checkIn(command, liveOf(state));
    case "CallAll":
      return callAll(command, liveOf(state));
    case "AcknowledgeAlarm":
      return acknowledge(command, liveOf(state));
    case "ResolveAlarm":
      return resolve(command, liveOf(state));
    case "AddTask":
      return addTask(command, liveOf(state));
    case "JudgeTask":
      return judgeTask(command, liveOf(state));
    case "NoteInLog":
      return note(command, liveOf(state));
    case "LinkDossier": {
      const { dossier, by, at } = command;
      if (liveOf(state).dossiers.includes(dossier)) return [];
      return [{ type: "DossierLinked", data: { dossier, by: by.account, at } }];
    }
    case "WakeOperation":
      return [];
  }
};

/** What is due by itself comes before what is asked, so that nothing depends on when somebody looked. */
export const decide = (command: OperationCommand, state: OperationState): readonly OperationEvent[] => {
  if (state.status !== "live") return decideOne(command, state);
  const due = overdue(state, command.at);
  return [...due, ...decideOne(command, due.reduce<OperationState>(evolve, state))];
};
