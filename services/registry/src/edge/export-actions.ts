import { Instant, Day } from "@wangge/contracts";
import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import { placesFor } from "../app/place-exports.ts";
import { collectionOf, directoryOf, featuresOf, type Directory } from "../app/exports/index.ts";
import type { PlaceFinder } from "../app/questions.ts";
import { stationsOn } from "../app/station-exports.ts";
import { on, type Edge } from "./edge.ts";

const Uuid = z.uuid();
const Paging = { page: z.int().min(1).optional(), per_page: z.int().min(1).max(500).optional() };
const Page = z.looseObject({ total_items: z.int(), contents: z.array(z.looseObject({})) });
const One = z.looseObject({ id: z.string() });

const LEVELS = ["district", "street", "community", "grid", "courtyard", "station"] as const;

/** HSDS 3 asks for the rest of every address. 610000 is the city's code: the register has none by the door. */
const SETTINGS = {
  profile: "https://docs.openreferral.org/en/v3.0.1/hsds/overview.html",
  openapiUrl: "/openapi.json",
  place: { city: "成都市", region: "成华区", stateProvince: "四川省", postalCode: "610000", country: "CN" },
  timezone: 8,
} as const;

/** Only what is there: absent and undefined are not the same to who reads the query. */
const given = <T extends object>(query: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as never;

/** 开放数据. Places and services in the forms others read: GeoJSON, HSDS 3. */
export const exportActions = ({ registrar: { register }, look }: Edge) => {
  let kept: { readonly key: string; readonly directory: Directory } | undefined;
  /** The directory of a day, made once for as long as the register stays as it is. */
  const directory = (finder: PlaceFinder): Directory => {
    const key = `${String(register.version)}@${finder.day}`;
    if (kept?.key !== key) kept = { key, directory: directoryOf(stationsOn(register, finder), SETTINGS) };
    return kept.directory;
  };
  const found = <T>(value: T | undefined, id: string): T => {
    if (value === undefined) throw new DomainError("missing", "registry.hsds.unknown", "No such entry", { id });
    return value;
  };

  return {
    geojson: action({
      rest: "GET /exports/geojson/:level",
      summary: "GeoJSON (RFC 7946) of all places of a level on a day",
      access: "public",
      input: z.strictObject({ level: z.enum(LEVELS), on }),
      output: z.looseObject({ type: z.literal("FeatureCollection"), features: z.array(z.looseObject({})) }),
      run: look(({ level }, finder) => {
        const features = featuresOf(
          level === "station"
            ? { stations: stationsOn(register, finder) }
            : { places: placesFor(register, finder, level) },
        );
        return collectionOf(features) as never;
      }),
    }),
    hsds: action({
      rest: "GET /hsds",
      summary: "HSDS 3: which version and profile this directory of services follows",
      access: "public",
      input: z.strictObject({}),
      output: z.looseObject({ version: z.string() }),
      run: look((_input, finder) => ({ ...directory(finder).base })),
    }),
    hsdsServices: action({
      rest: "GET /hsds/services",
      summary: "HSDS 3: services, a page at a time",
      access: "public",
      input: z.strictObject({
        ...Paging,
        search: z.string().max(100).optional(),
        organization_id: Uuid.optional(),
        taxonomy_term_id: Uuid.optional(),
        taxonomy_id: Uuid.optional(),
        modified_after: z.union([Instant, Day]).optional(),
      }),
      output: Page,
      run: look(
        (query, finder) =>
          ({
            ...directory(finder).services(
              given({
                page: query.page,
                perPage: query.per_page,
                search: query.search,
                organizationId: query.organization_id,
                taxonomyTermId: query.taxonomy_term_id,
                taxonomyId: query.taxonomy_id,
                modifiedAfter: query.modified_after,
              }),
            ),
          }) as never,
      ),
    }),
    hsdsService: action({
      rest: "GET /hsds/services/:id",
      summary: "HSDS 3: one service with everything about it",
      access: "public",
      input: z.strictObject({ id: Uuid }),
      output: One,
      run: look(({ id }, finder) => ({ ...found(directory(finder).service(id), id) }) as never),
    }),
    hsdsOrganizations: action({
      rest: "GET /hsds/organizations",
      summary: "HSDS 3: organizations, a page at a time",
      access: "public",
      input: z.strictObject({ ...Paging, search: z.string().max(100).optional() }),
      output: Page,
      run: look(
        ({ page, per_page: perPage, search }, finder) =>
          ({ ...directory(finder).organizations(given({ page, perPage, search })) }) as never,
      ),
    }),
    hsdsOrganization: action({
      rest: "GET /hsds/organizations/:id",
      summary: "HSDS 3: one organization with everything about it",
      access: "public",
      input: z.strictObject({ id: Uuid }),
      output: One,
      run: look(({ id }, finder) => ({ ...found(directory(finder).organization(id), id) }) as never),
    }),
    hsdsServiceAtLocations: action({
      rest: "GET /hsds/service_at_locations",
      summary: "HSDS 3: which service is offered where, a page at a time",
      access: "public",
      input: z.strictObject({ ...Paging, search: z.string().max(100).optional(), organization_id: Uuid.optional() }),
      output: Page,
      run: look(
        ({ page, per_page: perPage, search, organization_id: organizationId }, finder) =>
          ({ ...directory(finder).serviceAtLocations(given({ page, perPage, search, organizationId })) }) as never,
      ),
    }),
    hsdsServiceAtLocation: action({
      rest: "GET /hsds/service_at_locations/:id",
      summary: "HSDS 3: one service at one place",
      access: "public",
      input: z.strictObject({ id: Uuid }),
      output: One,
      run: look(({ id }, finder) => ({ ...found(directory(finder).serviceAtLocation(id), id) }) as never),
    }),
    hsdsTaxonomies: action({
      rest: "GET /hsds/taxonomies",
      summary: "HSDS 3: taxonomies",
      access: "public",
      input: z.strictObject(Paging),
      output: Page,
      run: look(
        ({ page, per_page: perPage }, finder) =>
          ({ ...directory(finder).taxonomies(given({ page, perPage })) }) as never,
      ),
    }),
    hsdsTaxonomyTerms: action({
      rest: "GET /hsds/taxonomy_terms",
      summary: "HSDS 3: terms of the taxonomies",
      access: "public",
      input: z.strictObject({ ...Paging, taxonomy_id: Uuid.optional() }),
      output: Page,
      run: look(
        ({ page, per_page: perPage, taxonomy_id: taxonomyId }, finder) =>
          ({ ...directory(finder).taxonomyTerms(given({ page, perPage, taxonomyId })) }) as never,
      ),
    }),
  };
};
