import {
  NeedRaisedV1,
  OpinionRecordedV1,
  QuestionAnsweredV1,
  QuestionOverdueV1,
  StatementPublishedV1,
} from "@wangge/contracts/events";
import { eventually } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  as,
  COMMUNITY,
  COURTYARD,
  formCouncil,
  keyed,
  officer,
  openStation,
  refused,
  secondOfficer,
  speaker,
  stranger,
  WANTED,
  type Station,
} from "./councils-builders.ts";

let station: Station;
beforeEach(async () => {
  station = await openStation();
  await formCouncil(station);
});
afterEach(() => station.stop());

const representative = as("rep-1");
const entrust = (door: string, account = "rep-1") =>
  station.ask("entrustHousehold", { account, courtyard: COURTYARD, door, name: "赵六" }, officer);
const appoint = (account: string) => station.ask("appointRepresentative", { community: COMMUNITY, account }, officer);
const firstOf = async (): Promise<{ readonly id: string }> => {
  const { households } = await station.ask("ownHouseholds", {}, representative);
  return (households as [{ id: string }])[0];
};

describe("a representative 联系户", () => {
  beforeEach(() => appoint("rep-1"));

  it("alone reads the names and doors of his households", async () => {
    await entrust("3-1-502");
    expect(await station.ask("ownHouseholds", {}, representative)).toMatchObject({
      households: [{ name: "赵六", door: "3-1-502", courtyard: COURTYARD }],
    });
    const { representatives } = await station.ask("representatives", { community: COMMUNITY }, officer);
    expect(representatives).toMatchObject([{ account: "rep-1", households: [{ contacts: 0, late: false }] }]);
    expect(JSON.stringify(representatives)).not.toMatch(/赵六|3-1-502/);
    expect(JSON.stringify(station.documents("representatives"))).not.toMatch(/赵六|3-1-502/);
    await refused(station.ask("representatives", { community: COMMUNITY }, stranger), "social.council.not_yours");
    await refused(station.ask("ownHouseholds", {}, as("rep-9")), "social.representative.unknown");
  });

  it("has as many households as the rules allow, and none that is another's", async () => {
    for (let door = 1; door <= 15; door += 1) await entrust(`1-1-${String(door)}`);
    await entrust("1-1-1");
    await refused(entrust("1-1-16"), "social.contact.too_many");
    const elsewhere = { account: "rep-1", courtyard: "y-0002", door: "1-1-1", name: "赵六" };
    await refused(station.ask("entrustHousehold", elsewhere, officer), "social.council.courtyard_unknown");
    await appoint("rep-2");
    await refused(entrust("1-1-3", "rep-2"), "social.contact.entrusted_elsewhere");
    const { id } = await firstOf();
    await station.ask("releaseHousehold", { account: "rep-1", household: id }, officer);
    await entrust("1-1-16");
  });

  it("is shown to be late where he was not in touch within the period", async () => {
    await entrust("3-1-502");
    await entrust("3-1-503");
    const { id: household } = await firstOf();
    station.clock.set("2018-03-20T01:00:00.000Z");
    const contact = { household, on: "2018-03-19", way: "visit" };
    await refused(
      station.ask("logContact", { ...contact, on: "2018-03-21" }, representative),
      "social.contact.not_yet",
    );
    await station.ask("logContact", contact, representative);
    await station.ask("logContact", { ...contact, on: "2018-01-05", way: "phone" }, representative);
    station.clock.set("2018-03-28T01:00:00.000Z");
    const { representatives } = await station.ask("representatives", { community: COMMUNITY }, officer);
    // The 90th day after the 27th of December is the 27th of March.
    expect(representatives).toMatchObject([
      {
        late: 1,
        households: [
          { contactedOn: "2018-03-19", contacts: 2, late: false },
          { lateFrom: "2018-03-28", late: true },
        ],
      },
    ]);
    const { contacts } = await station.ask("contactLog", { household }, representative);
    expect(contacts).toEqual([
      { on: "2018-03-19", way: "visit" },
      { on: "2018-01-05", way: "phone" },
    ]);
  });

  it("brings what a household needs: one case, closed to the public, nobody named on the bus", async () => {
    await entrust("3-1-502");
    const { id: household } = await firstOf();
    const need = { household, text: "赵六家屋顶漏水", wanted: WANTED };
    const elsewhere = { category: "event-0201", grid: "510108002001001" };
    await refused(
      station.ask("raiseNeed", { ...need, wanted: elsewhere }, representative),
      "social.contact.outside_community",
    );
    for (let times = 0; times < 2; times += 1) await station.ask("raiseNeed", need, keyed(representative, "need-1"));
    await eventually(async () => {
      const { needs } = await station.ask("ownNeeds", {}, representative);
      expect(needs).toMatchObject([
        { text: "赵六家屋顶漏水", status: "verifying", trackingNumber: "20171227-0000017-4" },
      ]);
    });
    expect(station.neighbours.reports).toMatchObject([{ description: "赵六家屋顶漏水", visibility: "private" }]);
    expect(station.published(NeedRaisedV1)).toHaveLength(1);
    expect(JSON.stringify(station.bus.stored("EVT_SOCIAL"))).not.toMatch(/赵六|3-1-502/);
  });
});

