import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  totalMinutes,
  volunteerDecider,
  type VolunteerCommand,
  type VolunteerState,
} from "../src/domain/organizations/volunteers/index.ts";
import { COMMUNITY } from "./organizations-builders.ts";

const MINUTE = 60_000;
const START = Date.parse("2018-03-05T00:00:00.000Z");
const instant = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();
const NOW = instant(600);
const within = { from: instant(0), to: instant(600) };

interface Wish {
  readonly do: "confirm" | "correct" | "strike";
  readonly id: string;
  readonly from: number;
  readonly minutes: number;
  readonly by: string;
}
const wish = fc.record({
  do: fc.constantFrom("confirm" as const, "confirm" as const, "correct" as const, "strike" as const),
  id: fc.constantFrom("h-1", "h-2", "h-3", "h-4", "h-5"),
  from: fc.integer({ min: -20, max: 300 }),
  minutes: fc.integer({ min: 0, max: 90 }),
  by: fc.constantFrom("v-1", "v-a", "v-b"),
});

const commandOf = ({ do: what, id, from, minutes, by }: Wish): VolunteerCommand => {
  const asked = { id, volunteer: "v-1", by: { account: `acc-${by}`, volunteer: by }, at: NOW };
  const stretch = { from: instant(from), to: instant(from + minutes), within };
  switch (what) {
    case "confirm":
      return { type: "ConfirmHours", need: "need-1", community: COMMUNITY, ...stretch, ...asked };
    case "correct":
      return { type: "CorrectHours", reason: "wrongTime", ...stretch, ...asked };
    case "strike":
      return { type: "StrikeHours", reason: "notThere", ...asked };
  }
};

it("whatever is confirmed, corrected and struck out, no minute counts twice, none by his own word, and every word before is kept", () => {
  const seen = { corrected: 0, struck: 0, refused: 0, several: 0 };
  fc.assert(
    fc.property(fc.array(wish, { minLength: 10, maxLength: 40, size: "max" }), (wishes) => {
      const enrolled = {
        type: "Enrolled",
        data: { profile: { skills: [], community: COMMUNITY, slots: [] }, contact: "c", at: NOW },
      } as const;
      let state: VolunteerState = volunteerDecider.evolve(volunteerDecider.initial, enrolled);
      /** A minute by minute account: whose entry each minute is. */
      const minutes = new Map<string, Set<number>>();
      const words = new Map<string, number>();
      for (const one of wishes) {
        const before = JSON.stringify(state);
        try {
          const events = volunteerDecider.decide(commandOf(one), state);
          if (events.length === 0) continue;
          state = events.reduce(volunteerDecider.evolve, state);
          expect(one.by).not.toBe("v-1");
          words.set(one.id, (words.get(one.id) ?? -1) + 1);
          const stretch = Array.from({ length: one.minutes }, (_, place) => one.from + place);
          minutes.set(one.id, new Set(one.do === "strike" ? [] : stretch));
          if (one.do !== "confirm") seen[one.do === "strike" ? "struck" : "corrected"] += 1;
        } catch (error) {
          if (!isDomainError(error)) throw error;
          expect(JSON.stringify(state)).toBe(before);
          seen.refused += 1;
        }
      }
      if (state.status === "none") return;
      const all = [...minutes.values()].flatMap((set) => [...set]);
      expect(new Set(all).size).toBe(all.length);
      expect(totalMinutes(state)).toBe(all.length);
      for (const { id, before } of state.hours) expect(before).toHaveLength(words.get(id) ?? -1);
      if (all.length > 0 && state.hours.length > 2) seen.several += 1;
    }),
    { numRuns: 300 },
  );
  for (const [what, times] of Object.entries(seen)) expect([what, times > 50]).toEqual([what, true]);
});
