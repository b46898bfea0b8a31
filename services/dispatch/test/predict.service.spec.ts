import { GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { compose } from "../src/compose.ts";
import type { CaseState } from "../src/domain/index.ts";
import type { AtRiskView } from "../src/edge/predict-actions.ts";
import { manifest } from "../src/manifest.ts";
import { later, seldom } from "./builders.ts";

const GRID = GridStaffedV1.example.grid;

const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}${more.worker ?? ""}`, roles, ...more },
  external: true,
});
const supervisor = as(["supervisor"]);
const BEGIN = "2017-10-09T00:00:00.000Z";

let platform: MemoryPlatform;

beforeEach(async () => {
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: seldom,
    at: BEGIN,
  });
  await platform.deliver(GridStaffedV1, GridStaffedV1.example);
});

afterEach(() => platform.stop());

const report = (data: Partial<ReportAcceptedV1> = {}): ReportAcceptedV1 => ({
  ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example),
  reportId: newId(),
  acceptedAt: platform.clock.now(),
  grid: GRID,
  ...data,
});

const opened = async (data: Partial<ReportAcceptedV1> = {}): Promise<string> => {
  const one = report(data);
  await platform.deliver(ReportAcceptedV1, one);
  return one.reportId;
};

const BAD = "event-0201";
const GOOD = "component-0101";

/** A past of so many pairs: graffiti is late two times of three, a water cover once in ten. */
const past = async (pairs: number): Promise<void> => {
  for (let pair = 0; pair < pairs; pair += 1) {
    platform.clock.set(later(BEGIN, pair * 24 * 60));
    const ids = await Promise.all([opened({ category: BAD }), opened({ category: GOOD })]);
    for (const [index, caseId] of ids.entries()) {
      const { state } = platform.documents("cases").find(({ _id }) => _id === caseId) as { readonly state: CaseState };
      if (!("assignment" in state)) throw new Error("it is assigned");
      const { dueAt, worker, department } = state.assignment;
      const isLate = index === 0 ? pair % 3 !== 0 : pair % 10 === 0;
      const by = worker === undefined ? as(["department"], { department }) : as(["gridWorker"], { worker });
      platform.clock.set(later(dueAt, isLate ? 60 : -10));
      await platform.call("handle", { caseId }, by);
    }
  }
  platform.clock.set(later(BEGIN, (pairs + 20) * 24 * 60));
};

const ask = async (input: object = {}, meta = supervisor): Promise<z.infer<typeof AtRiskView>> =>
  (await platform.call("atRisk", input, meta)) as z.infer<typeof AtRiskView>;

describe("asking which orders will be late 超期预测", () => {
  it("says that there is not enough history rather than guess", async () => {
    await past(10);
    await opened({ category: BAD });
    await expect(ask()).rejects.toMatchObject({
      kind: "rule",
      code: "dispatch.predict.not_enough_history",
    });
  });

  it("answers from its own past: the likeliest first, with reasons, and with the model that says so", async () => {
    await past(160);
    const good = await opened({ category: GOOD });
    const bad = await opened({ category: BAD });
    const before = JSON.stringify(platform.documents("cases"));
    const { model, cases, considered } = await ask();
    expect(considered).toBe(2);
    expect(cases.map(({ caseId }) => caseId)).toEqual([bad, good]);
    expect(cases[0]?.probability).toBeGreaterThan(0.45);
    expect(cases[1]?.probability).toBeLessThan(0.25);
    expect(cases[0]?.reasons.length).toBeGreaterThan(0);
    expect(cases[0]?.support).toBeGreaterThan(100);
    expect(model).toMatchObject({ trainedUntil: platform.clock.now(), orders: 320, cases: 320 });
    expect(model.version).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(platform.documents("cases"))).toBe(before);

    // The same model, until it is an hour old.
    platform.clock.set(later(platform.clock.now(), 30));
    expect((await ask()).model.version).toBe(model.version);
    platform.clock.set(later(platform.clock.now(), 45));
    expect((await ask()).model.version).toBe(model.version);
    await expect.poll(async () => (await ask()).model.trainedUntil).toBe(platform.clock.now());

    expect((await ask({ limit: 1 })).cases.length).toBe(1);
    expect((await ask({ department: "housing" })).cases).toEqual([]);
    expect((await ask({ street: GRID.slice(0, 9) })).considered).toBe(2);

    // A private case is there for the office, and for nobody who has nothing to do with it.
    const secret = await opened({ category: BAD, visibility: "private" });
    const seen = (answer: z.infer<typeof AtRiskView>): boolean => answer.cases.some(({ caseId }) => caseId === secret);
    expect(seen(await ask())).toBe(true);
    expect(seen(await ask({}, as(["gridWorker"], { worker: "w-stranger" })))).toBe(false);
    await expect(ask({}, as(["citizen"]))).rejects.toMatchObject({ kind: "forbidden" });
  });
});