describe("rooms and boxes 民情受理", () => {
  const open = async (kind: "room" | "box"): Promise<string> => {
    const place = "社区服务站一楼";
    return String((await station.ask("openOpinionPoint", { community: COMMUNITY, kind, place }, officer))["id"]);
  };

  it("counts letters by two people; all that came in goes on, to the reception or the council", async () => {
    const box = await open("box");
    const { id } = await station.ask("emptyBox", { id: box, count: 3 }, officer);
    const record = (text: string, to: string, key: string) =>
      station.ask("recordLetter", { id, text, to }, keyed(officer, key));
    await refused(record("噪音扰民", "intake", "1"), "social.collection.not_confirmed");
    await refused(station.ask("confirmCount", { id, count: 3 }, officer), "social.collection.same_person");
    await refused(station.ask("confirmCount", { id, count: 2 }, secondOfficer), "social.collection.counts_differ");
    await station.ask("confirmCount", { id, count: 3 }, secondOfficer);
    await record("噪音扰民", "intake", "1");
    await record("噪音扰民", "intake", "1");
    await record("建议增设座椅", "council", "2");
    expect(await record("路灯", "intake", "3")).toMatchObject({ status: "complete", count: 3, recorded: 3 });
    await refused(record("第四封", "intake", "4"), "social.collection.complete");
    await eventually(async () => {
      await station.settle();
      const { collections } = await station.ask("opinionCollections", { community: COMMUNITY }, officer);
      expect(collections).toMatchObject([{ status: "complete", count: 3, recorded: 3, passedOn: 3 }]);
    });
    // Each letter goes on by itself: in which order they arrive is nobody's promise.
    const texts = station.neighbours.opinions.map(({ text, channel }) => `${channel}: ${text}`);
    expect(texts.toSorted()).toEqual(["opinionBox: 噪音扰民", "opinionBox: 路灯"]);
    const { topics } = await station.ask("topics", { community: COMMUNITY }, officer);
    expect(topics).toMatchObject([{ text: "建议增设座椅", origin: "opinion", status: "proposed" }]);
    expect(station.published(OpinionRecordedV1)).toHaveLength(3);
  });

  it("takes down what is said in a room, and finishes it when asked again after it was cut off", async () => {
    const room = await open("room");
    const meta = keyed(officer, "visit-1");
    const input = { id: room, text: "希望延长开放时间" };
    const [first, again] = [
      await station.ask("hearOpinion", input, meta),
      await station.ask("hearOpinion", input, meta),
    ];
    expect(again).toEqual(first);
    expect(first).toMatchObject({ status: "complete", count: 1, recorded: 1 });
    await refused(station.ask("emptyBox", { id: room, count: 1 }, officer), "social.collection.wrong_kind");
    await eventually(() => {
      expect(station.neighbours.opinions).toMatchObject([{ channel: "receptionRoom" }]);
    });
  });

  it("is not lost where the reception refuses it: officers see it, and bring it again", async () => {
    station.neighbours.answers = "no";
    await station.ask("hearOpinion", { id: await open("room"), text: "建议" }, officer);
    const list = async (status: string): Promise<readonly { readonly id: string }[]> => {
      const answer = await station.ask("referrals", { community: COMMUNITY, status }, officer);
      return answer["referrals"] as readonly { readonly id: string }[];
    };
    await eventually(async () => {
      expect(await list("refused")).toMatchObject([{ kind: "opinion", code: "intake.report.outside_district" }]);
    });
    const [{ id } = { id: "" }] = await list("refused");
    await refused(station.ask("askAgain", { id, wanted: WANTED }, officer), "social.referral.no_case");
    await refused(station.ask("askAgain", { id }, stranger), "social.council.not_yours");
    station.neighbours.answers = "well";
    await station.ask("askAgain", { id }, officer);
    await eventually(async () => {
      expect(await list("passed")).toMatchObject([{ id, trackingNumber: "20171227-0000018-2" }]);
    });
  });

  it("is open when it says, and takes nothing more once it is gone", async () => {
    const box = await open("box");
    const hours = (opens: string, closes: string) =>
      station.ask("setOpinionHours", { id: box, hours: [{ weekday: 1, opens, closes }] }, officer);
    await refused(hours("17:00", "09:00"), "social.opinion-point.hours");
    await hours("09:00", "17:00");
    const { points } = await station.ask("opinionPoints", { community: COMMUNITY }, as("r-1"));
    expect(points).toMatchObject([{ status: "open", hours: [{ weekday: 1, opens: "09:00", closes: "17:00" }] }]);
    await station.ask("closeOpinionPoint", { id: box }, officer);
    await refused(station.ask("emptyBox", { id: box, count: 1 }, officer), "social.collection.point_closed");
  });
});

