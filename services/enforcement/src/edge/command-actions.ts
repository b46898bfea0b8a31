import { Instant, Point } from "@wangge/contracts";
import { AlarmLevel, OfficerId } from "@wangge/contracts/events";
import { action, type Action, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { Requirement } from "../app/operation-data.ts";
import type { OperationDesk } from "../app/operations.ts";
import type { CommandOf } from "../domain/operation/index.ts";
import { byOf, FIELD, Key, UnitId, Words } from "./operation-access.ts";
import { ById, Done, done, type OperationEdge } from "./operation-actions.ts";
import { AlarmOutcome, PersonStatus, PostCode, TaskInput, TaskOutcome } from "./operation-view.ts";

type Said =
  | "OfferCommand"
  | "AnswerCommand"
  | "WithdrawCommand"
  | "TakeCommand"
  | "FillPost"
  | "VacatePost"
  | "RaiseLevel"
  | "AskFor"
  | "ReleaseForces"
  | "SetPersonStatus"
  | "CheckIn"
  | "CallAll"
  | "AcknowledgeAlarm"
  | "ResolveAlarm"
  | "AddTask"
  | "JudgeTask"
  | "NoteInLog";

interface Saying<Shape extends z.ZodRawShape> {
  readonly path: string;
  readonly summary: string;
  readonly input: Shape;
}

/** One word in a live operation; who may say it is for the operation to decide. */
const saying =
  (desk: OperationDesk) =>
  <Type extends Said, Shape extends z.ZodRawShape>(
    type: Type,
    { path, summary, input }: Saying<Shape>,
    commandOf: (input: z.output<z.ZodObject<Shape>>) => Omit<CommandOf<Type>, "type" | "by" | "at">,
  ): Action =>
    action({
      rest: `POST /operations/:operationId/${path}`,
      summary,
      access: FIELD,
      idempotent: true,
      input: ById.extend(input),
      output: Done,
      run: async (given, context: CallContext) => {
        const { operationId, ...rest } = given as { operationId: string };
        const asked = { type, ...commandOf(rest as z.output<z.ZodObject<Shape>>) } as unknown as Parameters<
          typeof desk.say<Type>
        >[1];
        return done(await desk.say<Type>(operationId, asked, byOf(context), context.meta));
      },
    });

const officer = OfficerId;
const alarm = z.string().regex(/^a[1-9]\d{0,5}$/, "an alarm of the operation");
const task = TaskInput.shape.id;

/** 指挥: the one command, its posts, the forces and their safety. */
export const commandActions = ({ desk }: Pick<OperationEdge, "desk">): Readonly<Record<string, Action>> => {
  const say = saying(desk);
  return {
    offerCommand: say(
      "OfferCommand",
      { path: "command/offer", summary: "移交指挥权: the commander offers it to another", input: { to: officer } },
      (input) => input,
    ),
    answerCommand: say(
      "AnswerCommand",
      {
        path: "command/answer",
        summary: "接受或谢绝: from this instant on he commands, or nothing has changed",
        input: { accepts: z.boolean() },
      },
      (input) => input,
    ),
    withdrawCommand: say(
      "WithdrawCommand",
      { path: "command/withdraw", summary: "收回移交: the commander takes the offer back", input: {} },
      () => ({}),
    ),
    takeCommand: say(
      "TakeCommand",
      {
        path: "command/take",
        summary: "代行指挥: the deputy takes over from a commander about whom there is an alarm",
        input: { reason: Words },
      },
      (input) => input,
    ),
    fillPost: say(
      "FillPost",
      { path: "posts", summary: "任命: an officer in the operation gets a post", input: { post: PostCode, officer } },
      (input) => input,
    ),
    vacatePost: say(
      "VacatePost",
      { path: "posts/vacate", summary: "免除: nobody has the post any more", input: { post: PostCode } },
      (input) => input,
    ),
    raiseLevel: say(
      "RaiseLevel",
      {
        path: "level",
        summary: "提级: asks for what the higher level adds to the ones below",
        input: { level: AlarmLevel, reason: Words },
      },
      (input) => input,
    ),
    askForForces: say(
      "AskFor",
      {
        path: "needs",
        summary: "增援需求 besides what the run card wants",
        input: { need: Requirement, neededBy: Instant.optional() },
      },
      (input) => input,
    ),
    releaseForces: say(
      "ReleaseForces",
      {
        path: "release",
        summary: "撤出: nobody goes who is inside, commands, or whom an alarm is about",
        input: { officers: z.array(officer).max(500).default([]), units: z.array(UnitId).max(100).default([]) },
      },
      (input) => input,
    ),
    setPersonStatus: say(
      "SetPersonStatus",
      {
        path: "persons/status",
        summary: "人员状态; in and out of the scene by name",
        input: { officer, status: PersonStatus.exclude(["released"]) },
      },
      (input) => input,
    ),
    checkInOperation: say(
      "CheckIn",
      {
        path: "check-ins",
        summary: "报平安, or a call for help; who likes says where he is, and his operation sees it until he leaves it",
        input: { officer, needsHelp: z.boolean().default(false), place: Point.optional() },
      },
      (input) => input,
    ),
    callAll: say(
      "CallAll",
      { path: "check-ins/call", summary: "安全点名: all who are on the scene answer now", input: {} },
      () => ({}),
    ),
    acknowledgeAlarm: say(
      "AcknowledgeAlarm",
      { path: "alarms/:alarm/acknowledge", summary: "接警: somebody sees to it", input: { alarm } },
      (input) => input,
    ),
    resolveAlarm: say(
      "ResolveAlarm",
      {
        path: "alarms/:alarm/resolve",
        summary: "销警: what came of it, said by somebody else than the one it is about",
        input: { alarm, outcome: AlarmOutcome },
      },
      (input) => input,
    ),
    addTask: say("AddTask", { path: "tasks", summary: "新增任务", input: { task: TaskInput } }, (input) => input),
    judgeTask: say(
      "JudgeTask",
      { path: "tasks/:task/outcome", summary: "任务结果", input: { task, outcome: TaskOutcome } },
      (input) => input,
    ),
    noteInLog: say("NoteInLog", { path: "log", summary: "记入日志", input: { words: Words } }, (input) => input),
    assignForces: action({
      rest: "POST /operations/:operationId/assign",
      summary: "派出: persons and units fill what was asked for, all of them or none",
      access: FIELD,
      idempotent: true,
      input: ById.extend({
        persons: z
          .array(z.strictObject({ officer, need: Key }))
          .max(200)
          .default([]),
        units: z
          .array(z.strictObject({ unit: UnitId, need: Key }))
          .max(50)
          .default([]),
      }),
      output: Done,
      run: async ({ operationId, ...fill }, context) =>
        done(await desk.assign(operationId, fill, byOf(context), context.meta)),
    }),
    setUnitStatus: action({
      rest: "POST /operations/:operationId/units/:unit/status",
      summary: "编组状态: one of its type that follows on the one before",
      access: FIELD,
      idempotent: true,
      input: ById.extend({ unit: UnitId, status: Key }),
      output: Done,
      run: async ({ operationId, ...asked }, context) =>
        done(await desk.setUnitStatus(operationId, asked, byOf(context), context.meta)),
    }),
  };
};
