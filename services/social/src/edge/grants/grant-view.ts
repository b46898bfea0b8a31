import { CategoryCode, Day, GridCode, Instant, OrganizationId, Ulid } from "@wangge/contracts";
import { Amount, ApplicationId, Currency, FundBookId, GrantId, GrantOutcome, RoundId } from "@wangge/contracts/events";
import type { Actor, Stored } from "@wangge/kit";
import { z } from "zod";
import { acceptedSum, provenOf, verifiedValue, type Grant, type Tranche } from "../../domain/grants/grant/index.ts";
import { isOfOffice } from "./access.ts";

const IndicatorId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "kebab-case");

export const IndicatorInput = z.strictObject({
  id: IndicatorId,
  title: z.string().min(1).max(100),
  unit: z.string().min(1).max(20),
  better: z.enum(["more", "less"]),
  baseline: z.int(),
  target: z.int(),
});

const Span = z.strictObject({ from: Day, until: Day });
export const OutcomeInput = z.strictObject({
  grids: z.array(GridCode).min(1).max(50),
  category: CategoryCode.describe("类别 of the cases that should become fewer"),
  baseline: Span,
  span: Span,
  step: z.int().min(1).describe("so many cases fewer are one step"),
  perStep: Amount.min(1),
  cap: Amount.min(1),
});

export const GateInput = z.strictObject({ tranche: z.int().min(1), indicator: IndicatorId, value: z.int() });

const Person = z.string().optional().describe("an account; for the office only");

export const GrantView = z.object({
  grantId: GrantId,
  version: z.int(),
  status: z.enum(["offered", "active", "ending", "closed"]),
  outcome: GrantOutcome.optional(),
  organization: OrganizationId,
  title: z.string(),
  programme: z.string(),
  round: RoundId,
  application: ApplicationId,
  book: FundBookId,
  follows: GrantId.optional(),
  grids: z.array(GridCode),
  indicators: z.array(
    IndicatorInput.extend({ verified: z.int().optional().describe("what a grid worker last found") }),
  ),
  readings: z.array(
    z.object({
      id: Ulid,
      indicator: IndicatorId,
      value: z.int(),
      grid: GridCode,
      on: Day,
      check: z
        .object({ confirmed: z.boolean(), value: z.int(), difference: z.int().describe("found less reported") })
        .optional(),
    }),
  ),
  money: z
    .object({
      currency: Currency,
      amount: Amount,
      budget: Amount,
      own: Amount,
      ownProven: Amount,
      paid: Amount,
      repaid: Amount,
      accepted: Amount.describe("by receipts"),
      proven: Amount.describe("of what is with the organization, accounted for"),
      demand: z
        .object({ because: z.enum(["unqualified", "breach", "unspent"]), total: Amount, dueAt: Instant })
        .optional(),
    })
    .optional(),
  terms: z.string().optional().describe("条款版本"),
  signBy: Instant.optional(),
  signed: z.object({ organization: z.boolean(), office: z.boolean() }).optional(),
  agreedAt: Instant.optional(),
  firstTrancheBy: Instant.optional(),
  firstTrancheLate: z.literal(true).optional(),
  costs: z
    .array(z.object({ category: z.string(), ofPeople: z.boolean().describe("whoever was paid has to be named") }))
    .optional()
    .describe("what receipts may be for, as agreed"),
  milestones: z
    .array(
      z.object({
        number: z.int(),
        title: z.string(),
        due: z.string(),
        status: z.enum(["planned", "reported", "verified", "failed"]),
        reason: z.string().optional(),
        verifiedBy: Person,
      }),
    )
    .optional(),
  tranches: z
    .array(
      z.object({
        number: z.int(),
        amount: Amount,
        gate: z.enum(["signed", "milestone", "finalEvaluation", "outcome"]),
        status: z.enum(["planned", "requested", "approved", "paid"]),
        asked: Amount.optional(),
        paidAt: Instant.optional(),
        maker: Person,
        checker: Person,
        payer: Person,
      }),
    )
    .optional(),
  gates: z.array(GateInput).optional(),
  formula: OutcomeInput.optional(),
  measured: z.object({ before: z.int(), after: z.int(), cases: z.string(), earned: Amount, at: Instant }).optional(),
  evaluations: z
    .array(
      z.object({
        kind: z.enum(["midTerm", "final"]),
        result: z.enum(["qualified", "unqualified", "deferred"]),
        reason: z.string(),
        at: Instant,
      }),
    )
    .optional(),
  receipts: z
    .array(
      z.object({
        id: Ulid,
        number: z.string(),
        category: z.string(),
        amount: Amount,
        on: Day,
        person: Person,
        status: z.enum(["added", "accepted", "refused"]),
        reason: z.string().optional(),
      }),
    )
    .optional(),
  exit: z
    .object({ kind: z.enum(["handover", "selfSustaining", "stop"]), assetsTo: z.string(), purpose: z.string() })
    .optional(),
  ban: z.object({ from: Day, until: Day, reason: z.string() }).optional(),
});

