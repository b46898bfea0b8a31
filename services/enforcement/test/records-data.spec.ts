/** Data of several files that has to fit together. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { certificateRules } from "../src/app/certificate/certificate.ts";
import { loadEvidenceRules } from "../src/app/evidence/rules.ts";
import { DOCUMENT_KINDS, firstProcess, STATUSES } from "../src/domain/dossier/index.ts";
import { firstLawBook } from "../src/domain/law/index.ts";
import { partyViewOf } from "../src/domain/party/index.ts";
import { ordinary, summary } from "./certificate-courses.ts";
import type { Told } from "./dossier-builders.ts";

const read = (name: string): never =>
  JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8")) as never;

/** What a command's event is called. */
const EVENTS: Readonly<Record<string, string>> = {
  DossierOpened: "OpenDossier",
  DossierFiled: "FileDossier",
  InvestigatorsAdded: "AddInvestigators",
  InvestigationRecorded: "RecordInvestigation",
  MeasureApproved: "ApproveMeasure",
  EvidencePreserved: "PreserveEvidence",
  PreservedDisposed: "DisposePreserved",
  PropertySeized: "SeizeProperty",
  PropertySeizedUrgently: "SeizeUrgently",
  UrgentSeizureDecided: "DecideUrgentSeizure",
  SeizureExtended: "ExtendSeizure",
  SeizureLifted: "LiftSeizure",
  PenaltyProposed: "ProposePenalty",
  PartyInformed: "InformParty",
  HearingScheduled: "ScheduleHearing",
  HearingHeld: "HoldHearing",
  LegallyReviewed: "ReviewLegally",
  CollectivelyDiscussed: "DiscussCollectively",
  DecisionExtended: "ExtendDecision",
  Decided: "Decide",
  DecisionDelivered: "DeliverDecision",
  CollectedOnSpot: "CollectOnSpot",
  PartyUrged: "UrgeParty",
  ExecutionAgreed: "AgreeExecution",
  AppliedToCourt: "ApplyToCourt",
  RefundDecided: "DecideRefund",
  DossierClosed: "CloseDossier",
  DossierWithdrawn: "WithdrawDossier",
  TransferredToJustice: "TransferToJustice",
  DecidedOnSpot: "DecideOnSpot",
};

it("the certificate asks of every step for the competence and the company that the process asks for", () => {
  for (const [event, step] of Object.entries(certificateRules.steps)) {
    const { competence, guards } = firstProcess.steps.find(({ command }) => command === EVENTS[event]) ?? {};
    expect(competence, event).toBe(step);
    expect(guards?.includes("competent"), event).toBe(true);
    expect(guards?.includes("enoughOfficers"), event).toBe(
      (certificateRules.together as readonly string[]).includes(event),
    );
  }
  const editions = firstLawBook.editions.filter(({ statute }) => statute === "penalty").map(({ version }) => version);
  expect(Object.keys(certificateRules.articles).sort()).toEqual([...editions].sort());
});

it("the e-file knows every document that there is", () => {
  const { order } = read("e-file/layout.json") as { order: { documents: { kind: string }[] } };
  expect(order.documents.map(({ kind }) => kind).sort()).toEqual([...DOCUMENT_KINDS].sort());
});

it("kinds of evidence are those of the law of the day, where it lists any", () => {
  const rulesAt = loadEvidenceRules();
  for (const edition of firstLawBook.editions) {
    if (edition.statute !== "penalty") continue;
    const listed = edition.figures.evidenceKinds?.value;
    const kinds = rulesAt(
      `${edition.effectiveFrom < "2012-01-01" ? "2012-01-02" : edition.effectiveFrom}T04:00:00.000Z`,
    ).kinds;
    if (listed !== undefined) expect(kinds.map(({ code }) => code).sort()).toEqual([...listed].sort());
  }
});

it("whatever the course, the party finds plain words in both languages and no account of anybody", () => {
  const texts = read("party/texts.json") as { statuses: Record<string, { zh: string; en: string }> };
  const told = STATUSES.filter((status) => status !== "opened" && status !== "refused");
  expect(Object.keys(texts.statuses).sort()).toEqual([...told].sort());
  const quiet = {
    day: "2021-09-09",
    fine: 600_000,
    defence: "answered",
    hearing: true,
    review: true,
    gaps: [0, 1],
  } as const;
  const courses: readonly Told[] = [
    ordinary(quiet),
    ordinary({ ...quiet, fine: 50_000, hearing: false }),
    summary("2021-09-09", 9_000),
  ];
  let views = 0;
  for (const { state, events } of courses) {
    const view = partyViewOf(state, events, "2021-10-12", firstLawBook);
    expect(JSON.stringify(view)).not.toMatch(/acc-|ev-\d|hash-/u);
    expect(view?.steps.length).toBeGreaterThan(0);
    views += 1;
  }
  expect(views).toBe(3);
});
