/**
 * `node deploy/provision/readers.ts` writes who may read which event, as the district's file and the manifests say, to where the catalogue of
 * events takes it from.
 */
import { writeFileSync } from "node:fs";
import { matches, type ManifestShape } from "@wangge/kit";
import { streamOf } from "@wangge/contracts";
import { format } from "prettier";
import { DISTRICT_FILE, manifests } from "./principals.ts";
import { loadDistrict, type District } from "./schema.ts";

export const readersFile = new URL("../../shared/contracts/generate/readers.json", import.meta.url);

type Title = District["departments"][string]["title"];

/** A service of the district. */
export interface ServiceReader {
  readonly service: string;
  readonly department: Title;
  /** `event`: this one. `stream`: all that is on its stream, to carry or to show it on. */
  readonly reads: "event" | "stream";
}

/** A system of somebody else. */
export interface IntegratorReader {
  readonly integrator: Title;
  readonly purpose: string;
  /** The last day. */
  readonly until: string;
  readonly over: "bus" | "webhook";
  /** Only of a part of the district. */
  readonly partly?: true;
}

export type Reader = ServiceReader | IntegratorReader;

const servicesReading = (
  subject: string,
  { services, departments }: District,
  wanted: readonly ManifestShape[],
): readonly ServiceReader[] =>
  wanted.flatMap(({ name, subscribes, reads = [], follows = [] }): readonly ServiceReader[] => {
    const department = departments[services[name]?.department ?? ""]?.title;
    if (department === undefined) return [];
    if (subscribes.some(({ event }) => event.subject === subject))
      return [{ service: name, department, reads: "event" }];
    return [...reads, ...follows].includes(streamOf(subject)) ? [{ service: name, department, reads: "stream" }] : [];
  });

const integratorsReading = (subject: string, { integrators }: District): readonly IntegratorReader[] =>
  Object.values(integrators).flatMap(({ title: integrator, purpose, until, reads, webhooks }) => {
    const own = reads.filter(({ event }) => matches(event, subject));
    const sent = webhooks?.events.some((event) => matches(event, subject)) === true ? [webhooks] : [];
    const one = (
      over: IntegratorReader["over"],
      asked: readonly { readonly keys?: readonly string[] | undefined }[],
    ) =>
      asked.length === 0
        ? []
        : [
            {
              ...{ integrator, purpose, until, over },
              ...(asked.every(({ keys }) => keys !== undefined) ? { partly: true as const } : {}),
            },
          ];
    return [...one("bus", own), ...one("webhook", sent)];
  });

/** Who may read each event that is published, by its name; whoever publishes it is not told. */
export const readersOf = (
  district: District,
  known: readonly ManifestShape[],
): Readonly<Record<string, readonly Reader[]>> => {
  const wanted = known.filter(({ name }) => name in district.services);
  const subjects = wanted.flatMap(({ publishes }) => publishes.map(({ subject }) => subject)).sort();
  return Object.fromEntries(
    subjects.map((subject) => [
      subject,
      [...servicesReading(subject, district, wanted), ...integratorsReading(subject, district)],
    ]),
  );
};

export const readersText = (): Promise<string> => {
  const { district, foreign } = loadDistrict(DISTRICT_FILE);
  const readers = readersOf(district, [...manifests, ...foreign]);
  return format(JSON.stringify(readers), { parser: "json", printWidth: 120 });
};

if (import.meta.main) writeFileSync(readersFile, await readersText());
