import { BanAppealedV1, BanImposedV1, BanLiftedV1, BanUpheldV1 } from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadAbuseRules } from "../src/app/abuse-rules.ts";
import { loadCategories } from "../src/app/categories.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./builders.ts";

const GRID = "510108002001001";
const PHONE = "13800000000";
const DEVICE = "3f9c-device-0001";
const UNTIL = "2018-01-03T01:00:00.000Z";
const WHY = "短时间内重复提交相同内容";
const WORDS = "我没有刷量，请打13911111111核实";

const as = (roles: Actor["roles"], id = `acc-${roles.join()}`, more: Partial<WireMeta> = {}): WireMeta => ({
  actor: { id, roles },
  external: true,
  ...more,
});
const anybody: WireMeta = { external: true };
const citizen = as(["citizen"], "acc-citizen");
const supervisor = as(["supervisor"], "acc-s1");
const another = as(["supervisor"], "acc-s2");
const clerk = as(["clerk"]);

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await memoryPlatform({
    manifests: [manifest],
    compose,
    config: testConfig,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": () => ({ progress: { status: "assigned", overdue: false } }),
    },
  });
});
afterEach(() => platform.stop());

type Answer = Readonly<Record<string, unknown>>;
const call = async (action: string, input: object, meta: WireMeta): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const report = (more: object = {}, meta: WireMeta = anybody): Promise<Answer> =>
  call("accept", { category: "event-0201", description: "墙上贴满小广告", grid: GRID, ...more }, meta);
const withPhone = { reporter: { phone: PHONE } };
const withDevice = { deviceId: DEVICE };
const impose = (reportId: unknown, subject: string, meta: WireMeta = supervisor): Promise<Answer> =>
  call("imposeBan", { report: reportId, subject, reason: "flooding", why: WHY, until: UNTIL }, meta);
const imposeAccount = (account: string): Promise<Answer> =>
  call("imposeBan", { account, reason: "abuse", why: WHY, until: UNTIL }, supervisor);

const times = async (count: number, send: () => Promise<unknown>): Promise<void> => {
  for (let nth = 0; nth < count; nth += 1) await send();
};
const most = (of: string, minutes: number): number =>
  loadAbuseRules()("2017-12-27").limits.find((limit) => limit.of === of && limit.minutes === minutes)?.most ?? 0;

describe("limits on reports", () => {
  it.each([
    ["phone", withPhone, anybody],
    ["device", withDevice, anybody],
    ["account", {}, citizen],
    ["address", {}, { external: true, address: "192.0.2.7" }],
  ])("hold for one %s, and pass with their window", async (of, more, meta) => {
    await times(most(of, 60), () => report(more, meta));
    await expect(report(more, meta)).rejects.toMatchObject({
      kind: "limited",
      code: "intake.sender.too_often",
      details: { of, retryAfterSeconds: 3_600 },
    });
    await report();
    platform.clock.advance(3_600_000);
    await report(more, meta);
  });

  it("tell the longest wait where several are reached", async () => {
    const perHour = most("phone", 60);
    for (let left = most("phone", 1440); left > 0; left -= perHour) {
      await times(Math.min(left, perHour), () => report(withPhone));
      platform.clock.advance(3_600_000);
    }
    await expect(report(withPhone)).rejects.toMatchObject({
      details: { of: "phone", retryAfterSeconds: expect.toSatisfy((wait: number) => wait > 3_600) as number },
    });
  });

  it("are none of the staff's, who take down the reports of others, alone or by the hundred", async () => {
    await times(most("phone", 60) + 1, () => report({ ...withPhone, channel: "window" }, clerk));
    const items = Array.from({ length: 200 }, () => ({
      category: "event-0201",
      description: "墙上贴满小广告",
      channel: "phone",
      grid: GRID,
      ...withPhone,
    }));
    const { results } = (await call("acceptMany", { items }, clerk)) as { results: { ok: boolean }[] };
    expect(results.every(({ ok }) => ok)).toBe(true);
  });

  it("keep nobody from reporting an emergency", async () => {
    await times(most("phone", 60), () => report(withPhone));
    await report({ ...withPhone, category: "event-0501", description: "自来水管爆了" });
  });

  it("leave nothing of device or address in the store or on the bus", async () => {
    await report({ ...withDevice, ...withPhone }, { ...citizen, address: "192.0.2.7" });
    await platform.settle();
    const kept = JSON.stringify([
      ["reports", "reporters", "bans", "keys"].map((name) => platform.documents(name)),
      platform.bus.stored("EVT_INTAKE"),
    ]);
    for (const secret of [DEVICE, PHONE, "192.0.2.7"]) expect(kept).not.toContain(secret);
  });
});

