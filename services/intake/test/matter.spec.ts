import { chinaCalendar } from "@wangge/calendar";
import { describe, expect, it } from "vitest";
import { isOverdue } from "../src/domain/index.ts";
import {
  brought,
  clerk,
  filed,
  item,
  officer,
  otherClerk,
  rulesOf,
  START,
  supervisor,
  type Told,
} from "./matter-builders.ts";

const NEXT = "2017-12-28T01:00:00.000Z";
const civil = officer("civil-affairs");
const rejects = (act: () => unknown, code: string): void => {
  expect(act).toThrow(expect.objectContaining({ code: `intake.matter.${code}` }));
};
const missing = (...places: number[]) => places.map((material) => ({ material, problem: "absent" as const }));
const complete = (): Told => filed("application", { brought: brought(1, 2, 3) });
const accepted = (): Told => complete().then(NEXT, { type: "AcceptMatter", by: clerk });
const decided = (at = "2018-01-03T01:00:00.000Z"): Told =>
  accepted().then(at, { type: "DecideApplication", by: civil, result: "approved", document: "2018-12" });

describe("what is missing 一次性告知", () => {
  it("is told at once, and the clock stands still until all of it is there", () => {
    const told = filed("application").then(NEXT, { type: "GiveNotice", by: clerk, missing: missing(1, 2, 3) });
    expect(told.state.dueAt).toBeUndefined();
    const some = told.then("2018-01-02T01:00:00.000Z", { type: "BringMaterials", by: clerk, brought: brought(1, 3) });
    expect(some.state.dueAt).toBeUndefined();
    const all = some.then("2018-01-08T01:00:00.000Z", { type: "BringMaterials", by: clerk, brought: brought(2) });
    // One working day of five was used before the notice.
    expect(all.state.dueAt).toBe("2018-01-12T01:00:00.000Z");
    expect(all.then("2018-01-09T01:00:00.000Z", { type: "AcceptMatter", by: clerk }).state.status).toBe("inHand");
  });

  it("is all that is absent, and may name more that is not good enough", () => {
    const some = filed("application", { brought: brought(1) });
    rejects(() => some.then(NEXT, { type: "GiveNotice", by: clerk, missing: missing(2) }), "notice_incomplete");
    const told = some.then(NEXT, {
      type: "GiveNotice",
      by: clerk,
      missing: [...missing(2, 3), { material: 1, problem: "expired" }],
    });
    expect(told.state.outstanding).toEqual([2, 3, 1]);
  });

  it("is never more than was told the first time, not even after it was brought", () => {
    const told = filed("application", { brought: brought(1) })
      .then(NEXT, { type: "GiveNotice", by: clerk, missing: missing(2, 3) })
      .then("2018-01-02T01:00:00.000Z", { type: "BringMaterials", by: clerk, brought: brought(2, 3) });
    const again = (material: number) => () =>
      told.then("2018-01-03T01:00:00.000Z", {
        type: "GiveNotice",
        by: otherClerk,
        missing: [{ material, problem: "expired" }],
      });
    rejects(again(1), "not_told_at_once");
    expect(again(2)().state.outstanding).toEqual([2]);
  });

  it("that has been waived needs a case in which the item waives it", () => {
    const waived = (material: number) => () =>
      filed("application").then(NEXT, { type: "BringMaterials", by: clerk, brought: [{ material, kind: "waived" }] });
    expect(waived(1)().state.brought).toHaveLength(1);
    rejects(waived(2), "not_waivable");
    rejects(waived(9), "material_unknown");
  });

  it("is paper only for who has it in his hand: online there are electronic materials", () => {
    const online = () => filed("application", { brought: brought(1) }, { channel: "web" });
    rejects(online, "paper_at_the_window");
    const own = (kind: "copy" | "electronic") => () =>
      filed("application").then(NEXT, { type: "BringMaterials", brought: [{ material: 1, kind }] });
    rejects(own("copy"), "paper_at_the_window");
    expect(own("electronic")().state.brought).toHaveLength(1);
  });

  it("is not told after the limit: then it counts as accepted from the day it came", () => {
    const late = "2018-01-05T01:00:00.000Z";
    rejects(
      () => filed("application").then(late, { type: "GiveNotice", by: clerk, missing: missing(1, 2, 3) }),
      "told_too_late",
    );
    rejects(() => complete().then(late, { type: "RefuseMatter", by: clerk, code: "notEligible" }), "deemed_accepted");
    const { state } = complete().then(late, { type: "AcceptMatter", by: clerk });
    expect(state).toMatchObject({ accepted: { deemed: true }, dueAt: "2018-01-04T01:00:00.000Z" });
  });
});

