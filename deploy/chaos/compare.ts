/** Receipts held against what the stores have: whatever was acknowledged is there, and once. */
import type { Receipt, Step } from "./receipts.ts";

export interface Stored {
  /** Ids of the reports that intake has. */
  readonly reports: ReadonlySet<string>;
  /** The kinds of events in the history of each case that dispatch has. */
  readonly cases: ReadonlyMap<string, readonly string[]>;
}

export interface Comparison {
  readonly lost: readonly string[];
  readonly double: readonly string[];
}

/** What has happened to the case when a step was acknowledged, and happens once in a case that is never sent back. */
const EVENT_OF: Readonly<Record<Step, string | undefined>> = {
  report: undefined,
  verify: "CaseFiled",
  accept: "CaseAccepted",
  handle: "CaseHandled",
  check: "CaseClosed",
};

const ONCE = ["CaseFiled", "CaseAssigned", "CaseAccepted", "CaseHandled", "CaseClosed"];

const repeated = (values: readonly string[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
};

/**
 * @param unanswered reports that were asked for and never answered: each may be there or not
 */
export const compare = (receipts: readonly Receipt[], stored: Stored, unanswered: number): Comparison => {
  const lost: string[] = [];
  const double: string[] = [];
  const reported = receipts.filter(({ step }) => step === "report");

  for (const { step, caseId, key } of receipts) {
    if (!stored.reports.has(caseId)) lost.push(`${key}: no report ${caseId}`);
    const history = stored.cases.get(caseId);
    const event = EVENT_OF[step];
    if (history === undefined) lost.push(`${key}: no case ${caseId}`);
    else if (event !== undefined && !history.includes(event)) lost.push(`${key}: ${caseId} has no ${event}`);
  }

  for (const key of repeated(reported.map((one) => one.key))) double.push(`${key}: two receipts`);
  for (const caseId of repeated(reported.map((one) => one.caseId))) double.push(`${caseId}: for two reports`);
  for (const number of repeated(reported.flatMap(({ trackingNumber = [] }) => trackingNumber)))
    double.push(`${number}: the tracking number of two reports`);
  const unknown = stored.reports.size - new Set(reported.map(({ caseId }) => caseId)).size;
  if (unknown > unanswered) double.push(`${unknown - unanswered} reports for which nobody has a receipt`);
  for (const [caseId, history] of stored.cases)
    for (const event of repeated(history)) if (ONCE.includes(event)) double.push(`${caseId}: ${event} more than once`);
  return { lost, double };
};
