import { specFor } from "@wangge/kit/testing";
import { isDomainError } from "@wangge/kit/errors";
import { describe, expect, it } from "vitest";
import { approvalOf, type AdmissionCommand, type AdmissionState, type Change } from "../src/domain/index.ts";
import {
  admissionDecider,
  allAgree,
  applicant,
  approve,
  AT,
  BODIES,
  contentOf,
  draft,
  government,
  hashOfAll,
  historyOf,
  inStatus,
  newItem,
  newVersion,
  object,
  party,
  powerList,
  recordOutcomes,
  review,
  revise,
  stateAfter,
  submit,
  TODAY,
  turnDown,
  withdraw,
} from "./admission-builders.ts";

const after = (...commands: readonly AdmissionCommand[]) => specFor(admissionDecider)(...historyOf(...commands));
const statusAfter = (...commands: readonly AdmissionCommand[]) => stateAfter(...commands).status;
const code = (name: string) => `intake.admission.${name}`;

describe("an admission 事项准入", () => {
  it("goes from the department over every body to the district government", () => {
    expect(statusAfter(...inStatus.reviewed)).toBe("reviewed");
    const state = stateAfter(...inStatus.approved);
    expect(state).toMatchObject({ status: "approved", decision: { on: TODAY, account: "acc-government" } });
    expect(approvalOf("x", state)).toMatchObject({ agreed: BODIES, approvedOn: TODAY, hash: hashOfAll([newItem()]) });
  });

  it("is no approval before it is approved", () => {
    for (const status of ["draft", "inReview", "returned", "reviewed", "rejected", "withdrawn"] as const)
      expect(approvalOf("x", stateAfter(...inStatus[status]))).toBeUndefined();
  });
});

/** What each command does in each status: the next status, "-" for nothing new, else the refusal. */
const table: Readonly<Record<string, readonly [AdmissionCommand, Readonly<Record<AdmissionState["status"], string>>]>> =
  {
    draft: [
      draft(),
      {
        none: "draft",
        draft: "-",
        inReview: "not_now",
        returned: "not_now",
        reviewed: "not_now",
        approved: "not_now",
        carriedOut: "not_now",
        rejected: "not_now",
        withdrawn: "not_now",
      },
    ],
    revise: [
      revise([newItem("item-0139", { fee: { fen: 100 } })]),
      {
        none: "unknown",
        draft: "draft",
        inReview: "not_now",
        returned: "returned",
        reviewed: "not_now",
        approved: "not_now",
        carriedOut: "not_now",
        rejected: "not_now",
        withdrawn: "not_now",
      },
    ],
    submit: [
      submit(),
      {
        none: "unknown",
        draft: "inReview",
        inReview: "-",
        returned: "inReview",
        reviewed: "not_now",
        approved: "not_now",
        carriedOut: "not_now",
        rejected: "not_now",
        withdrawn: "not_now",
      },
    ],
    review: [
      review("legal-affairs", { kind: "object", reason: "依据不足" }),
      {
        none: "unknown",
        draft: "not_now",
        inReview: "returned",
        returned: "not_now",
        reviewed: "not_now",
        approved: "not_now",
        carriedOut: "not_now",
        rejected: "not_now",
        withdrawn: "not_now",
      },
    ],
    withdraw: [
      withdraw(),
      {
        none: "unknown",
        draft: "withdrawn",
        inReview: "withdrawn",
        returned: "withdrawn",
        reviewed: "withdrawn",
        approved: "not_now",
        carriedOut: "not_now",
        rejected: "not_now",
        withdrawn: "-",
      },
    ],
    approve: [
      approve(),
      {
        none: "unknown",
        draft: "not_now",
        inReview: "not_now",
        returned: "not_now",
        reviewed: "approved",
        approved: "-",
        carriedOut: "-",
        rejected: "not_now",
        withdrawn: "not_now",
      },
    ],
    reject: [
      turnDown(),
      {
        none: "unknown",
        draft: "not_now",
        inReview: "not_now",
        returned: "not_now",
        reviewed: "rejected",
        approved: "not_now",
        carriedOut: "not_now",
        rejected: "-",
        withdrawn: "not_now",
      },
    ],
    outcomes: [
      recordOutcomes,
      {
        none: "unknown",
        draft: "not_now",
        inReview: "not_now",
        returned: "not_now",
        reviewed: "not_now",
        approved: "carriedOut",
        carriedOut: "-",
        rejected: "not_now",
        withdrawn: "not_now",
      },
    ],
  };