describe("a banned sender", () => {
  it.each([
    ["phone", withPhone, anybody],
    ["device", withDevice, anybody],
    ["account", {}, citizen],
  ])("is kept out by his %s: with the reason, the end and how to appeal", async (subject, more, meta) => {
    const { reportId, trackingNumber } = await report(more, meta);
    const { ban } = await impose(reportId, subject);
    await expect(report(more, meta)).rejects.toMatchObject({
      kind: "forbidden",
      code: "intake.sender.banned",
      details: { ban, reason: "flooding", until: UNTIL, appeal: "POST /bans/appeals" },
    });
    await report({ ...more, category: "event-0501", description: "自来水管爆了" }, meta);
    await report();
    expect(await call("get", { reportId }, clerk)).toMatchObject({ trackingNumber });
    expect(await call("track", { trackingNumber }, anybody)).toMatchObject({ trackingNumber });
    platform.clock.advance(Date.parse(UNTIL) - platform.clock.ms());
    await report(more, meta);
  });

  it("is told in each line of many where it is an account of ours", async () => {
    await imposeAccount("acc-clerk");
    const items = [{ category: "event-0201", description: "小广告", channel: "phone", grid: GRID }];
    const { results } = (await call("acceptMany", { items }, clerk)) as { results: Answer[] };
    expect(results).toMatchObject([{ ok: false, problem: { code: "intake.sender.banned" } }]);
  });

  it("may be another than the report has: then there is nothing to ban", async () => {
    const { reportId } = await report({ ...withPhone, channel: "window" }, clerk);
    for (const subject of ["device", "account"])
      await expect(impose(reportId, subject)).rejects.toMatchObject({ code: "intake.ban.no_subject" });
    await expect(impose(newId(), "phone")).rejects.toMatchObject({ code: "intake.report.unknown" });
  });

  it("is found no more by a device whose report was erased", async () => {
    const { reportId } = await report({ ...withDevice, ...withPhone });
    const reason = { purpose: "request", text: "本人书面申请删除个人信息" };
    await call("erase", { reportId, reason }, supervisor);
    for (const subject of ["device", "phone"])
      await expect(impose(reportId, subject)).rejects.toMatchObject({ code: "intake.ban.no_subject" });
  });

  it("is nobody's to ban but a supervisor's, with a reason in words that has no number in it", async () => {
    const { reportId } = await report(withPhone);
    for (const meta of [clerk, citizen, as(["dispatcher"])])
      await expect(impose(reportId, "phone", meta)).rejects.toMatchObject({ code: "auth.role_missing" });
    const input = { report: reportId, subject: "phone", reason: "flooding", until: UNTIL };
    for (const why of ["刷", `这个号码${PHONE}一直刷量`])
      await expect(call("imposeBan", { ...input, why }, supervisor)).rejects.toMatchObject({ code: "input.invalid" });
    expect(platform.documents("bans")).toEqual([]);
  });
});

