import {
  CaseClosedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  ResolutionAdoptedV1,
  ResolutionCaseOpenedV1,
  ResolutionFulfilledV1,
} from "@wangge/contracts/events";
import { newId } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  as,
  COMMUNITY,
  formCouncil,
  GRID,
  keyed,
  MEMBERS,
  officer,
  openStation,
  refused,
  secondOfficer,
  stranger,
  WANTED,
  type Station,
} from "./councils-builders.ts";

const STARTS = "2018-01-03T01:00:00.000Z";
const convener = as(MEMBERS[0]);
const TEXT = "三单元门前路灯不亮,张三家老人摔倒过";

let station: Station;
beforeEach(async () => {
  station = await openStation();
  await formCouncil(station);
});
afterEach(() => station.stop());

const topicOf = async (wanted: object | null = WANTED): Promise<string> => {
  const input = { community: COMMUNITY, text: TEXT, ...(wanted === null ? {} : { wanted }) };
  const { id } = await station.ask("proposeTopic", input, as(MEMBERS[1]));
  await station.ask("acceptTopic", { id }, convener);
  return String(id);
};

const sessionOn = async (topics: readonly string[], { ballot = "open", startsAt = STARTS } = {}): Promise<string> => {
  const items = topics.map((topic) => ({ topic, ballot }));
  const { id } = await station.ask("conveneSession", { community: COMMUNITY, startsAt, items }, convener);
  station.clock.set(startsAt);
  await station.ask("openSession", { id, present: [...MEMBERS] }, convener);
  return String(id);
};

const voteAll = async (id: string, topic: string, choices: readonly string[]): Promise<Record<string, unknown>> => {
  await station.ask("startVote", { id, topic }, convener);
  for (const [place, choice] of choices.entries())
    await station.ask("vote", { id, topic, choice }, as(MEMBERS[place] ?? ""));
  return station.ask("endVote", { id, topic }, convener);
};

/** A resolution whose case the reception has. */
const resolved = async (): Promise<{ readonly resolution: string; readonly caseId: string }> => {
  const topic = await topicOf();
  const id = await sessionOn([topic]);
  const { items } = await voteAll(id, topic, ["for", "for", "for", "against"]);
  const { resolution } = (items as [{ resolution: string }])[0];
  await station.sweep();
  const { caseId } = await station.ask("resolution", { id: resolution }, officer);
  return { resolution, caseId: String(caseId) };
};

const statusOf = async (id: string): Promise<unknown> => {
  const { status, stage } = await station.ask("resolution", { id }, officer);
  return [status, stage];
};

const about = (contract: typeof CaseClosedV1, caseId: string) => ({
  ...contract.data.parse(contract.example),
  caseId,
});

describe("a council", () => {
  it("masks the names of its members for all but who works with it", async () => {
    const outside = await station.ask("council", { community: COMMUNITY }, as("resident-1"));
    expect(outside["seats"]).toMatchObject([{ name: "张*" }, {}, {}, {}, {}]);
    expect(JSON.stringify(outside)).not.toContain("m-1");
    const inside = await station.ask("council", { community: COMMUNITY }, as(MEMBERS[2]));
    expect(inside).toMatchObject({
      seated: 5,
      convener: "m-1",
      seats: [{ name: "张m-1", account: "m-1" }, {}, {}, {}, {}],
    });
    expect(JSON.stringify(station.documents("councils"))).not.toContain("张m-1");
  });

  it("is served by its own officers only", async () => {
    const seat = { community: COMMUNITY, account: "m-9", name: "王九", from: "2018-01-01", until: "2019-01-01" };
    await refused(station.ask("seatMember", seat, stranger), "social.council.not_yours");
    await refused(station.ask("seatMember", seat, as("m-1")), "auth.role_missing");
    await refused(
      station.ask("formCouncil", { community: COMMUNITY, officers: ["x"] }, as("s", ["socialOfficer"])),
      "social.council.formed_already",
    );
    await refused(
      station.ask("formCouncil", { community: "510108009009", officers: ["x"] }, as("s", ["socialOfficer"])),
      "social.council.no_such_community",
    );
  });
});