describe("the spokesperson 新闻发言人", () => {
  it("publishes what another has approved; a correction is a version beside it", async () => {
    const drafted = await station.ask("draftStatement", { community: COMMUNITY, text: "停水通知" }, speaker);
    const { id } = drafted;
    await refused(station.ask("statement", { id }, as("r-1")), "social.statement.unknown");
    await refused(station.ask("publishStatement", { id }, speaker), "social.statement.not_approved");
    await refused(station.ask("approveStatement", { id, number: 1 }, stranger), "social.council.not_yours");
    await station.ask("approveStatement", { id, number: 1 }, officer);
    await refused(station.ask("redraftStatement", { id, text: "改了" }, speaker), "social.statement.approved");
    await station.ask("publishStatement", { id }, speaker);
    await station.ask("redraftStatement", { id, text: "停水改期" }, speaker);
    const outside = await station.ask("statement", { id }, as("r-1"));
    expect(outside["published"]).toMatchObject([{ number: 1, text: "停水通知" }]);
    expect(outside).not.toHaveProperty("draft");
    await station.ask("approveStatement", { id, number: 2 }, officer);
    await station.ask("publishStatement", { id }, speaker);
    expect((await station.ask("statement", { id }, as("r-1")))["published"]).toMatchObject([
      { number: 1, text: "停水通知" },
      { number: 2, text: "停水改期" },
    ]);
    await station.settle();
    expect(station.published(StatementPublishedV1)).toMatchObject([{ number: 1 }, { number: 2 }]);
    const { statements } = await station.ask("statements", { community: COMMUNITY }, as("r-1"));
    expect(statements).toHaveLength(1);
  });

  it("does not approve his own draft, though he serves the community too", async () => {
    const both = as("officer-1", ["communityOfficer", "spokesperson"]);
    await station.ask("appointSpokesperson", { community: COMMUNITY, account: "officer-1", name: "李" }, officer);
    const { id } = await station.ask("draftStatement", { community: COMMUNITY, text: "通知" }, both);
    await refused(station.ask("approveStatement", { id, number: 1 }, both), "social.statement.own_draft");
  });

  const put = async (text: string, meta = as("r-1")): Promise<string> =>
    String((await station.ask("askSpokesperson", { community: COMMUNITY, text }, meta))["id"]);

  it("answers everybody or the asker; only then, and only to them, are the words shown", async () => {
    const [open, closed] = [await put("何时通气?"), await put("我家何时通气?")];
    await station.ask("answerQuestion", { id: open, text: "下月", audience: "public" }, speaker);
    await station.ask("answerQuestion", { id: closed, text: "周五", audience: "asker" }, speaker);
    expect(await station.ask("question", { id: open }, as("r-2"))).toMatchObject({
      question: "何时通气?",
      answer: "下月",
    });
    const hidden = await station.ask("question", { id: closed }, as("r-2"));
    expect(hidden).toMatchObject({ status: "answered", audience: "asker" });
    expect(JSON.stringify(hidden)).not.toMatch(/通气|周五/);
    expect(await station.ask("question", { id: closed }, as("r-1"))).toMatchObject({ answer: "周五" });
    await refused(
      station.ask("answerQuestion", { id: open, text: "又", audience: "public" }, speaker),
      "social.question.not_now",
    );
    await station.settle();
    expect(station.published(QuestionAnsweredV1)).toMatchObject([{ audience: "public" }, { audience: "asker" }]);
  });

  it("refuses with a reason of the rules, and answers in the open who is unknown", async () => {
    const id = await put("匿名提问", { external: true });
    await refused(
      station.ask("answerQuestion", { id, text: "答", audience: "asker" }, speaker),
      "social.question.asker_unknown",
    );
    await refused(station.ask("refuseQuestion", { id, reason: "tired" }, speaker), "social.question.reason_unknown");
    await refused(
      station.ask("refuseQuestion", { id, reason: "personal" }, as("x", ["spokesperson"])),
      "social.council.no_spokesperson",
    );
    await station.ask("refuseQuestion", { id, reason: "personal" }, speaker);
    expect(await station.ask("question", { id }, as("r-2"))).toMatchObject({ status: "refused", reason: "personal" });
  });

  it("is said once to be late, over a holiday counted by working days", async () => {
    const late = await put("迟到的问题");
    const inTime = await put("及时的问题");
    await station.ask("answerQuestion", { id: inTime, text: "答", audience: "public" }, speaker);
    // Five working days from Wednesday the 27th: New Year's Day does not count.
    expect(await station.ask("question", { id: late }, speaker)).toMatchObject({
      answerBy: "2018-01-04T01:00:00.000Z",
    });
    station.clock.set("2018-01-04T00:59:00.000Z");
    await station.sweep();
    expect(station.published(QuestionOverdueV1)).toEqual([]);
    station.clock.set("2018-01-04T01:00:00.000Z");
    await eventually(async () => {
      await station.settle();
      expect(station.published(QuestionOverdueV1)).toMatchObject([{ questionId: late }]);
    });
    await station.sweep();
    expect(station.published(QuestionOverdueV1)).toHaveLength(1);
    expect(await station.ask("question", { id: late }, speaker)).toMatchObject({ status: "asked", overdue: true });
  });
});
