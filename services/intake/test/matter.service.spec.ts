import {
  MatterAcceptedV1,
  MatterEndedV1,
  MatterExtendedV1,
  MatterPausedV1,
  MatterRatedV1,
  MatterReceivedV1,
  MatterReopenedV1,
  MatterRepliedV1,
  MatterResumedV1,
  MatterReviewAskedV1,
  ReporterUnmaskedV1,
} from "@wangge/contracts/events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  anybody,
  as,
  clerk,
  everything,
  of,
  openWindow,
  PHONE,
  reason,
  recomputed,
  reporter,
  supervisor,
  type Window,
} from "./matter-platform.ts";

const civil = of("civil-affairs");
const apply = { item: "item-0001", text: `请打${PHONE}联系我` };
const DAY = 86_400_000;

let window: Window;
beforeEach(async () => {
  window = await openWindow();
});
afterEach(async () => {
  await window.settle();
  const all = recomputed(window);
  // Whatever a test has done, the histories tell it all again.
  for (const { again, state } of all) expect(JSON.parse(again)).toEqual(JSON.parse(state));
  const published = window.bus.stored("EVT_INTAKE").filter(({ text }) => text.includes('"intake.matter.')).length;
  expect(all.flatMap(({ facts }) => facts)).toHaveLength(published);
  await window.stop();
});

describe("an application 申请", () => {
  it("keeps the item's version, shows the checklist, and is tracked through its pause to its result", async () => {
    const receipt = await window.file("apply", apply);
    const { matter, trackingNumber } = receipt;
    expect(receipt).toMatchObject({
      trackingNumber: "20171227-0000001-8",
      item: "item-0001@1",
      dueAt: "2018-01-04T01:00:00.000Z",
      checklist: [
        { material: 1, name: "居民身份证" },
        { material: 2, name: "申请表" },
      ],
    });
    const missing = [1, 2].map((material) => ({ material, problem: "absent" }));
    await window.ask("giveNotice", { matter, missing, text: "请一次带齐" });
    expect(await window.track(trackingNumber)).toMatchObject({
      kind: "application",
      status: "received",
      onHand: "window",
      overdue: false,
      checklist: [
        { missing: { code: "absent", label: { en: "Not brought" } } },
        { missing: { label: { zh: "未提交" } } },
      ],
      clocks: [{ purpose: "accept", pauses: [{ since: "2017-12-27T01:00:00.000Z", why: { code: "materials" } }] }],
      texts: [{ text: apply.text }, { role: "notice", text: "请一次带齐" }],
    });
    window.clock.advance(7 * DAY);
    await window.track(trackingNumber, "bringOwn", {
      materials: [
        { material: 1, kind: "electronic" },
        { material: 2, kind: "electronic", photos: ["01JD6Z0Q8V4Y7R2K3M5N6P8T9W"] },
      ],
    });
    expect(await window.ask("acceptMatter", { matter })).toMatchObject({ status: "inHand", onHand: "civil-affairs" });
    const result = { matter, result: "approved", document: "成华民政〔2018〕12号" };
    await expect(window.ask("decideApplication", result, of("housing"))).rejects.toMatchObject({
      code: "intake.matter.unknown",
    });
    await window.ask("decideApplication", result, civil);
    expect(await window.track(trackingNumber)).toMatchObject({
      ended: { outcome: "approved", document: result.document },
      reopenUntil: "2018-01-08T01:00:00.000Z",
    });
    await window.track(trackingNumber, "rateOwn", { stars: 4 });
    await window.settle();
    const facts = [MatterReceivedV1, MatterPausedV1, MatterResumedV1, MatterAcceptedV1, MatterEndedV1, MatterRatedV1];
    for (const fact of facts) expect(window.published(fact)).toMatchObject([{ matterId: matter }]);
    expect(window.published(MatterReceivedV1)).toMatchObject([
      { item: "item-0001@1", rules: "application@2012-01-01" },
    ]);
    expect(window.published(MatterPausedV1)).toMatchObject([{ missing }]);
  });

  it("is one, however often it is sent under one key, and another one under it is refused", async () => {
    const keyed = { ...clerk, idempotencyKey: "acc:key-1" };
    const receipts = await Promise.all(Array.from({ length: 8 }, () => window.file("apply", apply, keyed)));
    expect(new Set(receipts.map(({ matter, trackingNumber }) => matter + trackingNumber)).size).toBe(1);
    await expect(window.file("apply", { ...apply, item: "item-0002" }, keyed)).rejects.toMatchObject({
      code: "intake.matter.key_reused",
    });
    // The same key of a report is another thing.
    const report = { category: "event-0201", description: "小广告", grid: "510108002001001", channel: "window" };
    expect((await window.ask("accept", report, keyed))["reportId"]).not.toBe(receipts[0]?.matter);
  });

  it("names an item in force and a person that can be reached; the window's channels are its own", async () => {
    await expect(window.file("apply", { item: "item-9999" })).rejects.toMatchObject({
      code: "intake.matter.item_not_active",
    });
    await expect(window.file("apply", { ...apply, reporter: { name: "张三" } })).rejects.toMatchObject({
      code: "input.invalid",
    });
    await expect(window.file("apply", apply, anybody)).rejects.toMatchObject({ code: "intake.channel.not_yours" });
    await expect(window.file("apply", { ...apply, channel: "opinionBox" })).rejects.toMatchObject({
      code: "intake.channel.of_opinions",
    });
    await window.file("apply", { ...apply, channel: "web" }, anybody);
  });

  it("is taken back by number and phone, and by nobody who has only the number", async () => {
    const { trackingNumber } = await window.file("apply", apply);
    await expect(window.track(trackingNumber, "withdrawOwn", { phone: "13911111111" })).rejects.toMatchObject({
      code: "intake.track.no_match",
    });
    expect(await window.track(trackingNumber, "withdrawOwn")).toMatchObject({ ended: { outcome: "withdrawn" } });
  });
});

