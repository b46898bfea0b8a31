import { AdmissionId, ContentHash, Day, DepartmentCode, ItemCode } from "@wangge/contracts";
import { action, idFrom, newId, reject, type Actor, type CallContext, type Role, type Where } from "@wangge/kit";
import { z } from "zod";
import { proposeImport } from "../app/import-items.ts";
import type { ItemRegister } from "../app/item-register.ts";
import { Change, ItemContent } from "../app/item-schema.ts";
import type { AdmissionCommand, Party } from "../domain/index.ts";
import { AdmissionStatus, AdmissionView, admissionView } from "./admission-view.ts";

const STAFF: readonly Role[] = ["clerk", "dispatcher", "department", "supervisor", "districtGovernment"];

export const partyOf = (actor: Actor | undefined): Party => ({
  account: actor?.id ?? "service",
  ...(actor?.department === undefined ? {} : { department: actor.department }),
  roles: actor?.roles ?? [],
});

const ById = z.strictObject({ admission: AdmissionId });
const Words = z.string().trim().min(1).max(2_000);
const reviewers = z.array(DepartmentCode).max(50).describe("bodies asked for their review: at least all concerned");
const Proposal = z.strictObject({ changes: z.array(Change).min(1).max(200), reviewers });
const hash = ContentHash.describe("what you have read");

const Verdict = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("agree") }),
  z.strictObject({ kind: z.literal("agreeWithConditions"), conditions: Words }),
  z.strictObject({ kind: z.literal("object"), reason: Words }),
]);

