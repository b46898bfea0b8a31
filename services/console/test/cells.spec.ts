import fc from "fast-check";
import { expect, it } from "vitest";
import { cellAt } from "../src/field/cells.ts";

const frame = fc.record({
  west: fc.double({ min: 103, max: 105, noNaN: true }),
  south: fc.double({ min: 30, max: 31, noNaN: true }),
  width: fc.double({ min: 0.0005, max: 0.002, noNaN: true }),
  height: fc.double({ min: 0.0005, max: 0.002, noNaN: true }),
  columns: fc.integer({ min: 1, max: 12 }),
  rows: fc.integer({ min: 1, max: 12 }),
});

it("a point lies in the cell around it, row by row from the south-west, and only in such as belong to the grid", () => {
  fc.assert(
    fc.property(frame, fc.nat(), fc.boolean(), (box, any, belongs) => {
      const cell = any % (box.columns * box.rows);
      const [column, row] = [cell % box.columns, Math.floor(cell / box.columns)];
      const point = { lng: box.west + (column + 0.5) * box.width, lat: box.south + (row + 0.5) * box.height };
      expect(cellAt({ ...box, cells: belongs ? [cell] : [cell + 1] }, point)).toBe(belongs ? cell : undefined);
    }),
  );
});

it("a point beside the grid's box lies in no cell of it", () => {
  fc.assert(
    fc.property(frame, fc.constantFrom([-1, 0], [1, 0], [0, -1], [0, 1]), (box, [across = 0, up = 0]) => {
      const cells = Array.from({ length: box.columns * box.rows }, (_, cell) => cell);
      const point = {
        lng: box.west + (0.5 + across) * box.columns * box.width,
        lat: box.south + (0.5 + up) * box.rows * box.height,
      };
      expect(cellAt({ ...box, cells }, point)).toBeUndefined();
    }),
  );
});