const answer = (command: AdmissionCommand, state: AdmissionState): string => {
  try {
    const events = admissionDecider.decide(command, state);
    return events.length === 0 ? "-" : events.reduce(admissionDecider.evolve, state).status;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return error.code.replace("intake.admission.", "");
  }
};

describe.each(Object.entries(table))("%s", (_name, [command, answers]) => {
  it.each(Object.entries(answers))("when it is %s: %s", (status, expected) => {
    expect(answer(command, stateAfter(...inStatus[status as AdmissionState["status"]]))).toBe(expected);
  });
});

describe("submit 部门提交申请", () => {
  const submitting = (changes: readonly Change[], reviewers = BODIES) => after(draft(changes, applicant, reviewers));

  it("is for the department whose items they are", () => {
    submitting([newItem("item-0139", { department: "health" })], [...BODIES, "health"])
      .when(submit())
      .thenRejects(code("not_your_item"));
    after(draft())
      .when(submit(party("health")))
      .thenRejects(code("not_yours"));
    after().when(draft(undefined, government)).thenRejects(code("no_department"));
  });

  it("names every body of the process, its counterpart, and legal affairs", () => {
    for (const body of BODIES)
      submitting(
        [newItem()],
        BODIES.filter((one) => one !== body),
      )
        .when(submit())
        .thenRejects(code("bodies_missing"));
  });

  it("asks the bodies of what is replaced too", () => {
    const before = contentOf({ steps: [{ name: "核查", by: "public-security" }] });
    const standing = [{ code: "item-0001", latest: { id: "item-0001@1", content: before }, isWithdrawn: false }];
    submitting([newVersion("item-0001@1")])
      .when(submit(applicant, standing))
      .thenRejects(code("bodies_missing"));
  });

  it("follows the rules of its day", () => {
    const at = "2019-06-03T01:00:00.000Z";
    submitting([newItem("item-0139", {}, "2019-07-01")])
      .when(submit(applicant, [], at))
      .thenRejects(code("bodies_missing"));
  });

  it("does not ask the applicant", () => {
    submitting([newItem()], [...BODIES, "civil-affairs"])
      .when(submit())
      .thenRejects(code("self_review"));
  });

  it.each<[string, Change, string]>([
    ["a day that has begun", newItem("item-0139", {}, TODAY), "retroactive"],
    ["what does not exist", newVersion("item-0999@1"), "item_unknown"],
    ["a class of the other level", newItem("item-0139", { itemClass: "community-housing" }), "class_of_other_level"],
  ])("refuses %s", (_what, change, refusal) => {
    submitting([change]).when(submit()).thenRejects(code(refusal));
  });

  it.each<[string, Change, { id: string; withdrawn: boolean }, string]>([
    ["a code that is taken", newItem("item-0001"), { id: "item-0001@1", withdrawn: false }, "item_exists"],
    ["what is withdrawn", newVersion("item-0001@1"), { id: "item-0001@1", withdrawn: true }, "item_withdrawn"],
    ["an old version", newVersion("item-0001@1"), { id: "item-0001@2", withdrawn: false }, "base_superseded"],
    [
      "a change of level by another name",
      newVersion("item-0001@1", { level: "community", itemClass: "community-civil-services" }),
      { id: "item-0001@1", withdrawn: false },
      "level",
    ],
  ])("refuses %s", (_what, change, { id, withdrawn }, refusal) => {
    const standing = [{ code: "item-0001", latest: { id, content: contentOf() }, isWithdrawn: withdrawn }];
    submitting([change], [...BODIES, "community-station"])
      .when(submit(applicant, standing))
      .thenRejects(code(refusal));
  });

  it("is of something, and of each item once", () => {
    after().when(draft([])).thenRejects(code("empty"));
    after()
      .when(draft([newItem(), newItem()]))
      .thenRejects(code("item_twice"));
  });
});

