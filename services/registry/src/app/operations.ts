/** How an office writes what it asks of the register: GeoJSON for boundaries, codes or ids for records. */
import { Day } from "@wangge/contracts";
import { invalidInput } from "@wangge/kit";
import { z } from "zod";
import { doubleArea, toVertex, type Kind, type Operation, type Ring, type Value } from "../domain/index.ts";
import { Code, valueSchemas } from "./values.ts";

const kindNames = Object.keys(valueSchemas) as [Kind, ...Kind[]];
const Record = z.string().min(1).max(40).describe("an id, a code of that day, or @ref of what this change registers");
const Ref = z
  .string()
  .regex(/^[\w-]{1,40}$/)
  .describe("how later operations of this change name it: @ref");
const Fields = z.record(z.string(), z.unknown());

const operations = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("register"),
    kind: z.enum(kindNames),
    ref: Ref.optional(),
    value: Fields,
    until: Day.optional(),
  }),
  z.strictObject({
    op: z.literal("amend"),
    record: Record,
    set: Fields.describe("null takes a field away"),
    until: Day.optional(),
  }),
  z.strictObject({ op: z.literal("rename"), record: Record, name: z.string().trim().min(1).max(120) }),
  z.strictObject({ op: z.literal("recode"), record: Record, ...Code.shape }),
  z.strictObject({ op: z.literal("merge"), from: z.array(Record).min(1).max(500), into: Record }),
  z.strictObject({
    op: z.literal("split"),
    record: Record,
    into: z
      .array(z.strictObject({ ref: Ref.optional(), value: Fields, children: z.array(Record).max(5_000) }))
      .min(1)
      .max(100),
  }),
  z.strictObject({ op: z.literal("end"), record: Record, successors: z.array(Record).max(100).optional() }),
]);

export const ChangeInput = z.strictObject({
  effectiveFrom: Day.describe("the first day on which it is so"),
  reason: z.string().trim().min(4).max(500).describe("why, and by whose decision"),
  operations: z.array(operations).min(1).max(20_000),
  dryRun: z.boolean().default(false).describe("true: only say what would be"),
});
export type ChangeInput = z.output<typeof ChangeInput>;

/** In, a boundary is a GeoJSON polygon; within, a ring of whole steps, counter-clockwise. */
const BOUNDARY_FIELDS: Readonly<globalThis.Record<string, string>> = { boundary: "ring", outline: "outline" };

const Polygon = z.object({
  type: z.literal("Polygon"),
  coordinates: z.tuple([z.array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])).min(4)]),
});

export const ringOfPolygon = (polygon: unknown, path: string): Ring => {
  const parsed = Polygon.safeParse(polygon);
  if (!parsed.success)
    throw invalidInput([{ path, message: "a GeoJSON polygon of one closed ring, WGS-84", code: "invalid_boundary" }]);
  const ring = parsed.data.coordinates[0].slice(0, -1).map(([lng, lat]) => toVertex({ lng, lat }));
  return doubleArea(ring) < 0 ? ring.reverse() : ring;
};

const withRings = (fields: globalThis.Record<string, unknown>, path: string): globalThis.Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, content]): [string, unknown] => {
      const inside = BOUNDARY_FIELDS[field];
      return inside === undefined || content === null
        ? [inside ?? field, content]
        : [inside, ringOfPolygon(content, `${path}.${field}`)];
    }),
  );

/** @throws DomainError `input.invalid` naming every value that does not parse */
export const operationsOf = ({ operations: asked }: Pick<ChangeInput, "operations">): readonly Operation[] => {
  const issues: { path: string; message: string; code: string }[] = [];
  const valueOf = (kind: Kind, fields: globalThis.Record<string, unknown>, path: string): Value => {
    const parsed = valueSchemas[kind].safeParse(withRings(fields, path));
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      issues.push({ path: [path, ...issue.path].join("."), message: issue.message, code: issue.code });
    return {} as Value;
  };
  const found = asked.map((operation, index): Operation => {
    const path = `operations.${String(index)}`;
    switch (operation.op) {
      case "register":
        return { ...operation, value: valueOf(operation.kind, operation.value, `${path}.value`) };
      case "amend":
        return { ...operation, set: withRings(operation.set, `${path}.set`) };
      case "split":
        // Of which kind the pieces are is known only with the record; they are parsed before they are recorded.
        return {
          ...operation,
          into: operation.into.map((part, nth) => ({
            ...part,
            value: withRings(part.value, `${path}.into.${String(nth)}`) as unknown as Value,
          })),
        };
      case "rename":
      case "recode":
      case "merge":
      case "end":
        return operation;
    }
  });
  if (issues.length > 0) throw invalidInput(issues);
  return found;
};
