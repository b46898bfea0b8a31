import {
  VentureApplicationScreenedV1,
  VentureApplicationSubmittedV1,
  VentureApplicationWithdrawnV1,
  VentureRoundClosedV1,
  VentureRoundExtendedV1,
  VentureRoundOpenedV1,
  VentureRoundRankedV1,
} from "@wangge/contracts/events";
import { fold } from "@wangge/kit";
import { startClamd } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { selectionAggregates } from "../src/app/selection/selection.ts";
import { answers, GRID, HUB, LEAD, marks, NO_GRID, OTHER, PARTNER } from "./selection-builders.ts";
import {
  AFTER,
  as,
  awaited,
  CLOSES,
  inReview,
  judge,
  lead,
  MEMBERS,
  ofOrganization,
  openDistrict,
  OPENS,
  partner,
  ranked,
  reviewAll,
  second,
  type District,
} from "./selection-platform.ts";

let district: District;
beforeEach(async () => {
  district = await openDistrict();
});
afterEach(() => district.platform.stop());

const signedIn = as("somebody", ["citizen"]);

describe("a form or a rubric", () => {
  it.each(["Form", "Rubric"])("%s: drafts are the office's alone", async (thing) => {
    const { ask, refusal } = district;
    const [name, kind] = [`venture${thing}`, thing.toLowerCase()];
    const [{ content }] = (await ask(name, { code: "plain" }))["editions"] as [{ content: object }];
    const title = { zh: "下一版", en: "Next" };
    await ask(`draftVenture${thing}`, { code: "plain", title, content, why: "征求意见" });
    await ask(`draftVenture${thing}`, { code: "new", title, content, why: "首版" });
    for (const meta of [lead, judge("member-1")]) {
      expect((await ask(name, { code: "plain" }, meta))["editions"]).toMatchObject([{ version: 1 }]);
      expect(await refusal(name, { code: "new" }, meta)).toBe(`social.${kind}.unknown`);
    }
    expect((await ask(name, { code: "plain" }))["editions"]).toMatchObject([{ version: 1 }, { version: 2 }]);
    expect((await ask(name, { code: "new" }))["editions"]).toMatchObject([{ version: 1 }]);
    const [first, rest] = [await ask(`${name}s`, { limit: 1 }), await ask(`${name}s`, { after: "new" })];
    expect(first).toMatchObject({ [`${kind}s`]: [{ code: "new", title, published: [] }], next: "new" });
    expect(rest).toMatchObject({ [`${kind}s`]: [{ code: "plain", published: [1] }] });
    expect(rest).not.toHaveProperty("next");
    expect(await refusal(`${name}s`, {}, lead)).toBe("auth.role_missing");
  });
});

