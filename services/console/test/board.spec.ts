import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksOf } from "../src/common/event-stream.ts";
import { filtersFrom, STATUSES } from "../src/staff/board/filters.ts";
import { isMovable, moveOf } from "../src/staff/board/move/move.ts";

describe("filters in the address", () => {
  it("keeps what makes sense, also where the address made a number of it", () => {
    const search = { status: "filed", street: 510108002, grid: "510108002001001", department: "urban-management" };
    expect(filtersFrom(search)).toEqual({ ...search, street: "510108002" });
  });

  it("leaves out what makes none", () => {
    expect(
      filtersFrom({ status: "lost", street: "510", grid: {}, category: "event-1", department: "A B", x: 1 }),
    ).toEqual({});
  });
});

describe("the event stream", () => {
  const frame = fc.record({ id: fc.nat(), text: fc.string({ unit: fc.constantFrom("a", ":", " ", "{", "网") }) });

  it("is read the same however it is cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 8 }),
        (frames, cuts) => {
          const whole = frames
            .map(({ id, text }) => `id: ${id}\nevent: t\ndata: x${text}\n\n: still here\n\n`)
            .join("");
          const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
          let rest = "";
          const seen = places.slice(1).flatMap((end, index) => {
            const found = blocksOf(rest + whole.slice(places[index], end));
            rest = found.rest;
            return found.blocks;
          });
          expect(rest).toBe("");
          expect(seen.filter(({ id }) => id !== undefined)).toEqual(
            frames.map(({ id, text }) => ({ id: String(id), type: "t", data: `x${text}` })),
          );
        },
      ),
    );
  });
});

describe("giving a case to others", () => {
  const worker = { kind: "worker", worker: "w2" } as const;
  const department = { kind: "department", department: "landscape" } as const;
  const out = { status: "accepted", department: "urban-management", worker: "w1" } as const;

  it("sends out what waits for dispatch: to a department, or to a worker by the department that the routing names", () => {
    expect(moveOf({ status: "filed" }, department, undefined)).toEqual({ how: "assign", department: "landscape" });
    expect(moveOf({ status: "filed" }, worker, "housing")).toEqual({
      how: "assign",
      department: "housing",
      worker: "w2",
    });
    expect(moveOf({ status: "filed" }, worker, undefined)).toBeUndefined();
  });

  it("hands an order on within its department, and takes it back for another one", () => {
    expect(moveOf(out, worker, undefined)).toEqual({ how: "delegate", worker: "w2" });
    expect(moveOf(out, { kind: "department", department: "urban-management" }, undefined)).toEqual({ how: "delegate" });
    expect(moveOf(out, department, undefined)).toEqual({ how: "takeBack", department: "landscape" });
  });

  it("is nowhere to be put where it is already", () => {
    expect(moveOf(out, { kind: "worker", worker: "w1" }, undefined)).toBeUndefined();
    const ofDepartment = { status: "assigned", department: "landscape" } as const;
    expect(moveOf(ofDepartment, department, undefined)).toBeUndefined();
  });

  it.each(STATUSES.filter((status) => !["filed", "assigned", "accepted"].includes(status)))(
    "does not move what is %s",
    (status) => {
      expect(moveOf({ ...out, status }, department, "housing")).toBeUndefined();
      expect(isMovable({ status })).toBe(false);
    },
  );
});
