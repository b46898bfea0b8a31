import { action, DomainError, newId, reject, type CallContext } from "@wangge/kit";
import { Instant } from "@wangge/contracts";
import { z } from "zod";
import { digestOf } from "../app/evidence/signatures.ts";
import type { KeptEvidence } from "../app/evidence/evidence.ts";
import {
  ACCEPTANCE_TYP,
  DISPOSALS,
  EXCLUSION_GROUNDS,
  OFFER_TYP,
  type CommandData,
  type CommandType,
  type EvidenceCommand,
  type Witness,
} from "../domain/evidence/index.ts";
import { accountOf, OfItem, type EvidenceEdge } from "./evidence-actions.ts";
import { Account, EvidenceView, Mark, PublicKey, Reason, Sha256, Signature, WitnessInput } from "./evidence-input.ts";
import { evidenceView } from "./evidence-view.ts";

const OFFICERS = ["officer", "enforcementLead"] as const;
const Witnesses = z.array(WitnessInput).max(10);
const HOUR_MS = 3_600_000;

/** 保管: what is done with an item after it was captured; all of it by name and in the order it happened. */
export const custodyActions = ({ evidence, desk, clock }: EvidenceEdge) => {
  type Ids = z.infer<typeof OfItem>;
  const { signatures, vault } = evidence;

  const ask = async <Type extends CommandType>(
    item: KeptEvidence,
    type: Type,
    data: CommandData[Type],
    { actor, meta }: CallContext,
    names: Readonly<Record<string, string>> = {},
  ) => {
    const command = { type, data, by: accountOf(actor), at: clock.now() } as unknown as EvidenceCommand;
    const { sealed } = item;
    const hasNames = sealed !== undefined && Object.keys(names).length > 0;
    const stored = await evidence.store.handle(
      item.id,
      command,
      { ...meta, correlationId: item.state.dossierId },
      hasNames ? vault.addNames(item.id, sealed, names) : undefined,
    );
    return evidenceView(await evidence.get(item.state.dossierId, stored.id), vault, clock.now());
  };

  const known = async ({ dossierId, evidenceId }: Ids, { actor }: CallContext): Promise<KeptEvidence> => {
    await desk.known(dossierId, actor);
    return evidence.get(dossierId, evidenceId);
  };

  /** Names of people go under seal; what happened calls them by something that says nothing. */
  const seenBy = (given: z.infer<typeof Witnesses>, { state }: KeptEvidence) => {
    const names: Record<string, string> = {};
    const witnesses = given.map((one): Witness => {
      if (one.role === "officer") return one;
      const name = newId();
      names[name] = one.name;
      return { role: one.role, name };
    });
    return { seen: { witnesses, names: state.names }, names };
  };

  /** 本机关: a leader keeps the keys of his own body's officers; an administrator those of all. */
  const mustKeep = async (account: string, { actor }: CallContext): Promise<void> => {
    if (actor?.roles.includes("admin") === true) return;
    const body = await desk.bodyOf(account);
    if (body !== undefined && body === actor?.department) return;
    throw new DomainError(
      "forbidden",
      "enforcement.signing_key.other_body",
      "A leader of the officer's own body keeps his key",
    );
  };

  const toleranceOf = (at: string): number => evidence.rulesAt(at).signatureMinutes;

  return {
    registerSigningKey: action({
      rest: "PUT /signing-keys/:account",
      summary:
        "登记签名公钥 of an officer; by a leader of his body who is somebody else, with the officer's own proof that he has the private half",
      access: ["enforcementLead"],
      idempotent: true,
      input: z.strictObject({
        account: Account,
        key: PublicKey,
        proof: Signature.describe("over {account, key} as canonical JSON, typ wangge-custody-key+json"),
      }),
      output: z.object({ account: Account, key: PublicKey }),
      run: async ({ account, key, proof }, context) => {
        await mustKeep(account, context);
        await signatures.register(account, key, proof, accountOf(context.actor), clock.now());
        return { account, key };
      },
    }),
    revokeSigningKey: action({
      rest: "DELETE /signing-keys/:account",
      summary: "注销签名公钥: what was signed before stays signed",
      access: ["enforcementLead"],
      idempotent: true,
      input: z.strictObject({ account: Account }),
      output: z.object({ account: Account }),
      run: async ({ account }, context) => {
        await mustKeep(account, context);
        await signatures.revoke(account, accountOf(context.actor), clock.now());
        return { account };
      },
    }),
    offerCustody: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/custody/offer",
      summary: "移交: the holder offers it, and signs; nothing changes before the other side has signed too",
      access: OFFICERS,
      input: OfItem.extend({ to: Account, place: Mark, reason: Reason, signedAt: Instant, signature: Signature }),
      output: EvidenceView,
      run: async ({ to, place, reason, signedAt, signature, ...ids }, context) => {
        const item = await known(ids, context);
        const now = clock.now();
        const from = accountOf(context.actor);
        const { content, thing, seal } = item.state;
        const statement = {
          evidenceId: item.id,
          sha256: content?.sha256,
          label: thing?.label,
          seal,
          from,
          to,
          place,
          at: signedAt,
        };
        const signer = { account: from, signature };
        const signed = await signatures.check(OFFER_TYP, statement, signer, now, toleranceOf(now));
        const expiresAt = new Date(Date.parse(now) + evidence.rulesAt(now).offerHours * HOUR_MS).toISOString();
        return ask(
          item,
          "OfferCustody",
          { to, place, reason, expiresAt, statement: digestOf(statement), signed },
          context,
        );
      },
    }),
    acceptCustody: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/custody/accept",
      summary: "接收: the other side signs, naming the offer and the seal that it sees",
      access: OFFICERS,
      input: OfItem.extend({ offer: Sha256, seal: Mark.optional(), signedAt: Instant, signature: Signature }),
      output: EvidenceView,
      run: async ({ offer, seal, signedAt, signature, ...ids }, context) => {
        const item = await known(ids, context);
        const now = clock.now();
        const to = accountOf(context.actor);
        const statement = { evidenceId: item.id, offer, seal, to, at: signedAt };
        const signed = await signatures.check(
          ACCEPTANCE_TYP,
          statement,
          { account: to, signature },
          now,
          toleranceOf(now),
        );
        return ask(item, "AcceptCustody", { offer, signed, ...(seal === undefined ? {} : { seal }) }, context);
      },
    }),
    refuseCustody: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/custody/refuse",
      summary: "拒收, with a reason: it stays where it is",
      access: OFFICERS,
      input: OfItem.extend({ offer: Sha256, reason: Reason }),
      output: EvidenceView,
      run: async ({ offer, reason, ...ids }, context) =>
        ask(await known(ids, context), "RefuseCustody", { offer, reason }, context),
    }),
    withdrawOffer: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/custody/withdraw",
      summary: "撤回移交",
      access: OFFICERS,
      input: OfItem.extend({ offer: Sha256 }),
      output: EvidenceView,
      run: async ({ offer, ...ids }, context) => ask(await known(ids, context), "WithdrawOffer", { offer }, context),
    }),
    moveEvidence: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/move",
      summary: "变更存放地点, by its holder",
      access: OFFICERS,
      idempotent: true,
      input: OfItem.extend({ place: Mark }),
      output: EvidenceView,
      run: async ({ place, ...ids }, context) => ask(await known(ids, context), "MoveStorage", { place }, context),
    }),
    sealEvidence: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/seal",
      summary: "封存, before a witness",
      access: OFFICERS,
      input: OfItem.extend({ seal: Mark, witnesses: Witnesses }),
      output: EvidenceView,
      run: async ({ seal, witnesses, ...ids }, context) => {
        const item = await known(ids, context);
        const { seen, names } = seenBy(witnesses, item);
        return ask(item, "SealEvidence", { seal, ...seen }, context, names);
      },
    }),
    breakSeal: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/break-seal",
      summary: "启封, with a reason and before a witness",
      access: OFFICERS,
      input: OfItem.extend({ reason: Reason, witnesses: Witnesses }),
      output: EvidenceView,
      run: async ({ reason, witnesses, ...ids }, context) => {
        const item = await known(ids, context);
        const { seen, names } = seenBy(witnesses, item);
        return ask(item, "BreakSeal", { reason, ...seen }, context, names);
      },
    }),
    copyEvidence: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/copies",
      summary: "复制: so many copies, checked against the original by somebody else (核对无误)",
      access: OFFICERS,
      input: OfItem.extend({ count: z.int().min(1).max(100), purpose: Reason, checkedBy: Account }),
      output: EvidenceView,
      run: async ({ count, purpose, checkedBy, ...ids }, context) =>
        ask(await known(ids, context), "MakeCopies", { count, purpose, checkedBy }, context),
    }),
    appointExpert: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/expert",
      summary: "委托鉴定",
      access: OFFICERS,
      input: OfItem.extend({ institution: Mark, question: Reason }),
      output: EvidenceView,
      run: async ({ institution, question, ...ids }, context) =>
        ask(await known(ids, context), "AppointExpert", { institution, question }, context),
    }),
    answerExpert: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/expert/answer",
      summary: "鉴定意见: the evidence of the same dossier that holds the opinion",
      access: OFFICERS,
      input: OfItem.extend({ opinion: OfItem.shape.evidenceId }),
      output: EvidenceView,
      run: async ({ opinion, ...ids }, context) => {
        const item = await known(ids, context);
        if ((await evidence.get(ids.dossierId, opinion)).state.kind !== "expert")
          throw reject("enforcement.evidence.no_opinion", "That evidence is no opinion of an expert");
        return ask(item, "AnswerExpert", { opinion }, context);
      },
    }),
    reviewMonitoring: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/review",
      summary:
        "电子监控记录审核 (行政处罚法第四十一条): genuine, clear, complete, accurate; unfit where one is missing",
      access: OFFICERS,
      input: OfItem.extend({ genuine: z.boolean(), clear: z.boolean(), complete: z.boolean(), accurate: z.boolean() }),
      output: EvidenceView,
      run: async ({ dossierId, evidenceId, ...checks }, context) => {
        const dossier = await desk.known(dossierId, context.actor);
        const item = await evidence.get(dossierId, evidenceId);
        const account = accountOf(context.actor);
        const at = clock.now();
        const officer = { account, competence: await desk.competence(account, "investigate", dossier, at) };
        return ask(
          item,
          "ReviewMonitoring",
          { ...checks, officer, rules: evidence.rulesAt(item.state.capturedAt) },
          context,
        );
      },
    }),
    excludeEvidence: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/exclude",
      summary: "排除 (行政处罚法第四十六条): no decision rests on it, by somebody who did not capture it",
      access: ["enforcementLead", "legalReviewer"],
      input: OfItem.extend({ ground: z.enum(EXCLUSION_GROUNDS), reason: Reason }),
      output: EvidenceView,
      run: async ({ ground, reason, ...ids }, context) =>
        ask(await known(ids, context), "ExcludeEvidence", { ground, reason }, context),
    }),
    disposeEvidence: action({
      rest: "POST /dossiers/:dossierId/evidence/:evidenceId/dispose",
      summary:
        "处置: returned, destroyed, confiscated or handed to the judicial organs; approved by another, seen by others",
      access: OFFICERS,
      input: OfItem.extend({
        way: z.enum(DISPOSALS),
        document: Mark.describe("文书号 of the approval"),
        approvedBy: Account,
        witnesses: Witnesses,
      }),
      output: EvidenceView,
      run: async ({ way, document, approvedBy, witnesses, ...ids }, context) => {
        const dossier = await desk.known(ids.dossierId, context.actor);
        const item = await evidence.get(ids.dossierId, ids.evidenceId);
        const approval = await desk.competence(approvedBy, "decide", dossier, clock.now());
        if (!approval.ok)
          throw new DomainError("rule", "enforcement.evidence.approver_not_competent", "He may not approve this", {
            reasons: approval.reasons,
          });
        const { seen, names } = seenBy(witnesses, item);
        return ask(item, "DisposeEvidence", { way, document, approvedBy, ...seen }, context, names);
      },
    }),
  };
};