describe("acceptance 受理", () => {
  it("starts the item's own limit in its own department", () => {
    expect(accepted().state).toMatchObject({
      status: "inHand",
      onHand: "civil-affairs",
      accepted: { at: NEXT, by: "acc-clerk" },
      dueAt: "2018-01-05T01:00:00.000Z",
    });
    expect(accepted().then(NEXT, { type: "AcceptMatter", by: otherClerk }).events).toEqual(accepted().events);
  });

  it("waits for what is missing", () => {
    rejects(() => filed("application").then(NEXT, { type: "AcceptMatter", by: clerk }), "materials_missing");
  });

  it("is refused with a reason of the rules, in words, and that is its end", () => {
    const refuse = (code: string, role?: "none") => () =>
      complete().then(NEXT, { type: "RefuseMatter", by: clerk, code }, role);
    rejects(refuse("dontLike"), "reason_unknown");
    rejects(refuse("notEligible", "none"), "reason_missing");
    expect(refuse("notEligible")().state.ended).toEqual({ outcome: "refused", at: NEXT, code: "notEligible" });
  });

  it("is the window's or the item's department's", () => {
    rejects(() => complete().then(NEXT, { type: "AcceptMatter", by: officer("housing") }), "not_yours");
    expect(complete().then(NEXT, { type: "AcceptMatter", by: civil }).state.status).toBe("inHand");
  });
});

describe("the result 办理结果", () => {
  it("is the department's, with a document; a negative one with its reason", () => {
    expect(decided().state.ended).toMatchObject({ outcome: "approved", document: "2018-12" });
    const decide = (by: typeof clerk, more: object, role?: "none") => () =>
      accepted().then(
        "2018-01-03T01:00:00.000Z",
        { type: "DecideApplication", by, result: "notApproved", document: "2018-13", ...more },
        role,
      );
    rejects(decide(clerk, { code: "conditionsNotMet" }), "not_on_hand");
    rejects(decide(civil, {}), "reason_missing");
    rejects(decide(civil, { code: "conditionsNotMet" }, "none"), "reason_missing");
    expect(decide(civil, { code: "conditionsNotMet" })().state.ended?.outcome).toBe("notApproved");
  });

  it("is another account's than the one that accepted, where the item says so", () => {
    const decide = (separateDecision: boolean, account: string) => () =>
      filed("application", { item: { ...item, separateDecision }, brought: brought(1, 2, 3) })
        .then(NEXT, { type: "AcceptMatter", by: civil })
        .then("2018-01-03T01:00:00.000Z", {
          type: "DecideApplication",
          by: officer("civil-affairs", account),
          result: "approved",
          document: "1",
        });
    expect(decide(false, civil.account)().state.status).toBe("ended");
    rejects(decide(true, civil.account), "self_approval");
    expect(decide(true, "acc-head")().state.status).toBe("ended");
  });

  it("may wait for a hearing; other pauses there are none", () => {
    const pause = (why: string) => () => accepted().then(NEXT, { type: "PauseHandling", by: civil, why });
    rejects(pause("lunch"), "pause_unknown");
    const on = pause("hearing")().then("2018-01-08T01:00:00.000Z", { type: "ResumeHandling", by: civil });
    expect(on.state.dueAt).toBe("2018-01-15T01:00:00.000Z");
  });
});

