import { Role, type Actor, type WireMeta } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessMatrix,
  ACTS,
  fields,
  sightOf,
  states,
  verdictOf,
  viewers,
  type Act,
  type ApplicationStateName,
  type Viewer,
} from "../src/domain/selection/index.ts";
import { answers, HUB, LEAD, marks, OTHER, PARTNER } from "./selection-builders.ts";
import {
  AFTER,
  as,
  CLOSES,
  judge,
  lead,
  MEMBERS,
  ofOrganization,
  officer,
  openDistrict,
  partner,
  REVIEWERS,
  reviewAll,
  type District,
} from "./selection-platform.ts";

const INVITED = "01JD6Z0Q8V4Y7R2K3M5N6P8T1E";
const READER = "01JD6Z0Q8V4Y7R2K3M5N6P8T1F";
const LATER = "2018-02-10T10:00:00.000Z";

interface Stage {
  readonly district: District;
  /** An application in each state. */
  readonly of: Readonly<Record<ApplicationStateName, string>>;
}

const pdf = Buffer.from("%PDF-").toString("base64");

/** Two rounds that are reviewed, one of them signed, with an application in each state, and everybody who can be something to it. */
const stage = async (isBlind: boolean): Promise<Stage> => {
  const district = await openDistrict();
  const { ask, platform } = district;
  for (const id of [INVITED, READER]) district.register[id] = { ...district.register[PARTNER]!, name: `单位 ${id}` };
  const file = { ...answers(), team: { kind: "text", value: "十名志愿者" } } as const;
  const drafted = async (roundId: string): Promise<string> => {
    const id = await district.drafted(roundId, lead, file);
    const { hash: paper } = await ask("attachFile", { applicationId: id, content: pdf }, lead);
    const papers = { papers: { kind: "attachments", value: [{ name: "章程", hash: paper }] } };
    await ask("saveAnswers", { applicationId: id, seen: 1, answers: papers }, lead);
    for (const [organization, mayEdit] of [
      [PARTNER, true],
      [READER, false],
    ] as const) {
      await ask("inviteCoApplicant", { applicationId: id, organization, mayEdit }, lead);
      await ask("answerInvitation", { applicationId: id, consents: true }, ofOrganization(organization));
    }
    return id;
  };
  const submitted = async (roundId: string): Promise<string> => {
    const id = await drafted(roundId);
    await ask("submitApplication", { applicationId: id, seen: 2 }, lead);
    return id;
  };
  const screened = async (roundId: string, reason: string): Promise<string> => {
    const id = await submitted(roundId);
    await ask("screenApplication", { applicationId: id, reason, note: "初筛" });
    return id;
  };
  const start = "2017-12-27T01:00:00.000Z";
  const round = async (closesAt = CLOSES): Promise<string> => {
    platform.clock.set(start);
    return district.round({ isBlind, closesAt });
  };
  const [early, signed, reviewed] = [await round(LATER), await round(), await round()];
  const draft = await drafted(early);
  await ask("inviteCoApplicant", { applicationId: draft, organization: INVITED, mayEdit: true }, lead);
  const open = await submitted(early);
  const moreInfo = await submitted(early);
  await ask("requestInfo", { applicationId: moreInfo, fields: ["need"], reason: "补充", until: LATER });
  const failed = await screened(await round(LATER), "outOfScope");
  const withdrawn = await submitted(await round(LATER));
  await ask("withdrawApplication", { applicationId: withdrawn, why: "合并" }, lead);
  const [ranked, passed] = [await screened(signed, "fits"), await screened(reviewed, "fits")];
  for (const roundId of [signed, reviewed])
    for (const account of REVIEWERS.slice(0, 3))
      await ask("enlistReviewer", { roundId, account, themes: [], limit: 9 });
  platform.clock.set(AFTER);
  await district.sweep();
  for (const roundId of [signed, reviewed]) {
    await district.declared(roundId, REVIEWERS.slice(0, 3));
    await ask("openReviews", { roundId });
    await ask("appointPanel", { roundId, members: MEMBERS, chair: MEMBERS[0] });
    await district.declared(roundId, MEMBERS.slice(0, 2));
    await ask("declareTies", { roundId, ties: [{ organization: LEAD, kind: "kin" }] }, judge("member-3"));
  }
  await reviewAll(district, ranked, 3, 3, 3);
  await ask("openPanel", { roundId: signed });
  await ask("takeAttendance", { roundId: signed, present: MEMBERS });
  await ask("writePanelMinutes", { roundId: signed, text: "纪要" });
  await ask("signPanelMinutes", { roundId: signed }, judge("member-2"));
  await reviewAll(district, passed, 3, 3, 3);
  await ask("openPanel", { roundId: reviewed });
  // One review is set aside, so that another is awaited while the panel sits: somebody who has not finished.
  await ask("supersedeReview", { applicationId: passed, reviewer: "judge-3", reason: "重审" }, judge("member-1"));
  await ask("enlistReviewer", { roundId: reviewed, account: "judge-4", themes: [], limit: 9 });
  await district.declared(reviewed, ["judge-4"]);
  return { district, of: { draft, submitted: open, moreInfo, passed, failed, withdrawn, ranked } };
};

