/**
 * The directory of services as HSDS 3.0 defines an API over it: one function for each of its paths. What it answers is
 * plain JSON; who serves it over HTTP only chooses the path and parses the query.
 */
import { pageOf, type HsdsPage, type PageQuery } from "@wangge/kit";
import {
  location,
  organizationFull,
  organizationId,
  organizationLine,
  serviceAtLocationFull,
  serviceAtLocationId,
  serviceAtLocationLine,
  serviceFields,
  serviceFull,
  serviceId,
  serviceLine,
  termsOf,
  type DirectorySettings,
  type Offer,
  type Organization,
} from "./hsds-entries.ts";
import type {
  Base,
  OrganizationFull,
  OrganizationLine,
  ServiceAtLocationFull,
  ServiceAtLocationLine,
  ServiceFull,
  ServiceLine,
  Taxonomy,
  TaxonomyTerm,
} from "./hsds-model.ts";
import { taxonomies, taxonomyTerms } from "./hsds-terms.ts";
import type { ExportStation } from "./input.ts";

/** The query of HSDS's lists; everything asked for must hold. Ids are UUIDs. */
export interface ServiceQuery extends PageQuery {
  /** Anywhere in the name or description. */
  readonly search?: string;
  readonly organizationId?: string;
  readonly taxonomyTermId?: string;
  readonly taxonomyId?: string;
  /** An instant; changed at it or later. */
  readonly modifiedAfter?: string;
}

export interface Directory {
  /** `GET /` */
  readonly base: Base;
  readonly services: (query?: ServiceQuery) => HsdsPage<ServiceLine>;
  readonly service: (id: string) => ServiceFull | undefined;
  readonly organizations: (query?: PageQuery & { readonly search?: string }) => HsdsPage<OrganizationLine>;
  readonly organization: (id: string) => OrganizationFull | undefined;
  readonly serviceAtLocations: (query?: ServiceQuery) => HsdsPage<ServiceAtLocationLine>;
  readonly serviceAtLocation: (id: string) => ServiceAtLocationFull | undefined;
  readonly taxonomies: (query?: PageQuery) => HsdsPage<Taxonomy>;
  readonly taxonomy: (id: string) => Taxonomy | undefined;
  readonly taxonomyTerms: (query?: PageQuery & { readonly taxonomyId?: string }) => HsdsPage<TaxonomyTerm>;
  readonly taxonomyTerm: (id: string) => TaxonomyTerm | undefined;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The services: items of the stations, by who provides them. */
const offersOf = (stations: readonly ExportStation[]): Offer[] => {
  const newestFirst = stations.toSorted(
    (one, other) => Date.parse(other.changedAt) - Date.parse(one.changedAt) || compareText(one.id, other.id),
  );
  const places = newestFirst.flatMap((station) => station.services.map((service) => ({ station, service })));
  return [...Map.groupBy(places, ({ station, service }) => serviceId(station.organization, service))]
    .map(([id, of]) => ({ id, organization: of[0]!.station.organization, places: of }))
    .toSorted(
      (one, other) => compareText(one.organization.code, other.organization.code) || compareText(one.id, other.id),
    );
};

const filterOf = ({ search, organizationId: of, taxonomyTermId, taxonomyId, modifiedAfter }: ServiceQuery) => {
  const words = search?.toLowerCase();
  const since = modifiedAfter === undefined ? undefined : Date.parse(modifiedAfter);
  return (offer: Offer): boolean => {
    const { name, description, last_modified } = serviceFields(offer);
    const terms = taxonomyTermId === undefined && taxonomyId === undefined ? [] : termsOf(offer);
    return (
      (words === undefined || `${name}\n${description}`.toLowerCase().includes(words)) &&
      (of === undefined || organizationId(offer.organization) === of) &&
      (taxonomyTermId === undefined || terms.some(({ id }) => id === taxonomyTermId)) &&
      (taxonomyId === undefined || terms.some((term) => term.taxonomy_detail.id === taxonomyId)) &&
      (since === undefined || Date.parse(last_modified) >= since)
    );
  };
};

const byId = <Entry extends { readonly id: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [entry.id, entry]));

/** Indexes the stations once; entries are made when they are asked for. */
export const directoryOf = (stations: readonly ExportStation[], settings: DirectorySettings): Directory => {
  const offers = offersOf(stations);
  const offerById = byId(offers);
  const placed = offers.flatMap((offer) => offer.places.map((place) => ({ offer, place })));
  const placedById = new Map(
    placed.map((one) => [serviceAtLocationId(one.place.station, one.place.service), one] as const),
  );
  // The last word on an organization is its station's that changed last.
  const latest = new Map(
    stations
      .toSorted((one, other) => Date.parse(one.changedAt) - Date.parse(other.changedAt))
      .map(({ organization }): [string, Organization] => [organizationId(organization), organization]),
  );
  const organizations = new Map([...latest].toSorted(([, one], [, other]) => compareText(one.code, other.code)));
  const known = new Map([...organizations].map(([id, { code }]) => [code, id]));
  const lineOf = ({ organization }: Pick<Offer, "organization">): OrganizationLine => {
    const id = organizationId(organization);
    return organizationLine(organizations.get(id)!, known);
  };
  const termById = byId(taxonomyTerms);
  const taxonomyById = byId(taxonomies);

  return {
    base: { version: "3.0", profile: settings.profile, openapi_url: settings.openapiUrl },
    services: (query = {}) =>
      pageOf(offers.filter(filterOf(query)), query, (offer) => serviceLine(offer, lineOf(offer))),
    service: (id) => {
      const offer = offerById.get(id);
      return offer && serviceFull(offer, lineOf(offer), settings);
    },
    organizations: (query = {}) => {
      const words = query.search?.toLowerCase() ?? "";
      const found = [...organizations.values()].filter(({ name }) => name.toLowerCase().includes(words));
      return pageOf(found, query, (organization) => lineOf({ organization }));
    },
    organization: (id) => {
      const organization = organizations.get(id);
      if (organization === undefined) return undefined;
      const own = stations
        .filter((station) => station.organization.id === organization.id)
        .toSorted((one, other) => compareText(one.id, other.id));
      return organizationFull(organization, lineOf({ organization }), {
        locations: own.map((station) => location(station, settings)),
        offers: offers.filter((offer) => offer.organization.id === organization.id),
      });
    },
    serviceAtLocations: (query = {}) => {
      const holds = filterOf(query);
      const found = placed.filter(({ offer, place }) => holds({ ...offer, places: [place] }));
      return pageOf(found, query, ({ offer, place }) =>
        serviceAtLocationLine(place, serviceLine(offer, lineOf(offer))),
      );
    },
    serviceAtLocation: (id) => {
      const found = placedById.get(id);
      return found && serviceAtLocationFull(found.place, found.offer, lineOf(found.offer), settings);
    },
    taxonomies: (query = {}) => pageOf(taxonomies, query, (one) => one),
    taxonomy: (id) => taxonomyById.get(id),
    taxonomyTerms: (query = {}) => {
      const { taxonomyId: of } = query;
      const found = taxonomyTerms.filter(({ taxonomy_detail }) => of === undefined || taxonomy_detail.id === of);
      return pageOf(found, query, (one) => one);
    },
    taxonomyTerm: (id) => termById.get(id),
  };
};
