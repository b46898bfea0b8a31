import { Instant, StreetCode, WorkerId } from "@wangge/contracts";
import { Force, OfficerId } from "@wangge/contracts/events";
import type { Stored } from "@wangge/kit";
import { z } from "zod";
import { isOnShift, rollOf, STAFFING, type Member, type Unit } from "../domain/team/index.ts";
import { Key, UnitId } from "./operation-access.ts";

export const Staffing = z
  .enum(STAFFING)
  .describe("在岗程度: 可用, 延迟, 不可用; apart from what somebody does in an operation");
export const RollAnswer = z.enum(["present", "late", "absent", "leave"]).describe("到岗, 迟到, 缺勤, 请假");

const ShiftView = z.object({
  shift: z.string(),
  place: z.string(),
  from: Instant,
  to: Instant,
  roll: z.object({ answer: RollAnswer, by: z.string(), at: Instant }).optional(),
});

export const MemberView = z.object({
  officer: OfficerId,
  street: StreetCode,
  force: Force,
  skills: z.array(Key),
  person: WorkerId.optional().describe("人员编号 in the register"),
  staffing: Staffing,
  onShift: z.boolean().describe("within a shift, and there at its roll call"),
  operation: z.string().optional().describe("the operation that he is in"),
  shifts: z.array(ShiftView),
});

export const UnitView = z.object({
  unit: UnitId,
  street: StreetCode,
  unitType: z.string(),
  force: Force,
  readiness: z.string().describe("备勤状态, of its type"),
  crew: z.array(OfficerId),
  operation: z.string().optional(),
});

export const unitView = ({ id: unit, state }: Stored<Unit>): z.input<typeof UnitView> => {
  const { street, unitType, force, readiness, crew, commitment } = state;
  const operation = commitment === undefined ? {} : { operation: commitment.operation };
  return { unit, street, unitType, force, readiness, crew: [...crew], ...operation };
};

export const memberView = ({ id: officer, state }: Stored<Member>, at: string): z.input<typeof MemberView> => {
  const { street, force, skills, person, staffing, commitment, shifts } = state;
  return {
    ...{ officer, street, force, skills: [...skills], staffing, onShift: isOnShift(state, at) },
    ...(person === undefined ? {} : { person }),
    ...(commitment === undefined ? {} : { operation: commitment.operation }),
    shifts: shifts
      .filter(({ to }) => to > at)
      .map(({ id, place, from, to }) => {
        const entry = rollOf(state, id);
        const roll = entry === undefined ? {} : { roll: { answer: entry.answer, by: entry.by, at: entry.at } };
        return { shift: id, place, from, to, ...roll };
      }),
  };
};
