import { Day, Fen } from "@wangge/contracts";
import { z } from "zod";
import { STATUTES, type StatuteEdition } from "../domain/law/index.ts";
import { inOrder, Period, Text } from "./editions.ts";

const figure = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({
    value,
    article: z.string().min(1),
    assumed: z.literal(true).optional(),
    note: z.string().optional(),
  });

const money = figure(Fen);
const term = figure(Period);
const number = figure(z.int().min(1));
const rule = figure(z.literal(true));
const listOf = <const Codes extends readonly string[]>(codes: Codes) => figure(z.array(z.enum(codes)).min(1));

const Circumstance = z.strictObject({
  code: z.string(),
  effect: z.enum(["exempt", "mayExempt", "lighten", "mayLighten", "heavier"]),
  article: z.string(),
  name: Text,
});

const Penalty = z
  .strictObject({
    summaryCitizen: money,
    summaryOrganization: money,
    summaryOfficers: number,
    onSpotCollection: money,
    officers: number,
    preservation: term,
    decideWithin: term,
    deliverWithin: term,
    electronicDelivery: rule,
    noAggravation: rule,
    recusal: rule,
    legalReview: listOf(["every", "publicInterest", "hearing", "complex", "prescribed"]),
    collectiveDiscussion: listOf(["complex", "major"]),
    decisionContents: listOf(["party", "factsAndEvidence", "kindAndBasis", "performance", "remedies", "bodyAndDate"]),
    evidenceKinds: listOf([
      "document",
      "physical",
      "audioVisual",
      "electronic",
      "witness",
      "party",
      "expert",
      "inspection",
    ]),
    monitoringReviewed: rule,
    wholeProcessRecord: rule,
    publicityWithdrawal: term,
    hearingCases: listOf([
      "largeFine",
      "largeConfiscation",
      "lowerQualification",
      "revokeLicence",
      "stopBusiness",
      "closeBusiness",
      "restrictOccupation",
      "otherHeavy",
    ]),
    hearingRequest: term,
    hearingNotice: term,
    chairNotInvestigator: rule,
    decideOnHearingRecord: rule,
    payWithin: term,
    payElsewhere: rule,
    remoteCollection: rule,
    handIn: term,
    bank: term,
    surchargeDaily: number,
    surchargeCap: number,
    surchargeRestsInRemedy: rule,
    deferral: rule,
    limitation: term,
    limitationSerious: term,
    oneFine: rule,
    higherFine: rule,
    milderLaterLaw: rule,
    circumstances: figure(z.array(Circumstance)),
  })
  .partial();

const Compulsion = z
  .strictObject({
    officers: number,
    urgentApprovalHours: number,
    releaseAtOnce: figure(z.strictObject({ amount: z.literal(0), unit: z.literal("day") })),
    seizure: term,
    seizureExtension: term,
    urgeFirst: rule,
    agreement: rule,
    surchargeCap: number,
    enforceSurchargeAfter: term,
    courtApplication: term,
    urgeBeforeCourt: term,
  })
  .partial();

const Reconsideration = z
  .strictObject({ request: term, accept: term, decideWithin: term, decideExtension: term, noAggravation: rule })
  .partial();

const Litigation = z
  .strictObject({ directSuit: term, suitAfterReconsideration: term, executionNotSuspended: rule, noAggravation: rule })
  .partial();

const edition = <Statute extends (typeof STATUTES)[number], Figures extends z.ZodType>(
  statute: Statute,
  figures: Figures,
) =>
  z.strictObject({
    statute: z.literal(statute),
    version: z.string().regex(new RegExp(`^${statute}@\\d{4}$`)),
    effectiveFrom: Day,
    title: Text,
    source: z.string().min(1),
    figures,
  });

export const StatuteEditionSchema: z.ZodType<StatuteEdition> = z.discriminatedUnion("statute", [
  edition("penalty", Penalty),
  edition("compulsion", Compulsion),
  edition("reconsideration", Reconsideration),
  edition("litigation", Litigation),
]);

/** The editions are compiled in; at start their shape is checked, and that those of one statute follow one another. */
export const checkEditions = (editions: readonly StatuteEdition[]): void => {
  const all = z.array(StatuteEditionSchema).parse(editions);
  for (const statute of STATUTES) inOrder(all.filter((one) => one.statute === statute));
};
