import { MatterAcceptedV1, MatterEndedV1, MatterReceivedV1 } from "@wangge/contracts/events";
import type { WireMeta } from "@wangge/kit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  as,
  clerk,
  everything,
  of,
  openWindow,
  PHONE,
  reason,
  recomputed,
  supervisor,
  type Window,
} from "./matter-platform.ts";

const ACCUSED = "urban-management";
const INSPECTION = "discipline-inspection";
const complaint = { text: "城管队员李四在执法时推搡商户", against: ACCUSED, about: "officers" };

const inspector = (id: string, department = INSPECTION): WireMeta => as(["inspector"], { department, id });
const first = inspector("acc-inspector-1");
const second = inspector("acc-inspector-2");

/** Who has nothing to do with it: each of them finds nothing, and can do nothing. */
const outsiders: Readonly<Record<string, WireMeta>> = {
  "an officer of the body": as(["officer"], { department: ACCUSED }),
  "the lead of the body": as(["enforcementLead", "supervisor"], { department: ACCUSED }),
  "an inspector of the body itself": inspector("acc-own", ACCUSED),
  "an administrator of the body": as(["admin", "inspector"], { department: ACCUSED }),
  "an officer of another body in the same team": as(["officer"], { department: "traffic-police" }),
  "the clerk who took it down": clerk,
  "a dispatcher": as(["dispatcher"]),
  "a supervisor": supervisor,
  "an administrator": as(["admin"]),
  "the superior that other complaints go to": as(["districtGovernment"], { department: "district-government" }),
  "staff of the inspection that inspects nobody": of(INSPECTION),
  "an inspector of a third body": inspector("acc-third", "public-security"),
};

let window: Window;
beforeEach(async () => {
  window = await openWindow();
});
afterEach(() => window.stop());

describe("a complaint about officers", () => {
  it.each(Object.entries(outsiders))("is not there for %s", async (_who, meta) => {
    const { matter } = await window.file("complain", complaint);
    const before = everything(window);
    for (const [action, input] of [
      ["matter", {}],
      ["acceptMatter", {}],
      ["refuseMatter", { code: "noFacts", text: "查无实据" }],
      ["replyMatter", { text: "已处理" }],
      ["closeMatter", {}],
      ["withdrawMatter", {}],
      ["nameOfficers", { accounts: ["acc-1"] }],
    ] as const) {
      const refused = { code: expect.stringMatching(/^(intake\.matter\.unknown|auth\.role_missing)$/) as string };
      await expect(window.ask(action, { matter, ...input }, meta), action).rejects.toMatchObject(refused);
    }
    const listed = await window.ask("matters", {}, meta).catch((error: unknown) => error);
    if (!(listed instanceof Error)) expect(listed).toMatchObject({ matters: [] });
    for (const action of ["unmask", "erase"])
      await expect(window.ask(action, { reportId: matter, reason }, meta)).rejects.toMatchObject({
        code: expect.stringMatching(/^(intake\.report\.unknown|auth\.role_missing)$/) as string,
      });
    expect(everything(window)).toBe(before);
    const found = await window.ask("search", { phone: PHONE, reason }, meta).catch(() => ({ reports: [] }));
    expect(found).toMatchObject({ reports: [] });
  });

  it("goes to inspectors of another body at once, and its outcome to who complained", async () => {
    const { matter, trackingNumber } = await window.file("complain", complaint);
    const { matters } = await window.ask("matters", {}, first);
    expect(matters).toMatchObject([{ matter, onHand: INSPECTION, against: ACCUSED }]);
    await expect(window.ask("acceptMatter", { matter, to: ACCUSED }, first)).rejects.toMatchObject({
      code: "intake.matter.inspected",
    });
    expect(await window.ask("acceptMatter", { matter }, first)).toMatchObject({
      onHand: INSPECTION,
      // 60 days of the rules, by day.
      dueAt: "2018-02-25T16:00:00.000Z",
    });
    await window.ask("replyMatter", { matter, text: "经查属实, 已作处理" }, first);
    await expect(window.ask("closeMatter", { matter }, first)).rejects.toMatchObject({
      code: "intake.matter.self_approval",
    });
    await window.ask("closeMatter", { matter }, second);
    expect(await window.track(trackingNumber)).toMatchObject({
      status: "ended",
      ended: { outcome: "replied" },
      texts: [{ role: "question" }, { role: "reply", text: "经查属实, 已作处理" }],
    });
    const review = await window.track(trackingNumber, "reviewOwn", { text: "处理过轻" });
    expect(review).toMatchObject({ onHand: "city-discipline-inspection" });
    await expect(window.ask("replyMatter", { matter, text: "维持" }, first)).rejects.toMatchObject({
      code: "intake.matter.not_an_inspector",
    });
    await window.ask("replyMatter", { matter, text: "维持" }, inspector("acc-city", "city-discipline-inspection"));
    await window.settle();
    expect(window.published(MatterEndedV1).map(({ outcome }) => outcome)).toEqual(["replied", "reviewed"]);
    for (const { again, state } of recomputed(window)) expect(again).toBe(state);
  });

  it("tells nobody on the bus whom it is about, nor a word of it", async () => {
    const { matter } = await window.file("complain", complaint);
    await window.ask("acceptMatter", { matter }, first);
    await window.settle();
    const facts = [...window.published(MatterReceivedV1), ...window.published(MatterAcceptedV1)];
    expect(facts).toMatchObject([{ kind: "complaint" }, { department: INSPECTION }]);
    const bus = JSON.stringify(window.bus.stored("EVT_INTAKE").filter(({ text }) => text.includes(matter)));
    for (const word of [ACCUSED, "李四", "officers"]) expect(bus).not.toContain(word);
  });

  it("is out of reach for an inspector who is named in it, or commands who is", async () => {
    const { matter } = await window.file("complain", complaint);
    await window.ask("nameOfficers", { matter, accounts: ["acc-officer", "acc-inspector-2"] }, first);
    for (const [action, input] of [
      ["matter", {}],
      ["acceptMatter", {}],
    ] as const)
      await expect(window.ask(action, { matter, ...input }, second)).rejects.toMatchObject({
        code: "intake.matter.unknown",
      });
    expect((await window.ask("matters", {}, second))["matters"]).toEqual([]);
    await expect(window.ask("nameOfficers", { matter, accounts: ["acc-inspector-1"] }, first)).rejects.toMatchObject({
      code: "intake.matter.names_himself",
    });
    await window.settle();
    expect(JSON.stringify(window.bus.stored("EVT_INTAKE"))).not.toContain("acc-officer");
  });

  it("about those who inspect goes to the inspection above them", async () => {
    const { matter } = await window.file("complain", { ...complaint, against: INSPECTION });
    await expect(window.ask("matter", { matter }, first)).rejects.toMatchObject({ code: "intake.matter.unknown" });
    const city = inspector("acc-city", "city-discipline-inspection");
    expect(await window.ask("matter", { matter }, city)).toMatchObject({ onHand: "city-discipline-inspection" });
  });

  it("leaves complaints about a body as they were, and inspectors out of them", async () => {
    const { matter } = await window.file("complain", { ...complaint, about: "body" });
    expect(await window.ask("acceptMatter", { matter })).toMatchObject({ onHand: "district-government" });
    await expect(window.ask("matter", { matter }, first)).rejects.toMatchObject({ code: "intake.matter.unknown" });
    await expect(window.ask("nameOfficers", { matter, accounts: ["a"] }, as(["admin"]))).rejects.toMatchObject({
      code: "intake.matter.other_kind",
    });
  });
});