it("begins with stand-in councils where it is told to", async () => {
  const planted = await openStation({ SOCIAL_SEED: "chenghua" });
  const isThere = async (): Promise<void> => {
    const { councils } = await planted.ask("councils", {}, as("r-1"));
    expect(councils).toMatchObject([{ seated: 7, hasConvener: true, spokesperson: "演示发言人" }, { seated: 7 }]);
    const { points } = await planted.ask("opinionPoints", { community: "510108002001" }, as("r-1"));
    expect(points).toHaveLength(2);
  };
  await eventually(isThere);
  await planted.sweep();
  await isThere();
  await planted.stop();
});

describe("a topic", () => {
  it("of a resident needs support before it is accepted; the same account counts once", async () => {
    const { id } = await station.ask("proposeTopic", { community: COMMUNITY, text: TEXT }, as("resident-0"));
    await refused(station.ask("supportTopic", { id }, as("resident-0")), "social.topic.own_topic");
    for (const account of ["r-1", "r-2", "r-3", "r-4", "r-4"]) await station.ask("supportTopic", { id }, as(account));
    await refused(station.ask("acceptTopic", { id }, convener), "social.topic.too_few_supporters");
    await station.ask("supportTopic", { id }, as("r-5"));
    await refused(station.ask("refuseTopic", { id, reason: "individual" }, convener), "social.topic.supported");
    await refused(station.ask("acceptTopic", { id }, as("m-2")), "social.council.not_yours");
    expect(await station.ask("acceptTopic", { id }, convener)).toMatchObject({ status: "accepted", supporters: 5 });
  });

  it("that is refused says why in both languages, beside the code that stays the same", async () => {
    const { id } = await station.ask("proposeTopic", { community: COMMUNITY, text: TEXT }, as("resident-0"));
    expect(await station.ask("topic", { id }, officer)).not.toHaveProperty("refusal");
    const refusal = { code: "repeated", zh: "与已有议题重复", en: "repeats another topic" };
    expect(await station.ask("refuseTopic", { id, reason: "repeated" }, convener)).toMatchObject({
      status: "refused",
      reason: "repeated",
      refusal,
    });
    const { topics } = await station.ask("topics", { community: COMMUNITY }, officer);
    expect(topics).toMatchObject([{ refusal }]);
    const rules = await station.ask("topicReasons", {}, officer);
    expect(rules["reasons"]).toContainEqual({ ...refusal, whateverSupport: true });
    expect(rules["majorities"]).toContainEqual({ code: "qualified", zh: "三分之二多数", en: "two thirds" });
    expect(rules["projects"]).toContainEqual({ code: "notPublic", zh: "不属于公共事项", en: "no public matter" });
  });

  it("proposed twice under one key is one", async () => {
    const meta = keyed(as("resident-1"), "once");
    const input = { community: COMMUNITY, text: TEXT };
    const [first, second] = [
      await station.ask("proposeTopic", input, meta),
      await station.ask("proposeTopic", input, meta),
    ];
    expect(second["id"]).toBe(first["id"]);
    const { topics } = await station.ask("topics", { community: COMMUNITY }, officer);
    expect(topics).toHaveLength(1);
  });

  it("is on one agenda, and free again when the session is called off", async () => {
    const id = await topicOf();
    const input = { community: COMMUNITY, startsAt: STARTS, items: [{ topic: id }] };
    const session = await station.ask("conveneSession", input, convener);
    await station.sweep();
    expect(await station.ask("topic", { id }, officer)).toMatchObject({ status: "scheduled" });
    await refused(station.ask("conveneSession", input, convener), "social.session.topic_not_accepted");
    await station.ask("adjournSession", { id: session["id"] }, convener);
    await station.sweep();
    expect(await station.ask("topic", { id }, officer)).toMatchObject({ status: "accepted" });
  });
});

