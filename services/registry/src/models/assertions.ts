/** The registers and their history: one collection a kind, one document for what one change says of one record. */
import { Schema, type Connection, type Model, type SchemaDefinition } from "mongoose";
import type { AssertionStore } from "../app/journal.ts";
import {
  kindOf,
  kinds,
  SCHEMES,
  toGeoJsonRing,
  toVertex,
  type Assertion,
  type Kind,
  type Ring,
  type Value,
} from "../domain/index.ts";
import { must, options } from "./options.ts";

interface AssertionDocument {
  /** Attempt and place within the change. */
  readonly _id: string;
  readonly record: string;
  readonly from: string;
  /** Until before this day; absent: until further notice. */
  readonly to?: string;
  /** Absent: in this span the record is not there. */
  readonly value?: Readonly<Record<string, unknown>>;
  readonly successors?: readonly string[];
  readonly change: number;
  readonly attempt: string;
  readonly nth: number;
}

const day = { match: /^\d{4}-\d{2}-\d{2}$/ };
const count = must(Number, { min: 0, validate: Number.isInteger });
const sub = (fields: SchemaDefinition): Schema => new Schema(fields, { _id: false, id: false, strict: "throw" });

const point = sub({
  lng: must(Number, { min: -180, max: 180 }),
  lat: must(Number, { min: -90, max: 90 }),
});
/** GeoJSON, one closed ring; whole steps of 1e-7 degree come back from it exactly. */
const polygon = sub({ type: must(String, { enum: ["Polygon"] }), coordinates: { type: [[[Number]]], required: true } });
const codes = {
  type: [sub({ scheme: must(String, { enum: Object.keys(SCHEMES) }), code: must(String) })],
  required: true,
};
const named = { name: must(String), codes };
const under = { parent: must(String) };
const management = must(String, {
  enum: ["propertyManaged", "unmanagedCourtyard", "unitDormitory", "ruralResettlement"],
});
const entrance = sub({ id: must(String), address: must(String), at: { type: point, required: true } });
const building = sub({ id: must(String), name: must(String), households: count, entrances: [entrance] });
const hours = sub({ days: [String], opens: must(String), closes: must(String) });

const VALUES: Readonly<Record<Kind, SchemaDefinition>> = {
  district: { ...named, outline: { type: polygon, required: true }, synthetic: must(Boolean) },
  street: { ...under, ...named, isAgricultural: must(Boolean) },
  community: { ...under, ...named, kind: must(String, { enum: ["residentsCommittee", "villageCommittee"] }) },
  grid: { ...under, ...named, management, ring: { type: polygon, required: true }, counted: Number, exception: String },
  courtyard: {
    ...under,
    name: must(String),
    management,
    company: String,
    households: count,
    areaM2: must(Number, { min: 0 }),
    at: { type: point, required: true },
    ring: polygon,
    buildings: [building],
  },
  barrier: { ...under, other: must(String), barrier: must(String, { enum: ["wall", "road"] }) },
  station: {
    ...under,
    kind: must(String),
    name: must(String),
    address: { type: String, default: "" },
    at: { type: point, required: true },
    phone: String,
    hours: [hours],
    facts: [sub({ key: must(String), value: Schema.Types.Mixed })],
  },
  section: { ...under, name: must(String), functionClass: must(String) },
  zone: {
    ...under,
    name: must(String),
    streets: [String],
    duties: [sub({ matter: must(String), answers: must(String, { enum: ["zone", "street"] }) })],
  },
  person: { label: must(String), origin: must(String) },
  post: { ...under, kind: must(String), holder: String },
  absence: { ...under, reason: must(String), substitute: String },
  rota: { ...under, persons: [String], turnDays: must(Number, { min: 1 }) },
  component: {
    ...under,
    name: must(String),
    codes,
    at: { type: point, required: true },
    state: must(String),
    owner: must(String),
    accuracy: must(String, { enum: ["A", "B", "C"] }),
    surveyedOn: must(String, day),
  },
  figure: { ...under, households: Number, population: Number, source: must(String), countedOn: must(String, day) },
};

