import { Instant, ItemVersionId } from "@wangge/contracts";
import { MatterId, MatterKind, type MatterChannel } from "@wangge/contracts/events";
import { action, DomainError, idFrom, newId, type Actor, type CallContext, type DeciderStore } from "@wangge/kit";
import { z } from "zod";
import type { Brought, Filing } from "../app/file-matter.ts";
import type { MatterDesk } from "../app/matter-desk.ts";
import { dayOf, type KeyState, type KeyTaken, type Subject, type TakeKey } from "../domain/index.ts";
import { ApplicationInput, ComplaintInput, ConsultationInput, OpinionInput } from "./matter-input.ts";
import { MatterLine, type MatterViews } from "./matter-view.ts";

interface FilingActionDeps {
  readonly desk: MatterDesk;
  readonly filing: Filing;
  readonly views: MatterViews;
  readonly keys: DeciderStore<KeyState, TakeKey, KeyTaken>;
}

/** 回执 */
const MatterReceipt = z.object({
  matter: MatterId,
  trackingNumber: z.string(),
  kind: MatterKind,
  receivedAt: Instant,
  dueAt: Instant.optional().describe("by when it is accepted, or answered"),
  item: ItemVersionId.optional().describe("the version of the item that holds for it from now on"),
  checklist: MatterLine.shape.checklist,
});

const ONLINE: readonly MatterChannel[] = ["web", "app"];
/** 社情民意受理箱, 民意代表, 民情受理室: channels of opinions, written down by the window as window and phone are. */
const OF_OPINIONS: readonly MatterChannel[] = ["opinionBox", "representative", "receptionRoom"];

const mayUse = (channel: MatterChannel, kind: MatterKind, actor: Actor | undefined): void => {
  if (OF_OPINIONS.includes(channel) && kind !== "opinion")
    throw new DomainError("invalid", "intake.channel.of_opinions", "Only opinions come this way", { channel });
  if (ONLINE.includes(channel) || actor?.roles.some((role) => role === "clerk" || role === "admin") === true) return;
  const roles = ["clerk"];
  throw new DomainError("forbidden", "intake.channel.not_yours", "Your roles do not file this way", { channel, roles });
};

/** 登记: what residents bring, by themselves or through the window. */
export const filingActions = ({ desk, filing, views, keys }: FilingActionDeps) => {
  const idOf = async (key: string | undefined): Promise<string> => {
    const fresh = newId();
    if (key === undefined) return fresh;
    // Not the key of a report that came with the same one.
    const { state } = await keys.handle(idFrom("matter-key", key), { type: "TakeKey", reportId: fresh });
    return state.status === "taken" ? state.reportId : fresh;
  };

  const file = async (
    subject: Subject,
    input: Pick<Brought, "channel" | "visibility" | "text" | "reporter">,
    { actor, meta, idempotencyKey }: CallContext,
  ) => {
    const { channel, visibility, text, reporter } = input;
    mayUse(channel, subject.kind, actor);
    const filedBy = actor === undefined ? {} : { filedBy: actor.id };
    const id = await idOf(idempotencyKey);
    const matter = await filing.file(id, { subject, channel, visibility, text, reporter, ...filedBy }, meta);
    const { trackingNumber, kind, receivedAt, dueAt, item, checklist } = views.line(matter);
    return { matter: id, trackingNumber, kind, receivedAt, dueAt, item: item?.version, checklist };
  };

  return {
    apply: action({
      rest: "POST /applications",
      summary: "申请: applies for an item of the power list; it keeps the item's version of this day",
      access: "public",
      status: 201,
      input: ApplicationInput,
      output: MatterReceipt,
      run: async ({ item, materials, ...input }, context) =>
        file(
          { kind: "application", item: await filing.itemOn(item, dayOf(desk.clock.now())), brought: materials },
          input,
          context,
        ),
    }),
    consult: action({
      rest: "POST /consultations",
      summary: "咨询: a question, to the window or a department",
      access: "public",
      status: 201,
      input: ConsultationInput,
      output: MatterReceipt,
      run: ({ department, ...input }, context) =>
        file({ kind: "consultation", ...(department === undefined ? {} : { department }) }, input, context),
    }),
    complain: action({
      rest: "POST /complaints",
      summary: "投诉: about a body, or its officers; the body never learns from whom",
      access: "public",
      status: 201,
      input: ComplaintInput,
      output: MatterReceipt,
      run: ({ against, about, ...input }, context) => {
        const inspectedBy = about === "officers" ? desk.inspectionOf(against, dayOf(desk.clock.now())) : undefined;
        return file(
          { kind: "complaint", against, ...(inspectedBy === undefined ? {} : { inspectedBy }) },
          input,
          context,
        );
      },
    }),
    opine: action({
      rest: "POST /opinions",
      summary: "意见建议: by web and app, 社情民意受理箱, 民意代表, 民情受理室",
      access: "public",
      status: 201,
      input: OpinionInput,
      output: MatterReceipt,
      run: (input, context) => file({ kind: "opinion" }, input, context),
    }),
  };
};
