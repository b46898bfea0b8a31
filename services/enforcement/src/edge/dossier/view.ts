import { CaseId, Day, Instant, Ulid, Fen } from "@wangge/contracts";
import { BodyCode, DossierId, PowerItemVersion } from "@wangge/contracts/events";
import { z } from "zod";
import type { Known } from "../../app/dossier/desk.ts";
import { PARTY_FIELDS } from "../../app/dossier/vault.ts";
import {
  owedOn,
  PURPOSES,
  refundableOn,
  STATUSES,
  type Agreement,
  type Penalty as Decided,
  type Rules,
} from "../../domain/dossier/index.ts";
import { Penalty } from "./input.ts";

const PartyView = z.object({
  kind: z.enum(["citizen", "organization"]),
  masked: z.boolean(),
  ...(Object.fromEntries(PARTY_FIELDS.map((name) => [name, z.string().optional()])) as Record<
    (typeof PARTY_FIELDS)[number],
    z.ZodOptional<z.ZodString>
  >),
});

const DeadlineView = z.object({
  purpose: z.enum(PURPOSES),
  of: z.string().optional(),
  lastDay: Day,
  edition: z.string(),
  article: z.string(),
  status: z.enum(["running", "kept", "passed"]),
});

/** 案卷. What staff see; texts stand in its history and its documents. */
export const DossierView = z.object({
  dossierId: DossierId,
  version: z.int(),
  number: z.string().describe("案号"),
  status: z.enum(STATUSES),
  procedure: z.enum(["ordinary", "summary"]),
  body: BodyCode,
  item: PowerItemVersion,
  area: z.string(),
  source: z.string(),
  caseId: CaseId.optional(),
  operationId: Ulid.optional(),
  party: PartyView,
  actId: z.string(),
  committedOn: Day,
  openedAt: Instant,
  filedOn: Day.optional(),
  investigators: z.array(z.object({ account: z.string(), force: z.string(), left: z.boolean() })),
  measures: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      status: z.string(),
      evidence: z.array(z.string()),
      approveBy: Instant.optional().describe("当场实施: the lead has until then"),
    }),
  ),
  proposal: z
    .object({ finding: z.string(), penalty: Penalty, hearingRight: z.boolean(), needsDiscussion: z.boolean() })
    .optional(),
  informed: z.object({ on: Day, penalty: Penalty, defence: z.string(), hearing: z.string() }).optional(),
  hearing: z.object({ requestedOn: Day, on: Day.optional(), chair: z.string().optional() }).optional(),
  decision: z
    .object({
      number: z.string(),
      finding: z.string(),
      penalty: Penalty,
      on: Day,
      deliveredOn: Day.optional(),
      finalOn: Day.optional(),
      annulled: z.boolean(),
      law: z.object({ edition: z.string(), article: z.string(), why: z.string() }),
    })
    .optional(),
  owed: z.object({ fine: Fen, confiscated: Fen, surcharge: Fen, paid: Fen, left: Fen }).optional(),
  payments: z
    .array(z.object({ paymentId: z.string(), amount: Fen, on: Day, onSpot: z.boolean().describe("当场收缴") }))
    .optional(),
  refundable: Fen.optional().describe("应退: paid, and not owed"),
  refunds: z.array(
    z.object({
      refundId: z.string(),
      amount: Fen,
      status: z.enum(["proposed", "approved", "refused", "paid"]),
      proposedBy: z.string(),
      decidedBy: z.string().optional(),
      paidOn: Day.optional(),
    }),
  ),
  agreement: z
    .object({
      document: z.string(),
      on: Day,
      letOff: Fen,
      broken: z.boolean(),
      instalments: z.array(z.object({ amount: Fen, payBy: Day })),
    })
    .optional()
    .describe("执行协议"),
  publicity: z.enum(["none", "published", "withdrawn"]),
  deadlines: z.array(DeadlineView),
});
export type DossierView = z.input<typeof DossierView>;

const penaltyView = ({ kinds, fine, confiscated }: Decided): z.input<typeof Penalty> => ({
  kinds: [...kinds],
  fine,
  confiscated,
});

const agreementView = ({ document, on, letOff, broken, instalments }: Agreement) => ({
  ...{ document, on, letOff, broken: broken === true },
  instalments: instalments.map((one) => ({ ...one })),
});

export const viewOf = ({ id, version, dossier, party, worksOnIt }: Known, on: string, rules: Rules): DossierView => {
  const { source, act, proposal, informed, hearing, decision, execution } = dossier;
  return {
    dossierId: id,
    version,
    number: dossier.number,
    status: dossier.status,
    procedure: dossier.procedure,
    body: dossier.body,
    item: dossier.item,
    area: dossier.area,
    source: source.kind,
    ...(source.kind === "case" ? { caseId: source.caseId } : {}),
    ...(dossier.operationId === undefined ? {} : { operationId: dossier.operationId }),
    party: { kind: dossier.party.kind, masked: !worksOnIt, ...party },
    actId: act.actId,
    committedOn: act.committedOn,
    openedAt: dossier.openedAt,
    ...(dossier.filedOn === undefined ? {} : { filedOn: dossier.filedOn }),
    investigators: dossier.investigators.map(({ account, force, left }) => ({ account, force, left: left === true })),
    measures: dossier.measures.map(({ id: measure, kind, status, evidence, urgent }) => ({
      id: measure,
      kind,
      status,
      evidence: [...evidence],
      ...(urgent === undefined ? {} : { approveBy: urgent.by }),
    })),
    ...(proposal === undefined
      ? {}
      : {
          proposal: {
            finding: proposal.finding,
            penalty: penaltyView(proposal.penalty),
            hearingRight: proposal.hearingRight,
            needsDiscussion: proposal.needsDiscussion,
          },
        }),
    ...(informed === undefined ? {} : { informed: { ...informed, penalty: penaltyView(informed.penalty) } }),
    ...(hearing === undefined
      ? {}
      : { hearing: { requestedOn: hearing.requestedOn, on: hearing.on, chair: hearing.chair } }),
    ...(decision === undefined
      ? {}
      : {
          decision: {
            number: decision.number,
            finding: decision.finding,
            penalty: penaltyView(decision.penalty),
            on: decision.on,
            deliveredOn: decision.deliveredOn,
            finalOn: decision.finalOn,
            annulled: decision.annulled === true,
            law: decision.law,
          },
          owed: owedOn(dossier, on, rules.law),
          refundable: refundableOn(dossier, on, rules.law),
        }),
    payments: execution.payments.map(({ id: paymentId, amount, on: paidOn, onSpot }) => ({
      ...{ paymentId, amount, on: paidOn },
      onSpot: onSpot !== undefined,
    })),
    refunds: (execution.refunds ?? []).map(({ id: refundId, ...refund }) => ({ refundId, ...refund })),
    ...(execution.agreement === undefined ? {} : { agreement: agreementView(execution.agreement) }),
    publicity: dossier.publicity,
    deadlines: dossier.deadlines.map(({ purpose, of, lastDay, edition, article, status }) => ({
      purpose,
      ...(of === undefined ? {} : { of }),
      lastDay,
      edition,
      article,
      status,
    })),
  };
};
