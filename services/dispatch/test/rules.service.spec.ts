import { CaseAssignedV1, CaseFiledV1, GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { newId, type Actor, type DeciderStore, type StoreFactory, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { composeRules, type Rules } from "../src/app/rules.ts";
import { compose } from "../src/compose.ts";
import type { ShelfCommand, WriteEdition } from "../src/domain/rulebook.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";

const as = (id: string, roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles, ...more },
  external: true,
});
const author = as("acc-author", ["supervisor"]);
const other = as("acc-other", ["supervisor"]);
const admin = as("acc-admin", ["admin"]);
const dispatcher = as("acc-dispatcher", ["dispatcher"]);
const citizen = as("acc-citizen", ["citizen"]);

interface Draft {
  readonly standards: {
    id: string;
    limit: { amount: number; kind: string };
    legalBasis?: unknown;
    condition: { zh: string };
  }[];
}

let platform: MemoryPlatform;
const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
beforeEach(async () => {
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: seldom,
  });
});
afterEach(() => platform.stop());

const ask = async <Answer = Record<string, unknown>>(action: string, input: object, meta = author): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const coded = (code: string): unknown => expect.objectContaining({ code });

const standards = async (): Promise<Draft> =>
  (await ask<{ content: Draft }>("ruleEdition", { kind: "filingStandards", version: "2026.1" })).content;
const draft = async (version: string, content: object, kind = "filingStandards", meta = author): Promise<unknown> =>
  ask("draftRules", { kind, version, why: "shorter limits", content }, meta);
const publish = (version: string, effectiveFrom = "2017-12-27", meta = other, kind = "filingStandards") =>
  ask("publishRules", { kind, version, effectiveFrom }, meta);

/** The first edition with another limit for rubbish lying about. */
const changed = async (amount: number): Promise<Draft> => {
  const content = await standards();
  for (const one of content.standards) if (one.id === "event-0110-1") one.limit = { amount, kind: "urgentHour" };
  return content;
};

const opened = async (data: Partial<ReportAcceptedV1> = {}): Promise<string> => {
  const reportId = newId();
  await platform.deliver(ReportAcceptedV1, {
    ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example),
    reportId,
    category: "event-0110",
    channel: "web",
    ...data,
  });
  return reportId;
};
const standardOf = async (caseId: string): Promise<unknown> => (await ask("get", { caseId })).standard;