describe("what residents write and who they are", () => {
  it("is sealed: neither the store nor the bus has a word of it", async () => {
    const { matter, trackingNumber } = await window.file("consult", { text: `我叫张三，请打${PHONE}` });
    await window.ask("replyMatter", { matter, text: "张三您好，请到窗口办理" });
    await window.track(trackingNumber, "reopenOwn", { text: "没有解决张三的问题" });
    await window.settle();
    for (const word of [PHONE, "张三", "窗口办理"]) expect(everything(window)).not.toContain(word);
    expect(window.published(MatterReopenedV1)).toHaveLength(1);
    const seen = await window.ask("matter", { matter });
    expect(seen["texts"]).toMatchObject([{ text: "我叫张三，请打***" }, { role: "reply" }, { role: "reopening" }]);
    expect(seen["reporter"]).toEqual({ name: "张*", phone: "138****0000" });
    expect(await window.ask("matter", { matter }, as(["clerk"], { id: "acc-other" }))).not.toHaveProperty("reporter");
  });

  it("is unmasked with a reason, found by phone, and erased, as of a report", async () => {
    const { matter, trackingNumber } = await window.file("opine", { text: "建议增设路灯", channel: "representative" });
    expect(await window.ask("unmask", { reportId: matter, reason }, supervisor)).toMatchObject({
      reporter: { name: "张三", phone: `86${PHONE}` },
      description: "建议增设路灯",
    });
    const found = await window.ask("search", { phone: PHONE, reason }, supervisor);
    expect(found["reports"]).toMatchObject([{ reportId: matter, kind: "opinion", trackingNumber }]);
    expect((await window.track(trackingNumber, "trackAccess"))["readings"]).toHaveLength(2);
    await window.ask("erase", { reportId: matter, reason }, supervisor);
    expect(window.documents("matters")[0]).not.toHaveProperty("sealed");
    expect(await window.ask("matter", { matter }, supervisor)).toMatchObject({ texts: [] });
    await window.settle();
    expect(window.published(ReporterUnmaskedV1)).toHaveLength(2);
  });

  it("is not shown to the body that has the matter in hand", async () => {
    const { matter } = await window.file("consult", { text: "公租房如何申请", department: "housing" });
    const both = as(["supervisor"], { department: "housing" });
    expect(await window.ask("matter", { matter }, of("housing"))).not.toHaveProperty("reporter");
    await expect(window.ask("unmask", { reportId: matter, reason }, both)).rejects.toMatchObject({
      code: "intake.reporter.handler",
    });
  });
});

describe("a complaint 投诉", () => {
  const complaint = { text: "城管队员态度恶劣", against: "urban-management" };

  it("is not there for the body that it is about, in whatever role", async () => {
    const { matter } = await window.file("complain", complaint);
    const accused = [of("urban-management"), as(["clerk", "supervisor"], { department: "urban-management" })];
    for (const meta of accused) {
      await expect(window.ask("matter", { matter }, meta)).rejects.toMatchObject({ code: "intake.matter.unknown" });
      await expect(window.ask("acceptMatter", { matter }, meta)).rejects.toMatchObject({
        code: "intake.matter.unknown",
      });
      expect((await window.ask("matters", {}, meta))["matters"]).toEqual([]);
    }
    await expect(window.ask("unmask", { reportId: matter, reason }, accused[1])).rejects.toMatchObject({
      code: "intake.reporter.handler",
    });
  });

  it("goes to the body above, which replies; the window closes; the petitioner may ask for a review", async () => {
    const { matter, trackingNumber } = await window.file("complain", complaint);
    expect(await window.ask("acceptMatter", { matter })).toMatchObject({ onHand: "district-government" });
    const government = as(["districtGovernment"], { department: "district-government" });
    await window.ask("replyMatter", { matter, text: "已责令整改" }, government);
    await window.ask("closeMatter", { matter });
    const review = await window.track(trackingNumber, "reviewOwn", { text: "不认可答复" });
    expect(review).toMatchObject({ status: "inHand", onHand: "city-government" });
    await expect(window.ask("replyMatter", { matter, text: "维持" }, government)).rejects.toMatchObject({
      code: "intake.matter.not_on_hand",
    });
    await window.ask("replyMatter", { matter, text: "维持原答复" }, of("city-government"));
    await window.settle();
    expect(window.published(MatterRepliedV1)).toMatchObject([{ department: "district-government", isLate: false }]);
    expect(window.published(MatterReviewAskedV1)).toMatchObject([{ step: 1, department: "city-government" }]);
    expect(window.published(MatterEndedV1).map(({ outcome }) => outcome)).toEqual(["replied", "reviewed"]);
  });
});

