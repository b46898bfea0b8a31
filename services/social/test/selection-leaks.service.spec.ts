import type { WireMeta } from "@wangge/kit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LEAD, marks, OTHER, PARTNER } from "./selection-builders.ts";
import {
  AFTER,
  as,
  awaited,
  inReview,
  judge,
  lead,
  MEMBERS,
  openDistrict,
  ranked,
  reviewAll,
  REVIEWERS,
  type District,
} from "./selection-platform.ts";

let district: District;
beforeEach(async () => {
  district = await openDistrict();
});
afterEach(() => district.platform.stop());

const NOTHING = "01JD6Z0Q8V4Y7R2K3M5N6P8T9Z";

/** All that a judge may ask of an application. */
const asked = (applicationId: string): readonly (readonly [string, object])[] => [
  ["ventureApplication", { applicationId }],
  ["attachment", { applicationId, hash: "0".repeat(64) }],
  ["saveReview", { applicationId, marks: marks(1, 1, 1), comment: "x" }],
  ["finishReview", { applicationId, marks: [], comment: "x" }],
  ["supersedeReview", { applicationId, reviewer: "judge-1", reason: "x" }],
];

const error = (one: unknown): object => {
  const { name, kind, code, message, details } = one as Record<string, unknown>;
  return { name, kind, code, message, details };
};
const answersOf = async (applicationId: string, meta: WireMeta): Promise<string> => {
  const answers: unknown[] = [];
  for (const [action, input] of asked(applicationId))
    answers.push(await district.platform.call(action, input, meta).catch(error));
  return JSON.stringify(answers);
};

/** Everything else that a judge may ask of a round. */
const roundOf = async (roundId: string, meta: WireMeta): Promise<string> => {
  const answers: unknown[] = [];
  for (const [action, input] of [
    ["ventureRound", { roundId }],
    ["calls", {}],
    ["myReviews", {}],
    ["panel", { roundId }],
    ["ventureApplications", {}],
    ["ventureRounds", {}],
  ] as const)
    answers.push(await district.platform.call(action, input, meta).catch(error));
  return JSON.stringify(answers);
};

const enlisted = async (roundId: string, accounts: readonly string[]): Promise<void> => {
  for (const account of accounts) await district.ask("enlistReviewer", { roundId, account, themes: [], limit: 9 });
};

describe("a reviewer who has not declared", () => {
  it("gets the same bytes whether nobody, one or many have applied", async () => {
    const seen: string[] = [];
    for (const count of [0, 1, 2]) {
      const one = await openDistrict();
      const before = district;
      district = one;
      const roundId = await one.round();
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) ids.push(await one.passed(roundId));
      await enlisted(roundId, ["judge-1"]);
      one.platform.clock.set(AFTER);
      await one.sweep();
      await one.ask("openReviews", { roundId });
      const bytes = [await roundOf(roundId, judge("judge-1")), await answersOf(ids[0] ?? NOTHING, judge("judge-1"))];
      seen.push(JSON.stringify(bytes).replaceAll(roundId, "ROUND"));
      await one.platform.stop();
      district = before;
    }
    expect(new Set(seen).size).toBe(1);
  });

  it("declares the same against the same answer, whoever has applied", async () => {
    const roundId = await district.round();
    await district.passed(roundId);
    await enlisted(roundId, ["judge-1", "judge-2"]);
    district.platform.clock.set(AFTER);
    const declare = (account: string, organization: string) =>
      district.ask("declareTies", { roundId, ties: [{ organization, kind: "kin" }] }, judge(account));
    const [toApplicant, toStranger] = [await declare("judge-1", LEAD), await declare("judge-2", OTHER)];
    expect(JSON.stringify(toApplicant).replace(LEAD, "X")).toBe(JSON.stringify(toStranger).replace(OTHER, "X"));
  });
});

