import { CaseClosedV1 } from "@wangge/contracts/events";
import type { BatchResult, Received } from "@wangge/kit";
import { expect, it } from "vitest";
import { caseEvents, onCaseFacts, type CaseFact } from "../src/app/policies/case-facts.ts";

const received = (id: string): Received<never> =>
  ({ data: CaseClosedV1.example, envelope: { id }, meta: {} }) as unknown as Received<never>;
const ok: BatchResult = { ok: true };

it("whoever listens hears the same facts, and one who fails has the message come again", async () => {
  const heard: (readonly CaseFact[])[] = [];
  const failed: BatchResult = { ok: false, error: new Error("away") };
  const handlers = onCaseFacts([
    (facts) => {
      heard.push(facts);
      return Promise.resolve([ok, ok]);
    },
    (facts) => {
      heard.push(facts);
      return Promise.resolve([ok, failed]);
    },
  ]);
  expect(handlers.map(({ event }) => event)).toEqual(caseEvents);
  const closed = handlers.find(({ event }) => event === CaseClosedV1);
  expect(await closed?.handle([received("a"), received("b")])).toEqual([ok, failed]);
  expect(heard[0]).toEqual(heard[1]);
  expect(heard[0]?.map(({ id, step, at }) => [id, step, at])).toEqual([
    ["a", "closed", CaseClosedV1.example.closedAt],
    ["b", "closed", CaseClosedV1.example.closedAt],
  ]);
});
