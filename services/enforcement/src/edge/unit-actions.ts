import { StreetCode } from "@wangge/contracts";
import { OfficerId } from "@wangge/contracts/events";
import { action, type Action } from "@wangge/kit";
import { z } from "zod";
import { typeOf } from "../domain/team/index.ts";
import { FIELD, Key, LEADS, mustBelong, mustBeOfOwnTeam, UnitId } from "./operation-access.ts";
import { mustServe, type TeamEdge } from "./team-actions.ts";
import { unitView, UnitView } from "./team-view.ts";

/** 编组: what a street has besides people, each with the statuses of its type. */
export const unitActions = ({ teams, data, clock }: TeamEdge): Readonly<Record<string, Action>> => {
  const { units } = teams;
  const typeNow = (code: string) => typeOf(data.unitTypesAt(clock.now()), code);
  const typeOfUnit = async (unit: string) => typeNow((await teams.unit(unit)).state.unitType);

  return {
    unitTypes: action({
      rest: "GET /teams/unit-types",
      summary: "编组类型, each with its own statuses and which may follow which",
      access: FIELD,
      input: z.strictObject({}),
      output: z.object({ version: z.string(), types: z.array(z.looseObject({ code: z.string() })) }),
      run: () => {
        const { version, types } = data.unitTypesAt(clock.now());
        return Promise.resolve({ version, types: types.map((one) => ({ ...one })) });
      },
    }),
    registerUnit: action({
      rest: "POST /teams/:street/units",
      summary: "登记编组: a car, a picket… of a type",
      access: LEADS,
      idempotent: true,
      input: z.strictObject({ street: StreetCode, unit: UnitId, unitType: Key }),
      output: UnitView,
      run: async ({ street, unit, unitType }, context) => {
        await mustBelong(teams, street, context);
        const command = { type: "RegisterUnit", street, unitType: typeNow(unitType), at: clock.now() } as const;
        await units.handle(unit, command, context.meta);
        return unitView(await teams.unit(unit));
      },
    }),
    crewUnit: action({
      rest: "POST /teams/units/:unit/crew",
      summary: "编组人员: who goes with it from now on",
      access: LEADS,
      idempotent: true,
      input: z.strictObject({ unit: UnitId, crew: z.array(OfficerId).max(20) }),
      output: UnitView,
      run: async ({ unit, crew }, context) => {
        const { street } = (await teams.unit(unit)).state;
        await mustBelong(teams, street, context);
        for (const officer of crew) await mustServe(teams, street, officer);
        const unitType = await typeOfUnit(unit);
        await units.handle(unit, { type: "CrewUnit", crew, unitType, at: clock.now() }, context.meta);
        return unitView(await teams.unit(unit));
      },
    }),
    setReadiness: action({
      rest: "POST /teams/units/:unit/readiness",
      summary: "备勤状态 of a unit at home: one of its type that follows on the one before",
      access: FIELD,
      idempotent: true,
      input: z.strictObject({ unit: UnitId, readiness: Key }),
      output: UnitView,
      run: async ({ unit, readiness }, context) => {
        await mustBelong(teams, (await teams.unit(unit)).state.street, context);
        const unitType = await typeOfUnit(unit);
        await units.handle(unit, { type: "SetReadiness", readiness, unitType, at: clock.now() }, context.meta);
        return unitView(await teams.unit(unit));
      },
    }),
    retireUnit: action({
      rest: "POST /teams/units/:unit/retire",
      summary: "编组撤销",
      access: LEADS,
      idempotent: true,
      input: z.strictObject({ unit: UnitId }),
      output: z.object({ version: z.int() }),
      run: async ({ unit }, context) => {
        await mustBeOfOwnTeam(teams, units, unit, context);
        return units.handle(unit, { type: "RetireUnit", at: clock.now() }, context.meta);
      },
    }),
  };
};
