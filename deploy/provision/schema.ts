import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** A file that cannot be obeyed, a line for each thing that is wrong with it. */
export class DistrictError extends Error {
  override readonly name = "DistrictError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const ServiceName = z.string().regex(/^[a-z]+$/, "lower-case letters only: it is the first part of the node id");
const Name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "kebab-case");
const Title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const Purpose = Name.describe("目的: code that travels with every call");
const Basis = z.string().min(5).describe("法律依据: law, rule or decision, and what it allows");
const Day = z.iso.date();
const EventType = z.string().regex(/^[a-z]+\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/, "service.thing.fact.vN");

const Call = z.strictObject({
  from: ServiceName,
  to: ServiceName,
  actions: z.union([z.literal("all"), z.array(z.string().regex(/^[a-zA-Z]+$/, "name of an action")).min(1)]),
  purpose: Purpose,
  basis: Basis,
  until: Day.optional().describe("the last day"),
});

/** `*` stands for one part: `dispatch.case.*.v1`. */
const EventPattern = z
  .string()
  .regex(/^[a-z]+(\.([a-z-]+|\*)){2}\.v[1-9]\d*$/, "service.thing.fact.vN, or * for a part");

const Keys = z
  .array(z.string().regex(/^[A-Za-z0-9_-]+$/, "one token of a subject"))
  .min(1)
  .optional();

const Reading = z
  .strictObject({
    event: EventPattern,
    durable: Name.optional().describe("name of the durable after the integrator's; absent: by the event"),
    keys: Keys.describe("only events with these keys, such as the grids of a street; absent: all of them"),
  })
  .refine(({ event, durable }) => durable !== undefined || !event.includes("*"), {
    path: ["durable"],
    message: "what reads several events needs a name",
  });

const Webhooks = z.strictObject({
  account: z.string().min(1).max(200).describe("who registers the addresses and signs in with the role integrator"),
  events: z.array(EventPattern).min(1),
  keys: Keys.describe("only events whose key begins so: 510108001 is a street; absent: all of them"),
});

const Integrator = z
  .strictObject({
    title: Title,
    purpose: Purpose,
    basis: Basis,
    until: Day.describe("the last day; after it the integrator is out"),
    reads: z.array(Reading).default([]).describe("with a user of its own on the bus"),
    webhooks: Webhooks.optional().describe("sent to addresses of its own, without a user on the bus"),
    limits: z
      .strictObject({
        unacknowledged: z.int().min(1).max(5_000).default(500),
        deliveries: z.int().min(1).max(100).default(10),
        awayDays: z.int().min(1).max(365).default(30),
      })
      .prefault({}),
  })
  .refine(({ reads, webhooks }) => reads.length > 0 || webhooks !== undefined, {
    message: "is let in for nothing: say reads or webhooks",
  });

export const District = z.strictObject({
  format: z.literal(1),
  departments: z.record(Name, z.strictObject({ title: Title })),
  services: z.record(
    ServiceName,
    z.strictObject({
      department: Name,
      manifest: z
        .string()
        .regex(/\.json$/)
        .optional()
        .describe("where the code is elsewhere; beside this file"),
    }),
  ),
  calls: z.array(Call),
  integrators: z.record(Name, Integrator),
  removed: z.array(z.string().regex(/^[A-Z_]+\/[a-z0-9-]+$/, "STREAM/durable")),
});
export type District = z.output<typeof District>;

/** A manifest as data, of a service whose code is elsewhere. */
export const ForeignManifest = z
  .strictObject({
    name: ServiceName,
    publishes: z.array(EventType),
    subscribes: z.array(z.strictObject({ event: EventType, mode: z.enum(["each", "partitioned"]) })),
    calls: z.array(ServiceName),
  })
  .transform(({ publishes, subscribes, ...rest }) => ({
    ...rest,
    publishes: publishes.map((subject) => ({ subject })),
    subscribes: subscribes.map(({ event: subject, mode }) => ({ event: { subject }, mode })),
  }));

const issuesOf = (where: string, { issues }: z.ZodError): readonly string[] =>
  issues.map(({ path, message }) => `${where}: ${path.map(String).join(".") || "(whole file)"}: ${message}`);

const parsed = <Schema extends z.ZodType>(schema: Schema, where: string, content: unknown): z.output<Schema> => {
  const result = schema.safeParse(content);
  if (!result.success) throw new DistrictError(issuesOf(where, result.error));
  return result.data;
};

/** @throws DistrictError that names every place that does not fit. */
export const readDistrict = (text: string, where = "district.yaml"): District => {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new DistrictError([`${where}: not YAML: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return parsed(District, where, content);
};

export type ForeignManifest = z.output<typeof ForeignManifest>;

/** The file with the manifests that it points to. @throws DistrictError */
export const loadDistrict = (file: string): { district: District; foreign: readonly ForeignManifest[] } => {
  const district = readDistrict(readFileSync(file, "utf8"), file);
  const foreign = Object.values(district.services).flatMap(({ manifest }) => {
    if (manifest === undefined) return [];
    const path = join(dirname(file), manifest);
    return [parsed(ForeignManifest, path, JSON.parse(readFileSync(path, "utf8")) as unknown)];
  });
  return { district, foreign };
};