describe("a recused reviewer", () => {
  it("gets byte for byte what he would get of an application that is not there", async () => {
    const { first, roundId } = await inReview(district);
    const [reviewer = ""] = await awaited(district, first);
    const whole = await answersOf(first, judge(reviewer));
    const { applications: before } = (await district.ask("myReviews", {}, judge(reviewer))) as unknown as {
      applications: object[];
    };
    await district.ask("declareTies", { roundId, ties: [{ organization: LEAD, kind: "board" }] }, judge(reviewer));
    const { applications: after } = (await district.ask("myReviews", {}, judge(reviewer))) as unknown as {
      applications: object[];
    };
    const recused = await answersOf(first, judge(reviewer));
    expect(recused).not.toBe(whole);
    expect(recused).toBe(await answersOf(NOTHING, judge(reviewer)));
    expect(JSON.stringify(after)).not.toContain(first);
    expect(before.length - after.length).toBe(1);
  });

  it("finds a list that is the same bytes with the application and without it", async () => {
    const texts: string[] = [];
    for (const exists of [true, false]) {
      const one = await openDistrict();
      const roundId = await one.round();
      if (exists) await one.passed(roundId);
      for (const account of REVIEWERS) await one.ask("enlistReviewer", { roundId, account, themes: [], limit: 9 });
      one.platform.clock.set(AFTER);
      await one.sweep();
      await one.ask("declareTies", { roundId, ties: [{ organization: LEAD, kind: "board" }] }, judge("judge-1"));
      await one.ask("openReviews", { roundId });
      texts.push(JSON.stringify(await one.ask("myReviews", {}, judge("judge-1"))));
      await one.platform.stop();
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it("is answered after the same reads as for an application that is not there", async () => {
    const { first, roundId } = await inReview(district);
    const [reviewer = ""] = await awaited(district, first);
    await district.ask("declareTies", { roundId, ties: [{ organization: LEAD, kind: "board" }] }, judge(reviewer));
    await district.sweep();
    const readsOf = async (applicationId: string): Promise<readonly string[]> => {
      const reads = district.reads();
      for (const [action, input] of asked(applicationId)) await district.refusal(action, input, judge(reviewer));
      return [...reads.stop()];
    };
    const reads = await readsOf(first);
    expect(reads.length).toBeGreaterThan(asked(first).length);
    expect(reads).toEqual(await readsOf(NOTHING));
  });

  it("has his score taken away when the register tells of a tie, with a trace of why", async () => {
    const { first, other, roundId } = await inReview(district);
    const [a = "", b = "", c = ""] = await awaited(district, first);
    await district.finish(first, a, 4, 4, 4);
    await district.finish(first, b, 3, 3, 3);
    await district.finish(first, c, 3, 3, 3);
    district.register[PARTNER] = { ...district.register[PARTNER]!, people: [a] };
    district.register[LEAD] = { ...district.register[LEAD]!, related: [PARTNER] };
    await district.sweep();
    expect(await district.refusal("ventureApplication", { applicationId: first }, judge(a))).toBe(
      "social.application.unknown",
    );
    const history = district.platform.documents("ventureAssessments").find(({ _id }) => _id === first)?.history ?? [];
    expect(history.map(({ event }) => event)).toContainEqual({
      type: "ReviewerRecused",
      data: { reviewer: a, why: "register", at: AFTER },
    });
    await reviewAll(district, first, 3, 3, 3);
    await reviewAll(district, other, 2, 2, 2);
    const { ranking } = (await ranked(district, roundId)) as unknown as {
      ranking: { applicationId: string; raw: number }[];
    };
    expect(ranking.find(({ applicationId }) => applicationId === first)?.raw).toBe(750_000);
  });

  it("does not judge what he has helped to write", async () => {
    const roundId = await district.round();
    const first = await district.drafted(roundId, {
      ...lead,
      actor: { id: "judge-1", roles: ["organization"], organization: LEAD },
    });
    await district.ask("submitApplication", { applicationId: first, seen: 1 }, lead);
    await district.ask("screenApplication", { applicationId: first, reason: "fits", note: "符合" });
    await enlisted(roundId, REVIEWERS.slice(0, 3));
    district.platform.clock.set(AFTER);
    await district.sweep();
    await district.declared(roundId, REVIEWERS.slice(0, 3));
    await district.ask("openReviews", { roundId });
    expect(await awaited(district, first)).toEqual(["judge-2", "judge-3"]);
  });
});

describe("reviewers of one application", () => {
  it("see nothing of one another before their own is final, and who applies only then", async () => {
    const { first } = await inReview(district);
    const [a = "", b = ""] = await awaited(district, first);
    await district.finish(first, a, 4, 3, 2);
    const before = await district.ask("ventureApplication", { applicationId: first }, judge(b));
    expect(before).toMatchObject({ viewer: "reviewer", masked: expect.arrayContaining(["applicant", "history"]) });
    for (const secret of [a, LEAD, "和美", "reviews", "points"])
      expect(JSON.stringify(before)).not.toContain(`"${secret}"`);
    const after = await district.finish(first, b, 3, 3, 3);
    expect(after).toMatchObject({
      viewer: "reviewed",
      applicant: LEAD,
      masked: [],
      reviews: [{ points: 787_500 }, {}],
    });
    expect(JSON.stringify(after)).not.toContain(a);
  });
});

it("a recused member does not meet in the ranking what he is recused from", async () => {
  const { first, other, roundId } = await inReview(district);
  await reviewAll(district, first, 3, 3, 3);
  await reviewAll(district, other, 2, 2, 2);
  await district.ask("appointPanel", { roundId, members: MEMBERS, chair: MEMBERS[0] });
  await district.declared(roundId, MEMBERS.slice(0, 2));
  await district.ask("declareTies", { roundId, ties: [{ organization: LEAD, kind: "kin" }] }, judge("member-3"));
  await district.ask("openPanel", { roundId });
  const seen = await district.ask("panel", { roundId }, judge("member-3"));
  expect(JSON.stringify(seen)).not.toContain(first);
  expect(seen).toMatchObject({ ranking: [{ applicationId: other }] });
  expect(JSON.stringify(seen)).not.toContain('"rank"');
  const declared = { roundId, ties: [{ organization: OTHER, kind: "money" }] };
  await district.ask("declareTies", declared, judge("member-1"));
  expect(await district.ask("panel", { roundId }, judge("member-1"))).toMatchObject({
    ranking: [{ applicationId: first }],
  });
});

it("an officer who judges is not of the office, and whoever is not on the panel learns nothing by signing", async () => {
  const { first, roundId } = await inReview(district);
  const both = as("judge-1", ["socialOfficer", "reviewer"]);
  for (const [action, input] of [
    ["openReviews", { roundId }],
    ["openPanel", { roundId }],
    ["ventureRounds", {}],
    ["releaseReviewer", { applicationId: first, reviewer: "judge-2", reason: "x" }],
  ] as const)
    expect(await district.refusal(action, input, both)).toBe("social.selection.judges");
  await district.ask("appointPanel", { roundId, members: MEMBERS, chair: MEMBERS[0] });
  expect(await district.refusal("signPanelMinutes", { roundId }, judge("judge-1"))).toBe("social.panel.unknown");
  expect(await district.refusal("signPanelMinutes", { roundId: NOTHING }, judge("judge-1"))).toBe(
    "social.panel.unknown",
  );
});
