import { deciderStore, memoryBus, memoryPersistence, newId, settableClock, silentLog, type Decider } from "@wangge/kit";
import { expect, it } from "vitest";
import { countBurden } from "../src/app/burden.ts";

interface Order {
  readonly status: string;
  readonly assignment?: { readonly dueAt: string };
}
type Become = { readonly type: "Became"; readonly data: Order };

/** Is what it is told to be: only where things stand in a case is of interest here. */
const order: Decider<Order, Become, Become> = {
  name: "case",
  initial: { status: "new" },
  decide: (become) => [become],
  evolve: (_state, { data }) => data,
};

it("counts orders whose clock runs, and of them those past their deadline", async () => {
  const cases = deciderStore(
    order,
    { publishAs: () => [] },
    { persistence: memoryPersistence<Order, Become>(), bus: memoryBus([]), log: silentLog, service: "dispatch" },
  );
  const clock = settableClock("2026-11-30T08:00:00.000Z");
  const late = { dueAt: "2026-11-30T07:59:59.999Z" };
  const orders: readonly Order[] = [
    { status: "assigned", assignment: late },
    { status: "accepted", assignment: late },
    { status: "accepted", assignment: { dueAt: "2026-11-30T08:00:00.001Z" } },
    { status: "suspended", assignment: late }, // its clock stands
    { status: "closed", assignment: late },
    { status: "filed" },
  ];
  for (const data of orders) await cases.handle(newId(), { type: "Became", data });
  expect(await countBurden({ cases, clock })).toEqual({ open: 3, overdue: 2 });
  await cases.stop();
});
