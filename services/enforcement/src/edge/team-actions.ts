import { dayOf } from "@wangge/calendar";
import { Day, Instant, StreetCode, WorkerId } from "@wangge/contracts";
import { Force, OfficerId } from "@wangge/contracts/events";
import { action, newId, reject, type Action, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { DutyRoster } from "../adapters/duty-roster.ts";
import type { UnfitOf } from "../app/authority/desk.ts";
import type { OperationData } from "../app/operation-data.ts";
import type { Teams } from "../app/team.ts";
import { shiftsOfTurns } from "../app/turns.ts";
import { INCOMPETENCE } from "../domain/authority/index.ts";
import { rollOf } from "../domain/team/index.ts";
import { accountOf, FIELD, instant, Key, LEADS, mustBelong, mustBeOfOwnTeam } from "./operation-access.ts";
import { MemberView, memberView, RollAnswer, Staffing, unitView, UnitView } from "./team-view.ts";

export interface TeamEdge {
  readonly teams: Teams;
  readonly data: OperationData;
  readonly roster: DutyRoster;
  readonly unfitOf: UnfitOf;
  readonly clock: Clock;
}

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");
const Ok = z.object({ version: z.int() });
const ShiftId = z.string().max(40);

export const mustServe = async (teams: Pick<Teams, "member">, street: string, officer: string): Promise<void> => {
  if ((await teams.member(officer)).state.street !== street)
    throw reject("enforcement.member.other_street", "This officer serves in another street's team", { officer });
};

/** 执法队: members, shifts, roll calls. */
export const teamActions = ({ teams, data, roster, unfitOf, clock }: TeamEdge): Readonly<Record<string, Action>> => {
  const { members } = teams;
  const now = (): string => clock.now();
  const rules = () => data.dutyRulesAt(now());

  return {
    team: action({
      rest: "GET /teams/:street",
      summary: "执法队: members and units of a street as they stand now",
      access: FIELD,
      input: z.strictObject({ street: StreetCode }),
      output: z.object({ members: z.array(MemberView), units: z.array(UnitView) }),
      run: async ({ street }, context) => {
        await mustBelong(teams, street, context);
        const [persons, groups] = await Promise.all([teams.membersOf(street), teams.unitsOf(street)]);
        return { members: persons.map((one) => memberView(one, now())), units: groups.map(unitView) };
      },
    }),
    joinTeam: action({
      rest: "POST /teams/:street/members",
      summary:
        "入队: an officer serves in the team of a street from now on; his record (certificate, posting, force, area) has to hold today",
      access: LEADS,
      idempotent: true,
      input: z.strictObject({
        street: StreetCode,
        officer: OfficerId,
        force: Force,
        skills: z.array(Key).max(20).default([]),
        person: WorkerId.optional(),
      }),
      output: Ok,
      run: async ({ officer, street, force, skills, person }, context) => {
        await mustBelong(teams, street, context);
        const enrolled = { street, force, skills, ...(person === undefined ? {} : { person }) };
        const at = now();
        const unfit = (await unfitOf([{ officer, force, street }], dayOf(at))).get(officer) ?? [];
        return members.handle(officer, { type: "JoinTeam", ...enrolled, unfit, at }, context.meta);
      },
    }),
    leaveTeam: action({
      rest: "POST /teams/members/:officer/leave",
      summary: "离队",
      access: LEADS,
      idempotent: true,
      input: z.strictObject({ officer: OfficerId }),
      output: Ok,
      run: async ({ officer }, context) => {
        await mustBeOfOwnTeam(teams, members, officer, context);
        return members.handle(officer, { type: "LeaveTeam", at: now() }, context.meta);
      },
    }),
    planTeamShifts: action({
      rest: "POST /teams/:street/shifts",
      summary: "排班: one officer's shifts all or none; rest and overlap are checked wherever they are",
      access: LEADS,
      idempotent: true,
      input: z.strictObject({
        street: StreetCode,
        officer: OfficerId,
        shifts: z
          .array(z.strictObject({ from: Instant, to: Instant }))
          .min(1)
          .max(62),
      }),
      output: MemberView,
      run: async ({ street, officer, shifts }, context) => {
        await mustBelong(teams, street, context);
        await mustServe(teams, street, officer);
        const place = street;
        const planned = shifts.map(({ from, to }) => ({ id: newId(), place, from: instant(from), to: instant(to) }));
        await members.handle(officer, { type: "PlanShifts", shifts: planned, rules: rules(), at: now() }, context.meta);
        return memberView(await teams.member(officer), now());
      },
    }),
    planTeamTurns: action({
      rest: "POST /teams/:street/turns",
      summary: "按轮值排班: whose turn it is in the register's rota of a section gets the shift of each day",
      access: LEADS,
      idempotent: true,
      input: z
        .strictObject({
          street: StreetCode,
          section: z.string().max(40).describe("科室: its id in the register"),
          from: Day,
          to: Day,
          begins: time,
          hours: z.int().min(1).max(24),
        })
        .refine(({ from, to }) => from <= to, "ends before it begins"),
      output: z.object({
        planned: z.array(z.object({ officer: OfficerId, day: Day })),
        vacant: z
          .array(z.object({ day: Day, person: WorkerId.optional() }))
          .describe("nobody of the team has the turn"),
      }),
      run: async ({ street, section, from, to, begins, hours }, context) => {
        await mustBelong(teams, street, context);
        const turns = await roster.turnsOf({ section, from, to });
        const { shifts, vacant } = shiftsOfTurns(turns, await teams.membersOf(street), { street, begins, hours });
        for (const { officer, shift } of shifts)
          await members.handle(
            officer,
            { type: "PlanShifts", shifts: [shift], rules: rules(), at: now() },
            context.meta,
          );
        return { planned: shifts.map(({ officer, day }) => ({ officer, day })), vacant };
      },
    }),
    cancelTeamShift: action({
      rest: "POST /teams/members/:officer/shifts/:shift/cancel",
      summary: "取消班次",
      access: LEADS,
      input: z.strictObject({ officer: OfficerId, shift: ShiftId }),
      output: Ok,
      run: async ({ officer, shift }, context) => {
        await mustBeOfOwnTeam(teams, members, officer, context);
        return members.handle(officer, { type: "CancelShift", shift, at: now() }, context.meta);
      },
    }),
    callRoll: action({
      rest: "POST /teams/:street/roll",
      summary: "点名: who is there at the beginning of a shift; whether in time the rules say",
      access: FIELD,
      idempotent: true,
      input: z.strictObject({
        street: StreetCode,
        officer: OfficerId,
        shift: ShiftId,
        answer: z.enum(["here", "absent", "leave"]).describe("在, 缺勤, 请假"),
      }),
      output: z.object({ answer: RollAnswer.optional() }),
      run: async ({ street, officer, shift, answer }, context) => {
        await mustBelong(teams, street, context);
        await mustServe(teams, street, officer);
        const command = { type: "CallRoll", officer, shift, answer, by: accountOf(context.actor) } as const;
        await members.handle(officer, { ...command, rules: rules(), at: now() }, context.meta);
        return { answer: rollOf((await teams.member(officer)).state, shift)?.answer };
      },
    }),
    rollCall: action({
      rest: "GET /teams/:street/roll",
      summary:
        "点名册: who has a shift now, what the roll call said, who is away by the register, whose record does not hold",
      access: FIELD,
      input: z.strictObject({ street: StreetCode, at: Instant.optional().describe("default: now") }),
      output: z.object({
        rows: z.array(
          z.object({
            officer: OfficerId,
            force: Force,
            shift: z.string(),
            from: Instant,
            to: Instant,
            answer: RollAnswer.optional().describe("absent: not called yet"),
            away: z.boolean().describe("请假 by the register"),
            unfit: z
              .array(z.enum(INCOMPETENCE))
              .describe("why his record does not hold on that day; he is not sent out"),
          }),
        ),
      }),
      run: async ({ street, at = now() }, context) => {
        await mustBelong(teams, street, context);
        const moment = instant(at);
        const persons = await teams.membersOf(street);
        const away = await roster.awayOf(
          persons.flatMap(({ state }) => state.person ?? []),
          moment,
        );
        const unfit = await teams.unfitAmong(persons, moment);
        return {
          rows: persons.flatMap(({ id: officer, state }) =>
            state.shifts
              .filter(({ from, to }) => from <= moment && moment < to)
              .map(({ id: shift, from, to }) => ({
                ...{ officer, force: state.force, shift, from, to, answer: rollOf(state, shift)?.answer },
                away: state.person !== undefined && away.has(state.person),
                unfit: [...(unfit.get(officer) ?? [])],
              })),
          ),
        };
      },
    }),
    setStaffing: action({
      rest: "POST /teams/staffing",
      summary: "报备在岗程度: one's own",
      access: ["officer", "enforcementLead"],
      idempotent: true,
      input: z.strictObject({ staffing: Staffing }),
      output: Ok,
      run: ({ staffing }, { actor, meta }) =>
        members.handle(accountOf(actor), { type: "SetStaffing", staffing, at: now() }, meta),
    }),
  };
};
