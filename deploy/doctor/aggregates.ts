import { isDeepStrictEqual } from "node:util";
import { checkChain, type AggregateKind, type StoredDocument } from "@wangge/kit";
import type { Problem } from "./problem.ts";

/** A fact that has to be on a stream, exactly once: made again from the history. */
export interface Expected {
  readonly type: string;
  readonly aggregate: string;
  readonly sequence: number;
  readonly data: unknown;
}

export const keyOf = (type: string, aggregate: string, sequence: number | string): string =>
  `${type} ${aggregate} ${String(sequence)}`;

/** Values as they are after a trip through JSON: absent and undefined are the same. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export interface Checked {
  readonly problems: readonly Problem[];
  readonly expected: readonly Expected[];
}

const openOrders = (history: StoredDocument<unknown, { readonly type: string }>["history"]): boolean => {
  let open = false;
  for (const { event } of history) {
    if (event.type === "CaseAssigned" || event.type === "CaseReworked") {
      if (open) return true;
      open = true;
    }
    if (event.type === "CaseReturned" || event.type === "OrderRevoked" || event.type === "CaseHandled") open = false;
  }
  return false;
};

/** One document against its own history. */
export const checkDocument = (
  { decider, publishAs, collection, service }: AggregateKind,
  document: StoredDocument<unknown, { readonly type: string }>,
): Checked => {
  const { _id: id, version, state, history, handled, outbox = [] } = document;
  const subject = `${service}/${collection}/${id}`;
  const problems: Problem[] = [];
  const problem = (check: Problem["check"], detail: string): void => {
    problems.push({ check, subject, detail });
  };
  const expected: Expected[] = [];
  const chain = checkChain(decider.name, id, history);
  if (chain.problem !== undefined) problem("chain", `entry ${chain.problem.sequence} ${chain.problem.detail}`);
  else if (document.unsealed === 1 && !chain.isChained) problem("chain", "was chained, and no entry is");

  if (version !== history.length) problem("version", `version ${String(version)}, ${String(history.length)} events`);
  if (new Set(handled).size !== handled.length) problem("handled", "a message stands twice among the handled ones");
  if (openOrders(history)) problem("assignment", "a second order while one was open");
  for (const { subject: waiting } of outbox) problem("outbox", `${waiting} is not on the bus`);

  let folded = decider.initial;
  let sequence = 0;
  try {
    for (const { event } of history) {
      sequence += 1;
      folded = decider.evolve(folded, event);
      for (const { contract, data } of publishAs(event, { id, version: sequence, state: folded }))
        expected.push({ type: contract.subject, aggregate: id, sequence, data: plain(data) });
    }
    if (!isDeepStrictEqual(plain(folded), plain(state))) problem("fold", "the history makes another state");
  } catch (error) {
    problem(
      "fold",
      `event ${String(sequence)} does not fit: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return { problems, expected };
};

/** Receipts and cases, one for one. */
export const checkReceipts = (reports: ReadonlySet<string>, cases: ReadonlySet<string>): readonly Problem[] => [
  ...[...reports]
    .filter((id) => !cases.has(id))
    .map((id): Problem => ({ check: "receipt", subject: `intake/reports/${id}`, detail: "accepted, and no case" })),
  ...[...cases]
    .filter((id) => !reports.has(id))
    .map((id): Problem => ({
      check: "receipt",
      subject: `dispatch/cases/${id}`,
      detail: "a case that nobody reported",
    })),
];
