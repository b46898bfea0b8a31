import { CaseClosedV1 } from "@wangge/contracts/events";
import type { BatchResult, Received, Stored } from "@wangge/kit";
import { beforeEach, expect, it } from "vitest";
import { caseEvents, onCaseFacts, type CaseFact } from "../src/app/policies/case-facts.ts";
import type { ReportState } from "../src/domain/index.ts";
import type { ReporterDeps } from "../src/edge/reading.ts";

const OURS = CaseClosedV1.example.caseId;
const received = (id: string, caseId = OURS): Received<never> =>
  ({ data: { ...CaseClosedV1.example, caseId }, envelope: { id }, meta: {} }) as unknown as Received<never>;
const ok: BatchResult = { ok: true };

let asked: unknown[] = [];
/** Knows one report. */
const reports = {
  find: (query: unknown) => {
    asked.push(query);
    return Promise.resolve([{ id: OURS, version: 1, state: { status: "accepted" } } as Stored<ReportState>]);
  },
} as unknown as ReporterDeps["reports"];

const closed = (listeners: Parameters<typeof onCaseFacts>[1]) =>
  onCaseFacts({ reports }, listeners).find(({ event }) => event === CaseClosedV1);

beforeEach(() => {
  asked = [];
});

it("whoever listens hears the same facts, and one who fails has the message come again", async () => {
  const heard: (readonly CaseFact[])[] = [];
  const failed: BatchResult = { ok: false, error: new Error("away") };
  const listening = closed([
    (facts) => {
      heard.push(facts);
      return Promise.resolve([ok, ok]);
    },
    (facts) => {
      heard.push(facts);
      return Promise.resolve([ok, failed]);
    },
  ]);
  expect(await listening?.handle([received("a"), received("b")])).toEqual([ok, failed]);
  expect(heard[0]).toEqual(heard[1]);
  expect(heard[0]?.map(({ id, report, step, at }) => [id, report.id, step, at])).toEqual([
    ["a", OURS, "closed", CaseClosedV1.example.closedAt],
    ["b", OURS, "closed", CaseClosedV1.example.closedAt],
  ]);
  expect(asked).toHaveLength(1);
});

it("a case of no report here is nothing to anybody, and the others keep their own answers", async () => {
  const failed: BatchResult = { ok: false, error: new Error("away") };
  const listening = closed([(facts) => Promise.resolve(facts.map(() => failed))]);
  const answers = await listening?.handle([received("a", "01JD6Z0Q8V4Y7R2K3M5N6P8T00"), received("b")]);
  expect(answers).toEqual([ok, failed]);
});

it("there is one subscription for each step", () => {
  expect(onCaseFacts({ reports }, []).map(({ event }) => event)).toEqual(caseEvents);
});
