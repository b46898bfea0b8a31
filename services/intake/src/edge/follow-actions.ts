import { CategoryCode, GridCode, RecordId, ReportId, Ulid } from "@wangge/contracts";
import { action, DomainError, idFrom, newId, reject } from "@wangge/kit";
import { z } from "zod";
import type { Categories } from "../app/categories.ts";
import type { Limit } from "../app/limits.ts";
import type { Messages } from "../app/messages/post.ts";
import { LANGUAGES } from "../app/messages/templates.ts";
import { unknownFollower } from "../domain/index.ts";
import { affectedBy, rootOf } from "../app/similar.ts";
import type { Place } from "@wangge/contracts/calls";
import { unknownReport, type ReporterDeps } from "./reading.ts";
import { Phone } from "./reporter-input.ts";
import { Proof, type Subjects } from "./subjects.ts";

export interface FollowDeps extends ReporterDeps {
  readonly categories: Categories;
  readonly gridsOf: (places: readonly Place[]) => Promise<readonly (string | undefined)[]>;
  readonly messages: Messages;
  /** Codes to one phone or address. */
  readonly limitCodes: Limit;
  readonly isSending: boolean;
}

const Contact = z
  .strictObject({ phone: Phone.optional(), email: z.email().max(254).optional() })
  .refine(({ phone, email }) => (phone === undefined) !== (email === undefined), "either a phone or an e-mail address");
type Contact = z.infer<typeof Contact>;
const language = z.enum(LANGUAGES).default("zh");

const Subject = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("grid"), grid: GridCode }),
    z.strictObject({ kind: z.literal("category"), category: CategoryCode }),
    z.strictObject({ kind: z.literal("courtyard"), courtyard: RecordId }),
    Proof.extend({ kind: z.literal("own") }),
  ])
  .describe("what is followed: public reports of a grid, a category or a courtyard; or one's own report or matter");
type Subject = z.infer<typeof Subject>;

const Follower = z.object({
  followerId: Ulid,
  needsCode: z.boolean().describe("a code was sent there: until it is given back nothing else is sent"),
});

/** 关注: to be told of a report, a grid, a courtyard or a category. */
export const followActions = (deps: FollowDeps, { proven }: Pick<Subjects, "proven">) => {
  const { reports, followers, messages, categories, gridsOf, vault, limitCodes, clock, isSending } = deps;
  const affected = affectedBy(deps);

  const startFollowing = async (
    subject: string,
    contact: Contact,
    lang: z.infer<typeof language>,
  ): Promise<z.infer<typeof Follower>> => {
    const reached = contact.phone ?? contact.email ?? "";
    const id = idFrom("follow", subject, vault.contactIndex(contact));
    const channel = contact.phone === undefined ? "email" : "sms";
    await limitCodes(reached);
    const at = clock.now();
    const { state } = await followers.handle(
      id,
      {
        ...{ type: "Follow", data: { subject, channel, language: lang }, at },
        ...(isSending ? { issue: newId() } : {}),
      },
      {},
      vault.sealFollower(id, contact),
    );
    const code = state.status === "following" ? state.code : undefined;
    if (code === undefined) return { followerId: id, needsCode: false };
    const { issue } = code;
    const data = { to: `follower/${id}`, about: id, happening: "confirm", filling: { issue }, channel } as const;
    await messages.handle(idFrom("confirm", id, issue), { type: "PostMessage", data, at });
    return { followerId: id, needsCode: true };
  };

  const subjectOf = async (subject: Subject): Promise<string> => {
    switch (subject.kind) {
      case "grid": {
        const [grid] = await gridsOf([{ grid: subject.grid }]);
        if (grid === undefined) throw reject("intake.follow.no_grid", "There is no such grid");
        return `grid/${grid}`;
      }
      case "category":
        if (categories.find(subject.category) === undefined)
          throw new DomainError("invalid", "intake.category.unknown", "There is no such category");
        return `category/${subject.category}`;
      case "courtyard":
        return `courtyard/${subject.courtyard}`;
      case "own": {
        const { kind: _kind, ...proof } = subject;
        const { id, of } = await proven(proof);
        return "report" in of ? `report/${(await rootOf(reports, id)).id}` : `matter/${id}`;
      }
    }
  };

  /** Whose contact it is; the same answer for a wrong number and a wrong contact. */
  const mustBeTheirs = async (followerId: string, contact: Contact): Promise<void> => {
    await limitCodes(followerId);
    const { sealed, state } = (await followers.load(followerId)) ?? {};
    if (sealed === undefined || state?.status !== "following") throw unknownFollower();
    const { phone, email } = vault.openFollower(followerId, sealed);
    if (phone !== contact.phone || email !== contact.email) throw unknownFollower();
  };

  return {
    follow: action({
      rest: "POST /reports/:reportId/follow",
      summary: "关注: to be told what becomes of a public report, instead of filing it again; twice is once",
      access: "public",
      idempotent: true,
      input: z.strictObject({ reportId: ReportId, contact: Contact, language }),
      output: Follower.extend({ reportId: ReportId, trackingNumber: z.string(), affected: z.int() }),
      run: async ({ reportId, contact, language: lang }) => {
        const root = await rootOf(reports, reportId);
        if (root.state.visibility === "private") throw unknownReport();
        const follower = await startFollowing(`report/${root.id}`, contact, lang);
        const { trackingNumber } = root.state;
        return { ...follower, reportId: root.id, trackingNumber, affected: await affected(root.id) };
      },
    }),
    subscribe: action({
      rest: "POST /subscriptions",
      summary:
        "订阅提醒: to be told of new and closed public reports of a grid, a courtyard or a category; or, by number and phone, of a report or matter of one's own at one more contact",
      access: "public",
      idempotent: true,
      input: z.strictObject({ subject: Subject, contact: Contact, language }),
      output: Follower,
      run: async ({ subject, contact, language: lang }) => startFollowing(await subjectOf(subject), contact, lang),
    }),
    confirmSubscription: action({
      rest: "POST /subscriptions/:followerId/confirm",
      summary:
        "确认: with the code that was sent, within ten minutes and once; from then on messages go there. Who follows again after a minute is sent another",
      access: "public",
      input: z.strictObject({ followerId: Ulid, code: z.string().regex(/^\d{8}$/, "eight digits") }),
      output: z.object({ followerId: Ulid }),
      run: async ({ followerId, code }) => {
        await limitCodes(followerId);
        const { state } = (await followers.load(followerId)) ?? {};
        const issue = state?.status === "following" ? state.code?.issue : undefined;
        if (issue === undefined || !vault.isCodeFor(code, followerId, issue)) throw unknownFollower();
        await followers.handle(followerId, { type: "ConfirmFollower", issue, at: clock.now() });
        return { followerId };
      },
    }),
    endSubscription: action({
      rest: "POST /subscriptions/:followerId/end",
      summary: "取消: nothing more is sent, and how to reach whoever it was is deleted",
      access: "public",
      idempotent: true,
      input: z.strictObject({ followerId: Ulid, contact: Contact }),
      output: z.object({ followerId: Ulid }),
      run: async ({ followerId, contact }) => {
        await mustBeTheirs(followerId, contact);
        await followers.handle(followerId, { type: "EndFollowing", at: clock.now() }, {}, null);
        return { followerId };
      },
    }),
  };
};
