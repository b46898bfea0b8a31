import { GridStaffedV1, ReportAcceptedV1, ReportMergedV1, ReportReopenedV1 } from "@wangge/contracts/events";
import { publishSubject, schemaUrn } from "@wangge/contracts";
import { newId, startService, type CallContext, type Running, type ServiceDefinition } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dayOf } from "@wangge/calendar";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { enforcement, replicaConfig } from "./replica.ts";

let nats: RealBus;
let mongo: RealMongo;
const intake = {
  name: "intake",
  publishes: [ReportAcceptedV1, ReportMergedV1, ReportReopenedV1],
  subscribes: [],
  calls: [],
};
const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([manifest, intake, registry, enforcement]), realMongo()]);
});
afterAll(async () => {
  await Promise.all([nats.stop(), mongo.stop()]);
});

interface Replica extends Running {
  /** Asks this replica and no other. */
  readonly ask: (action: string, input: object, account?: string) => Promise<Record<string, unknown>>;
}

const start = async (): Promise<Replica> => {
  let definition: ServiceDefinition | undefined;
  const running = await startService({
    config: replicaConfig({ nats, mongo }, { RULES_REFRESH_MS: "500" }),
    manifest,
    compose: async (parts) => (definition = await compose(parts)),
  });
  return {
    ...running,
    ask: async (name, input, account = "acc-author") => {
      const action = definition?.actions[name];
      if (action === undefined) throw new Error(`no action ${name}`);
      const context: CallContext = {
        actor: { id: account, roles: ["supervisor"] },
        meta: { messageId: newId(), actor: account },
        idempotencyKey: undefined,
      };
      return (await action.run(action.input.parse(input) as never, context)) as Record<string, unknown>;
    },
  };
};

const KIND = { kind: "filingStandards" };

const report = async (): Promise<string> => {
  const id = newId();
  const data = { ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example), reportId: id, channel: "web" as const };
  const { subject: type } = ReportAcceptedV1;
  const key = ReportAcceptedV1.key(data);
  const envelope = {
    specversion: "1.0",
    id,
    source: "intake",
    type,
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: schemaUrn(type),
    data,
  };
  await nats.bus.publish([{ id, subject: publishSubject(type, key), body: JSON.stringify(envelope) }]);
  return id;
};

const versionOf = async ({ ask }: Replica): Promise<unknown> =>
  (await ask("filingStandards", { category: "event-0110" })).version;

it("replicas found the first edition once, follow each other's publications, and file by the edition in force", async () => {
  const [one, other] = await Promise.all([start(), start()]);
  try {
    expect(await mongo.db.collection("ruleEditions").countDocuments()).toBe(4);
    for (const replica of [one, other]) {
      expect(await versionOf(replica)).toBe("2026.1");
      expect((await replica.ask("ruleEditions", KIND)).editions).toHaveLength(1);
    }
    const standardOf = async (caseId: string): Promise<unknown> =>
      eventually(async () => (await one.ask("get", { caseId })).standard);
    expect(await standardOf(await report())).toBe("event-0110-1@2026.1");

    await one.ask("draftRules", { ...KIND, version: "2026.2", why: "again", copyOf: "2026.1" });
    const today = { effectiveFrom: dayOf(new Date().toISOString()) };
    await expect(one.ask("publishRules", { ...KIND, version: "2026.2", ...today })).rejects.toMatchObject({
      code: "dispatch.rules.same_person",
    });
    const began = Date.now();
    await other.ask("publishRules", { ...KIND, version: "2026.2", ...today }, "acc-other");
    expect(await versionOf(other)).toBe("2026.2");
    await eventually(async () => {
      expect(await versionOf(one)).toBe("2026.2");
    });
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await standardOf(await report())).toBe("event-0110-1@2026.2");

    // Two who publish at once: both editions are there, in one order for all, and the later one holds.
    for (const version of ["2026.3", "2026.4"])
      await one.ask("draftRules", { ...KIND, version, why: "at once", copyOf: "2026.1" });
    await Promise.all([
      one.ask("publishRules", { ...KIND, version: "2026.3", ...today }, "acc-other"),
      other.ask("publishRules", { ...KIND, version: "2026.4", ...today }, "acc-third"),
    ]);
    const shelf = (await one.ask("ruleEditions", KIND)).editions as { version: string; standing: string }[];
    const held = shelf.filter(({ standing }) => standing === "inForce").map(({ version }) => version);
    expect(held).toHaveLength(1);
    await eventually(async () => {
      expect([await versionOf(one), await versionOf(other)]).toEqual([held[0], held[0]]);
    });
    expect(await standardOf(await report())).toBe(`event-0110-1@${held[0] ?? ""}`);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});