describe("the appeal", () => {
  const appeal = (proof: object, meta: WireMeta = anybody): Promise<Answer> =>
    call("appealBan", { proof, words: WORDS }, meta);

  it.each(["tracking number and phone", "number of the ban and phone"])("by %s", async (how) => {
    const { reportId, trackingNumber } = await report(withPhone);
    const { ban } = await impose(reportId, "phone");
    const proof = how.startsWith("tracking") ? { trackingNumber, phone: PHONE } : { ban, phone: PHONE };
    expect(await appeal(proof)).toMatchObject({ ban, why: WHY, stands: true, appeal: { status: "pending" } });
    expect(await call("ownBan", { proof }, anybody)).not.toHaveProperty("account");
  });

  it("by the device, and by being signed in", async () => {
    const { reportId } = await report(withDevice, citizen);
    const { ban } = await impose(reportId, "device");
    expect(await appeal({ ban, deviceId: DEVICE })).toMatchObject({ subject: "device" });
    const { ban: ofAccount } = await imposeAccount("acc-citizen");
    expect(await appeal({ ban: ofAccount }, citizen)).toMatchObject({ subject: "account" });
  });

  it("by a tracking number and phone reaches the ban of the device that the report came from", async () => {
    const { reportId, trackingNumber } = await report({ ...withDevice, ...withPhone });
    const { ban } = await impose(reportId, "device");
    expect(await appeal({ trackingNumber, phone: PHONE })).toMatchObject({ ban, subject: "device" });
  });

  it("has one answer for a ban that is not there and for one that is another's, and few tries", async () => {
    const { reportId, trackingNumber } = await report(withPhone);
    await expect(appeal({ trackingNumber, phone: PHONE })).rejects.toMatchObject({ code: "intake.ban.no_match" });
    const { ban } = await impose(reportId, "phone");
    for (const proof of [{ ban: newId(), phone: PHONE }, { ban, phone: "13911111111" }, { ban }])
      await expect(appeal(proof)).rejects.toMatchObject({ code: "intake.ban.no_match" });
    await times(3, () => appeal({ ban, phone: "13911111112" }).catch(() => undefined));
    await expect(appeal({ ban, phone: "13911111113" })).rejects.toMatchObject({ kind: "limited" });
  });

  it("waits for another person, who grants it: reports are taken again", async () => {
    const { reportId } = await report(withPhone);
    const { ban } = await impose(reportId, "phone");
    await appeal({ ban, phone: PHONE });
    expect(await call("bans", { pending: true }, another)).toMatchObject({
      bans: [{ ban, account: "acc-s1", appealWords: "我没有刷量，请打***核实" }],
    });
    const decision = "核实后确认不是刷量，予以解封";
    for (const action of ["liftBan", "upholdBan"])
      await expect(call(action, { ban, why: decision }, supervisor)).rejects.toMatchObject({
        code: "intake.appeal.same_person",
      });
    await call("liftBan", { ban, why: decision }, another);
    expect(await call("ownBan", { proof: { ban, phone: PHONE } }, anybody)).toMatchObject({
      stands: false,
      appeal: { status: "granted" },
      decision,
    });
    expect(await call("bans", { pending: true }, another)).toMatchObject({ bans: [] });
    await report(withPhone);
    await platform.settle();
    expect(platform.published(BanImposedV1)).toMatchObject([{ banId: ban, account: "acc-s1", reason: "flooding" }]);
    expect(platform.published(BanAppealedV1)).toMatchObject([{ banId: ban }]);
    expect(platform.published(BanLiftedV1)).toMatchObject([{ banId: ban, account: "acc-s2", onAppeal: true }]);
  });

  it("may be turned down, and then stands no second time", async () => {
    const { reportId } = await report(withPhone);
    const { ban } = await impose(reportId, "phone");
    await appeal({ ban, phone: PHONE });
    await call("upholdBan", { ban, why: "记录显示一小时内提交数百次" }, another);
    await expect(report(withPhone)).rejects.toMatchObject({ code: "intake.sender.banned" });
    await expect(appeal({ ban, phone: PHONE })).rejects.toMatchObject({ code: "intake.appeal.already" });
    expect(await call("banOf", { ban }, supervisor)).toMatchObject({ appeal: { status: "upheld" }, stands: true });
    await platform.settle();
    expect(platform.published(BanUpheldV1)).toMatchObject([{ banId: ban, account: "acc-s2" }]);
  });

  it("leaves its words and the reason in no store, no event and under the current master key", async () => {
    const { reportId } = await report(withPhone);
    const { ban } = await impose(reportId, "phone");
    await appeal({ ban, phone: PHONE });
    await platform.settle();
    const kept = JSON.stringify([platform.documents("bans"), platform.bus.stored("EVT_INTAKE")]);
    for (const words of [WORDS, WHY, "刷量", PHONE]) expect(kept).not.toContain(words);
    expect(await call("rewrap", {}, as(["admin"]))).toMatchObject({ done: true });
  });
});

it("every emergency is a category that there is", () => {
  const { find } = loadCategories();
  for (const code of loadAbuseRules()("2017-12-27").emergencies) expect(find(code)?.code).toBe(code);
});