const schemaOf = (kind: Kind): Schema<AssertionDocument> =>
  new Schema<AssertionDocument>(
    {
      _id: must(String),
      record: must(String),
      from: must(String, day),
      to: { type: String, ...day },
      value: { type: new Schema(VALUES[kind], { _id: false, id: false, strict: "throw", minimize: false }) },
      successors: { type: [String], default: undefined },
      change: count,
      attempt: must(String),
      nth: count,
    },
    { ...options(`${kind}History`), minimize: false },
  )
    .index({ change: 1, attempt: 1 })
    .index({ record: 1, from: 1 });

const RINGS = ["ring", "outline"] as const;

const toStored = (value: Value): Readonly<Record<string, unknown>> => {
  const stored: Record<string, unknown> = { ...value };
  for (const field of RINGS)
    if (stored[field] !== undefined)
      stored[field] = { type: "Polygon", coordinates: [toGeoJsonRing(stored[field] as Ring)] };
  // Their keys have dots, which are paths to the store.
  if ("facts" in value) stored["facts"] = Object.entries(value.facts).map(([key, fact]) => ({ key, value: fact }));
  return stored;
};

const toValue = (stored: Readonly<Record<string, unknown>>): Value => {
  const value: Record<string, unknown> = { ...stored };
  for (const field of RINGS) {
    const drawn = stored[field] as { readonly coordinates: readonly (readonly [number, number][])[] } | undefined;
    if (drawn !== undefined)
      value[field] = (drawn.coordinates[0] ?? []).slice(0, -1).map(([lng, lat]) => toVertex({ lng, lat }));
  }
  const facts = stored["facts"] as readonly { readonly key: string; readonly value: unknown }[] | undefined;
  if (facts !== undefined) value["facts"] = Object.fromEntries(facts.map(({ key, value: fact }) => [key, fact]));
  return value as unknown as Value;
};

export const recordModels = (connection: Connection): ReadonlyMap<Kind, Model<AssertionDocument>> =>
  new Map(kinds.map((kind) => [kind, connection.model<AssertionDocument>(`${kind}History`, schemaOf(kind))]));

const BATCH = 500;
/** Documents that are read in one go: others are answered in between. */
const READ = 250;
const many = { ordered: false, throwOnValidationError: true } as const;
/** Every value was parsed before it came here. For what an office does by hand the models look again; for an import that takes longer than all the rest. */
const HYDRATED = 500;

export const assertionsOn = async (connection: Connection): Promise<AssertionStore> => {
  const models = recordModels(connection);
  await Promise.all([...models.values()].map((model) => model.createIndexes()));
  return {
    insert: async (assertions, change, attempt) => {
      const documents = assertions.map(({ id, from, to, value, successors }, nth) => ({
        kind: kindOf(id),
        document: {
          _id: `${attempt}.${String(nth)}`,
          record: id,
          from,
          ...(to === undefined ? {} : { to }),
          ...(value === undefined ? {} : { value: toStored(value) }),
          ...(successors === undefined ? {} : { successors: [...successors] }),
          change,
          attempt,
          nth,
        } satisfies AssertionDocument,
      }));
      for (const [kind, ofKind] of Map.groupBy(documents, (one) => one.kind)) {
        const model = kind && models.get(kind);
        if (model === undefined) throw new Error("an assertion about nothing");
        const list = ofKind.map(({ document }) => document);
        for (let at = 0; at < list.length; at += BATCH)
          await model.insertMany(list.slice(at, at + BATCH), { ...many, lean: list.length > HYDRATED });
      }
    },
    of: async (changes) => {
      const attempts = changes.map(({ attempt }) => attempt);
      const numbers = changes.map(({ number }) => number);
      const found = await Promise.all(
        [...models.values()].map((model) =>
          model
            .find({ change: { $in: numbers }, attempt: { $in: attempts } })
            .batchSize(READ)
            .lean(),
        ),
      );
      const sorted = (found.flat() as AssertionDocument[]).sort((one, other) => one.nth - other.nth);
      return new Map(
        [...Map.groupBy(sorted, ({ change }) => change)].map(([change, documents]) => [
          change,
          documents.map(({ record, from, to, value, successors }): Assertion => ({
            id: record,
            from,
            to,
            value: value && toValue(value),
            ...(successors === undefined ? {} : { successors }),
          })),
        ]),
      );
    },
    discard: async (change, attempts) => {
      const attempt = "but" in attempts ? { $ne: attempts.but } : attempts.only;
      await Promise.all([...models.values()].map((model) => model.deleteMany({ change, attempt })));
    },
  };
};
