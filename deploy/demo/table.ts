import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, CaseFiledV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { readAll, type Bus } from "@wangge/kit";
import type { Client } from "./client.ts";

interface Row {
  received: number;
  filed: number;
  assigned: number;
  closed: number;
  rejected: number;
  overdue: number;
}

interface CaseLine {
  readonly street: string;
  readonly status: string;
  readonly filedAt?: string;
  readonly department?: string;
  readonly overdue: boolean;
}

const empty = (): Row => ({ received: 0, filed: 0, assigned: 0, closed: 0, rejected: 0, overdue: 0 });

/** Counts what the system itself says, case by case, not what the demo believes to have sent. */
export const countByStreet = async (client: Client, token: string): Promise<ReadonlyMap<string, Row>> => {
  const rows = new Map<string, Row>();
  for (let after = ""; ;) {
    const { body } = await client.get(`/api/v1/cases?limit=500${after === "" ? "" : `&after=${after}`}`, token);
    const page = body as { readonly cases: readonly CaseLine[]; readonly next?: string };
    for (const { street, status, filedAt, department, overdue } of page.cases) {
      const row = rows.get(street) ?? empty();
      rows.set(street, row);
      row.received += 1;
      if (filedAt !== undefined) row.filed += 1;
      if (department !== undefined) row.assigned += 1;
      if (status === "closed") row.closed += 1;
      if (status === "rejected") row.rejected += 1;
      if (overdue) row.overdue += 1;
    }
    if (page.next === undefined) return rows;
    after = page.next;
  }
};

const COLUMNS = ["received", "filed", "assigned", "closed", "rejected", "overdue"] as const;

export const formatTable = (rows: ReadonlyMap<string, Row>, nameOf: (street: string) => string): string => {
  const line = (cells: readonly (string | number)[], name: string): string =>
    cells.map((cell) => String(cell).padStart(9)).join("") + `  ${name}`;
  const total = empty();
  const lines = [...rows].sort().map(([street, row]) => {
    for (const column of COLUMNS) total[column] += row[column];
    return line(
      COLUMNS.map((column) => row[column]),
      `${street} ${nameOf(street)}`,
    );
  });
  const sum = line(
    COLUMNS.map((column) => total[column]),
    "all",
  );
  return [line(COLUMNS, "street"), ...lines, sum].join("\n");
};

export interface BusFigures {
  readonly events: number;
  /** Real milliseconds from the report on the bus to the order on the bus, for cases that were assigned as they were filed. */
  readonly p50: number;
  readonly p99: number;
}

/** From the streams themselves, by the server's time stamps. */
export const busFigures = async (bus: Bus): Promise<BusFigures> => {
  const acceptedAt = new Map<string, number>();
  const filedBy = new Map<string, string>();
  const times: number[] = [];
  const parse = (text: string) =>
    JSON.parse(text) as { readonly type: string; readonly subject: string; readonly causationid?: string };
  let events = 0;
  for await (const { text, storedAt } of readAll(bus, streamOf(ReportAcceptedV1.subject))) {
    events += 1;
    acceptedAt.set(parse(text).subject, storedAt);
  }
  for await (const { text, storedAt } of readAll(bus, streamOf(CaseAssignedV1.subject))) {
    events += 1;
    const { type, subject, causationid = "" } = parse(text);
    if (type === CaseFiledV1.subject) filedBy.set(subject, causationid);
    const accepted = acceptedAt.get(subject);
    // Verified cases are assigned when somebody has looked, which is not the machine's time.
    if (
      type === CaseAssignedV1.subject &&
      accepted !== undefined &&
      filedBy.get(subject) === causationid &&
      !causationid.includes("verify")
    )
      times.push(storedAt - accepted);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { events, p50: at(0.5), p99: at(0.99) };
};
