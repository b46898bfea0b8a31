/** Stations of the register as entries of HSDS. */
import { uuidV5 } from "@wangge/kit";
import { parentOf } from "../../domain/index.ts";
import { STATION_KIND_NAMES } from "../../domain/standards/index.ts";
import type {
  Attribute,
  Location,
  LocationLine,
  NestedService,
  OrganizationFull,
  OrganizationLine,
  Phone,
  Schedule,
  ServiceAtLocationFull,
  ServiceAtLocationLine,
  ServiceFull,
  ServiceLine,
  TaxonomyTerm,
} from "./hsds-model.ts";
import { attributesOf } from "./hsds-terms.ts";
import { WEEKDAYS, type ExportService, type ExportStation } from "./input.ts";

/** What HSDS wants to know and no station says of itself. */
export interface DirectorySettings {
  /** Where readers find what our HSDS profile adds or leaves out. */
  readonly profile: string;
  readonly openapiUrl: string;
  /** The rest of every address. `postalCode` is required by HSDS: the city's, where the register has none by the door. */
  readonly place: {
    readonly city: string;
    readonly region: string;
    readonly stateProvince: string;
    readonly postalCode: string;
    /** ISO 3166-1, two letters. */
    readonly country: string;
  };
  /** Hours ahead of UTC. */
  readonly timezone: number;
}

export type Organization = ExportStation["organization"];

/** One service item of one organization, with the stations that offer it, the one that changed last first. */
export interface Offer {
  readonly id: string;
  readonly organization: Organization;
  readonly places: readonly { readonly station: ExportStation; readonly service: ExportService }[];
}

export const organizationId = ({ id }: Organization): string => uuidV5(`organization:${id}`);
export const locationId = ({ id }: ExportStation): string => uuidV5(`location:${id}`);
/** In HSDS a service has one provider: the same item of two communities is two services. */
export const serviceId = (organization: Organization, { id }: ExportService): string =>
  uuidV5(`service:${organization.id}:${id}`);
export const serviceAtLocationId = (station: ExportStation, { id }: ExportService): string =>
  uuidV5(`service_at_location:${station.id}:${id}`);

const LEVELS = {
  district: "区 (district)",
  street: "街道办事处 (street office)",
  community: "社区 (community)",
} as const;

/** `known`: ids of all organizations in the directory by code, so that a parent named is one that can be asked for. */
export const organizationLine = (organization: Organization, known: ReadonlyMap<string, string>): OrganizationLine => {
  const parent = known.get(parentOf(organization.code) ?? "");
  return {
    id: organizationId(organization),
    name: organization.name,
    description: LEVELS[organization.level],
    ...(parent !== undefined && { parent_organization_id: parent }),
  };
};

const phonesOf = ({ id, phone }: ExportStation): Phone[] =>
  phone === undefined ? [] : [{ id: uuidV5(`phone:${id}:${phone}`), number: phone, type: "voice" }];

