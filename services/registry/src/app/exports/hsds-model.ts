/**
 * The part of HSDS 3.0 (Open Referral's Human Services Data Specification) that the register can fill, field names as
 * they are there. Everything here is also valid HSDS 3.1. Deprecated fields (`fees`, `licenses` …) are not filled.
 */
export interface Base {
  readonly version: string;
  readonly profile: string;
  readonly openapi_url: string;
}

export interface Taxonomy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
}

export interface TaxonomyTerm {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly taxonomy: string;
  readonly taxonomy_detail: Taxonomy;
  readonly language: string;
}

export interface Attribute {
  readonly id: string;
  readonly link_type: string;
  readonly link_entity: "location" | "service";
  readonly value: string;
  readonly taxonomy_term: TaxonomyTerm;
}

export interface Schedule {
  readonly id: string;
  /** Hours ahead of UTC. */
  readonly timezone: number;
  readonly wkst: "MO";
  readonly freq: "WEEKLY";
  readonly interval: 1;
  readonly byday: string;
  readonly opens_at: string;
  readonly closes_at: string;
}

export interface Phone {
  readonly id: string;
  readonly number: string;
  readonly type: "voice";
}

export interface OrganizationLine {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly parent_organization_id?: string;
}

export interface LocationLine {
  readonly id: string;
  readonly location_type: "physical";
  readonly name: string;
  readonly description: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly external_identifier: string;
  readonly external_identifier_type: string;
}

export interface Location extends LocationLine {
  readonly addresses: readonly {
    readonly id: string;
    readonly address_1: string;
    readonly city: string;
    readonly region: string;
    readonly state_province: string;
    readonly postal_code: string;
    readonly country: string;
    readonly address_type: "physical";
  }[];
  readonly accessibility: readonly { readonly id: string; readonly description: string }[];
  readonly phones: readonly Phone[];
  readonly schedules: readonly Schedule[];
  readonly attributes: readonly Attribute[];
}

interface ServiceFields {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: "active";
  readonly application_process?: string;
  readonly fees_description?: string;
  readonly last_modified: string;
}

export interface ServiceLine extends ServiceFields {
  readonly organization: OrganizationLine;
}

/** A service with what belongs to it, but neither who provides it nor where: for nesting. */
export interface NestedService extends ServiceFields {
  readonly required_documents: readonly { readonly id: string; readonly document: string }[];
  readonly attributes: readonly Attribute[];
}

interface NestedServiceAtLocation {
  readonly id: string;
  readonly description: string;
  readonly phones: readonly Phone[];
  readonly schedules: readonly Schedule[];
  readonly location: Location;
}

export interface ServiceFull extends NestedService {
  readonly organization: OrganizationLine;
  readonly service_at_locations: readonly NestedServiceAtLocation[];
}

export interface ServiceAtLocationLine {
  readonly id: string;
  readonly description: string;
  readonly location: LocationLine;
  readonly service: ServiceLine;
}

export interface ServiceAtLocationFull extends NestedServiceAtLocation {
  readonly service: NestedService & { readonly organization: OrganizationLine };
}

export interface OrganizationFull extends OrganizationLine {
  readonly locations: readonly Location[];
  readonly organization_identifiers: readonly {
    readonly id: string;
    readonly identifier_type: string;
    readonly identifier: string;
  }[];
  readonly services: readonly NestedService[];
}
