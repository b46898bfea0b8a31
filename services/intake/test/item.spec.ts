import { specFor } from "@wangge/kit/testing";
import { fold } from "@wangge/kit/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../src/app/power-list.ts";
import {
  canonical,
  itemDeciderWith,
  onDay,
  standingOf,
  type AdmitChange,
  type Approval,
  type Change,
  type ItemEvent,
} from "../src/domain/index.ts";
import {
  ADMISSION,
  approvalFor,
  AT,
  contentOf,
  hashOfChange,
  LATER,
  newItem,
  newVersion,
  TODAY,
  withdrawalOf,
} from "./admission-builders.ts";

const decider = itemDeciderWith({ digest, isGenuine: () => true });
const given = specFor(decider);

const admit = (change: Change, approval: Approval = approvalFor([change])): AdmitChange => ({
  type: "AdmitChange",
  change,
  approval,
  at: AT,
});
const published = (change: Change, number: number, admission = ADMISSION): ItemEvent => {
  if (change.kind === "withdrawal") throw new Error("not a version");
  const { code, kind, content, effectiveFrom } = change;
  const id = `${code}@${number}`;
  return {
    type: "VersionPublished",
    data: { code, id, kind, content, effectiveFrom, admission, hash: hashOfChange(change), at: AT },
  };
};
const first = published(newItem(), 1);
const second = newVersion("item-0139@1", { name: "高龄津贴" }, "2018-03-01");
const withdrawn: ItemEvent = {
  type: "ItemWithdrawn",
  data: { code: "item-0139", effectiveFrom: "2018-06-01", reason: "取消", admission: "w", hash: "h", at: AT },
};

describe("a version of an item 事项版本", () => {
  it("comes with the approval of exactly this content", () => {
    given().when(admit(newItem())).then(first);
  });

  it("follows another one", () => {
    given(first)
      .when(admit(second, approvalFor([second], { admission: "two" })))
      .then(published(second, 2, "two"));
  });

  it("is not written again when the same approval comes twice", () => {
    given(first).when(admit(newItem())).thenNothing();
  });

  it("is not written again by an old approval, whatever came after it", () => {
    given(first, published(second, 2, "two"))
      .when(admit(newItem()))
      .thenNothing();
  });

  it("is not written once the item is withdrawn", () => {
    given(first, withdrawn)
      .when(admit(second, approvalFor([second], { admission: "two" })))
      .thenRejects("intake.item.withdrawn");
  });

  it("ends with a withdrawal, which is approved like everything else", () => {
    const change = withdrawalOf("item-0139@1", "2018-06-01");
    given(first)
      .when(admit(change, approvalFor([change], { admission: "w" })))
      .then({
        type: "ItemWithdrawn",
        data: {
          code: "item-0139",
          effectiveFrom: "2018-06-01",
          reason: "上级已取消该事项",
          admission: "w",
          hash: hashOfChange(change),
          at: AT,
        },
      });
  });
});

describe("what is refused", () => {
  const other = (more: Partial<Approval>, change: Change = newItem()): AdmitChange =>
    admit(change, approvalFor([newItem()], more));
  const later = { admission: "two" };

  it.each<[string, AdmitChange, string]>([
    ["content other than the approved one", other({}, newItem("item-0139", { fee: { fen: 100 } })), "other_content"],
    ["a forged hash", other({ changes: [{ code: "item-0139", hash: "0".repeat(64) }] }), "other_content"],
    ["the approval of another item", other({}, newItem("item-0140")), "other_content"],
    ["a review that is not complete", other({ agreed: ["legal-affairs"] }), "approval_flawed"],
    ["no review at all", other({ required: [], agreed: [] }), "approval_flawed"],
    ["no applicant", other({ applicants: [] }), "approval_flawed"],
    [
      "a review by the applicant's department",
      other({ reviewers: [{ account: "x", department: "civil-affairs" }] }),
      "approval_flawed",
    ],
    [
      "a review by the applicant's account",
      other({ reviewers: [{ account: "acc-civil-affairs", department: "street-office" }] }),
      "approval_flawed",
    ],
    ["an approval by a reviewer", other({ approver: { account: "acc-street-office" } }), "approval_flawed"],
    ["an approval by the applicant", other({ approver: { account: "acc-civil-affairs" } }), "approval_flawed"],
    ["the day of its approval", other({ approvedOn: LATER }), "retroactive"],
    ["a change of what is not there", admit(newVersion("item-0139@1")), "unknown"],
    ["a class of the other level", admit(newItem("item-0139", { level: "community" })), "class_of_other_level"],
  ])("%s", (_what, command, code) => {
    given().when(command).thenRejects(`intake.item.${code}`);
  });

  it.each<[string, Change, string]>([
    ["a code that is taken", newItem(), "exists"],
    ["a version that builds on another one", newVersion("item-0139@2", {}, "2018-03-01"), "base_superseded"],
    ["a version that takes effect before the last one", newVersion("item-0139@1", {}, LATER), "out_of_order"],
    [
      "a change of level that is not called so",
      newVersion("item-0139@1", { level: "community", itemClass: "community-civil-services" }, "2018-03-01"),
      "level",
    ],
  ])("of a listed item: %s", (_what, change, code) => {
    given(first)
      .when(admit(change, approvalFor([change], later)))
      .thenRejects(`intake.item.${code}`);
  });

  it("everything, where the approval does not come from the admissions' own store", () => {
    specFor(itemDeciderWith({ digest, isGenuine: () => false }))()
      .when(admit(newItem()))
      .thenRejects("intake.item.not_admitted");
  });
});

describe("an item on a day", () => {
  const state = fold(decider, [first, published(second, 2, "two"), withdrawn]);
  if (state.status !== "listed") throw new Error("not listed");

  it.each([
    ["2018-01-14", undefined],
    [LATER, ["item-0139@1", true]],
    ["2018-02-28", ["item-0139@1", true]],
    ["2018-03-01", ["item-0139@2", true]],
    ["2018-05-31", ["item-0139@2", true]],
    ["2018-06-01", ["item-0139@2", false]],
    ["2099-01-01", ["item-0139@2", false]],
  ])("on %s is %j", (day, expected) => {
    const held = onDay(state, day);
    expect(held && [held.version.id, held.isActive]).toEqual(expected);
  });

  it("has versions that are scheduled, in force, superseded, withdrawn", () => {
    const on = (day: string) => state.versions.map(({ id }) => standingOf(state, id, day));
    expect(on(TODAY)).toEqual(["scheduled", "scheduled"]);
    expect(on(LATER)).toEqual(["inForce", "scheduled"]);
    expect(on("2018-03-01")).toEqual(["superseded", "inForce"]);
    expect(on("2018-06-01")).toEqual(["superseded", "withdrawn"]);
  });
});

describe("canonical JSON", () => {
  it("is the same for the same content, in whatever order its fields come", () => {
    const shuffled = Object.fromEntries(Object.entries(contentOf()).reverse());
    expect(canonical(shuffled)).toBe(canonical(contentOf()));
    expect(canonical({ a: 1, b: undefined })).toBe(canonical({ a: 1 }));
  });

  it("is JSON that says the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
