import { CaseAssignedV1, CaseClosedV1, CaseFiledV1, CaseHandledV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { CommunitiesOn, DepartmentsOf, GridsOn, PersonLabels, StreetsOn, ZonesOn } from "@wangge/contracts/calls";
import { keptBy } from "@wangge/contracts";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { generateKeyPairSync } from "node:crypto";
import { toldEvents } from "../src/app/told-events.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";

const publishedBy = (service: string) => toldEvents.filter(({ subject }) => subject.startsWith(`${service}.`));
const others = ["intake", "dispatch", "enforcement", "social"].map((name) => ({
  ...{ name, publishes: publishedBy(name), subscribes: [], calls: [] },
}));
const sealing = keptBy("appraisal").map(({ service: name, sealed }) => ({
  ...{ name, publishes: [sealed], subscribes: [], calls: [] },
}));

export const STREETS = ["510108001", "510108002", "510108003"] as const;

const named = (code: string) => ({ code, name: `名 ${code}` });
const answers: Readonly<Record<string, (input: never) => unknown>> = {
  [StreetsOn.name]: () => ({
    streets: STREETS.map((code, index) => ({ ...named(code), agricultural: index === 2 })),
  }),
  [CommunitiesOn.name]: () => ({ communities: STREETS.map((code) => named(`${code}001`)) }),
  [GridsOn.name]: () => ({ grids: STREETS.map((code) => named(`${code}001001`)) }),
  [ZonesOn.name]: () => ({ zones: [{ id: "z-0001", name: "产业功能区 1" }] }),
  [DepartmentsOf.name]: () => ({ departments: [{ code: "housing", name: { zh: "住房局", en: "Housing" } }] }),
  [PersonLabels.name]: ({ ids }: { readonly ids: readonly string[] }) => ({
    people: ids.filter((id) => /^w-[0-9a-z]{4,20}$/.test(id)).map((id) => ({ id, label: `网格员 ${id}` })),
  }),
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

export const openService = (calls: typeof answers = {}): Promise<MemoryPlatform> =>
  memoryPlatform({
    manifests: [manifest, ...others, ...sealing],
    compose,
    config: { RECORDS_KEY, RULES_REFRESH_MS: 60_000, SWEEP_MS: 50 },
    calls: { ...answers, ...calls },
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
