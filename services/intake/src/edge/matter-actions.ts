import { DepartmentCode } from "@wangge/contracts";
import { action, DomainError, type CallContext, type Role } from "@wangge/kit";
import { z } from "zod";
import type { MatterDesk, Said } from "../app/matter-desk.ts";
import type { Conversions } from "../app/policies/convert.ts";
import { dayOf, filled, refuseMatter, type CategoryPath, type Subject } from "../domain/index.ts";
import { createDesk, MatterView, readingActions, type DeskDeps } from "./matter-desk-actions.ts";
import {
  BroughtInput,
  ById,
  Category,
  ConversionInput,
  ExtensionInput,
  Notice,
  Pause,
  Refusal,
  ReplyInput,
  Result,
  Words,
} from "./matter-input.ts";
import { superiorFor } from "./matter-resident.ts";

const RECEIVE: readonly Role[] = ["clerk", "department", "supervisor", "inspector"];
const OFFICE: readonly Role[] = ["clerk", "supervisor", "inspector"];
const HANDLE: readonly Role[] = ["clerk", "department", "districtGovernment", "supervisor", "inspector"];

const said = (role: Said["role"], text: string | undefined): Said | undefined =>
  text === undefined ? undefined : { role, text };

type Reply = { readonly [Key in keyof typeof ReplyInput]?: z.infer<(typeof ReplyInput)[Key]> };

/** The words of a reply: of the template, and what the clerk adds. */
const repliedWith = ({ templatesOn, clock }: MatterDesk, { text, template }: Reply) => {
  if (template === undefined) return { text };
  const { code, language, values } = template;
  const held = templatesOn(dayOf(clock.now())).find((one) => one.code === code);
  if (held === undefined)
    throw new DomainError("invalid", "intake.template.unknown", "There is no such template", { template: code });
  const words = filled(held, language, values);
  return { text: text === undefined ? words : `${words}\n${text}`, template: `${code}@${held.from}` };
};