describe("an edition of rules", () => {
  it("is drafted by one, published by another, and filing goes by it at once", async () => {
    const before = await opened();
    await draft("2026.2", await changed(7));
    expect(await standardOf(await opened())).toBe("event-0110-1@2026.1");
    await expect(publish("2026.2", "2017-12-27", author)).rejects.toEqual(coded("dispatch.rules.same_person"));
    expect(await publish("2026.2")).toMatchObject({ standing: "inForce", publishedBy: "acc-other", warnings: [] });

    const after = await opened();
    expect(await standardOf(after)).toBe("event-0110-1@2026.2");
    expect(await standardOf(before)).toBe("event-0110-1@2026.1"); // what runs keeps what it started with
    const due = platform.published(CaseAssignedV1).find(({ caseId }) => caseId === after);
    expect(Date.parse(due?.dueAt ?? "") - Date.parse(due?.assignedAt ?? "")).toBe(7 * 3_600_000);
    expect(platform.published(CaseFiledV1).at(-1)?.standard).toBe("event-0110-1@2026.2");
  });

  it("waits for its day", async () => {
    await draft("2026.2", await changed(7));
    expect(await publish("2026.2", "2017-12-29", admin)).toMatchObject({ standing: "scheduled" });
    platform.clock.set("2017-12-28T15:59:00.000Z");
    expect(await standardOf(await opened())).toBe("event-0110-1@2026.1");
    platform.clock.set("2017-12-28T16:00:00.000Z");
    expect(await standardOf(await opened())).toBe("event-0110-1@2026.2");
  });

  it("never takes effect on a day gone by", async () => {
    await draft("2026.2", await changed(7));
    await expect(publish("2026.2", "2017-12-26")).rejects.toEqual(coded("dispatch.rules.retroactive"));
  });

  it("is rolled back by publishing an earlier one's content again", async () => {
    await draft("2026.2", await changed(7));
    await publish("2026.2");
    await ask("draftRules", { kind: "filingStandards", version: "2026.3", why: "back", copyOf: "2026.1" });
    await publish("2026.3");
    const caseId = await opened();
    expect(await standardOf(caseId)).toBe("event-0110-1@2026.3");
    const { editions } = await ask<{ editions: unknown[] }>("ruleEditions", { kind: "filingStandards" });
    expect(editions).toEqual([
      expect.objectContaining({ version: "2026.3", standing: "inForce", copyOf: "2026.1" }),
      expect.objectContaining({ version: "2026.2", standing: "superseded" }),
      expect.objectContaining({ version: "2026.1", standing: "superseded", effectiveFrom: "2012-01-01" }),
    ]);
    const [first, third] = await Promise.all(
      ["2026.1", "2026.3"].map((version) => ask("ruleEdition", { kind: "filingStandards", version })),
    );
    expect(third?.content).toEqual(first?.content);
  });

  it("tells every problem at once, changes nothing by it, and cannot be published with errors", async () => {
    const content = await changed(7);
    for (const one of content.standards.slice(0, 2)) one.legalBasis = { status: "assumed", instruments: [] };
    const { condition } = content.standards[2] as Draft["standards"][number];
    condition.zh = "";
    const checked = await ask("checkRules", { kind: "filingStandards", content });
    expect(checked).toMatchObject({ publishable: false });
    expect((checked.problems as { code: string }[]).map(({ code }) => code)).toEqual([
      "legal_basis.missing",
      "legal_basis.missing",
      "condition.missing",
    ]);
    expect(((await ask("ruleEditions", { kind: "filingStandards" })).editions as unknown[]).length).toBe(1);
    await draft("2026.2", content);
    await expect(publish("2026.2")).rejects.toEqual(coded("dispatch.rules.flawed"));
    expect(await ask("checkRules", { kind: "filingStandards", version: "2026.2" })).toEqual(checked);
    expect(await standardOf(await opened())).toBe("event-0110-1@2026.1");
  });

  it("that cannot be read is not even a draft; nor is one with a person's number in it", async () => {
    const content = await standards();
    delete content.standards[0]?.legalBasis;
    await expect(draft("2026.2", content)).rejects.toEqual(
      expect.objectContaining({
        code: "dispatch.rules.unreadable",
        details: { problems: [expect.objectContaining({ code: "shape", at: "standards.0.legalBasis" })] },
      }),
    );
    const named = await standards();
    (named.standards[0] as Draft["standards"][number]).condition.zh = "联系 13812345678";
    await expect(draft("2026.2", named)).rejects.toEqual(coded("dispatch.rules.unreadable"));
    await expect(
      ask("draftRules", { kind: "routing", version: "2026.2", why: "call 13812345678", copyOf: "2026.1" }),
    ).rejects.toEqual(coded("input.invalid"));
  });

  it("is for supervisors to write and publish, and for staff to read", async () => {
    const content = await standards();
    await expect(draft("2026.2", content, "filingStandards", dispatcher)).rejects.toEqual(coded("auth.role_missing"));
    await draft("2026.2", content);
    await expect(publish("2026.2", "2017-12-27", dispatcher)).rejects.toEqual(coded("auth.role_missing"));
    await expect(ask("ruleEditions", { kind: "routing" }, citizen)).rejects.toEqual(coded("auth.role_missing"));
    expect((await ask("ruleEditions", { kind: "routing" }, dispatcher)).editions).toHaveLength(1);
    await expect(ask("ruleEdition", { kind: "routing", version: "2030.1" })).rejects.toEqual(
      coded("dispatch.rules.unknown_edition"),
    );
  });

  it("of the routing is checked against the standards in force on its first day", async () => {
    const { content } = await ask<{ content: { rules: object[] } }>("ruleEdition", {
      kind: "routing",
      version: "2026.1",
    });
    const rule = {
      id: "medical-waste-in-private",
      category: "event-0133",
      when: { standard: ["event-0133-2"] },
      department: "health",
      handler: "department",
      priority: 1,
      alternates: [],
      reason: { zh: "医疗废物", en: "medical waste" },
    };
    const routing = { ...content, rules: [...content.rules, rule] };
    const problems = async (effectiveFrom: string): Promise<unknown[]> =>
      (
        await ask<{ problems: { code: string }[] }>("checkRules", { kind: "routing", content: routing, effectiveFrom })
      ).problems.map(({ code }) => code);
    expect(await problems("2017-12-27")).toEqual(["standard.unknown"]);

    const next = await standards();
    const waste = next.standards.find(({ id }) => id === "event-0133-1") as Draft["standards"][number];
    next.standards.push({ ...waste, id: "event-0133-2", ...({ default: false } as object) });
    await draft("2026.2", next);
    await publish("2026.2", "2018-01-01");
    expect(await problems("2017-12-31")).toEqual(["standard.unknown"]);
    expect(await problems("2018-01-01")).toEqual([]);
  });
});