/** Accounts that stand so to every application of the stage, where that can be; in the other states nobody does. */
const WHO: Readonly<Record<Exclude<Viewer, "outsider">, readonly [WireMeta, readonly ApplicationStateName[]]>> = {
  applicant: [lead, states],
  coEditor: [partner, states],
  coApplicant: [ofOrganization(READER), states],
  invited: [ofOrganization(INVITED), ["draft"]],
  officer: [officer, states],
  overseer: [as("overseer", ["inspector"]), states],
  reviewer: [judge("judge-4"), ["passed"]],
  reviewed: [judge("judge-1"), ["passed", "ranked"]],
  panelMember: [judge("member-2"), ["passed", "ranked"]],
  panelChair: [judge("member-1"), ["passed", "ranked"]],
};

/** To whom there is no such application, in these states. */
const OUTSIDERS: Readonly<Record<string, readonly [WireMeta, readonly ApplicationStateName[]]>> = {
  "another organization": [ofOrganization(OTHER), states],
  "the hub": [ofOrganization(HUB), states],
  "a reviewer of nothing": [judge("judge-5"), states],
  "a recused member": [judge("member-3"), states],
  "a reviewer whose review was set aside": [judge("judge-3"), ["passed"]],
  "an officer who is a reviewer": [as("both", ["socialOfficer", "reviewer"]), states],
};

/** What a state holds of a field, where there is nothing to show: only then may a shown field be absent. */
const EMPTY: Partial<Record<(typeof fields)[number], readonly ApplicationStateName[]>> = {
  submittedAt: ["draft"],
  moreInfo: ["submitted", "passed", "failed", "withdrawn", "ranked"],
  screening: ["draft", "submitted", "moreInfo", "withdrawn"],
};

describe.each([true, false])("who sees what (blind: %s)", (isBlind) => {
  let set: Stage;
  beforeAll(async () => {
    set = await stage(isBlind);
  }, 120_000);
  afterAll(() => set.district.platform.stop());

  const cases = (Object.keys(WHO) as (keyof typeof WHO)[]).flatMap((viewer) =>
    states.map((state) => [viewer, state] as const),
  );

  it.each(cases)("%s of what is %s: field by field as the table says", async (viewer, state) => {
    const [meta, possible] = WHO[viewer];
    const applicationId = set.of[state];
    if (!possible.includes(state) || fields.every((field) => sightOf(viewer, state, field) === "hidden")) {
      expect(await set.district.refusal("ventureApplication", { applicationId }, meta)).toBe(
        "social.application.unknown",
      );
      return;
    }
    const view: Record<string, unknown> = await set.district.ask("ventureApplication", { applicationId }, meta);
    expect([view["viewer"], view["state"]]).toEqual([viewer, state]);
    for (const field of fields) {
      const sight = sightOf(viewer, state, field);
      const isMasked = sight === "masked" && isBlind;
      expect([field, (view["masked"] as string[]).includes(field)]).toEqual([field, isMasked]);
      const isShown = !isMasked && sight !== "hidden" && EMPTY[field]?.includes(state) !== true;
      const isThere = view[field] !== undefined;
      // A draft without a review of one's own has none to show.
      const ofOthers = field === "ownReview" && viewer !== "reviewer" && viewer !== "reviewed";
      if (!ofOthers) expect([field, isThere]).toEqual([field, isShown]);
    }
    if (isBlind && viewer === "reviewer") {
      const text = JSON.stringify(view);
      for (const secret of [LEAD, PARTNER, "和美", "十名志愿者", "章程", "account-"])
        expect(text).not.toContain(secret);
    }
  });

  it.each(Object.entries(OUTSIDERS))("%s: there is no such application", async (_, [meta, within]) => {
    for (const state of within)
      expect(await set.district.refusal("ventureApplication", { applicationId: set.of[state] }, meta)).toBe(
        "social.application.unknown",
      );
  });

  it.each(Role.options)("an account that is a %s and nothing to it sees what its role says", async (role) => {
    const meta = as("nobody-in-particular", [role] as Actor["roles"]);
    for (const state of states) {
      const code = await set.district.refusal("ventureApplication", { applicationId: set.of[state] }, meta);
      const isOffice = role === "socialOfficer" || role === "admin";
      const isOverseer = ["supervisor", "inspector", "financeOfficer", "districtGovernment"].includes(role);
      const expected =
        isOffice || isOverseer
          ? state === "draft"
            ? "social.application.unknown"
            : undefined
          : role === "reviewer" || role === "organization"
            ? "social.application.unknown"
            : "auth.role_missing";
      expect([state, code]).toEqual([state, expected]);
    }
  });
});