describe("a round", () => {
  it("is announced by another, listed for everybody, opens and closes by itself, once", async () => {
    const { ask, platform, sweep } = district;
    const roundId = await district.round();
    expect(await ask("calls", {}, signedIn)).toMatchObject({ calls: [{ roundId, takesApplications: true }] });
    await sweep();
    await sweep();
    platform.clock.set(CLOSES);
    await sweep();
    await platform.settle();
    expect(platform.published(VentureRoundOpenedV1)).toMatchObject([{ roundId, opensAt: OPENS, closesAt: CLOSES }]);
    expect(platform.published(VentureRoundClosedV1)).toMatchObject([{ roundId, closedAt: CLOSES }]);
    expect(await ask("calls", {}, signedIn)).toEqual({ calls: [] });
  });

  it("pages its calls by their close, each once", async () => {
    const { ask, platform } = district;
    const ids: string[] = [];
    for (const day of ["27", "28", "29"]) {
      platform.clock.set("2017-12-27T01:00:00.000Z");
      ids.push(await district.round({ closesAt: `2018-01-${day}T10:00:00.000Z` }));
    }
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = (await ask(
        "calls",
        { limit: 2, ...(after === undefined ? {} : { after }) },
        signedIn,
      )) as unknown as {
        calls: { roundId: string }[];
        next?: string;
      };
      seen.push(...page.calls.map(({ roundId }) => roundId));
      after = page.next;
    }
    expect(seen).toEqual(ids);
  });

  it("is unknown to everybody but the office before it is announced", async () => {
    const { ask, refusal } = district;
    const { roundId } = await ask("draftRound", {
      ...{ programme: "neighbours-help", title: "草案", call: "公告", themes: ["elderly"], fund: "fund-1" },
      ...{ envelope: 1, opensAt: OPENS, closesAt: CLOSES, isBlind: false },
      ...{ form: { code: "plain", version: 1 }, rubric: { code: "plain", version: 1 } },
    });
    expect(await refusal("ventureRound", { roundId }, lead)).toBe("social.round.unknown");
    expect(await refusal("announceRound", { roundId })).toBe("social.round.same_person");
    expect(await ask("ventureRound", { roundId })).toMatchObject({ status: "drafted", rules: "2012.1" });
  });

  it("is extended by two before it closes, and not at the instant of the close", async () => {
    const { ask, refusal, platform } = district;
    const roundId = await district.round();
    const closesAt = "2018-02-02T10:00:00.000Z";
    await ask("proposeExtension", { roundId, closesAt, why: "大雪" });
    expect(await refusal("approveExtension", { roundId })).toBe("social.round.same_person");
    platform.clock.set(CLOSES);
    expect(await refusal("approveExtension", { roundId }, second)).toBe("social.round.not_extendable");
    platform.clock.set("2018-01-26T09:59:59.999Z");
    await ask("approveExtension", { roundId }, second);
    await platform.settle();
    expect(platform.published(VentureRoundExtendedV1)).toMatchObject([{ roundId, closesAt }]);
    platform.clock.set(CLOSES);
    expect(await ask("ventureRound", { roundId }, signedIn)).toMatchObject({ takesApplications: true, closesAt });
  });
});