/** 受理 and 办理: what the window and the departments do with what residents bring. */
export const matterActions = (deps: DeskDeps & { readonly conversions: Conversions }) => {
  const { desk, conversions } = deps;
  const work = createDesk(deps);
  const { ask } = work;

  const sorted = (path: readonly string[] | undefined): { readonly category?: CategoryPath } => {
    if (path === undefined) return {};
    const category = desk.taxonomy.find(path);
    if (category === undefined)
      throw refuseMatter("category_unknown", "The scheme has no such path", { scheme: desk.taxonomy.scheme, path });
    return { category };
  };

  /** Of a complaint the superior of whom it is about; about officers it is with those who inspect already. */
  const answeredBy = (subject: Subject, at: string): string | undefined =>
    subject.kind === "complaint" && subject.inspectedBy === undefined
      ? desk.superiorOf(subject.against, dayOf(at))
      : undefined;

  const convert = async (
    { matter, ...conversion }: z.infer<typeof ById> & { readonly conversion: z.infer<typeof ConversionInput> },
    context: CallContext,
  ) => {
    await ask(matter, (asked) => ({ type: "AskConversion", ...conversion, ...asked }), context);
    return work.view(await conversions.complete(matter), context);
  };

  return {
    ...readingActions(deps, work),
    acceptMatter: action({
      rest: "POST /matters/:matter/accept",
      summary: "受理: from here on the clock of handling runs; the answer is the receipt",
      access: RECEIVE,
      input: ById.extend({
        to: DepartmentCode.optional().describe("the body that answers; of a complaint by default the superior"),
        category: Category.optional().describe("of an opinion: how it is sorted"),
      }),
      output: MatterView,
      run: ({ matter, to, category }, context) =>
        ask(
          matter,
          (asked, { state: { subject } }) => ({
            type: "AcceptMatter",
            to: to ?? answeredBy(subject, asked.at),
            ...sorted(category),
            ...asked,
          }),
          context,
        ),
    }),
    refuseMatter: action({
      rest: "POST /matters/:matter/refuse",
      summary: "不予受理: with a reason of the rules and in words",
      access: RECEIVE,
      input: ById.extend(Refusal),
      output: MatterView,
      run: ({ matter, code, text }, context) =>
        ask(matter, (asked) => ({ type: "RefuseMatter", code, ...asked }), context, said("refusal", text)),
    }),
    giveNotice: action({
      rest: "POST /matters/:matter/notice",
      summary: "一次性告知: all that is missing, at once; the clock stands still until it is there",
      access: RECEIVE,
      input: ById.extend(Notice),
      output: MatterView,
      run: ({ matter, missing, text }, context) =>
        ask(matter, (asked) => ({ type: "GiveNotice", missing, ...asked }), context, said("notice", text)),
    }),
    bringMaterials: action({
      rest: "POST /matters/:matter/materials",
      summary: "补正: takes down what was brought to the window",
      access: RECEIVE,
      input: ById.extend({ materials: BroughtInput.min(1) }),
      output: MatterView,
      run: ({ matter, materials: brought }, context) =>
        ask(matter, (asked) => ({ type: "BringMaterials", brought, ...asked }), context),
    }),
    withdrawMatter: action({
      rest: "POST /matters/:matter/withdraw",
      summary: "撤回, at the window on behalf of whoever brought it",
      access: OFFICE,
      input: ById.extend({ text: Words.optional() }),
      output: MatterView,
      run: ({ matter, text }, context) =>
        ask(matter, (asked) => ({ type: "WithdrawMatter", ...asked }), context, said("reason", text)),
    }),
    pauseMatter: action({
      rest: "POST /matters/:matter/pause",
      summary: "暂停计时: for a procedure that the rules name, such as a hearing",
      access: HANDLE,
      input: ById.extend(Pause),
      output: MatterView,
      run: ({ matter, why, text }, context) =>
        ask(matter, (asked) => ({ type: "PauseHandling", why, ...asked }), context, said("reason", text)),
    }),
    resumeMatter: action({
      rest: "POST /matters/:matter/resume",
      summary: "恢复计时: the remainder runs on",
      access: HANDLE,
      input: ById,
      output: MatterView,
      run: ({ matter }, context) => ask(matter, (asked) => ({ type: "ResumeHandling", ...asked }), context),
    }),
    askExtension: action({
      rest: "POST /matters/:matter/extension",
      summary: "申请延期: with a reason that the resident will read",
      access: HANDLE,
      input: ById.extend(ExtensionInput),
      output: MatterView,
      run: ({ matter, code, text }, context) => {
        if (!(code in desk.words.extensions))
          throw refuseMatter("reason_unknown", "There is no such reason", {
            reasons: Object.keys(desk.words.extensions),
          });
        return ask(matter, (asked) => ({ type: "AskExtension", code, ...asked }), context, said("extension", text));
      },
    }),
    decideExtension: action({
      rest: "POST /matters/:matter/extension/decide",
      summary: "批准延期: by a supervisor or another account of the body, never by who asked",
      access: ["department", "districtGovernment", "supervisor", "inspector"],
      input: ById.extend({ grants: z.boolean() }),
      output: MatterView,
      run: ({ matter, grants }, context) =>
        ask(matter, (asked) => ({ type: "DecideExtension", grants, ...asked }), context),
    }),
    decideApplication: action({
      rest: "POST /matters/:matter/result",
      summary: "办理结果: approved or not, with its document",
      access: ["department"],
      input: ById.extend(Result),
      output: MatterView,
      run: ({ matter, text, result, code, document }, context) => {
        if (code !== undefined && !(code in desk.words.results))
          throw refuseMatter("reason_unknown", "There is no such reason", { reasons: Object.keys(desk.words.results) });
        return ask(
          matter,
          (asked) => ({ type: "DecideApplication", result, code, document, ...asked }),
          context,
          said("reply", text),
        );
      },
    }),
    replyMatter: action({
      rest: "POST /matters/:matter/reply",
      summary: "答复: in words, from a template, or both",
      access: HANDLE,
      input: ById.extend(ReplyInput),
      output: MatterView,
      run: ({ matter, ...input }, context) => {
        const { text, template } = repliedWith(desk, input);
        return ask(matter, (asked) => ({ type: "Reply", template, ...asked }), context, said("reply", text));
      },
    }),
    closeMatter: action({
      rest: "POST /matters/:matter/close",
      summary: "办结: by the office, after the reply of the body",
      access: OFFICE,
      input: ById,
      output: MatterView,
      run: ({ matter }, context) => ask(matter, (asked) => ({ type: "CloseMatter", ...asked }), context),
    }),
    reviewMatter: action({
      rest: "POST /matters/:matter/review",
      summary: "复查, 复核, asked for at the window on behalf of the petitioner",
      access: OFFICE,
      input: ById.extend({ text: Words }),
      output: MatterView,
      run: ({ matter, text }, context) =>
        ask(
          matter,
          (asked, { state }) => ({ type: "AskReview", to: superiorFor(desk, state, asked.at), ...asked }),
          context,
          said("review", text),
        ),
    }),
    reopenMatter: action({
      rest: "POST /matters/:matter/reopen",
      summary: "重开, at the window on behalf of whoever brought it",
      access: OFFICE,
      input: ById.extend({ text: Words }),
      output: MatterView,
      run: ({ matter, text }, context) =>
        ask(matter, (asked) => ({ type: "ReopenMatter", ...asked }), context, said("reopening", text)),
    }),
    nameOfficers: action({
      rest: "POST /matters/:matter/officers",
      summary: "被投诉人员: whoever is named, or commands who is, has no part in the complaint from here on",
      access: ["inspector"],
      input: ById.extend({ accounts: z.array(z.string().min(1).max(200)).max(50) }),
      output: MatterView,
      run: ({ matter, accounts }, context) =>
        ask(matter, (asked) => ({ type: "NameOfficers", accounts, ...asked }), context),
    }),
    convertMatter: action({
      rest: "POST /matters/:matter/convert",
      summary: "转办: a consultation becomes an application, a complaint or a report; both numbers stay",
      access: ["clerk", "department", "supervisor"],
      idempotent: true,
      input: ById.extend({ conversion: ConversionInput }),
      output: MatterView,
      run: convert,
    }),
  };
};
