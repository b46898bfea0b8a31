import { expect, it } from "vitest";
import { leadChecker } from "../leads.ts";

const CASE = "01JD6Z0Q8V4Y7R2K3M5N6P8T9A";
const order = { department: "urban-management", attempt: 2, dueAt: "2018-01-02T01:00:00.000Z", version: 3 };
type Case = Readonly<Record<string, unknown>>;

const found = (state: Case, lead?: Case): readonly string[] => {
  const check = leadChecker((department) => department === "urban-management");
  check.seeCase({ _id: CASE, state });
  if (lead !== undefined) check.seeLead({ _id: CASE, state: lead });
  return check.problems().map(({ check: name, detail }) => `${name}: ${detail}`);
};
const accepted = { status: "accepted", assignment: order };

it("misses a lead where a body has the order itself, and only there", () => {
  const unknown = ["lead: order 2 is with urban-management, which does not know of it"];
  expect(found(accepted)).toEqual(unknown);
  expect(found(accepted, { status: "open", order: { ...order, attempt: 1 } })).toEqual(unknown);
  expect(found(accepted, { status: "away", order })).toEqual(unknown);
  expect(found(accepted, { status: "open", order })).toEqual([]);
  expect(found({ ...accepted, assignment: { ...order, worker: "w-00001" } })).toEqual([]);
  expect(found({ ...accepted, assignment: { ...order, department: "landscape" } })).toEqual([]);
  expect(found({ ...accepted, status: "handled" })).toEqual([]);
});

it("finds an answer that has not come to its case", () => {
  expect(found(accepted, { status: "concluded", order })).toEqual([
    "lead: concluded, and its case is still with urban-management",
  ]);
  expect(found(accepted, { status: "declined", order })).toHaveLength(1);
  expect(found({ ...accepted, status: "handled" }, { status: "concluded", order })).toEqual([]);
  expect(found({ ...accepted, assisting: ["landscape"] }, { status: "concluded", order })).toEqual([]);
});

it("finds a last day that is not that of its case", () => {
  const other = ["lead: its last day is not that of its case"];
  const dueAt = "2018-01-05T01:00:00.000Z";
  expect(found({ ...accepted, assignment: { ...order, dueAt } }, { status: "open", order })).toEqual(other);
  const extended = { status: "open", order, clock: { version: 4, dueAt } };
  expect(found({ ...accepted, assignment: { ...order, dueAt } }, extended)).toEqual([]);
  expect(found(accepted, { ...extended, clock: { version: 2, dueAt } })).toEqual([]);
  const stopped = { status: "accepted", order, clock: { version: 4 } };
  expect(found({ ...accepted, status: "suspended" }, stopped)).toEqual([]);
  expect(found(accepted, stopped)).toEqual(other);
});
