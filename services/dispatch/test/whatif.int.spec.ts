import { deciderStore, mongoPersistence, newId, silentLog, type DeciderStore } from "@wangge/kit";
import { realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPredictor, predict, setting } from "../src/app/predict.ts";
import { ChangedRules, changesOf, whatIf } from "../src/app/whatif.ts";
import { caseDecider, firstProcess, type CaseCommand, type CaseEvent, type CaseState } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { line, people } from "./any-life.ts";
import { body, later, problem, filedStandards } from "./builders.ts";

type Cases = DeciderStore<CaseState, CaseCommand, CaseEvent>;

let nats: RealBus;
let mongo: RealMongo;
let cases: Cases;
beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([{ ...manifest, subscribes: [] }]), realMongo()]);
  cases = deciderStore(
    caseDecider,
    { publishAs: () => [] },
    {
      persistence: await mongoPersistence(mongo, "cases"),
      bus: nats.bus,
      log: silentLog,
      service: "dispatch",
    },
  );
});
afterAll(async () => {
  await cases.stop();
  await Promise.all([nats.stop(), mongo.stop()]);
});

const START = "2017-10-09T01:00:00.000Z";
const COUNT = 400;
const UNTIL = later(START, (COUNT + 200) * 60);

/** An hour after the other; every third is handled after its 24 hours, and told at its time. */
const commandsOf = (index: number): readonly CaseCommand[] => {
  const at = later(START, index * 60);
  const isLate = index % 3 === 0;
  const by = people.worker;
  const handledAt = later(at, isLate ? 30 * 60 : 10 * 60);
  return [
    { type: "OpenCase", data: { ...problem, reportedAt: at, verify: false, body }, at },
    { type: "AcceptCase", by, at: later(at, 5) },
    ...(isLate ? [{ type: "WakeCase", data: { line }, at: later(at, 24 * 60) } as const] : []),
    { type: "ReportHandled", by, at: handledAt },
    { type: "CheckCase", data: { passed: true }, by: people.supervisor, at: later(handledAt, 10) },
  ];
};

it("histories that went through the real store come out the same, and changed rules and predictions read them alone", async () => {
  const ids = Array.from({ length: COUNT }, () => newId()).sort();
  const lives = ids.map((id, index) => commandsOf(index).map((command) => ({ id, command })));
  for (let step = 0; step < 5; step += 1)
    for (const outcome of await cases.handleMany(lives.flatMap((life) => life[step] ?? [])))
      expect(outcome.ok).toBe(true);
  const collection = mongo.db.collection("cases");
  const before = JSON.stringify(await collection.find().sort({ _id: 1 }).toArray());

  const pages = async function* () {
    for (let after: string | undefined; ;) {
      const where = { "state.reportedAt": { gte: START, lt: UNTIL } };
      const page = await cases.find({ where, limit: 150, after, order: "oldest" });
      yield await Promise.all(page.map(async ({ id }) => ({ id, history: await cases.history(id) })));
      if (page.length < 150) return;
      after = page.at(-1)?.id;
    }
  };
  const rules = { standards: { standards: [{ id: "event-0110-1", limit: { amount: 36, kind: "urgentHour" } }] } };
  const compared = await whatIf({
    pages: pages(),
    changes: changesOf(ChangedRules.parse(rules), { process: firstProcess, standards: filedStandards() }),
    until: UNTIL,
    lineOf: () => line,
  });
  const late = Math.ceil(COUNT / 3);
  expect(compared).toMatchObject({ cases: COUNT, proof: { same: COUNT, different: [] }, impossible: [] });
  expect(compared.total).toMatchObject({ was: { late }, is: { late: 0 } });
  expect(compared.changed.length).toBe(late);

  const predictor = createPredictor({ cases, now: () => UNTIL, log: silentLog });
  const model = await predictor.current();
  expect(model).toMatchObject({ orders: COUNT, late });
  const openId = newId();
  await cases.handle(openId, { type: "OpenCase", data: { ...problem, verify: false, body }, at: UNTIL });
  const open = await cases.find({
    where: { "state.status": { in: ["assigned"] } },
    by: { path: "state.assignment.dueAt" },
    limit: 10,
  });
  const order = (await predictor.openOrders(open)).get(openId);
  if (order === undefined) throw new Error("it is open");
  const { probability, low, high } = predict(model, order, Date.parse(UNTIL), setting);
  expect(Math.abs(probability - 1 / 3)).toBeLessThan(0.12);
  expect(low < probability && probability < high).toBe(true);

  const after = await collection
    .find({ _id: { $ne: openId } } as never)
    .sort({ _id: 1 })
    .toArray();
  expect(JSON.stringify(after)).toBe(before);
});