describe("a session", () => {
  it("does not vote on what another was convened on at the same time", async () => {
    const topic = await topicOf();
    const convene = () =>
      station.ask("conveneSession", { community: COMMUNITY, startsAt: STARTS, items: [{ topic }] }, convener);
    const sessions = await Promise.all([convene(), convene()]);
    station.clock.set(STARTS);
    const [first, second] = sessions.map(({ id }) => id);
    for (const id of [first, second]) await station.ask("openSession", { id, present: [...MEMBERS] }, convener);
    await station.ask("startVote", { id: first, topic }, convener);
    await refused(station.ask("startVote", { id: second, topic }, convener), "social.session.topic_elsewhere");
  });

  it("is convened with notice and begins with a quorum", async () => {
    const topic = await topicOf();
    const convene = (startsAt: string) =>
      station.ask("conveneSession", { community: COMMUNITY, startsAt, items: [{ topic }] }, convener);
    await refused(convene("2017-12-29T01:00:00.000Z"), "social.session.notice_too_short");
    const { id } = await convene(STARTS);
    await refused(station.ask("openSession", { id, present: [...MEMBERS] }, convener), "social.session.too_early");
    station.clock.set(STARTS);
    await refused(station.ask("openSession", { id, present: ["m-1", "m-2"] }, convener), "social.session.no_quorum");
    await refused(
      station.ask("openSession", { id, present: ["m-1", "m-2", "r-1"] }, convener),
      "social.session.not_seated",
    );
    const opened = await station.ask("openSession", { id, present: ["m-1", "m-2", "m-3"] }, convener);
    expect(opened).toMatchObject({ status: "open", present: 3, seated: 5 });
  });

  it("does not count interested members, and takes one vote of each", async () => {
    const topic = await topicOf();
    const id = await sessionOn([topic]);
    await station.ask("recuse", { id, topic }, as("m-4"));
    await station.ask("recuse", { id, topic, member: "m-5" }, convener);
    await station.ask("startVote", { id, topic }, convener);
    await refused(station.ask("recuse", { id, topic }, as("m-1")), "social.session.vote_not_now");
    await refused(station.ask("vote", { id, topic, choice: "for" }, as("m-5")), "social.session.recused");
    await refused(station.ask("vote", { id, topic, choice: "for" }, as("resident-1")), "social.session.not_present");
    await station.ask("vote", { id, topic, choice: "for" }, as("m-1"));
    await refused(station.ask("vote", { id, topic, choice: "against" }, as("m-1")), "social.session.voted");
    await station.ask("vote", { id, topic, choice: "for" }, as("m-2"));
    const ended = await station.ask("endVote", { id, topic }, convener);
    // Two of the three that are left, where two of five would not have done.
    const counts = { for: 2, against: 0, abstain: 0, present: 3, seated: 3 };
    expect(ended["items"]).toMatchObject([{ outcome: "adopted", recused: 2, counts }]);
  });

  it("shows nothing of a secret vote until it has ended, and nobody ever who voted how", async () => {
    const topic = await topicOf();
    const id = await sessionOn([topic], { ballot: "secret" });
    await station.ask("startVote", { id, topic }, convener);
    const [empty] = (await station.ask("councilSession", { id }, convener))["items"] as object[];
    for (const [place, choice] of ["for", "against", "for", "abstain"].entries()) {
      const shown = await station.ask("vote", { id, topic, choice }, as(MEMBERS[place] ?? ""));
      expect((shown["items"] as object[])[0]).toEqual(empty);
    }
    await refused(station.ask("vote", { id, topic, choice: "for" }, as("m-1")), "social.box.cast_already");
    await refused(station.ask("vote", { id, topic, choice: "for" }, as("r-1")), "social.session.not_eligible");
    const { items } = await station.ask("endVote", { id, topic }, convener);
    expect(items).toMatchObject([{ outcome: "rejected", counts: { for: 2, against: 1, abstain: 1, present: 5 } }]);
    expect((items as object[])[0]).not.toHaveProperty("votes");
    const [box] = station.documents("ballotBoxes");
    expect(box?.sealed).toBeUndefined();
  });

  it("has its minutes signed by another than who wrote them; only those inside read them", async () => {
    const topic = await topicOf(null);
    const id = await sessionOn([topic]);
    await voteAll(id, topic, ["against"]);
    await station.ask("closeSession", { id }, convener);
    await station.ask("writeMinutes", { id, text: "张三发言" }, convener);
    await refused(station.ask("signMinutes", { id }, convener), "social.session.own_minutes");
    await refused(station.ask("signMinutes", { id }, secondOfficer), "social.session.not_present");
    await station.ask("signMinutes", { id }, as("m-3"));
    await refused(station.ask("writeMinutes", { id, text: "另一份" }, convener), "social.session.minutes_signed");
    expect(await station.ask("councilSession", { id }, as("m-3"))).toMatchObject({
      minutes: { text: "张三发言", signed: true },
    });
    expect(await station.ask("councilSession", { id }, as("r-1"))).not.toHaveProperty("minutes");
    expect(JSON.stringify(station.documents("councilSessions"))).not.toContain("张三");
  });
});