/** 事项准入: 部门提交申请—相关部门集中审核—区政府审定 (S8). */
export const admissionActions = ({ admissions, catalogue, classes, soon, clock }: ItemRegister) => {
  const known = new Set(classes.map(({ code }) => code));
  const knownClasses = (changes: readonly z.infer<typeof Change>[]): void => {
    for (const change of changes)
      if (change.kind !== "withdrawal" && !known.has(change.content.itemClass))
        throw reject("intake.item.class_unknown", "There is no such class", { class: change.content.itemClass });
  };

  const ask = async (
    id: string,
    make: (asked: { readonly by: Party; readonly at: string }) => AdmissionCommand,
    { actor, meta }: CallContext,
  ): Promise<AdmissionView> => {
    const asked = { by: partyOf(actor), at: clock.now() };
    return admissionView(await admissions.handle(id, make(asked), { ...meta, correlationId: id }));
  };

  const draft = (data: z.infer<typeof Proposal>, context: CallContext): Promise<AdmissionView> => {
    knownClasses(data.changes);
    const { idempotencyKey: key } = context;
    const id = key === undefined ? newId() : idFrom("admission", key);
    return ask(id, (asked) => ({ type: "DraftAdmission", data, ...asked }), context);
  };

  /** How the items stand that this admission is about. */
  const standingOf = async (id: string) => {
    const stored = await admissions.load(id);
    return stored === undefined || stored.state.status === "none" ? [] : catalogue.standing(stored.state.codes);
  };

  return {
    admissions: action({
      rest: "GET /admissions",
      summary: "准入申请, newest first, a page at a time",
      access: STAFF,
      input: z.strictObject({
        status: AdmissionStatus.optional(),
        department: DepartmentCode.optional(),
        item: ItemCode.optional(),
        after: AdmissionId.optional(),
        limit: z.int().min(1).max(100).default(20),
      }),
      output: z.object({ admissions: z.array(AdmissionView), next: AdmissionId.optional() }),
      run: async ({ status, department, item, after, limit }) => {
        const where: Where = {
          ...(status === undefined ? {} : { "state.status": status }),
          ...(department === undefined ? {} : { "state.department": department }),
          ...(item === undefined ? {} : { "state.codes": item }),
        };
        const found = await admissions.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return { admissions: found.map(admissionView), ...(next === undefined ? {} : { next }) };
      },
    }),
    admission: action({
      rest: "GET /admissions/:admission",
      summary: "One admission 准入申请, with what is proposed and what the bodies say",
      access: STAFF,
      input: ById,
      output: AdmissionView,
      run: async ({ admission: id }) =>
        admissionView((await admissions.load(id)) ?? { id, version: 0, state: { status: "none" } }),
    }),
    draftAdmission: action({
      rest: "POST /admissions",
      summary: "拟稿: a department proposes new items, new versions, changes of level, withdrawals",
      access: ["department"],
      status: 201,
      input: Proposal,
      output: AdmissionView,
      run: draft,
    }),
    importItems: action({
      rest: "POST /items/import",
      summary: "导入: a list becomes the draft of an admission; no item is written",
      access: ["department"],
      status: 201,
      input: z.strictObject({
        effectiveFrom: Day,
        reviewers,
        items: z
          .array(z.strictObject({ code: ItemCode, content: ItemContent }))
          .min(1)
          .max(200),
      }),
      output: AdmissionView.extend({ unchanged: z.array(ItemCode) }),
      run: async ({ effectiveFrom, reviewers: asked, items }, context) => {
        const standing = await catalogue.standing(items.map(({ code }) => code));
        const { changes, unchanged } = proposeImport(items, standing, effectiveFrom);
        return { ...(await draft({ changes, reviewers: asked }, context)), unchanged };
      },
    }),
    reviseAdmission: action({
      rest: "PUT /admissions/:admission",
      summary: "修改: a draft, or what a body has objected to",
      access: ["department"],
      input: ById.extend(Proposal.shape),
      output: AdmissionView,
      run: ({ admission, ...data }, context) => {
        knownClasses(data.changes);
        return ask(admission, (asked) => ({ type: "ReviseAdmission", data, ...asked }), context);
      },
    }),
    submitAdmission: action({
      rest: "POST /admissions/:admission/submit",
      summary: "部门提交申请: from here on its content stands, and the bodies review it",
      access: ["department"],
      input: ById,
      output: AdmissionView,
      run: async ({ admission }, context) => {
        const standing = await standingOf(admission);
        return ask(admission, (asked) => ({ type: "SubmitAdmission", standing, ...asked }), context);
      },
    }),
    reviewAdmission: action({
      rest: "POST /admissions/:admission/review",
      summary: "相关部门集中审核: a body agrees, agrees with conditions, or objects with its reason",
      access: ["department"],
      input: ById.extend({ hash, verdict: Verdict }),
      output: AdmissionView,
      run: ({ admission, ...words }, context) =>
        ask(admission, (asked) => ({ type: "ReviewAdmission", ...words, ...asked }), context),
    }),
    withdrawAdmission: action({
      rest: "POST /admissions/:admission/withdraw",
      summary: "撤回: the department takes its application back",
      access: ["department"],
      input: ById,
      output: AdmissionView,
      run: ({ admission }, context) => ask(admission, (asked) => ({ type: "WithdrawAdmission", ...asked }), context),
    }),
    approveAdmission: action({
      rest: "POST /admissions/:admission/approve",
      summary: "区政府审定: exactly this content becomes the power list's",
      access: ["districtGovernment"],
      input: ById.extend({ hash, acceptsConditions: z.boolean().default(false) }),
      output: AdmissionView,
      run: async ({ admission, ...decision }, context) => {
        const standing = await standingOf(admission);
        await ask(admission, (asked) => ({ type: "ApproveAdmission", ...decision, standing, ...asked }), context);
        await soon(admission);
        return admissionView(
          (await admissions.load(admission)) ?? { id: admission, version: 0, state: { status: "none" } },
        );
      },
    }),
    rejectAdmission: action({
      rest: "POST /admissions/:admission/reject",
      summary: "不予准入: the district government turns it down, with its reason",
      access: ["districtGovernment"],
      input: ById.extend({ hash, reason: Words }),
      output: AdmissionView,
      run: ({ admission, ...words }, context) =>
        ask(admission, (asked) => ({ type: "RejectAdmission", ...words, ...asked }), context),
    }),
  };
};