describe("replicas on one store", () => {
  let alone: MemoryPlatform;
  let replicas: readonly [Rules, Rules, Rules];
  const stores = new Map<string, unknown>();

  beforeEach(async () => {
    const made: Rules[] = [];
    stores.clear();
    alone = await memoryPlatform({
      manifests: [manifest, registry, intake],
      config: seldom,
      compose: async (parts) => {
        const store: StoreFactory = {
          ...parts.store,
          decider: async (collection, decider, options) => {
            const kept = stores.get(collection) ?? (await parts.store.decider(collection, decider, options));
            stores.set(collection, kept);
            return kept as never;
          },
        };
        for (let nth = 0; nth < 3; nth += 1) made.push(await composeRules({ ...parts, store, refreshMs: 3_600_000 }));
        return compose(parts);
      },
    });
    replicas = made as [Rules, Rules, Rules];
  });
  afterEach(async () => {
    for (const { rulebook } of replicas) rulebook.stop();
    await alone.stop();
  });

  const publishOn = async ({ rulebook }: Rules, version: string): Promise<void> => {
    const raw = await rulebook.content("filingStandards", "2026.1");
    await rulebook.draft("filingStandards", { version, why: "again", raw }, "acc-author", {});
    await rulebook.publish("filingStandards", { version, effectiveFrom: "2017-12-27" }, "acc-other", {});
  };

  it("found the first edition once, follow each other, and know it all after another start", async () => {
    const [one, two, late] = replicas;
    await Promise.all([one.rulebook.start(), two.rulebook.start()]);
    await publishOn(one, "2026.2");
    expect([one.standards.version, two.standards.version]).toEqual(["2026.2", "2026.1"]);
    await two.rulebook.refresh();
    expect(two.standards.version).toBe("2026.2");
    await late.rulebook.start();
    expect(late.standards.version).toBe("2026.2");
    expect(late.standards.find("event-0110-1@2026.1")?.version).toBe("2026.1");
    const { editions } = await late.rulebook.shelf("filingStandards");
    expect(editions.map(({ version }) => version)).toEqual(["2026.1", "2026.2"]);
  });

  it("do not start with rules in force that they cannot read, but do with some that are over", async () => {
    const [one, two, late] = replicas;
    await one.rulebook.start();
    const editions = stores.get("ruleEditions") as DeciderStore<unknown, WriteEdition, unknown>;
    const shelves = stores.get("ruleShelves") as DeciderStore<unknown, ShelfCommand, unknown>;
    const [version, at, by] = ["2026.2", "2017-12-27T01:00:00.000Z", "acc-author"];
    const content = { of: "another form" };
    await editions.handle("filingStandards@2026.2", { type: "WriteEdition", version, content, at });
    await shelves.handle("filingStandards", { type: "DraftEdition", version, why: "an old form", by, at });
    const published = { effectiveFrom: "2017-12-27", by: "acc-other", at };
    await shelves.handle("filingStandards", { type: "PublishEdition", version, ...published });
    await expect(two.rulebook.start()).rejects.toThrow("filingStandards@2026.2");
    await expect(one.rulebook.refresh()).rejects.toThrow("filingStandards@2026.2");
    expect(one.standards.version).toBe("2026.1"); // goes on with what it can read

    const raw = await one.rulebook.content("filingStandards", "2026.1");
    await editions.handle("filingStandards@2026.3", { type: "WriteEdition", version: "2026.3", content: raw, at });
    await shelves.handle("filingStandards", { type: "DraftEdition", version: "2026.3", why: "readable", by, at });
    await shelves.handle("filingStandards", { type: "PublishEdition", version: "2026.3", ...published });
    await late.rulebook.start();
    expect(late.standards.version).toBe("2026.3");
    expect(late.standards.find("event-0110-1@2026.2")).toBeUndefined();
  });
});

describe("filing standards, for whoever dispatches", () => {
  it("are listed by category with their legal basis, what is assumed said so", async () => {
    const { version, standards: found } = await ask<{ version: string; standards: Record<string, unknown>[] }>(
      "filingStandards",
      { category: "component-0101" },
      dispatcher,
    );
    expect(version).toBe("2026.1");
    expect(found.map(({ standard }) => standard)).toEqual(
      [1, 2, 3, 4].map((n) => `component-0101-${String(n)}@2026.1`),
    );
    expect(found[0]).toMatchObject({
      limit: { amount: 2, kind: "urgentHour" },
      legalBasis: { status: "assumed", instruments: [{ id: "city-water-supply", name: { zh: "城市供水条例" } }] },
      evidence: ["near", "far", "after"],
    });
    expect((await ask<{ standards: unknown[] }>("filingStandards", {}, dispatcher)).standards).toHaveLength(225);
    await expect(ask("filingStandards", {}, citizen)).rejects.toEqual(coded("auth.role_missing"));
  });

  it("ask for skills that are listed", async () => {
    const { skills } = await ask<{ skills: { code: string }[] }>("skills", {}, dispatcher);
    expect(skills.map(({ code }) => code)).toContain("fire-safety");
  });
});

