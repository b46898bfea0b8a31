import {
  AdmissionApprovedV1,
  AdmissionRejectedV1,
  AdmissionReviewedV1,
  AdmissionSubmittedV1,
  ItemPublishedV1,
  ItemWithdrawnV1,
} from "@wangge/contracts/events";
import type { Actor, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import type { Change } from "../src/domain/index.ts";
import { BODIES, contentOf, LATER, newItem, newVersion, TODAY, withdrawalOf } from "./admission-builders.ts";
import { manifests, testConfig } from "./builders.ts";

let platform: MemoryPlatform;

beforeEach(async () => {
  platform = await memoryPlatform({ manifests, compose, config: testConfig });
});
afterEach(() => platform.stop());

const as = (roles: Actor["roles"], department?: string, id = `acc-${department ?? roles.join()}`): WireMeta => ({
  actor: { id, roles, ...(department === undefined ? {} : { department }) },
  external: true,
});
const of = (department: string): WireMeta => as(["department"], department);
const applicant = of("civil-affairs");
const government = as(["districtGovernment"]);
const everybody: WireMeta = { external: true };

interface Admission {
  readonly admission: string;
  readonly status: string;
  readonly hash: string;
}
const ask = async (action: string, input: object, meta: WireMeta): Promise<Admission> =>
  (await platform.call(action, input, meta)) as Admission;

const draft = (changes: readonly Change[], reviewers = BODIES): Promise<Admission> =>
  ask("draftAdmission", { changes, reviewers }, applicant);
const submitted = async (changes: readonly Change[], reviewers = BODIES): Promise<Admission> =>
  ask("submitAdmission", { admission: (await draft(changes, reviewers)).admission }, applicant);
const reviewed = async (changes: readonly Change[], reviewers = BODIES): Promise<Admission> => {
  const { admission, hash } = await submitted(changes, reviewers);
  for (const body of reviewers) await ask("reviewAdmission", { admission, hash, verdict: { kind: "agree" } }, of(body));
  return ask("admission", { admission }, of("legal-affairs"));
};
const approve = ({ admission, hash }: Admission): Promise<Admission> =>
  ask("approveAdmission", { admission, hash }, government);
const approved = async (changes: readonly Change[], reviewers = BODIES): Promise<Admission> =>
  approve(await reviewed(changes, reviewers));

const list = async (query: object = {}) =>
  (await platform.call("items", query, everybody)) as {
    readonly items: readonly { readonly code: string; readonly name: string; readonly standIn: boolean }[];
    readonly total: number;
    readonly next?: string;
  };
const item = (code: string, on?: string) =>
  platform.call("item", { code, ...(on === undefined ? {} : { on }) }, everybody);
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe("the power list 权力清单", () => {
  it("is there from the beginning, by the reform's own decision", async () => {
    expect(await list({ level: "street" })).toMatchObject({ total: 63 });
    expect(await list({ level: "community" })).toMatchObject({ total: 75 });
    const { admissions } = (await platform.call("admissions", {}, government)) as { admissions: Admission[] };
    expect(admissions).toMatchObject([{ origin: "reform", status: "carriedOut", approvedOn: "2012-12-31" }]);
    await platform.settle();
    expect(platform.published(ItemPublishedV1).length).toBe(138);
    expect(platform.published(AdmissionApprovedV1)).toMatchObject([{ origin: "reform" }]);
  });

  it("can be read by everybody, page by page", async () => {
    const first = await list({ limit: 100 });
    const rest = await list({ limit: 100, after: first.next });
    expect([first.items.length, rest.items.length, rest.next]).toEqual([100, 38, undefined]);
    expect(new Set([...first.items, ...rest.items].map(({ code }) => code)).size).toBe(138);
    expect(first.items.every(({ standIn }) => standIn)).toBe(true);
  });

  it("can be searched by class, by part of the name, by code", async () => {
    expect(await list({ class: "community-housing" })).toMatchObject({ total: 8 });
    const { items } = await list({ q: "低生活保障" });
    expect(items.map(({ name }) => name)).toEqual(["最低生活保障", "家庭经济困难儿童提供最低生活保障"]);
    expect(await list({ q: "item-0001" })).toMatchObject({ items: [{ name: "最低生活保障" }] });
    expect(await list({ q: "512B0003600029" })).toMatchObject({ items: [{ code: "item-0001" }] });
  });

  it("has classes, with how many items each has", async () => {
    const { classes } = (await platform.call("itemClasses", {}, everybody)) as { classes: { items: number }[] };
    expect(classes.length).toBe(18);
    expect(classes.reduce((sum, { items }) => sum + items, 0)).toBe(138);
  });

  it("says nothing of a day before it", async () => {
    expect(await list({ on: "2012-12-31" })).toMatchObject({ total: 0 });
    await expect(item("item-0001", "2012-12-31")).rejects.toThrow(refused("intake.item.unknown"));
    await expect(item("item-0999")).rejects.toThrow(refused("intake.item.unknown"));
  });
});

describe("an admission 事项准入", () => {
  it("becomes an item on the day it says, and the bus hears of every step", async () => {
    const done = await approved([newItem()]);
    const { admission } = done;
    expect(done).toMatchObject({
      status: "carriedOut",
      outcomes: [{ code: "item-0139", ok: true, version: "item-0139@1" }],
    });
    await expect(item("item-0139")).rejects.toThrow(refused("intake.item.unknown"));
    expect(await item("item-0139", LATER)).toMatchObject({ version: "item-0139@1", isActive: true, admission });
    expect(await list({ on: LATER })).toMatchObject({ total: 139 });
    await platform.settle();
    const asked = expect.arrayContaining(BODIES) as string[];
    expect(platform.published(AdmissionSubmittedV1)).toMatchObject([{ admission, reviewers: asked }]);
    expect(platform.published(AdmissionReviewedV1).map(({ leadsTo }) => leadsTo)).toEqual([
      "inReview",
      "inReview",
      "reviewed",
    ]);
    expect(platform.published(AdmissionApprovedV1).at(-1)).toMatchObject({ admission, origin: "admission" });
    expect(platform.published(ItemPublishedV1).at(-1)).toMatchObject({
      item: "item-0139",
      effectiveFrom: LATER,
      admission,
    });
  });

  it("leaves running applications their version, for ever", async () => {
    const read = (version: string) => platform.call("itemVersion", { version }, everybody);
    const before = await read("item-0001@1");
    await approved([newVersion("item-0001@1", { fee: { fen: 500 } })]);
    await approved([withdrawalOf("item-0001@2", "2018-06-01")]);
    expect(await item("item-0001", TODAY)).toMatchObject({ version: "item-0001@1", isActive: true });
    expect(await item("item-0001", LATER)).toMatchObject({ version: "item-0001@2", fee: { fen: 500 }, isActive: true });
    expect(await item("item-0001", "2018-06-01")).toMatchObject({ version: "item-0001@2", isActive: false });
    platform.clock.set("2030-01-01T00:00:00.000Z");
    expect(await read("item-0001@1")).toEqual({ ...(before as object), standing: "superseded" });
    expect(await read("item-0001@2")).toMatchObject({ fee: { fen: 500 }, standing: "withdrawn" });
    expect(await platform.call("itemVersions", { code: "item-0001" }, everybody)).toMatchObject({
      versions: [{ version: "item-0001@1" }, { version: "item-0001@2" }],
      withdrawal: { effectiveFrom: "2018-06-01" },
    });
    expect(await list()).toMatchObject({ total: 137 });
    expect(await list({ include: "all" })).toMatchObject({ total: 138 });
    await platform.settle();
    expect(platform.published(ItemWithdrawnV1)).toMatchObject([{ item: "item-0001", version: "item-0001@2" }]);
  });

  it("can hand an item from the street down to the community", async () => {
    const content = contentOf({
      level: "community",
      itemClass: "community-civil-services",
      steps: [{ name: "受理", by: "community-station" }],
    });
    const item = { code: "item-0001", base: "item-0001@1", effectiveFrom: LATER, content };
    await approved([{ kind: "changeLevel", ...item }], [...BODIES, "community-station"]);
    expect(await list({ level: "community", on: LATER })).toMatchObject({ total: 76 });
  });

  it("goes back to the department after an objection, and comes again", async () => {
    const { admission, hash } = await submitted([newItem()]);
    const verdict = { kind: "object", reason: "窗口人员不足" };
    expect(await ask("reviewAdmission", { admission, hash, verdict }, of("street-office"))).toMatchObject({
      status: "returned",
      reviews: [{ words: "窗口人员不足" }],
    });
    const changes = [newItem("item-0139", {}, "2018-03-01")];
    await ask("reviseAdmission", { admission, changes, reviewers: BODIES }, applicant);
    const asked = expect.arrayContaining(BODIES) as string[];
    expect(await ask("submitAdmission", { admission }, applicant)).toMatchObject({ round: 2, pending: asked });
  });

  it("can be taken back, and turned down", async () => {
    const { admission } = await draft([newItem()]);
    expect(await ask("withdrawAdmission", { admission }, applicant)).toMatchObject({ status: "withdrawn" });
    const other = await reviewed([newItem()]);
    const reason = "暂不具备条件";
    expect(
      await ask("rejectAdmission", { admission: other.admission, hash: other.hash, reason }, government),
    ).toMatchObject({ status: "rejected", reason });
    await platform.settle();
    expect(platform.published(AdmissionRejectedV1)).toMatchObject([{ admission: other.admission }]);
    expect(JSON.stringify(platform.bus.stored("EVT_INTAKE"))).not.toContain(reason);
  });

  it("is found by status, department and item", async () => {
    const { admission } = await draft([newItem()]);
    for (const query of [{ status: "draft" }, { department: "civil-affairs" }, { item: "item-0139" }])
      expect(await platform.call("admissions", query, government)).toMatchObject({ admissions: [{ admission }] });
  });

  it("under one key is one", async () => {
    const meta = { ...applicant, idempotencyKey: "acc:1" };
    const input = { changes: [newItem()], reviewers: BODIES };
    const [one, other] = [await ask("draftAdmission", input, meta), await ask("draftAdmission", input, meta)];
    expect(one.admission).toBe(other.admission);
  });

  it("that another one has overtaken cannot be approved", async () => {
    const slow = await reviewed([newItem()]);
    await approved([newItem("item-0139", { fee: { fen: 100 } })]);
    await expect(approve(slow)).rejects.toThrow(refused("intake.admission.item_exists"));
  });
});

describe("rights", () => {
  const proposal = { changes: [newItem()], reviewers: BODIES };

  it.each([
    ["draftAdmission", proposal, as(["clerk"])],
    ["draftAdmission", proposal, as(["department"])],
    ["draftAdmission", proposal, as(["admin"])],
    ["draftAdmission", proposal, {}],
    ["admissions", {}, as(["citizen"])],
    ["admissions", {}, everybody],
  ])("%s is not for everybody", async (action, input, meta) => {
    await expect(platform.call(action, input, meta)).rejects.toMatchObject({ kind: "forbidden" });
  });

  it("an administrator is no district government", async () => {
    const { admission, hash } = await reviewed([newItem()]);
    for (const meta of [as(["admin"]), as(["supervisor"]), of("health")])
      await expect(ask("approveAdmission", { admission, hash }, meta)).rejects.toMatchObject({ kind: "forbidden" });
  });
});

describe("there is no other way into the list", () => {
  afterEach(async () => {
    platform.clock.set("2030-01-01T00:00:00.000Z");
    const { items } = await list({ include: "all", limit: 500 });
    expect(items.length).toBe(138);
    for (const { state } of platform.documents("items"))
      expect((state as { readonly versions: readonly unknown[] }).versions).toHaveLength(1);
  });

  it("no action writes an item", () => {
    const writing = Object.entries(platform.definition.actions).flatMap(([name, { rest = "" }]) =>
      /^(POST|PUT|PATCH|DELETE) \/item/.test(rest) ? [name] : [],
    );
    expect(writing).toEqual(["importItems"]);
  });

  it("an import is the draft of an admission, of what differs", async () => {
    const listed = (await item("item-0001")) as Record<string, unknown>;
    const names = Object.keys(contentOf({ madeFrom: { code: "", name: "", catalogue: "" } }));
    const content = Object.fromEntries(names.map((name) => [name, listed[name]]));
    const input = {
      effectiveFrom: LATER,
      reviewers: BODIES,
      items: [
        { code: "item-0001", content },
        { code: "item-0002", content: contentOf() },
        { code: "item-0139", content: contentOf() },
      ],
    };
    expect(await ask("importItems", input, applicant)).toMatchObject({
      status: "draft",
      unchanged: ["item-0001"],
      changes: [{ kind: "newVersion", base: "item-0002@1" }, { kind: "newItem" }],
    });
  });

  it("not with less than all reviews", async () => {
    const drafted = await draft([newItem()]);
    await expect(approve({ ...drafted, hash: "0".repeat(64) })).rejects.toThrow(refused("intake.admission.not_now"));
    await expect(approve(await submitted([newItem()]))).rejects.toThrow(refused("intake.admission.not_now"));
  });

  it("not with the hash of an older draft", async () => {
    const old = await submitted([newItem()]);
    const { admission } = old;
    const verdict = { kind: "object", reason: "不合规" };
    await ask("reviewAdmission", { admission, hash: old.hash, verdict }, of("street-office"));
    const changes = [newItem("item-0139", { fee: { fen: 100 } })];
    await ask("reviseAdmission", { admission, changes, reviewers: BODIES }, applicant);
    const { hash } = await ask("submitAdmission", { admission }, applicant);
    for (const body of BODIES) {
      const agree = { admission, verdict: { kind: "agree" } };
      await expect(ask("reviewAdmission", { ...agree, hash: old.hash }, of(body))).rejects.toThrow(
        refused("intake.admission.other_content"),
      );
      await ask("reviewAdmission", { ...agree, hash }, of(body));
    }
    await expect(approve(old)).rejects.toThrow(refused("intake.admission.other_content"));
  });

  it("not too late", async () => {
    const admission = await reviewed([newItem()]);
    platform.clock.set(`${LATER}T01:00:00.000Z`);
    await expect(approve(admission)).rejects.toThrow(refused("intake.admission.retroactive"));
  });

  it("not into a class that is not there", async () => {
    await expect(draft([newItem("item-0139", { itemClass: "street-nothing" })])).rejects.toThrow(
      refused("intake.item.class_unknown"),
    );
  });
});