describe("an application", () => {
  it("is taken to the last millisecond and refused at the close", async () => {
    const { ask, refusal, platform } = district;
    const roundId = await district.round();
    const [inTime, late] = [await district.drafted(roundId), await district.drafted(roundId)];
    platform.clock.set("2018-01-26T09:59:59.999Z");
    await ask("submitApplication", { applicationId: inTime, seen: 1 }, lead);
    platform.clock.set(CLOSES);
    expect(await refusal("submitApplication", { applicationId: late, seen: 1 }, lead)).toBe("social.round.not_open");
    expect(await ask("ventureApplication", { applicationId: late }, lead)).toMatchObject({ state: "draft" });
    await platform.settle();
    expect(platform.published(VentureApplicationSubmittedV1)).toEqual([
      { applicationId: inTime, roundId, submittedAt: "2018-01-26T09:59:59.999Z" },
    ]);
  });

  it("is begun, submitted and withdrawn once, however often the same request comes", async () => {
    const { ask, platform } = district;
    const roundId = await district.round();
    const keyed = (idempotencyKey: string) => ({ ...lead, idempotencyKey });
    const again = async (action: string, input: object) => {
      const first = await ask(action, input, keyed(action));
      expect(await ask(action, input, keyed(action))).toEqual(first);
      return first;
    };
    const { applicationId } = await again("beginApplication", { roundId, theme: "elderly" });
    await ask("saveAnswers", { applicationId, seen: 0, answers: answers() }, lead);
    await again("submitApplication", { applicationId, seen: 1 });
    await again("withdrawApplication", { applicationId, why: "合并" });
    await platform.settle();
    expect(platform.documents("ventureApplications").length).toBe(1);
    expect(platform.published(VentureApplicationSubmittedV1).length).toBe(1);
    expect(platform.published(VentureApplicationWithdrawnV1).length).toBe(1);
  });

  it("says every problem with its field", async () => {
    const { ask, refusal } = district;
    const roundId = await district.round();
    const applicationId = await district.drafted(roundId, lead, {
      title: { kind: "text", value: "一".repeat(41) },
      need: { kind: "text", value: "和美社工中心来办" },
      households: { kind: "number", value: 0 },
      way: { kind: "choice", value: "never" },
      grids: { kind: "places", value: [GRID, NO_GRID] },
      budget: { kind: "budget", value: [{ item: "餐费", amount: 10_000_000, asked: 6_000_001, own: 3_999_999 }] },
    });
    const { problems, ineligible } = await ask("checkApplication", { applicationId }, lead);
    expect(problems).toEqual([
      { field: "title", problem: "tooLong" },
      { field: "need", problem: "namesApplicant" },
      { field: "households", problem: "outOfRange" },
      { field: "way", problem: "noSuchOption" },
      { field: "budget", problem: "grantShareTooHigh" },
      { field: "budget", problem: "ownShareTooLow" },
      { field: "stages", problem: "doesNotSumToAsked" },
      { field: "grids", problem: "unknownGrid" },
    ]);
    expect(ineligible).toEqual([]);
    expect(await refusal("submitApplication", { applicationId, seen: 1 }, lead)).toBe("social.application.incomplete");
  });

  it("is not overwritten by who has not seen the last change", async () => {
    const { ask, refusal } = district;
    const roundId = await district.round();
    const applicationId = await district.drafted(roundId);
    const need = { need: { kind: "text", value: "新的需求" } };
    expect(await refusal("saveAnswers", { applicationId, seen: 0, answers: need }, lead)).toBe(
      "social.application.edited",
    );
    expect(await ask("saveAnswers", { applicationId, seen: 1, answers: need }, lead)).toMatchObject({
      answers: { revision: 2 },
    });
  });

  it("waits for the consent of everybody who is asked, and is edited by who was given the right", async () => {
    const { ask, refusal } = district;
    const roundId = await district.round();
    const applicationId = await district.drafted(roundId);
    await ask("inviteCoApplicant", { applicationId, organization: PARTNER, mayEdit: true }, lead);
    expect(await refusal("submitApplication", { applicationId, seen: 1 }, lead)).toBe(
      "social.application.consent_missing",
    );
    const edit = { applicationId, seen: 1, answers: { need: { kind: "text", value: "一起做" } } };
    expect(await refusal("saveAnswers", edit, partner)).toBe("social.application.not_yours");
    await ask("answerInvitation", { applicationId, consents: true }, partner);
    await ask("saveAnswers", edit, partner);
    expect(await ask("ventureApplications", {}, partner)).toMatchObject({
      applications: [{ applicationId, viewer: "coEditor" }],
    });
    expect(await ask("submitApplication", { applicationId, seen: 2 }, lead)).toMatchObject({ state: "submitted" });
  });

  it("names every reason why its parties may not apply, of the co-applicant too", async () => {
    const { refusal, ask, register, platform } = district;
    const roundId = await district.round({ funder: HUB });
    const applicationId = await district.drafted(roundId);
    await ask("inviteCoApplicant", { applicationId, organization: PARTNER, mayEdit: false }, lead);
    await ask("answerInvitation", { applicationId, consents: true }, partner);
    register[LEAD] = {
      ...register[LEAD]!,
      reportsMissing: [2016],
      ban: { from: "2017-01-01", until: "2019-12-31", reason: "x" },
    };
    register[PARTNER] = { ...register[PARTNER]!, status: "forming" };
    register[HUB] = { ...register[HUB]!, related: [LEAD] };
    const before = JSON.stringify(platform.documents("ventureRounds"));
    const error = await platform
      .call("submitApplication", { applicationId, seen: 1 }, lead)
      .catch((one: unknown) => one);
    expect(error).toMatchObject({
      code: "social.application.ineligible",
      details: {
        ineligible: [
          { organization: LEAD, reason: "reportMissing", detail: "2016" },
          { organization: LEAD, reason: "banned", detail: "2019-12-31" },
          { organization: LEAD, reason: "funderHouse" },
          { organization: PARTNER, reason: "notRegistered" },
        ],
      },
    });
    expect(await refusal("submitApplication", { applicationId, seen: 1 }, lead)).toBe("social.application.ineligible");
    expect(JSON.stringify(platform.documents("ventureRounds"))).toBe(before);
  });

  it("counts the applications of an organization in the round, and gives the place back when one is withdrawn", async () => {
    const { ask, refusal, platform } = district;
    const roundId = await district.round();
    const [first] = [await district.submitted(roundId), await district.submitted(roundId)];
    const third = await district.drafted(roundId);
    expect(await refusal("submitApplication", { applicationId: third, seen: 1 }, lead)).toBe(
      "social.application.ineligible",
    );
    await ask("withdrawApplication", { applicationId: first, why: "合并" }, lead);
    expect(await ask("submitApplication", { applicationId: third, seen: 1 }, lead)).toMatchObject({
      state: "submitted",
    });
    await platform.settle();
    expect(platform.published(VentureApplicationWithdrawnV1)).toMatchObject([{ applicationId: first }]);
  });

  it("is opened again for what is asked, and for nothing else", async () => {
    const { ask, refusal, platform } = district;
    const roundId = await district.round();
    const applicationId = await district.submitted(roundId);
    const until = "2018-01-30T10:00:00.000Z";
    await ask("requestInfo", { applicationId, fields: ["need"], reason: "请写明人数", until });
    const save = (field: string, seen: number) => ({
      applicationId,
      seen,
      answers: { [field]: { kind: "text", value: "补充" } },
    });
    expect(await refusal("saveAnswers", save("title", 1), lead)).toBe("social.application.field_closed");
    await ask("saveAnswers", save("need", 1), lead);
    expect(await refusal("screenApplication", { applicationId, reason: "fits", note: "符合" })).toBe(
      "social.application.info_awaited",
    );
    await ask("supplyInfo", { applicationId, seen: 2 }, lead);
    await ask("screenApplication", { applicationId, reason: "fits", note: "符合" });
    await platform.settle();
    expect(platform.published(VentureApplicationScreenedV1)).toMatchObject([{ applicationId, passed: true }]);
  });

  it("takes no file in which a scanner finds something, and none for as long as nobody can look", async () => {
    let says = "stream: Worm.Test FOUND";
    const clamd = await startClamd(() => says);
    await district.platform.stop();
    district = await openDistrict(undefined, { CLAMD_ADDRESS: clamd.address });
    const { ask, refusal, platform } = district;
    const applicationId = await district.drafted(await district.round());
    const pdf = { applicationId, content: Buffer.from("%PDF-1.7").toString("base64") };
    expect(await refusal("attachFile", pdf, lead)).toBe("social.attachment.infected");
    says = "";
    expect(await refusal("attachFile", pdf, lead)).toBe("social.attachment.not_scanned");
    expect(await platform.blobs("ventureAttachments").unkept(Infinity, 10)).toEqual([]);
    says = "stream: OK";
    await ask("attachFile", pdf, lead);
    await clamd.stop();
  });

  it("keeps a file that an answer names, shows it to who sees the answer, and forgets one that nobody names", async () => {
    const { ask, refusal, platform, sweep } = district;
    const roundId = await district.round();
    const applicationId = await district.drafted(roundId);
    const pdf = Buffer.from("%PDF-1.7 章程").toString("base64");
    const { hash } = await ask("attachFile", { applicationId, content: pdf }, lead);
    const { hash: loose } = await ask(
      "attachFile",
      { applicationId, content: Buffer.from("%PDF-loose").toString("base64") },
      lead,
    );
    expect(await refusal("attachFile", { applicationId, content: Buffer.from("GIF").toString("base64") }, lead)).toBe(
      "social.application.not_pdf",
    );
    const papers = { papers: { kind: "attachments", value: [{ name: "和美章程", hash }] } };
    const unknown = { papers: { kind: "attachments", value: [{ name: "章程", hash: "0".repeat(64) }] } };
    expect(await refusal("saveAnswers", { applicationId, seen: 1, answers: unknown }, lead)).toBe(
      "social.application.not_uploaded",
    );
    await ask("saveAnswers", { applicationId, seen: 1, answers: papers }, lead);
    platform.clock.set("2018-01-10T01:00:00.000Z");
    await sweep();
    expect(await ask("attachment", { applicationId, hash }, lead)).toMatchObject({ content: pdf });
    expect(await platform.blobs("ventureAttachments").get(`${applicationId}/${loose}`)).toBeUndefined();
    expect(await refusal("attachment", { applicationId, hash }, partner)).toBe("social.application.unknown");
  });
});

