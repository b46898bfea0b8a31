import { CaseAssignedV1, CaseClosedV1, CaseFiledV1, CaseHandledV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { CommunitiesOn, GridsOn, StreetsOn, ZonesOn } from "@wangge/contracts/calls";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { generateKeyPairSync } from "node:crypto";
import { caseEvents } from "../src/app/case-events.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";

const publishedBy = (service: string) => caseEvents.filter(({ subject }) => subject.startsWith(`${service}.`));
const others = ["intake", "dispatch"].map((name) => ({
  ...{ name, publishes: publishedBy(name), subscribes: [], calls: [] },
}));

export const STREETS = ["510108001", "510108002", "510108003"] as const;

const registry: Readonly<Record<string, (input: never) => unknown>> = {
  [StreetsOn.name]: () => ({ streets: STREETS.map((code, index) => ({ code, agricultural: index === 2 })) }),
  [CommunitiesOn.name]: () => ({ communities: STREETS.map((code) => ({ code: `${code}001` })) }),
  [GridsOn.name]: () => ({ grids: STREETS.map((code) => ({ code: `${code}001001` })) }),
  [ZonesOn.name]: () => ({ zones: [] }),
};

export const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}-${more.department ?? ""}`, roles, ...more },
  external: true,
});
export const officer = as(["appraisalOfficer"]);
export const economist = as(["economyOfficer"]);
export const government = as(["districtGovernment"]);
export const street = (code: string): WireMeta => as(["department"], { department: `street-${code}` });

const { privateKey } = generateKeyPairSync("ed25519");
const RECORDS_KEY = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

export const openService = (): Promise<MemoryPlatform> =>
  memoryPlatform({
    manifests: [manifest, ...others],
    compose,
    config: { RECORDS_KEY },
    calls: registry,
    at: "2018-01-02T01:00:00.000Z",
  });

const HOUR = 3_600_000;
const later = (at: string, hours: number): string => new Date(Date.parse(at) + hours * HOUR).toISOString();

export interface Life {
  readonly street: string;
  readonly reportedAt: string;
  /** Hours after the report; absent: not yet. */
  readonly handled?: number;
  readonly closed?: boolean;
}

export interface Told {
  readonly event: Parameters<MemoryPlatform["deliver"]>[0];
  readonly data: object;
  readonly sequence: number;
  readonly id: string;
}

/** What the bus tells of one case. An order is due a day after the report. */
export const lifeOf = (
  { street: code, reportedAt, handled, closed = true }: Life,
  caseId = newId(),
): readonly Told[] => {
  const grid = `${code}001001`;
  const dueAt = later(reportedAt, 24);
  const about = { caseId, grid };
  const report = {
    ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example),
    reportId: caseId,
    grid,
    acceptedAt: reportedAt,
  };
  const told: Omit<Told, "id">[] = [
    { event: ReportAcceptedV1, data: report, sequence: 1 },
    {
      event: CaseFiledV1,
      data: { ...about, category: "event-0110", standard: "s@1", reportedAt, filedAt: reportedAt },
      sequence: 1,
    },
    {
      event: CaseAssignedV1,
      data: { ...about, department: "housing", assignedAt: reportedAt, dueAt, attempt: 1 },
      sequence: 2,
    },
  ];
  if (handled !== undefined) {
    const handledAt = later(reportedAt, handled);
    const overdue = handledAt > dueAt;
    told.push({
      event: CaseHandledV1,
      data: { ...about, department: "housing", handledAt, dueAt, overdue, attempt: 1 },
      sequence: 3,
    });
    if (closed)
      told.push({
        event: CaseClosedV1,
        data: { ...about, closedAt: later(handledAt, 1), overdue, attempts: 1 },
        sequence: 4,
      });
  }
  return told.map((one) => ({ ...one, id: newId() }));
};

export const deliver = async (platform: MemoryPlatform, all: readonly Told[]): Promise<void> => {
  for (const { event, data, sequence, id } of all) await platform.deliver(event, data, { sequence, id });
};