describe("review 集中审核", () => {
  const inReview = () => after(...inStatus.inReview);

  it("is not for the applicant, as a department or as an account", () => {
    inReview().when(review("civil-affairs")).thenRejects(code("self_review"));
    inReview()
      .when(review(party("street-office", applicant.account)))
      .thenRejects(code("self_review"));
  });

  it("is for the bodies that are asked", () => {
    inReview().when(review("health")).thenRejects(code("not_asked"));
    inReview().when(review(government)).thenRejects(code("no_department"));
  });

  it("is of what was submitted", () => {
    inReview()
      .when(review("street-office", undefined, "0".repeat(64)))
      .thenRejects(code("other_content"));
  });

  it("is each body's once, and one account's for one body", () => {
    const one = after(...inStatus.inReview, review("street-office"));
    one.when(review("street-office")).thenNothing();
    one.when(review(party("street-office", "another"))).thenRejects(code("reviewed_already"));
    one.when(review(party("legal-affairs", "acc-street-office"))).thenRejects(code("one_account_two_bodies"));
  });

  it("begins anew for those whom something has changed for", () => {
    const extra = newItem("item-0140", {
      level: "community",
      itemClass: "community-civil-services",
      steps: [{ name: "受理", by: "community-station" }],
    });
    const all = [...BODIES, "community-station"];
    const hash = hashOfAll([newItem(), extra]);
    const agree = (body: string) => review(body, undefined, hash);
    const changed = { ...extra, effectiveFrom: "2018-02-01" };
    const history = [
      draft([newItem(), extra], applicant, all),
      submit(),
      agree("street-office"),
      agree("legal-affairs"),
      review("community-station", object, hash),
      revise([newItem(), changed], applicant, all),
      submit(),
    ];
    const state = stateAfter(...history);
    expect(state).toMatchObject({ status: "inReview", round: 2 });
    // Street office and service centre see the first item only; legal affairs sees all, the station objected.
    expect("reviews" in state && state.reviews.map(({ department }) => department)).toEqual(["street-office"]);
    after(...history)
      .when(review("legal-affairs", undefined, hash))
      .thenRejects(code("other_content"));
  });

  it("cannot be got rid of by leaving a body out that has objected", () => {
    after(draft(undefined, applicant, [...BODIES, "health"]), submit(), review("health", object), revise([newItem()]))
      .when(submit())
      .thenRejects(code("bodies_missing"));
  });

  it("makes nobody an applicant who has reviewed it", () => {
    after(...inStatus.returned)
      .when(submit(party("civil-affairs", "acc-street-office")))
      .thenRejects(code("self_review"));
  });
});

describe("approve 区政府审定", () => {
  const reviewed = () => after(...inStatus.reviewed);

  it.each([
    ["a department", party("health"), "not_district_government"],
    ["the applicant's account", { ...government, account: applicant.account }, "self_approval"],
    ["the applicant's department", { ...government, department: "civil-affairs" }, "self_approval"],
    ["a reviewer's account", { ...government, account: "acc-legal-affairs" }, "self_approval"],
    ["a reviewer's department", { ...government, department: "legal-affairs" }, "self_approval"],
  ])("is not for %s", (_who, by, refusal) => {
    reviewed().when(approve({ by })).thenRejects(code(refusal));
    reviewed().when(turnDown(by)).thenRejects(code(refusal));
  });

  it("is of exactly what was reviewed", () => {
    reviewed()
      .when(approve({ hash: hashOfAll([newItem("item-0140")]) }))
      .thenRejects(code("other_content"));
  });

  it("comes before the first day", () => {
    reviewed()
      .when(approve({ at: "2018-01-14T16:00:00.000Z" }))
      .thenRejects(code("retroactive"));
    expect(statusAfter(...inStatus.reviewed, approve({ at: "2018-01-14T15:59:59.999Z" }))).toBe("approved");
  });

  it("looks again at how the items stand", () => {
    reviewed()
      .when(
        approve({
          standing: [{ code: "item-0139", latest: { id: "item-0139@1", content: contentOf() }, isWithdrawn: false }],
        }),
      )
      .thenRejects(code("item_exists"));
  });

  it("accepts the conditions of the bodies, or rejects", () => {
    const conditional = [
      ...inStatus.inReview,
      ...allAgree.slice(1),
      review("legal-affairs", { kind: "agreeWithConditions", conditions: "先培训窗口人员" }),
    ];
    after(...conditional)
      .when(approve())
      .thenRejects(code("conditions_open"));
    expect(statusAfter(...conditional, approve({ acceptsConditions: true }))).toBe("approved");
  });
});

describe("the reform's own list", () => {
  const founding = (changes: readonly Change[]): AdmissionCommand => ({
    type: "RecordFounding",
    changes,
    decidedOn: powerList.decidedOn,
    at: AT,
  });

  it("is recorded as the decision that it was, and once", () => {
    expect(stateAfter(founding(powerList.changes))).toMatchObject({ status: "approved", origin: "reform" });
    after(founding(powerList.changes)).when(founding(powerList.changes)).thenNothing();
  });

  it("is a way in for nothing else", () => {
    for (const changes of [[newItem()], [...powerList.changes, newItem()], powerList.changes.slice(1)])
      after().when(founding(changes)).thenRejects(code("not_the_reforms_list"));
    after(draft()).when(founding(powerList.changes)).thenRejects(code("not_now"));
  });
});