describe("an extension 延期", () => {
  const inHand = (): Told =>
    filed("opinion").then(NEXT, {
      type: "AcceptMatter",
      by: clerk,
      to: "urban-management",
      category: { scheme: "s@1", path: ["城乡建设"] },
    });
  const urban = officer("urban-management");
  const at = "2018-02-01T01:00:00.000Z";
  const asked = (): Told => inHand().then(at, { type: "AskExtension", by: urban, code: "complex" });

  it("is granted by another person, once, and moves the deadline by thirty days", () => {
    expect(inHand().state.dueAt).toBe("2018-02-26T16:00:00.000Z");
    rejects(() => asked().then(at, { type: "DecideExtension", by: urban, grants: true }), "self_approval");
    rejects(
      () => asked().then(at, { type: "DecideExtension", by: { ...urban, roles: ["supervisor"] }, grants: true }),
      "self_approval",
    );
    const granted = asked().then(at, {
      type: "DecideExtension",
      by: officer("urban-management", "acc-head"),
      grants: true,
    });
    expect(granted.state.dueAt).toBe("2018-03-28T16:00:00.000Z");
    rejects(() => granted.then(at, { type: "AskExtension", by: urban, code: "complex" }), "extended_before");
  });

  it("that is not granted leaves the deadline, and is not one of those that the rules allow", () => {
    const denied = asked().then(at, { type: "DecideExtension", by: supervisor, grants: false });
    expect(denied.state.dueAt).toBe("2018-02-26T16:00:00.000Z");
    expect(denied.then(at, { type: "AskExtension", by: urban, code: "complex" }).state.extensions).toHaveLength(2);
  });

  it("that nobody has decided falls with the reply", () => {
    const replied = asked().then(at, { type: "Reply", by: urban });
    expect(replied.state.extensions).toEqual([]);
    rejects(() => replied.then(at, { type: "DecideExtension", by: supervisor, grants: true }), "no_extension_asked");
  });

  it("is not for what is late already, nor for a consultation", () => {
    rejects(
      () => inHand().then("2018-02-26T16:00:00.000Z", { type: "AskExtension", by: urban, code: "complex" }),
      "already_overdue",
    );
    rejects(
      () => filed("consultation").then(at, { type: "AskExtension", by: clerk, code: "complex" }),
      "not_extendable",
    );
  });
});

describe("a complaint 投诉", () => {
  const pass = (to: string) => () => filed("complaint").then(NEXT, { type: "AcceptMatter", by: clerk, to });

  it("is never passed to the body that it is about, nor worked on by it in any role", () => {
    rejects(pass("urban-management"), "to_the_accused");
    const accused = { ...clerk, department: "urban-management" };
    rejects(
      () => filed("complaint").then(NEXT, { type: "AcceptMatter", by: accused, to: "street-office" }),
      "complained_about",
    );
  });

  it("is replied to by the body named, closed by another person, and reviewed twice at most, by others", () => {
    const government = officer("district-government");
    const city = officer("city-government");
    const replied = pass("street-office")().then("2018-01-10T01:00:00.000Z", {
      type: "Reply",
      by: officer("street-office"),
    });
    rejects(() => pass("street-office")().then(NEXT, { type: "Reply", by: government }), "not_on_hand");
    rejects(
      () => replied.then(NEXT, { type: "CloseMatter", by: { ...supervisor, account: "acc-street-office" } }),
      "self_approval",
    );
    const closed = replied.then("2018-01-11T01:00:00.000Z", { type: "CloseMatter", by: clerk });
    expect(closed.state.ended).toEqual({ outcome: "replied", at: "2018-01-11T01:00:00.000Z" });
    rejects(() => closed.then(NEXT, { type: "AskReview", to: "street-office" }), "self_review");
    rejects(() => closed.then(NEXT, { type: "AskReview", to: "urban-management" }), "self_review");
    const review = closed.then("2018-02-09T15:59:00.000Z", { type: "AskReview", to: "district-government" });
    expect(review.state).toMatchObject({ status: "inHand", dueAt: "2018-03-11T16:00:00.000Z" });
    const reviewed = review.then("2018-03-01T01:00:00.000Z", { type: "Reply", by: government });
    expect(reviewed.state.ended?.outcome).toBe("reviewed");
    const last = reviewed
      .then("2018-03-20T01:00:00.000Z", { type: "AskReview", to: "city-government" })
      .then("2018-04-01T01:00:00.000Z", { type: "Reply", by: city });
    rejects(() => last.then("2018-04-02T01:00:00.000Z", { type: "AskReview", to: "province" }), "no_review");
  });

  it("is reviewed also where the calendar does not know the last day yet", () => {
    const { lastYear } = chinaCalendar;
    const at = `${lastYear}-12-10T01:00:00.000Z`;
    const replied = filed("complaint", {}, { rules: rulesOf("complaint", `${lastYear}-12-01`) })
      .then(at, { type: "AcceptMatter", by: clerk, to: "street-office" })
      .then(at, { type: "Reply", by: officer("street-office") });
    const ask = (day: string) => () =>
      replied.then(`${day}T01:00:00.000Z`, { type: "AskReview", to: "district-government" });
    expect(ask(`${lastYear + 1}-01-09`)().state.status).toBe("inHand");
    expect(ask(`${lastYear + 1}-01-10`)).toThrow(`–${lastYear} only`);
  });

  it("may be reviewed until the thirtieth day after the reply, moved by nothing else", () => {
    const replied = pass("street-office")().then("2018-01-10T01:00:00.000Z", {
      type: "Reply",
      by: officer("street-office"),
    });
    rejects(
      () => replied.then("2018-02-09T16:00:00.000Z", { type: "AskReview", to: "district-government" }),
      "review_too_late",
    );
  });
});

