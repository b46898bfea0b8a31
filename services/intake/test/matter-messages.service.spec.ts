import { readFileSync } from "node:fs";
import { CaseClosedV1, MatterEndedV1 } from "@wangge/contracts/events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anybody, clerk, of, openWindow, PHONE, reason, supervisor, type Window } from "./matter-platform.ts";

const civil = of("civil-affairs");
const FRIEND = "13900000000";

let window: Window;
beforeEach(async () => {
  window = await openWindow();
});
afterEach(() => window.stop());

interface Message {
  readonly happening: string;
  readonly text: string;
}
/** All that he was told about it, the oldest first. */
const told = async (trackingNumber: string, language = "zh"): Promise<readonly Message[]> => {
  await window.settle();
  const { messages } = await window.track(trackingNumber, "trackMessages", { language });
  return (messages as Message[]).toReversed();
};
const textOf = async (trackingNumber: string, happening: string, language = "zh"): Promise<string | undefined> =>
  (await told(trackingNumber, language)).find((one) => one.happening === happening)?.text;
const messagesTo = (to: string): readonly Message[] =>
  window.documents("messages").flatMap(({ state }) => {
    const message = state as Message & { readonly to: string };
    return message.to.startsWith(to) ? [message] : [];
  });

/** Each step a second after the one before, so that their order is that of time. */
const after = async <T>(work: Promise<T>): Promise<T> => {
  const done = await work;
  await window.settle();
  window.clock.advance(1_000);
  return done;
};

describe("whoever brought a matter", () => {
  it("is told of each step of an application, with the clock and the reason of every pause", async () => {
    const { matter, trackingNumber } = await after(window.file("apply", { item: "item-0001", text: "办理低保" }));
    const missing = [1, 2].map((material) => ({ material, problem: "absent" }));
    const materials = [1, 2].map((material) => ({ material, kind: "electronic" }));
    await after(window.ask("giveNotice", { matter, missing, text: "请带齐" }));
    await after(window.track(trackingNumber, "bringOwn", { materials }));
    await after(window.ask("acceptMatter", { matter }));
    await after(window.ask("pauseMatter", { matter, why: "expertReview", text: "等专家意见" }, civil));
    await after(window.ask("resumeMatter", { matter }, civil));
    const result = {
      matter,
      result: "notApproved",
      code: "conditionsNotMet",
      document: "成华民政〔2018〕12号",
      text: "收入超出标准",
    };
    await after(window.ask("decideApplication", result, civil));
    await after(window.track(trackingNumber, "reopenOwn", { text: "材料有误" }));
    const all = await told(trackingNumber);
    expect(all.map(({ happening }) => happening)).toEqual([
      "matterReceived",
      "matterNotice",
      "matterResumed",
      "matterAccepted",
      "matterPaused",
      "matterResumed",
      "matterNotApproved",
      "matterReopened",
    ]);
    for (const { text } of all) {
      expect(text).toContain(`申请${trackingNumber}`);
      expect(text).not.toMatch(/[{}—]|收入超出标准|请带齐/);
    }
    const found = (happening: string, messages = all) => messages.find((one) => one.happening === happening)?.text;
    const english = await told(trackingNumber, "en");
    expect(found("matterReceived")).toContain("2018-01-04 09:00");
    expect(found("matterNotice")).toContain("居民身份证、申请表");
    expect(found("matterPaused")).toContain("因专家评审停止计时");
    expect(found("matterPaused", english)).toContain("Expert review");
    expect(found("matterNotApproved", english)).toContain("The legal conditions are not met");
  });

  it("is told how a consultation, a complaint and an opinion end", async () => {
    const question = await window.file("consult", { text: "如何办理居住证" });
    await window.ask("replyMatter", { matter: question.matter, text: "请到窗口" });
    expect(await textOf(question.trackingNumber, "matterEnded")).toContain(
      `咨询${question.trackingNumber}已办结：已答复`,
    );

    const complaint = await window.file("complain", { text: "态度恶劣", against: "urban-management" });
    await window.ask("refuseMatter", { matter: complaint.matter, code: "noFacts", text: "没有具体事实" });
    expect(await textOf(complaint.trackingNumber, "matterRefused")).toContain("没有具体的事实");

    const opinion = await window.file("opine", { text: "建议增设路灯", channel: "opinionBox" });
    await window.track(opinion.trackingNumber, "withdrawOwn");
    expect(await textOf(opinion.trackingNumber, "matterEnded", "en")).toContain("opinion");
    expect(await textOf(opinion.trackingNumber, "matterEnded", "en")).toContain("withdrawn");
  });

  it("finds the number that a consultation goes on under", async () => {
    const { matter, trackingNumber } = await window.file("consult", { text: "我要办低保" });
    const converted = await window.ask("convertMatter", {
      matter,
      conversion: { into: "application", item: "item-0001" },
    });
    const [into] = converted["links"] as readonly { readonly trackingNumber: string }[];
    expect(await textOf(trackingNumber, "matterConverted")).toContain(into?.trackingNumber);
  });

  it("is told who read his record, though he did not ask", async () => {
    const { matter, trackingNumber } = await window.file("opine", { text: "建议增设路灯", channel: "representative" });
    await window.ask("unmask", { reportId: matter, reason }, supervisor);
    expect(await textOf(trackingNumber, "read")).toContain("被监督人员读取，用途：联系本人");
  });

  it("is told nothing more once his data are erased", async () => {
    const { matter } = await window.file("consult", { text: "如何办理居住证" });
    await window.settle();
    await window.ask("erase", { reportId: matter, reason }, supervisor);
    await window.ask("acceptMatter", { matter }).catch(() => undefined);
    await window.ask("replyMatter", { matter, text: "请到窗口" });
    await window.settle();
    expect(messagesTo("reporter/").map(({ happening }) => happening)).not.toContain("matterEnded");
  });

  it("is told once of what is sent or heard twice", async () => {
    const keyed = { ...clerk, idempotencyKey: "acc:key-1" };
    const [first] = await Promise.all([1, 2].map(() => window.file("consult", { text: "如何办理居住证" }, keyed)));
    await window.ask("replyMatter", { matter: first?.matter, text: "请到窗口" });
    await window.settle();
    const [fact] = window.bus.stored("EVT_INTAKE").filter(({ text }) => text.includes("intake.matter.ended.v1"));
    const { id, data } = JSON.parse(fact?.text ?? "{}") as { readonly id: string; readonly data: MatterEndedV1 };
    await window.deliver(MatterEndedV1, data, { id });
    expect(messagesTo("reporter/").map(({ happening }) => happening)).toEqual(["matterReceived", "matterEnded"]);
  });
});