describe("an opinion 意见建议", () => {
  it("is sorted by the petition taxonomy, and extended by another person than who asked", async () => {
    const { matter } = await window.file("opine", { text: "建议增设路灯", channel: "opinionBox", reporter: undefined });
    const accept = (category: readonly string[]) =>
      window.ask("acceptMatter", { matter, to: "urban-management", category });
    await expect(accept(["城乡建设", "没有这一类"])).rejects.toMatchObject({ code: "intake.matter.category_unknown" });
    expect(await accept(["城乡建设", "安全生产", "事故处理"])).toMatchObject({
      category: { scheme: "petition-taxonomy-3level@2020" },
      dueAt: "2018-02-25T16:00:00.000Z",
    });
    const urban = of("urban-management");
    await window.ask("askExtension", { matter, code: "complex", text: "需勘查" }, urban);
    const decide = { matter, grants: true };
    await expect(window.ask("decideExtension", decide, urban)).rejects.toMatchObject({
      code: "intake.matter.self_approval",
    });
    expect(await window.ask("decideExtension", decide, supervisor)).toMatchObject({
      dueAt: "2018-03-27T16:00:00.000Z",
    });
    await window.settle();
    expect(window.published(MatterExtendedV1)).toMatchObject([{ code: "complex", dueAt: "2018-03-27T16:00:00.000Z" }]);
  });

  it("has 15, 118 and 517 classes to be sorted by", async () => {
    const below = async (input: object) => (await window.ask("petitionCategories", input))["categories"] as string[];
    const first = await below({});
    const second = await Promise.all(first.map((level1) => below({ level1 })));
    const third = await Promise.all(
      first.flatMap((level1, index) => (second[index] ?? []).map((level2) => below({ level1, level2 }))),
    );
    expect([first.length, second.flat().length, third.flat().length]).toEqual([15, 118, 517]);
  });
});

describe("a consultation 咨询", () => {
  it("is answered from a template as it holds that day, with all places filled", async () => {
    const { matter, trackingNumber } = await window.file("consult", { text: "几点开门？" });
    const answer = (values: object) =>
      window.ask("replyMatter", { matter, template: { code: "opening-hours", values } });
    await expect(answer({ place: "跳蹬河街道" })).rejects.toMatchObject({ code: "intake.matter.template_values" });
    expect(await answer({ place: "跳蹬河街道", hours: "9:00-17:00" })).toMatchObject({
      replies: [{ template: "opening-hours@2013-01-01" }],
    });
    expect(await window.track(trackingNumber)).toMatchObject({
      ended: { outcome: "answered" },
      texts: [{}, { text: "您好：跳蹬河街道的对外服务时间为9:00-17:00。" }],
    });
  });
});

describe("the lists of staff", () => {
  it("are by kind, status, body and deadline, a page at a time; a department has its own", async () => {
    for (const text of ["一", "二", "三"]) await window.file("consult", { text });
    await window.file("consult", { text: "四", department: "housing" });
    await window.file("opine", { text: "五" });
    const list = async (input: object, meta = clerk) =>
      (await window.ask("matters", input, meta)) as { matters: { matter: string; kind: string }[]; next?: string };
    expect((await list({ kind: "consultation" })).matters).toHaveLength(4);
    const first = await list({ kind: "consultation", limit: 3 });
    expect((await list({ kind: "consultation", limit: 3, after: first.next })).matters).toHaveLength(1);
    expect((await list({ department: "window" })).matters).toHaveLength(4);
    expect((await list({}, of("housing"))).matters).toHaveLength(1);
    expect((await list({ department: "window" }, of("housing"))).matters).toHaveLength(1);
    expect((await list({ dueBefore: "2018-01-05T00:00:00.000Z" })).matters.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 4 }, () => "consultation"),
    );
    window.clock.advance(20 * DAY);
    expect((await list({ dueBefore: window.clock.now() })).matters.every((one) => "overdue" in one)).toBe(true);
    expect(JSON.stringify(await list({}))).not.toContain(reporter.name);
  });
});