describe("why this body", () => {
  const GRID = "510108013001001";

  it("is answered for a case with the rules it was filed under, and for one department", async () => {
    const caseId = await opened({ category: "event-0120", grid: GRID });
    const answer = await ask("caseRoute", { caseId }, dispatcher);
    expect(answer).toMatchObject({
      edition: "routing@2026.1",
      standard: "event-0120-1@2026.1",
      department: "agriculture",
      rule: "agricultural-013-burning@2026.1",
      priority: 2,
      alternates: ["environmental-protection", "urban-management"],
      current: { department: expect.any(String) as string },
    });
    const one = await ask("caseRoute", { caseId, department: "environmental-protection" }, dispatcher);
    expect(one.asked).toMatchObject({ verdict: "alternate" });
    expect((one.considered as { ruleId: string }[]).map(({ ruleId }) => ruleId)).toContain("agricultural-013-burning");
    await expect(ask("caseRoute", { caseId, department: "nobody" }, dispatcher)).rejects.toEqual(
      coded("dispatch.department.unknown"),
    );
    await expect(ask("caseRoute", { caseId: newId() }, dispatcher)).rejects.toEqual(coded("dispatch.case.unknown"));
  });

  it("goes on to the alternate when the case came back, and keeps the edition when the rules change", async () => {
    const caseId = await opened({ category: "event-0120", grid: GRID });
    const { current } = await ask<{ current: { department: string } }>("caseRoute", { caseId }, dispatcher);
    const holder = as("acc-holder", ["department"], { department: current.department });
    await ask("return", { caseId, reason: "not ours" }, holder);
    const back = await ask<{ ruling: unknown; considered: { because: { code: string } }[] }>(
      "caseRoute",
      { caseId },
      dispatcher,
    );
    expect(back.ruling).toEqual({ after: 3, returns: 1, isDue: false });

    const { content } = await ask<{ content: { rules: { id: string; department: string; alternates: string[] }[] } }>(
      "ruleEdition",
      { kind: "routing", version: "2026.1" },
    );
    for (const rule of content.rules)
      if (rule.id === "agricultural-013-burning") [rule.department, rule.alternates] = ["urban-management", []];
    platform.clock.advance(60_000);
    await draft("2026.2", content, "routing");
    await publish("2026.2", "2017-12-27", other, "routing");
    platform.clock.advance(60_000);
    expect(await ask("caseRoute", { caseId }, dispatcher)).toEqual(back);
    expect(await ask("explainRoute", { grid: GRID, category: "event-0120" }, dispatcher)).toMatchObject({
      edition: "routing@2026.2",
      department: "urban-management",
      rule: "agricultural-013-burning@2026.2",
    });
  });

  it("is worked out without a case, at another time, by another channel, after returns", async () => {
    const explain = (more: object): Promise<Record<string, unknown>> =>
      ask("explainRoute", { grid: "510108002001001", category: "event-0128", ...more }, dispatcher);
    expect(await explain({})).toMatchObject({ department: "urban-management", rule: "noise-of-business@2026.1" });
    expect(await explain({ at: "2017-12-27T15:00:00.000Z" })).toMatchObject({ department: "public-security" });
    const back = await explain({ returnedBy: ["urban-management"], department: "urban-management" });
    expect(back).toMatchObject({ department: "environmental-protection", asked: { verdict: "returned" } });
    expect(await explain({ standard: "event-0128-1@2026.1" })).toMatchObject({ standard: "event-0128-1@2026.1" });
    await expect(explain({ category: "event-0999" })).rejects.toEqual(coded("dispatch.category.no_standard"));
  });

  it("of a private case is told to nobody who may not know of it", async () => {
    const caseId = await opened({ visibility: "private", category: "event-0120" });
    const stranger = as("acc-stranger", ["department"], { department: "veterans-affairs" });
    await expect(ask("caseRoute", { caseId }, stranger)).rejects.toEqual(coded("dispatch.case.unknown"));
  });
});

describe("response templates", () => {
  it("come in the language that was asked for, with what is to be filled in", async () => {
    const { version, templates } = await ask<{ version: string; templates: Record<string, unknown>[] }>(
      "responseTemplates",
      { status: "assigned", category: "event-0501", audience: "resident", language: "en" },
      dispatcher,
    );
    expect(version).toBe("responseTemplates@2026.1");
    expect(templates.map(({ id }) => id)).toContain("assigned-emergency");
    expect(templates.find(({ id }) => id === "assigned")).toMatchObject({
      title: "Dispatched",
      placeholders: ["category", "trackingNumber", "department", "dueAt"],
    });
  });
});
