/** 轮值与请假, for those who plan duty by them. */
import { dayAfter } from "@wangge/calendar";
import { isThereOn, onTurn, type Register } from "../domain/index.ts";

interface Asked {
  readonly section?: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly persons: readonly string[];
}

/** Two months at most: nobody plans duty further ahead. */
const MOST_DAYS = 62;

export const dutyTurns = (register: Register, { section, from, to, persons }: Asked) => {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < MOST_DAYS; day = dayAfter(day, 1)) days.push(day);
  return {
    turns:
      section === undefined
        ? []
        : days.map((day) => {
            const person = onTurn(register, section, day);
            return person === undefined ? { day } : { day, person };
          }),
    away: persons.filter((person) => !isThereOn(register, person, from)),
  };
};
