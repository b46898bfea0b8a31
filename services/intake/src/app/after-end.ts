import { z } from "zod";
import { dayOf, type AfterEnd } from "../domain/index.ts";
import { datedVersion, inForceOn, readData } from "./dated.ts";

const File = z.object({
  versions: z.array(
    z.object({
      ...datedVersion,
      reopenDays: z.number().positive(),
      reopenTimes: z.int().min(0),
      rateDays: z.number().positive(),
    }),
  ),
});

/** What may be asked after an end, by the rules of the day on which it ended. */
export const loadAfterEnd = (): ((endedAt: string) => AfterEnd) => {
  const { versions } = readData("after-end.json", File);
  return (endedAt) => {
    const rules = inForceOn(versions, dayOf(endedAt));
    if (rules === undefined) return { reopenDays: 0, reopenTimes: 0, rateDays: 0 };
    const { reopenDays, reopenTimes, rateDays } = rules;
    return { reopenDays, reopenTimes, rateDays };
  };
};
