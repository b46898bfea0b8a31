import { ReportAcceptedV1, ReporterErasedV1, ReporterNoticeDueV1, ReporterUnmaskedV1 } from "@wangge/contracts/events";
import type { Actor, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { ringOf, manifests, testConfig } from "./builders.ts";

const GRID = "510108002001001";
const PHONE = "13800000000";
const IDENTITY = "510108189901010010";
const reporter = { name: "张三", phone: PHONE, email: "zhang@example.org", identityNumber: IDENTITY };
const good = { category: "event-0201", channel: "window", description: `乱贴小广告，请打${PHONE}`, grid: GRID };
const reason = { purpose: "contact", text: "处置前需与本人核对地点" };

const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}`, roles, ...more },
  external: true,
});
const clerk = as(["clerk"]);
const otherClerk = as(["clerk"], { id: "acc-other" });
const supervisor = as(["supervisor"]);
const dispatcher = as(["dispatcher"]);
const worker = as(["gridWorker"], { worker: "w-0001" });
const otherWorker = as(["gridWorker"], { worker: "w-0002" });
const department = as(["department"], { department: "urban-management" });
const admin = as(["admin"]);
const anybody: WireMeta = { external: true };

interface Receipt {
  readonly reportId: string;
  readonly trackingNumber: string;
}
type Answer = Readonly<Record<string, unknown>>;

let platform: MemoryPlatform;
const assignment = { department: "urban-management", worker: "w-0001" };
let config = testConfig;

const start = async (): Promise<MemoryPlatform> =>
  memoryPlatform({
    manifests,
    compose,
    config,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": ({
        party,
      }: {
        readonly party?: { readonly worker?: string; readonly department?: string };
      }) => ({
        progress: { status: "assigned", overdue: false },
        ...(party === undefined
          ? {}
          : {
              handles:
                party.worker === undefined
                  ? party.department === assignment.department
                  : party.worker === assignment.worker,
            }),
      }),
    },
  });

beforeEach(async () => {
  config = testConfig;
  platform = await start();
});
afterEach(() => platform.stop());

const call = async (action: string, input: object, meta: WireMeta = clerk): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const accept = async (more: object = {}, meta: WireMeta = clerk): Promise<Receipt> =>
  (await platform.call("accept", { ...good, reporter, ...more }, meta)) as Receipt;
const unmask = (reportId: string, meta: WireMeta = supervisor, more: object = {}): Promise<Answer> =>
  call("unmask", { reportId, reason, ...more }, meta);

const collections = ["reports", "reporters", "accesses", "keys"] as const;
const everything = (): string =>
  JSON.stringify([collections.map((name) => platform.documents(name)), platform.bus.stored("EVT_INTAKE")]);

describe("who reports", () => {
  it("is sealed: neither the store nor the bus has a word of him or of what he wrote", async () => {
    const { reportId } = await accept();
    await unmask(reportId);
    await call("search", { phone: PHONE, reason });
    await platform.settle();
    for (const word of [PHONE, IDENTITY, "张三", "zhang@", "小广告", reason.text])
      expect(everything()).not.toContain(word);
    expect(platform.documents("reporters").map(({ _id }) => _id)).toEqual([reportId]);
  });

  it("may stay unknown, and costs the store nothing then", async () => {
    const { reportId } = await accept({ reporter: undefined });
    expect(platform.documents("reporters")).toEqual([]);
    expect(await call("get", { reportId }, supervisor)).not.toHaveProperty("reporter");
  });

  it.each([
    ["nothing", {}],
    ["a phone that is none", { phone: "13800" }],
    ["an identity number that does not fit", { identityNumber: "510108189901010011" }],
    ["an address that is none", { email: "13800000000@" }],
    ["a phone in the place of a field", { [PHONE]: "x" }],
    ["a phone in the place of an object", PHONE],
  ])("is refused with %s, and the answer repeats nothing of it", async (_what, wrong) => {
    const refusal = await accept({ reporter: wrong }).then(
      () => undefined,
      (error: unknown) => error as Error & { code: string; details: object },
    );
    expect(refusal?.code).toBe("input.invalid");
    expect(JSON.stringify([refusal?.message, refusal?.details])).not.toMatch(/138000|5101081899/);
    expect(platform.documents("reports")).toEqual([]);
  });

  it("belongs to the same report when it is repeated, and makes another one of it when he is another", async () => {
    const keyed = { ...clerk, idempotencyKey: "acc:key-1" };
    const receipts = await Promise.all(Array.from({ length: 10 }, () => accept({}, keyed)));
    expect(new Set(receipts.map(({ reportId }) => reportId)).size).toBe(1);
    expect(platform.documents("reporters").length).toBe(1);
    await expect(accept({ reporter: { phone: "13911111111" } }, keyed)).rejects.toMatchObject({
      code: "intake.report.key_reused",
    });
    await expect(accept({ reporter: undefined }, keyed)).rejects.toMatchObject({ code: "intake.report.key_reused" });
  });

  it("comes with many reports at once, each with its own", async () => {
    const items = [
      { ...good, reporter, idempotencyKey: "a" },
      { ...good },
      { ...good, reporter: { phone: "nonsense" } },
      { ...good, reporter: { phone: "13911111111" } },
      { ...good, reporter, idempotencyKey: "a" },
    ];
    const { results } = (await call("acceptMany", { items })) as { results: { ok: boolean; receipt?: Receipt }[] };
    expect(results.map(({ ok }) => ok)).toEqual([true, true, false, true, true]);
    const kept = platform.documents("reporters").map(({ _id }) => _id);
    expect(kept.sort()).toEqual([results[0]?.receipt?.reportId, results[3]?.receipt?.reportId].sort());
  });
});

describe("a receipt", () => {
  /** The store of reporters is away until it is told otherwise. */
  const startWithout = async () => {
    let isAway = true;
    const other = await memoryPlatform({
      manifests,
      config,
      calls: {
        "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({
          grids: places.map(() => GRID),
        }),
        "registry.version": () => ({ version: "1" }),
      },
      compose: (parts) =>
        compose({
          ...parts,
          store: {
            ...parts.store,
            decider: async (collection, decider, options) => {
              const made = await parts.store.decider(collection, decider, options);
              const orAway = <T>(work: () => Promise<T>): Promise<T> =>
                isAway && collection === "reporters" ? Promise.reject(new Error("killed")) : work();
              return {
                ...made,
                handle: (...all) => orAway(() => made.handle(...all)),
                handleMany: (...all) => orAway(() => made.handleMany(...all)),
              };
            },
          },
        }),
    });
    return { other, back: () => (isAway = false) };
  };

  it("is given only when report and reporter are both kept; a repeat completes what a crash cut off", async () => {
    const { other, back } = await startWithout();
    const send = () => other.call("accept", { ...good, reporter }, { ...clerk, idempotencyKey: "acc:key-1" });
    const sendMany = () => other.call("acceptMany", { items: [{ ...good, reporter, idempotencyKey: "key-2" }] }, clerk);
    await expect(send()).rejects.toThrow("killed");
    await expect(sendMany()).rejects.toThrow("killed");
    expect(other.documents("reporters")).toEqual([]);
    back();
    const { reportId } = (await send()) as Receipt;
    const { results } = (await sendMany()) as { results: { receipt: Receipt }[] };
    const reports = other.documents("reports").map(({ _id }) => _id);
    expect(reports.sort()).toEqual([reportId, results[0]?.receipt.reportId].sort());
    expect(
      other
        .documents("reporters")
        .map(({ _id }) => _id)
        .sort(),
    ).toEqual(reports);
    await other.stop();
  });
});

describe("who handles a case", () => {
  it.each([
    ["the worker", worker],
    ["the department", department],
    ["the dispatcher", dispatcher],
    ["a clerk who did not take it down", otherClerk],
    ["an account that is clerk and worker of this case at once", as(["clerk", "gridWorker"], { worker: "w-0001" })],
  ])("%s sees the report without its reporter, and no number in its words", async (_who, meta) => {
    const { reportId } = await accept({}, meta === worker ? clerk : undefined);
    const seen = await call("get", { reportId }, meta);
    expect(seen).not.toHaveProperty("reporter");
    expect(seen["description"]).toBe("乱贴小广告，请打***");
    expect(JSON.stringify(seen)).not.toMatch(/eporter|张|138/);
  });

  it("does not unmask, not even as a clerk or supervisor, and does not search", async () => {
    const { reportId } = await accept();
    for (const meta of [worker, department, dispatcher])
      await expect(unmask(reportId, meta)).rejects.toMatchObject({ code: "auth.role_missing" });
    const both = as(["supervisor", "gridWorker"], { worker: "w-0001" });
    await expect(unmask(reportId, both)).rejects.toMatchObject({ code: "intake.reporter.handler" });
    await expect(call("search", { phone: PHONE, reason }, both)).rejects.toMatchObject({
      code: "intake.reporter.handler",
    });
    expect(platform.documents("accesses")).toEqual([]);
  });

  it("sees a private report when it is his, and not even that it is there when it is not", async () => {
    const { reportId } = await accept({ visibility: "private" });
    for (const meta of [worker, dispatcher, otherClerk, supervisor])
      expect(await call("get", { reportId }, meta)).toMatchObject({ visibility: "private" });
    for (const meta of [otherWorker, as(["department"], { department: "housing" })])
      await expect(call("get", { reportId }, meta)).rejects.toMatchObject({ code: "intake.report.unknown" });
    await platform.settle();
    expect(platform.published(ReportAcceptedV1)).toMatchObject([{ visibility: "private" }]);
  });
});

describe("masked", () => {
  it.each([
    ["the clerk who took it down", clerk],
    ["a supervisor", supervisor],
  ])("%s sees enough to recognise whom he knows", async (_who, meta) => {
    const { reportId } = await accept();
    expect((await call("get", { reportId }, meta))["reporter"]).toEqual({
      name: "张*",
      phone: "138****0000",
      email: "z***@example.org",
      identityNumber: "51***************0",
    });
  });
});

describe("unmasking 读取", () => {
  it("answers in clear, and has written down before who, when, why and what", async () => {
    const { reportId } = await accept();
    const { accessId, reporter: seen, description } = await unmask(reportId, supervisor);
    expect(seen).toEqual({ ...reporter, phone: `86${PHONE}` });
    expect(description).toBe(good.description);
    const [entry] = platform.documents("accesses");
    expect(entry).toMatchObject({
      _id: accessId,
      state: {
        kind: "unmask",
        reports: [reportId],
        account: "acc-supervisor",
        role: "supervisor",
        purpose: "contact",
        fields: ["name", "phone", "email", "identityNumber", "description"],
        at: "2017-12-27T01:00:00.000Z",
      },
    });
    await platform.settle();
    expect(platform.published(ReporterUnmaskedV1)).toMatchObject([{ reportId, account: "acc-supervisor" }]);
    expect(platform.published(ReporterNoticeDueV1)).toMatchObject([{ reportId, role: "supervisor" }]);
    expect(JSON.stringify(platform.published(ReporterNoticeDueV1))).not.toContain("acc-");
  });

  it("gives only what was asked for, and says so in the record", async () => {
    const { reportId } = await accept();
    const answer = await unmask(reportId, clerk, { fields: ["phone"] });
    expect(answer).toEqual({ accessId: answer["accessId"], reporter: { phone: `86${PHONE}` } });
    expect(platform.documents("accesses")[0]?.state).toMatchObject({ fields: ["phone"], role: "clerk" });
  });

  it.each([
    ["no reason", undefined],
    ["a reason of a few words", { purpose: "contact", text: "联系" }],
    ["an unknown purpose", { purpose: "curiosity", text: "想看看是谁报的这个案件" }],
    ["a number in it", { purpose: "contact", text: `请回电话 ${PHONE} 确认地点` }],
  ])("is refused with %s", async (_what, wrong) => {
    const { reportId } = await accept();
    await expect(call("unmask", { reportId, reason: wrong }, supervisor)).rejects.toMatchObject({
      code: "input.invalid",
    });
    expect(platform.documents("accesses")).toEqual([]);
  });

  it("is for so many an hour, of one account", async () => {
    const { reportId } = await accept();
    for (let reading = 0; reading < 5; reading += 1) await unmask(reportId, clerk);
    await expect(unmask(reportId, clerk)).rejects.toMatchObject({
      kind: "limited",
      code: "intake.unmask.too_often",
      details: { retryAfterSeconds: 3_600 },
    });
    await expect(call("search", { phone: PHONE, reason }, clerk)).rejects.toMatchObject({ kind: "limited" });
    expect(platform.documents("accesses").length).toBe(5);
    await unmask(reportId, supervisor);
    platform.clock.advance(3_600_000);
    await unmask(reportId, clerk);
  });

  it("of a report without a reporter gives its words, and of an unknown report nothing", async () => {
    const { reportId } = await accept({ reporter: undefined });
    expect(await unmask(reportId)).toMatchObject({ reporter: {}, description: good.description });
    await expect(unmask("01JD6Z0Q8V4Y7R2K3M5N6P8T9W")).rejects.toMatchObject({ code: "intake.report.unknown" });
  });
});

describe("the search by phone", () => {
  it("finds every report of it, however it is written, and is a reading of each", async () => {
    const [one, other] = [await accept(), await accept({ reporter: { phone: "+86 138 0000 0000" } })];
    await accept({ reporter: { phone: "13911111111" } });
    const { reports } = (await call("search", { phone: "138-0000-0000", reason })) as { reports: Receipt[] };
    const ids = [other.reportId, one.reportId];
    expect(reports.map(({ reportId }) => reportId)).toEqual(ids);
    expect(platform.documents("accesses")[0]?.state).toMatchObject({ kind: "search", reports: ids, fields: ["phone"] });
    await platform.settle();
    expect(platform.published(ReporterUnmaskedV1).map(({ reportId, kind }) => [reportId, kind])).toEqual(
      ids.map((id) => [id, "search"]),
    );
  });

  it("that finds nothing is written down too", async () => {
    expect(await call("search", { phone: PHONE, reason })).toMatchObject({ reports: [] });
    expect(platform.documents("accesses").length).toBe(1);
  });
});

describe("the resident", () => {
  it("tracks his report by number and phone", async () => {
    const { trackingNumber } = await accept();
    expect(await call("trackOwn", { trackingNumber, phone: "+86 138-0000-0000" }, anybody)).toEqual({
      kind: "report",
      trackingNumber,
      affected: 1,
      category: "event-0201",
      acceptedAt: "2017-12-27T01:00:00.000Z",
      progress: { status: "assigned", overdue: false },
    });
  });

  it("sees who has read his record and why, but not which account", async () => {
    const { reportId, trackingNumber } = await accept();
    await unmask(reportId, supervisor, { fields: ["phone"] });
    await call("search", { phone: PHONE, reason: { purpose: "verification", text: "居民到窗口查询本人上报" } });
    const answer = await call("trackAccess", { trackingNumber, phone: PHONE }, anybody);
    expect(answer).toEqual({
      readings: [
        {
          at: "2017-12-27T01:00:00.000Z",
          kind: "search",
          role: "clerk",
          purpose: "verification",
          reason: "居民到窗口查询本人上报",
          fields: ["phone"],
        },
        {
          at: "2017-12-27T01:00:00.000Z",
          kind: "unmask",
          role: "supervisor",
          purpose: "contact",
          reason: reason.text,
          fields: ["phone"],
        },
      ],
    });
  });

  it("gets one answer for a wrong phone, an unknown number and a report without a reporter", async () => {
    const { trackingNumber } = await accept();
    const anonymous = await accept({ reporter: undefined });
    for (const proof of [
      { trackingNumber, phone: "13911111111" },
      { trackingNumber: anonymous.trackingNumber, phone: PHONE },
      { trackingNumber: "20171227-0000999-9", phone: PHONE },
    ])
      for (const action of ["trackOwn", "trackAccess"])
        await expect(call(action, proof, anybody)).rejects.toMatchObject({ code: "intake.track.no_match" });
  });

  it("cannot try phones with one number for long", async () => {
    const { trackingNumber } = await accept();
    for (let trial = 0; trial < 5; trial += 1)
      await expect(
        call("trackOwn", { trackingNumber, phone: `1391111111${String(trial)}` }, anybody),
      ).rejects.toMatchObject({ code: "intake.track.no_match" });
    await expect(call("trackOwn", { trackingNumber, phone: PHONE }, anybody)).rejects.toMatchObject({
      code: "intake.proof.too_often",
    });
    platform.clock.advance(900_000);
    await call("trackOwn", { trackingNumber, phone: PHONE }, anybody);
  });
});

describe("erasing 删除", () => {
  const erase = (reportId: string, more: object = {}, meta: WireMeta = supervisor): Promise<Answer> =>
    call("erase", { reportId, reason: { purpose: "request", text: "本人书面申请删除个人信息" }, ...more }, meta);

  it("takes away the key, the fields and the index; the report and the audit stay", async () => {
    const keyed = { ...clerk, idempotencyKey: "acc:key-1" };
    const { reportId, trackingNumber } = await accept({}, keyed);
    await unmask(reportId);
    await erase(reportId);
    for (const name of ["reports", "reporters"] as const)
      expect(platform.documents(name)[0]).not.toHaveProperty("sealed");
    expect(await call("get", { reportId }, supervisor)).toMatchObject({
      trackingNumber,
      description: "（已删除）",
      reporter: { erasedAt: "2017-12-27T01:00:00.000Z" },
    });
    await expect(unmask(reportId)).rejects.toMatchObject({ code: "intake.reporter.none" });
    expect(await call("search", { phone: PHONE, reason })).toMatchObject({ reports: [] });
    expect(platform.documents("accesses").map(({ state }) => (state as { kind: string }).kind)).toEqual([
      "unmask",
      "erase",
      "search",
    ]);
    await accept({}, keyed);
    expect(platform.documents("reporters")[0]).not.toHaveProperty("sealed");
    await platform.settle();
    expect(platform.published(ReporterErasedV1).map((event) => event.reportId)).toEqual([reportId]);
  });

  it("may leave the words while somebody works on the case", async () => {
    const { reportId } = await accept();
    await erase(reportId, { keepDescription: true });
    expect(await call("get", { reportId }, worker)).toMatchObject({ description: "乱贴小广告，请打***" });
    await erase(reportId);
    expect(await call("get", { reportId }, worker)).toMatchObject({ description: "（已删除）" });
  });

  it("is not for clerks", async () => {
    const { reportId } = await accept();
    await expect(erase(reportId, {}, clerk)).rejects.toMatchObject({ code: "auth.role_missing" });
  });
});

describe("another master key", () => {
  it("comes in while the old one still reads; when all is re-wrapped the old one can go", async () => {
    const { reportId } = await accept();
    await unmask(reportId);
    const kept = new Map(collections.map((name) => [name, platform.documents(name)]));
    const again = async (ring: string): Promise<void> => {
      await platform.stop();
      config = { ...testConfig, PERSONAL_DATA_KEYS: ring };
      platform = await start();
      for (const [name, documents] of kept) platform.restore(name, documents);
    };
    await again(ringOf("b", "a"));
    expect((await unmask(reportId))["reporter"]).toMatchObject({ name: "张三" });
    const readings = platform.documents("accesses").length;
    const portions: Answer[] = [];
    do portions.push(await call("rewrap", { limit: 1 }, admin));
    while (portions.at(-1)?.["done"] !== true && portions.length < 10);
    expect(portions.at(-1)).toEqual({ rewrapped: 0, done: true });
    for (const name of collections) kept.set(name, platform.documents(name));
    await again(ringOf("b"));
    expect((await unmask(reportId))["reporter"]).toMatchObject({ name: "张三" });
    expect(platform.documents("accesses").length).toBe(readings + 1);
  });
});
