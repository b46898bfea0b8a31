import fc from "fast-check";
import { expect, it } from "vitest";
import { fallsUnder, type Control, type ControlArea } from "../src/domain/control-area.ts";
import { controlIndex } from "../src/domain/control-index.ts";
import { FAR_GRID, GRID, NEXT_GRID } from "./people-builders.ts";

const degrees = (from: number, span: number) => fc.integer({ min: 0, max: 200 }).map((n) => from + (n * span) / 200);

const anyArea: fc.Arbitrary<ControlArea> = fc.oneof(
  fc.record({ grids: fc.subarray([GRID, NEXT_GRID, FAR_GRID], { minLength: 1 }) }),
  fc
    .tuple(degrees(104, 0.5), degrees(30.5, 0.5), degrees(0.01, 0.3), degrees(0.01, 0.3))
    .map(([west, south, width, height]) => ({
      polygon: [
        [west, south],
        [west + width, south],
        [west + width, south + height],
        [west, south + height],
      ] as const,
    })),
  // The whole country.
  fc.constant({ polygon: [[73, 18] as const, [135, 18] as const, [135, 54] as const, [73, 54] as const] }),
);

it("a report falls under the first of the control areas that a look at each of them finds", () => {
  const times = ["2018-01-01T00:00:00.000Z", "2018-02-01T00:00:00.000Z", "2018-03-01T00:00:00.000Z"];
  const anyControl: fc.Arbitrary<Control> = fc.record({
    department: fc.constant("road-maintenance"),
    area: anyArea,
    categories: fc.subarray(["event-0302", "event-0201"], { minLength: 1 }),
    from: fc.constantFrom(...times.slice(0, 2)),
    to: fc.constantFrom(...times.slice(1)),
    reason: fc.constant("道路大修"),
  });
  const anyReport = fc.record({
    grid: fc.constantFrom(GRID, NEXT_GRID, FAR_GRID),
    point: fc.option(fc.record({ lng: degrees(104, 0.8), lat: degrees(30.5, 0.8) }), { nil: undefined }),
    category: fc.constantFrom("event-0302", "event-0201"),
    channel: fc.constant("patrol"),
    at: fc.constantFrom("2018-01-15T00:00:00.000Z", "2018-02-15T00:00:00.000Z"),
  });
  const seen = { ofGrid: 0, ofPlace: 0, none: 0 };
  fc.assert(
    fc.property(fc.array(anyControl, { maxLength: 8 }), fc.array(anyReport, { maxLength: 8 }), (controls, reports) => {
      const named = controls.map((control, index) => [`c${String(index)}`, control] as const);
      const find = controlIndex(named);
      for (const report of reports) {
        const expected = named.find(([, control]) => fallsUnder(control, report));
        expect(find(report)).toBe(expected?.[0]);
        seen[expected === undefined ? "none" : "grids" in expected[1].area ? "ofGrid" : "ofPlace"] += 1;
      }
    }),
    { numRuns: 500 },
  );
  expect(Math.min(seen.ofGrid, seen.ofPlace, seen.none)).toBeGreaterThan(100);
});