describe("a resolution", () => {
  it("becomes a case by itself, told on the bus without a word of anybody", async () => {
    const { resolution, caseId } = await resolved();
    expect(station.neighbours.reports).toMatchObject([{ ...WANTED, description: TEXT, visibility: "public" }]);
    expect(station.published(ResolutionAdoptedV1)).toMatchObject([
      { resolutionId: resolution, community: COMMUNITY, for: 3, against: 1, abstain: 0 },
    ]);
    expect(station.published(ResolutionCaseOpenedV1)).toMatchObject([{ resolutionId: resolution, caseId }]);
    expect(JSON.stringify(station.bus.stored("EVT_SOCIAL"))).not.toContain("张三");
    expect(await station.ask("resolution", { id: resolution }, as("r-1"))).toMatchObject({
      status: "open",
      text: TEXT,
    });
  });

  it("is asked again until the reception takes it, and then is one report", async () => {
    station.neighbours.answers = "away";
    const topic = await topicOf();
    const id = await sessionOn([topic]);
    const { items } = await voteAll(id, topic, ["for", "for", "for"]);
    const { resolution } = (items as [{ resolution: string }])[0];
    await station.sweep();
    expect(await statusOf(resolution)).toEqual(["waiting", undefined]);
    station.neighbours.answers = "well";
    await eventually(async () => {
      expect(await statusOf(resolution)).toEqual(["open", "verifying"]);
    });
    expect(station.neighbours.reports).toHaveLength(1);
  });

  it("that the reception refuses says why, and can be brought again with another place", async () => {
    station.neighbours.answers = "no";
    const topic = await topicOf();
    const id = await sessionOn([topic]);
    const { items } = await voteAll(id, topic, ["for", "for", "for"]);
    const { resolution } = (items as [{ resolution: string }])[0];
    await eventually(async () => {
      expect(await station.ask("resolution", { id: resolution }, officer)).toMatchObject({
        status: "refused",
        code: "intake.report.outside_district",
      });
    });
    station.neighbours.answers = "well";
    const wanted = { category: "event-0202", grid: GRID };
    await refused(station.ask("askAgain", { id: resolution, wanted }, stranger), "social.council.not_yours");
    await station.ask("askAgain", { id: resolution, wanted }, convener);
    await eventually(async () => {
      expect(await statusOf(resolution)).toEqual(["open", "verifying"]);
    });
    expect(station.neighbours.reports).toMatchObject([wanted]);
  });

  it("follows its case: filed, handled, closed, and open again when the case is", async () => {
    const { resolution, caseId } = await resolved();
    const { data } = CaseFiledV1;
    await station.deliver(CaseFiledV1, { ...data.parse(CaseFiledV1.example), caseId }, { sequence: 2 });
    expect(await statusOf(resolution)).toEqual(["open", "filed"]);
    const handled = { ...CaseHandledV1.data.parse(CaseHandledV1.example), caseId };
    await station.deliver(CaseHandledV1, handled, { sequence: 4 });
    expect(await statusOf(resolution)).toEqual(["open", "handled"]);
    await station.deliver(CaseClosedV1, about(CaseClosedV1, caseId), { sequence: 5 });
    await station.deliver(CaseClosedV1, about(CaseClosedV1, caseId), { sequence: 5 });
    // What is told late changes nothing.
    await station.deliver(CaseHandledV1, handled, { sequence: 4 });
    expect(await statusOf(resolution)).toEqual(["fulfilled", "closed"]);
    expect(station.published(ResolutionFulfilledV1)).toMatchObject([{ resolutionId: resolution, caseId }]);
    const reopened = { ...CaseReopenedV1.data.parse(CaseReopenedV1.example), caseId };
    await station.deliver(CaseReopenedV1, reopened, { sequence: 6 });
    expect(await statusOf(resolution)).toEqual(["open", "filed"]);
  });

  it("learns of what dispatch said before the case was known here", async () => {
    station.neighbours.onReport = async (caseId) => {
      station.neighbours.standing.set(caseId, { status: "closed" });
      await station.publish(CaseClosedV1, about(CaseClosedV1, caseId), { sequence: 5 });
      await station.bus.settle();
    };
    const { resolution } = await resolved();
    await eventually(async () => {
      expect(await statusOf(resolution)).toEqual(["fulfilled", "closed"]);
    });
  });

  it("goes on with the case that its own was merged into, and ends where dispatch files none", async () => {
    const { resolution, caseId } = await resolved();
    const into = newId();
    station.neighbours.standing.set(into, { status: "assigned" });
    const merged = { ...CaseMergedV1.data.parse(CaseMergedV1.example), caseId, into };
    await station.deliver(CaseMergedV1, merged, { sequence: 2 });
    await station.sweep();
    expect(await statusOf(resolution)).toEqual(["open", "filed"]);
    const rejected = { ...CaseRejectedV1.data.parse(CaseRejectedV1.example), caseId: into };
    await station.deliver(CaseRejectedV1, rejected, { sequence: 3 });
    expect(await statusOf(resolution)).toEqual(["ended", "rejected"]);
  });

  it("that is not done in time stands on the next agenda, which does not close before it is spoken of", async () => {
    const { resolution } = await resolved();
    station.clock.set("2018-03-01T01:00:00.000Z");
    expect(await station.ask("resolution", { id: resolution }, officer)).toMatchObject({ overdue: true });
    const id = await sessionOn([], { startsAt: "2018-03-05T01:00:00.000Z" });
    expect(await station.ask("councilSession", { id }, officer)).toMatchObject({ followUps: [{ resolution }] });
    await refused(station.ask("closeSession", { id }, convener), "social.session.follow_up_open");
    for (const [action, input] of [
      ["speakOfResolution", { id, resolution, text: "再催办" }],
      ["closeSession", { id }],
    ] as const)
      await refused(station.ask(action, input, as("m-2")), "social.council.not_yours");
    await station.ask("speakOfResolution", { id, resolution, text: "再催办" }, convener);
    expect(await station.ask("closeSession", { id }, convener)).toMatchObject({ status: "closed" });
  });

  it("without a place stays with the community", async () => {
    const topic = await topicOf(null);
    const id = await sessionOn([topic]);
    await voteAll(id, topic, ["for", "for", "for"]);
    await eventually(async () => {
      const told = await station.ask("topic", { id: topic }, officer);
      expect(told).toMatchObject({ status: "settled", outcome: "adopted" });
    });
    await station.sweep();
    expect(station.published(ResolutionAdoptedV1)).toHaveLength(1);
    expect(station.neighbours.reports).toEqual([]);
  });
});
