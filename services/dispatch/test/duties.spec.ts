import fc from "fast-check";
import { expect, it } from "vitest";
import { createDuties } from "../src/app/duties.ts";
import type { Shift } from "../src/domain/index.ts";
import { FAR_GRID, GRID, NEXT_GRID, shift } from "./people-builders.ts";

it("who is on duty where is the same as looking through everybody's shifts, after whatever changes", () => {
  const places = [GRID, NEXT_GRID, FAR_GRID, GRID.slice(0, 9)];
  const anyShifts = fc.array(
    fc.tuple(fc.constantFrom(...places), fc.nat(6)).map(([place, from]) => shift(from, 8, { place })),
    { maxLength: 4 },
  );
  const change = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(fc.constantFrom("w-0001", "w-0002", "w-0003"), anyShifts) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const seen = { found: 0, gone: 0 };
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const duties = createDuties();
      const all = new Map<string, readonly Shift[]>();
      for (const one of changes) {
        const before = duties.at(GRID).length;
        if (one === undefined) {
          duties.clear();
          all.clear();
        } else {
          duties.set(...one);
          all.set(...one);
        }
        for (const grid of [GRID, NEXT_GRID, FAR_GRID]) {
          const expected = [...all].flatMap(([worker, shifts]) =>
            shifts.filter(({ place }) => grid.startsWith(place)).map(({ id }) => `${worker} ${id}`),
          );
          const found = duties.at(grid).map(({ worker, shift: { id } }) => `${worker} ${id}`);
          expect(found.toSorted()).toEqual(expected.toSorted());
          seen.found += found.length;
        }
        if (duties.at(GRID).length < before) seen.gone += 1;
        for (const [worker, shifts] of all) expect(duties.of(worker)).toEqual(shifts);
        expect(duties.isEmpty()).toBe([...all.values()].every((shifts) => shifts.length === 0));
      }
    }),
  );
  expect(Math.min(seen.found, seen.gone)).toBeGreaterThan(50);
});