describe("whoever follows a matter", () => {
  const own = (trackingNumber: string, phone = PHONE) => ({
    subject: { kind: "own", trackingNumber, phone },
    contact: { phone: FRIEND },
  });

  it("is somebody whom its owner lets follow it, by number and phone, and hears of its steps", async () => {
    const { matter, trackingNumber } = await window.file("complain", { text: "态度恶劣", against: "urban-management" });
    const other = await window.file("complain", { text: "久拖不办", against: "housing" });
    await expect(window.ask("subscribe", own(trackingNumber, FRIEND), anybody)).rejects.toMatchObject({
      code: "intake.track.no_match",
    });
    await window.ask("subscribe", own(trackingNumber), anybody);
    await window.ask("acceptMatter", { matter });
    await window.ask("acceptMatter", { matter: other.matter });
    await window.settle();
    expect(messagesTo("follower/").map(({ happening }) => happening)).toEqual(["matterAccepted"]);
    expect(JSON.stringify(window.documents("messages"))).not.toContain(FRIEND);
  });

  it("of one's own private report hears of it as of a public one", async () => {
    const report = { category: "event-0110", description: "垃圾", grid: "510108002001001", visibility: "private" };
    const brought = { ...report, channel: "window", reporter: { phone: PHONE } };
    const { reportId, trackingNumber } = await window.ask("accept", brought, clerk);
    await window.ask("subscribe", own(String(trackingNumber)), anybody);
    await window.deliver(CaseClosedV1, { ...CaseClosedV1.data.parse(CaseClosedV1.example), caseId: String(reportId) });
    expect(messagesTo("follower/").map(({ happening }) => happening)).toEqual(["closed"]);
  });
});

it("every step of a matter has its text for its reporter in both languages, and names nothing that it is not given", () => {
  const file = new URL("../data/message-templates.json", import.meta.url);
  const { versions } = JSON.parse(readFileSync(file, "utf8")) as {
    versions: { templates: { audience: string; happening: string; zh: string; en: string }[] }[];
  };
  const given: Readonly<Record<string, readonly string[]>> = {
    matterReceived: ["dueAt"],
    matterAccepted: ["dueAt"],
    matterNotice: ["materials"],
    matterPaused: ["pause"],
    matterResumed: ["dueAt"],
    matterExtended: ["dueAt", "extension"],
    matterReplied: [],
    matterReviewAsked: ["dueAt", "review"],
    matterReopened: ["dueAt"],
    matterRefused: ["refusal"],
    matterNotApproved: ["result"],
    matterConverted: ["into"],
    matterEnded: ["outcome"],
  };
  for (const { templates } of versions) {
    const ofMatters = templates.filter(({ happening }) => happening.startsWith("matter"));
    const toReporters = ofMatters.filter(({ audience }) => audience === "reporter");
    expect(new Set(toReporters.map(({ happening }) => happening))).toEqual(new Set(Object.keys(given)));
    for (const { happening, zh, en } of ofMatters)
      for (const text of [zh, en])
        for (const [, name = ""] of text.matchAll(/\{(\w+)\}/g))
          expect(["number", "kind", ...(given[happening] ?? [])]).toContain(name);
  }
});