/** Each act with an input that parses; what it would do is refused by the table or decided after it. */
const INPUT: Readonly<Record<Act, object>> = {
  saveAnswers: { seen: 99, answers: { need: { kind: "text", value: "x" } } },
  attachFile: { content: pdf },
  inviteCoApplicant: { organization: LEAD, mayEdit: true },
  removeCoApplicant: { organization: OTHER },
  answerInvitation: { consents: true },
  submitApplication: { seen: 99 },
  withdrawApplication: { why: "x" },
  supplyInfo: { seen: 99 },
  requestInfo: { fields: ["nothing"], reason: "x", until: LATER },
  screenApplication: { reason: "nothing", note: "x" },
  saveReview: { marks: marks(1, 1, 1), comment: "x" },
  finishReview: { marks: [], comment: "x" },
  releaseReviewer: { reviewer: "nobody", reason: "x" },
  supersedeReview: { reviewer: "nobody", reason: "x" },
};
const CODE = {
  unknown: "social.application.unknown",
  forbidden: "social.application.not_yours",
  notNow: "social.application.not_now",
};

describe("who does what", () => {
  let set: Stage;
  beforeAll(async () => {
    set = await stage(true);
  }, 120_000);
  afterAll(() => set.district.platform.stop());

  // What succeeds comes last, so that the stage stands while the others are refused.
  const acts = (Object.keys(ACTS) as Act[]).toSorted(
    (one, other) => Number(one === "withdrawApplication") - Number(other === "withdrawApplication"),
  );
  it.each(acts)("%s: by whom and in which state, as the table says", async (act) => {
    const met = { allowed: 0, unknown: 0, forbidden: 0, notNow: 0 };
    for (const viewer of viewers)
      for (const state of states) {
        const [meta, possible] = viewer === "outsider" ? [ofOrganization(OTHER), states] : WHO[viewer];
        const verdict = verdictOf(act, possible.includes(state) ? viewer : "outsider", state);
        if (verdict === "allowed" && (act === "withdrawApplication" || act === "answerInvitation")) continue;
        met[verdict] += 1;
        const input = { applicationId: set.of[state], ...INPUT[act] };
        const code = await set.district.refusal(act, input, meta);
        if (code === "auth.role_missing") {
          expect([viewer, state, verdict]).toEqual([viewer, state, verdict === "unknown" ? "unknown" : "forbidden"]);
          continue;
        }
        if (verdict === "allowed") expect(Object.values(CODE)).not.toContain(code);
        else expect([viewer, state, code]).toEqual([viewer, state, CODE[verdict]]);
      }
    expect(met.unknown).toBeGreaterThan(0);
    expect(met.forbidden).toBeGreaterThan(0);
  });

  it("lets who may withdraw withdraw, and who is asked consent", async () => {
    await set.district.ask(
      "answerInvitation",
      { applicationId: set.of.draft, consents: true },
      ofOrganization(INVITED),
    );
    for (const state of ACTS.withdrawApplication.in.filter((one) => one !== "withdrawn"))
      expect(
        await set.district.ask("withdrawApplication", { applicationId: set.of[state], why: "x" }, lead),
      ).toMatchObject({ state: "withdrawn" });
  });
});

it("is printed as the table stands: run the specs with -u after a change of the rules", async () => {
  await expect(accessMatrix()).toMatchFileSnapshot("../data/selection/access-matrix.csv");
});