describe("an opinion 意见建议", () => {
  it("is registered and sorted within fifteen days, and handled within sixty", () => {
    const opinion = filed("opinion");
    expect(opinion.state.dueAt).toBe("2018-01-11T16:00:00.000Z");
    rejects(() => opinion.then(NEXT, { type: "AcceptMatter", by: clerk, to: "housing" }), "not_sorted");
    rejects(
      () => opinion.then(NEXT, { type: "AcceptMatter", by: clerk, category: { scheme: "s@1", path: ["民政"] } }),
      "no_department",
    );
  });

  it("keeps the rules of the day on which it came", () => {
    expect(rulesOf("opinion", "2022-04-30").version).toBe("opinion@2012-01-01");
    expect(rulesOf("opinion", "2022-05-01").version).toBe("opinion@2022-05-01");
    expect(() => rulesOf("opinion", "2011-12-31")).toThrow(
      expect.objectContaining({ code: "intake.matter_rules.not_in_force" }),
    );
  });
});

describe("a consultation 咨询", () => {
  const link = { kind: "complaint" as const, id: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", trackingNumber: "20171227-0000018-2" };
  const asked = (): Told =>
    filed("consultation").then(
      NEXT,
      {
        type: "AskConversion",
        by: clerk,
        conversion: { into: "complaint", against: "housing" },
      },
      "none",
    );

  it("is in hand from the beginning, and its answer is its end", () => {
    expect(filed("consultation").state).toMatchObject({ status: "inHand", onHand: "window" });
    const answered = filed("consultation").then(NEXT, {
      type: "Reply",
      by: clerk,
      template: "how-to-apply@2013-01-01",
    });
    expect(answered.state).toMatchObject({
      ended: { outcome: "answered" },
      replies: [{ department: "window", template: "how-to-apply@2013-01-01" }],
    });
    rejects(() => filed("consultation").then(NEXT, { type: "Reply", by: clerk }, "none"), "reply_missing");
  });

  it("that is put to a department is answered there or at the window, nowhere else", () => {
    const put = filed("consultation", { department: "housing" });
    expect(put.then(NEXT, { type: "Reply", by: officer("housing") }).state.status).toBe("ended");
    expect(put.then(NEXT, { type: "Reply", by: clerk }).state.status).toBe("ended");
    rejects(() => put.then(NEXT, { type: "Reply", by: civil }), "not_on_hand");
  });

  it("is converted once, whoever asks again", () => {
    const converted = asked().then(NEXT, { type: "CompleteConversion", into: link }, "none");
    expect(converted.state.ended).toEqual({ outcome: "converted", at: NEXT, into: link });
    expect(converted.then(NEXT, { type: "CompleteConversion", into: link }, "none").events).toEqual(converted.events);
    rejects(
      () =>
        converted.then(
          NEXT,
          { type: "AskConversion", by: clerk, conversion: { into: "application", item: "item-0001" } },
          "none",
        ),
      "converted_before",
    );
    rejects(() => asked().then(NEXT, { type: "Reply", by: clerk }), "converting");
  });

  it("stays one when what it should become is refused, with its clock as it was", () => {
    const again = asked().then(NEXT, { type: "FailConversion", code: "intake.matter.item_not_active" }, "none");
    expect(again.state).toMatchObject({ status: "inHand", dueAt: filed("consultation").state.dueAt });
    expect(again.state.conversion).toBeUndefined();
  });
});

describe("after the end", () => {
  const ENDED = "2018-01-03T01:00:00.000Z";

  it("it is rated from one to five, once", () => {
    rejects(() => accepted().then(ENDED, { type: "RateMatter", stars: 5 }, "none"), "not_now");
    rejects(() => decided().then(ENDED, { type: "RateMatter", stars: 6 }, "none"), "rating_invalid");
    const rated = decided().then(ENDED, { type: "RateMatter", stars: 2 }, "none");
    rejects(() => rated.then(ENDED, { type: "RateMatter", stars: 5 }, "none"), "rated_before");
  });

  it("it is reopened within five days of its end, which a rating does not move, and once", () => {
    const rated = decided(ENDED).then("2018-01-07T01:00:00.000Z", { type: "RateMatter", stars: 1 }, "none");
    rejects(() => rated.then("2018-01-08T01:00:00.000Z", { type: "ReopenMatter" }), "reopen_too_late");
    rejects(() => rated.then("2018-01-08T00:59:59.999Z", { type: "ReopenMatter" }, "none"), "reason_missing");
    const open = rated.then("2018-01-08T00:59:59.999Z", { type: "ReopenMatter" });
    expect(open.state).toMatchObject({ status: "inHand", onHand: "civil-affairs", reopenings: 1 });
    const again = open.then("2018-01-09T01:00:00.000Z", {
      type: "DecideApplication",
      by: civil,
      result: "approved",
      document: "2018-14",
    });
    rejects(() => again.then("2018-01-10T01:00:00.000Z", { type: "ReopenMatter" }), "reopened_before");
    expect(again.then("2018-01-10T01:00:00.000Z", { type: "RateMatter", stars: 5 }, "none").state.rating?.stars).toBe(
      5,
    );
  });

  it("what was refused goes back to the window, with a clock to accept it", () => {
    const open = complete()
      .then(NEXT, { type: "RefuseMatter", by: clerk, code: "notThisBody" })
      .then(NEXT, { type: "ReopenMatter" });
    expect(open.state).toMatchObject({ status: "received", onHand: "window", dueAt: "2018-01-05T01:00:00.000Z" });
  });

  it("what was taken back stays so", () => {
    const back = accepted().then(NEXT, { type: "WithdrawMatter" });
    rejects(() => accepted().then(NEXT, { type: "WithdrawMatter", by: civil }), "not_of_the_office");
    expect(back.then(NEXT, { type: "WithdrawMatter" }).events).toEqual(back.events);
    rejects(() => back.then(NEXT, { type: "ReopenMatter" }), "not_reopenable");
    rejects(() => decided().then(NEXT, { type: "WithdrawMatter" }), "not_now");
  });
});

describe("the words of a matter", () => {
  it("are refused where their seal is not made of the latest one", () => {
    const words = { name: "late", role: "reply" as const, seen: 0 };
    const { state } = filed("consultation");
    expect(state.seals).toBe(1);
    expect(() => filed("consultation").then(NEXT, { type: "Reply", by: clerk, words } as never, "none")).toThrow(
      expect.objectContaining({ kind: "conflict", code: "intake.matter.text_conflict" }),
    );
  });

  it("are erased, and what is written later is counted anew and can be erased again", () => {
    const erased = filed("consultation").then(NEXT, { type: "EraseWords", accessId: "a" }, "none");
    expect(erased.state).toMatchObject({ texts: [], seals: 2 });
    expect(erased.then(NEXT, { type: "EraseWords", accessId: "b" }, "none").events).toEqual(erased.events);
    const answered = erased.then(NEXT, { type: "Reply", by: clerk });
    expect(answered.then(NEXT, { type: "EraseWords", accessId: "b" }, "none").state.texts).toEqual([]);
  });
});

it("a matter that ended in time is not late afterwards", () => {
  const [clock] = decided().state.clocks.slice(-1);
  expect(clock && isOverdue(clock, "2019-01-01T00:00:00.000Z")).toBe(false);
  expect(filed("application").state.clocks.some((one) => isOverdue(one, START))).toBe(false);
});
