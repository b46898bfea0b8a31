/** What the chain costs for each case that is filed and assigned: `node shared/kit/test/chain.bench.ts`. */
import { chainOf } from "../src/index.ts";

const at = "2017-12-27T01:00:00.000Z";
const standard = { id: "event-0110-1@2026.1", limit: { amount: 24, kind: "urgentHour" }, department: "landscape" };
const place = { grid: "510108002001001", street: "510108002", category: "event-0110", reportedAt: at };
const events = [
  { type: "CaseFiled", data: { ...place, standard, at } },
  {
    type: "CaseAssigned",
    data: { department: "landscape", worker: "w-0001", at, dueAt: at, attempt: 1, calendar: "2026.1" },
  },
];
const returned = { type: "CaseReturned", data: { department: "landscape", reason: "不归我们管，是小区物业的事", at } };

const measure = (name: string, entries: readonly object[]): void => {
  const { extend } = chainOf<object>("dispatch.case", { redactable: { CaseReturned: ["data.reason"] } });
  const RUNS = 200_000;
  let best = Infinity;
  for (let round = 0; round < 5; round += 1) {
    const started = performance.now();
    for (let run = 0; run < RUNS; run += 1)
      extend(
        "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
        [],
        entries.map((event) => ({ event, by: "intake" })),
        1_514_336_400_000,
      );
    best = Math.min(best, performance.now() - started);
  }
  process.stdout.write(`${name}: ${((best * 1000) / RUNS / entries.length).toFixed(2)} µs an event\n`);
};

measure("filed and assigned", events);
measure("returned, with a reason that may be removed", [returned]);