/** `+08:00`. HSDS wants the offset with the time of day, and again as a number. */
const offsetOf = (hours: number): string => {
  const minutes = Math.round(Math.abs(hours) * 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${hours < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

const schedulesOf = ({ id, hours }: ExportStation, timezone: number): Schedule[] =>
  hours.map(({ days, opens, closes }) => {
    const byday = WEEKDAYS.filter((day) => days.includes(day)).join(",");
    return {
      id: uuidV5(`schedule:${id}:${byday}:${opens}-${closes}`),
      timezone,
      wkst: "MO",
      freq: "WEEKLY",
      interval: 1,
      byday,
      opens_at: opens + offsetOf(timezone),
      closes_at: closes + offsetOf(timezone),
    };
  });

const locationLine = (station: ExportStation): LocationLine => ({
  id: locationId(station),
  location_type: "physical",
  name: station.name,
  description: STATION_KIND_NAMES[station.kind].zh,
  latitude: station.at.lat,
  longitude: station.at.lng,
  external_identifier: station.id,
  external_identifier_type: "wangge station",
});

const accessibilityOf = ({ id, barrierFree }: ExportStation): Location["accessibility"] =>
  barrierFree === undefined
    ? []
    : [{ id: uuidV5(`accessibility:${id}`), description: barrierFree ? "出入口无障碍" : "出入口不是无障碍的" }];

export const location = (station: ExportStation, { place, timezone }: DirectorySettings): Location => ({
  ...locationLine(station),
  addresses: [
    {
      id: uuidV5(`address:${station.id}`),
      address_1: station.address,
      city: place.city,
      region: place.region,
      state_province: place.stateProvince,
      postal_code: place.postalCode,
      country: place.country,
      address_type: "physical",
    },
  ],
  accessibility: accessibilityOf(station),
  phones: phonesOf(station),
  schedules: schedulesOf(station, timezone),
  attributes: attributesOf("location", locationId(station), [station]),
});

/** Where stations word the same service differently, the one that changed last has the word. */
export const serviceFields = ({ id, places }: Offer) => {
  const { station, service } = places[0]!;
  return {
    id,
    name: service.name,
    description: service.description,
    status: "active",
    ...(service.applicationProcess !== undefined && { application_process: service.applicationProcess }),
    ...(service.fees !== undefined && { fees_description: service.fees }),
    last_modified: station.changedAt,
  } as const;
};

const serviceAttributes = ({ id, places }: Offer): Attribute[] =>
  attributesOf(
    "service",
    id,
    places.map(({ station }) => station),
  );

export const termsOf = (offer: Offer): TaxonomyTerm[] => serviceAttributes(offer).map((one) => one.taxonomy_term);

export const nestedService = (offer: Offer): NestedService => ({
  ...serviceFields(offer),
  required_documents: (offer.places[0]!.service.requiredDocuments ?? []).map((document) => ({
    id: uuidV5(`required_document:${offer.id}:${document}`),
    document,
  })),
  attributes: serviceAttributes(offer),
});

export const serviceLine = (offer: Offer, organization: OrganizationLine): ServiceLine => ({
  ...serviceFields(offer),
  organization,
});

type PlaceOfOffer = Offer["places"][number];

export const serviceAtLocationLine = (
  { station, service }: PlaceOfOffer,
  line: ServiceLine,
): ServiceAtLocationLine => ({
  id: serviceAtLocationId(station, service),
  description: service.description,
  location: locationLine(station),
  service: line,
});

const nestedServiceAtLocation = ({ station, service }: PlaceOfOffer, settings: DirectorySettings) => ({
  id: serviceAtLocationId(station, service),
  description: service.description,
  phones: phonesOf(station),
  schedules: schedulesOf(station, settings.timezone),
  location: location(station, settings),
});

export const serviceAtLocationFull = (
  place: PlaceOfOffer,
  offer: Offer,
  organization: OrganizationLine,
  settings: DirectorySettings,
): ServiceAtLocationFull => ({
  ...nestedServiceAtLocation(place, settings),
  service: { ...nestedService(offer), organization },
});

export const serviceFull = (
  offer: Offer,
  organization: OrganizationLine,
  settings: DirectorySettings,
): ServiceFull => ({
  ...nestedService(offer),
  organization,
  service_at_locations: offer.places.map((place) => nestedServiceAtLocation(place, settings)),
});

export const organizationFull = (
  organization: Organization,
  line: OrganizationLine,
  { locations, offers }: { readonly locations: readonly Location[]; readonly offers: readonly Offer[] },
): OrganizationFull => ({
  ...line,
  locations,
  organization_identifiers: [
    {
      id: uuidV5(`organization_identifier:${organization.id}`),
      identifier_type: "行政区划代码 (administrative division code)",
      identifier: organization.code,
    },
  ],
  services: offers.map(nestedService),
});