const trancheOf = (
  { number, amount, gate, status, asked, paidAt, maker, checker, payer }: Tranche,
  isOffice: boolean,
) => ({
  ...{ number, amount, status, gate: gate.is },
  ...(asked === undefined ? {} : { asked }),
  ...(paidAt === undefined ? {} : { paidAt }),
  ...(isOffice && maker !== undefined ? { maker } : {}),
  ...(isOffice && checker !== undefined ? { checker } : {}),
  ...(isOffice && payer !== undefined ? { payer } : {}),
});

/** What a grid worker sees who checks readings: the project and what it says it has come to, none of its money. */
const onSite = ({ id: grantId, version, state }: Stored<Grant>): z.input<typeof GrantView> => {
  const { status, outcome, organization, title, programme, round, application, book, follows, grids } = state;
  return {
    ...{ grantId, version, status, organization, title, programme, round, application, book, grids: [...grids] },
    ...(outcome === undefined ? {} : { outcome }),
    ...(follows === undefined ? {} : { follows }),
    indicators: (state.conditions?.indicators ?? []).map((indicator) => {
      const verified = verifiedValue(state, indicator.id);
      return { ...indicator, ...(verified === undefined ? {} : { verified }) };
    }),
    readings: state.readings.map(({ check, by: _by, ...reading }) => ({
      ...reading,
      ...(check === undefined
        ? {}
        : {
            check: { confirmed: check.confirmed, value: check.value, difference: check.value - reading.value },
          }),
    })),
  };
};

/** The office sees all; the organization its own, without who of the office did what; a grid worker what he checks. */
export const grantView = (stored: Stored<Grant>, actor: Actor | undefined): z.input<typeof GrantView> => {
  const { state } = stored;
  const isOffice = isOfOffice(actor);
  if (!isOffice && actor?.organization !== state.organization) return onSite(stored);
  const { currency, amount, budget, own, ownProven, paid, repaid, demand, signed, conditions, measured } = state;
  const { rule, signBy, agreedAt, firstTrancheBy, firstTrancheLate, exit, ban } = state;
  return {
    ...onSite(stored),
    money: {
      ...{ currency, amount, budget, own, ownProven, paid, repaid },
      ...{ accepted: acceptedSum(state), proven: provenOf(state) },
      ...(demand === undefined ? {} : { demand }),
    },
    ...{ terms: rule.version, signBy },
    signed: { organization: signed.organization !== undefined, office: signed.office !== undefined },
    ...(agreedAt === undefined ? {} : { agreedAt }),
    ...(firstTrancheBy === undefined ? {} : { firstTrancheBy }),
    ...(firstTrancheLate === undefined ? {} : { firstTrancheLate }),
    milestones: state.milestones.map(({ number, title, due, status, reason, verifiedBy }) => ({
      ...{ number, title, due, status },
      ...(reason === undefined ? {} : { reason }),
      ...(isOffice && verifiedBy !== undefined ? { verifiedBy } : {}),
    })),
    tranches: state.tranches.map((one) => trancheOf(one, isOffice)),
    gates: [...(conditions?.gates ?? [])],
    ...(conditions?.outcome === undefined
      ? {}
      : { formula: { ...conditions.outcome, grids: [...conditions.outcome.grids] } }),
    ...(measured === undefined ? {} : { measured }),
    evaluations: state.evaluations.map(({ by: _by, ...evaluation }) => evaluation),
    costs: rule.categories.map(({ code: category, ofPeople }) => ({ category, ofPeople: ofPeople === true })),
    receipts: [...state.receipts],
    ...(exit === undefined ? {} : { exit: { kind: exit.kind, assetsTo: exit.assetsTo, purpose: exit.purpose } }),
    ...(ban === undefined ? {} : { ban }),
  };
};