describe("from reviews to the candidates", () => {
  it("ranks what was reviewed, hands it to the fund, and tells integrators no more than that", async () => {
    const { ask, platform, port } = district;
    const { roundId, first, other } = await inReview(district);
    await expect(port().candidates(roundId)).rejects.toMatchObject({ code: "social.round.not_ranked" });
    await reviewAll(district, first, 2, 2, 2);
    await reviewAll(district, other, 3, 3, 3);
    await ranked(district, roundId);
    await platform.settle();
    expect(await port().candidates(roundId)).toMatchObject([
      { application: other, organization: OTHER, title: "四点半课堂", score: 750_000 },
      {
        ...{ application: first, organization: LEAD, title: "邻里助餐", score: 500_000 },
        ...{ budget: 10_000_000, asked: 6_000_000, own: 4_000_000, grids: [GRID] },
        stages: [{ title: "试点", amount: 2_000_000, due: "2018-06-30" }, { title: "推开" }],
      },
    ]);
    expect(await port().round(roundId)).toMatchObject({ programme: "neighbours-help", envelope: 100_000_000 });
    expect(platform.published(VentureRoundRankedV1)).toMatchObject([
      { roundId, rankedCount: 2, rulesVersion: "2012.1" },
    ]);
    const told = JSON.stringify(platform.bus.stored("EVT_SOCIAL"));
    for (const secret of [LEAD, OTHER, "邻里助餐", "四点半课堂", "6000000"]) expect(told).not.toContain(secret);
    expect(await ask("ventureApplication", { applicationId: first }, lead)).toMatchObject({
      state: "ranked",
      result: { rank: 2, normalised: 500_000 },
    });
  });

  it("asks one more where reviewers are far apart, and again another where the chair sets a review aside", async () => {
    const { ask, refusal } = district;
    const { roundId, first, other } = await inReview(district);
    await reviewAll(district, other, 3, 3, 3);
    const [a = "", b = "", c = ""] = await awaited(district, first);
    await district.finish(first, a, 0, 0, 0);
    await district.finish(first, b, 4, 4, 4);
    await district.finish(first, c, 2, 2, 2);
    const extra = await awaited(district, first);
    expect(extra.length).toBe(1);
    expect([a, b, c]).not.toContain(extra[0]);
    await district.finish(first, extra[0] ?? "", 2, 2, 2);
    await district.finish(first, (await awaited(district, first))[0] ?? "", 2, 2, 2);
    expect(await awaited(district, first)).toEqual([]);
    await ask("appointPanel", { roundId, members: MEMBERS, chair: MEMBERS[0] });
    await district.declared(roundId, MEMBERS);
    await ask("openPanel", { roundId });
    const aside = { applicationId: first, reviewer: a, reason: "未读材料" };
    expect(await refusal("supersedeReview", aside, judge("member-2"))).toBe("social.application.not_yours");
    await ask("supersedeReview", aside, judge("member-1"));
    // Nobody is left to take it: the panel waits.
    expect(await refusal("openPanel", { roundId })).toBe("social.panel.reviews_missing");
    await ask("enlistReviewer", { roundId, account: "judge-6", themes: [], limit: 5 });
    await district.declared(roundId, ["judge-6"]);
    await district.finish(first, "judge-6", 2, 2, 2);
    expect(await ask("openPanel", { roundId })).toMatchObject({ status: "sitting", ranking: [{}, {}] });
  });

  it("keeps who is not eligible any more out of the ranking, with the reasons", async () => {
    const { register } = district;
    const { roundId, first, other } = await inReview(district);
    await reviewAll(district, first, 3, 3, 3);
    await reviewAll(district, other, 2, 2, 2);
    register[LEAD] = { ...register[LEAD]!, status: "deregistered" };
    expect(await ranked(district, roundId)).toMatchObject({
      ranking: [{ applicationId: other }],
      excluded: [{ applicationId: first, ineligible: [{ organization: LEAD, reason: "deregistered" }] }],
    });
  });

  it("is not signed by who wrote the minutes, nor once something has changed since it opened", async () => {
    const { ask, refusal, register, port } = district;
    const { roundId, first, other } = await inReview(district);
    await reviewAll(district, first, 3, 3, 3);
    await reviewAll(district, other, 2, 2, 2);
    await ask("appointPanel", { roundId, members: MEMBERS, chair: MEMBERS[0] });
    expect(await refusal("openPanel", { roundId })).toBe("social.panel.undeclared");
    await district.declared(roundId, MEMBERS);
    await ask("openPanel", { roundId });
    expect(await refusal("takeAttendance", { roundId, present: MEMBERS.slice(0, 2) })).toBe("social.panel.no_quorum");
    await ask("takeAttendance", { roundId, present: MEMBERS });
    await ask("moveApplication", {
      roundId,
      applicationId: other,
      to: 1,
      reasons: "更急",
      inFavour: ["member-1", "member-3"],
      against: [],
    });
    await ask("writePanelMinutes", { roundId, text: "纪要" }, as("member-2", ["socialOfficer"]));
    expect(await refusal("signPanelMinutes", { roundId }, judge("member-2"))).toBe("social.panel.same_person");
    expect(await refusal("signPanelMinutes", { roundId }, judge("judge-1"))).toBe("social.panel.unknown");
    register[LEAD] = { ...register[LEAD]!, people: ["member-1"] };
    expect(await refusal("signPanelMinutes", { roundId }, judge("member-3"))).toBe("social.panel.stale");
    await ask("openPanel", { roundId });
    await ask("takeAttendance", { roundId, present: MEMBERS });
    const move = { roundId, applicationId: other, to: 1, reasons: "更急" };
    expect(await refusal("moveApplication", { ...move, inFavour: ["member-1", "member-3"], against: [] })).toBe(
      "social.panel.recused",
    );
    await ask("moveApplication", { ...move, inFavour: ["member-2", "member-3"], against: [] });
    await ask("writePanelMinutes", { roundId, text: "纪要" });
    await ask("signPanelMinutes", { roundId }, judge("member-3"));
    expect((await port().candidates(roundId)).map(({ application }) => application)).toEqual([other, first]);
  });

  it("takes no review that is incomplete, and none twice", async () => {
    const { refusal, ask, platform } = district;
    const { first } = await inReview(district);
    const [reviewer = ""] = await awaited(district, first);
    const review = { applicationId: first, marks: marks(3, 3, null), comment: "" };
    const silent = { ...review, marks: marks(4, 3, 2).map(({ criterion, mark }) => ({ criterion, mark })) };
    expect(await refusal("finishReview", silent, judge(reviewer))).toBe("social.review.incomplete");
    await ask("saveReview", review, judge(reviewer));
    await ask("finishReview", review, judge(reviewer));
    expect(await refusal("finishReview", { ...review, marks: marks(1, 1, 1) }, judge(reviewer))).toBe(
      "social.application.not_yours",
    );
    expect(platform.deadLetters()).toEqual([]);
  });
});

it("keeps states that are what their histories come to", async () => {
  const { roundId, first, other } = await inReview(district);
  await reviewAll(district, first, 3, 3, 3);
  await reviewAll(district, other, 2, 2, 2);
  await ranked(district, roundId);
  for (const { collection, decider } of selectionAggregates) {
    const documents = district.platform.documents(collection);
    expect([collection, documents.length > 0]).toEqual([collection, true]);
    for (const { history, state } of documents)
      expect(
        fold(
          decider,
          history.map(({ event }) => event),
        ),
      ).toEqual(state);
  }
});

it("takes declarations of those who are asked after the close, and no new application", async () => {
  const { refusal } = district;
  const roundId = await district.round();
  await district.ask("enlistReviewer", { roundId, account: "judge-1", themes: [], limit: 3 });
  expect(await refusal("declareTies", { roundId, ties: [] }, judge("judge-1"))).toBe("social.declaration.too_early");
  district.platform.clock.set(AFTER);
  expect(await refusal("declareTies", { roundId, ties: [] }, judge("judge-9"))).toBe("social.declaration.not_asked");
  expect(await refusal("beginApplication", { roundId, theme: "elderly" }, ofOrganization(OTHER))).toBe(
    "social.application.round_not_open",
  );
});
