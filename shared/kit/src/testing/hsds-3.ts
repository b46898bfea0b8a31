/**
 * What HSDS 3.0 knows, written down from its schemas and examples (openreferral/specification, tag 3.0): of each object
 * its fields, what they hold, and which must be there. Only the objects that can occur in our answers.
 */
type Type =
  | "string"
  | "number"
  | "boolean"
  | "uuid"
  | "uri"
  | "date"
  | "instant"
  | "time"
  | { readonly of: string }
  | { readonly listOf: string };

interface Shape {
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, Type | readonly string[]>>;
}

const text = (...names: string[]) => Object.fromEntries(names.map((name) => [name, "string" as const]));
const lists = { attributes: { listOf: "attribute" }, metadata: { listOf: "metadata" } } as const;
const page = (of: string): Shape => ({
  required: ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
  fields: {
    total_items: "number",
    total_pages: "number",
    page_number: "number",
    size: "number",
    first_page: "boolean",
    last_page: "boolean",
    empty: "boolean",
    contents: { listOf: of },
  },
});

export const HSDS_3: Readonly<Record<string, Shape>> = {
  base: {
    required: ["version", "profile", "openapi_url"],
    fields: { version: "string", profile: "uri", openapi_url: "uri" },
  },
  service: {
    required: ["id", "name", "status"],
    fields: {
      id: "uuid",
      ...text(
        "name",
        "alternate_name",
        "description",
        "interpretation_services",
        "application_process",
        "fees_description",
      ),
      ...text(
        "accreditations",
        "eligibility_description",
        "alert",
        "wait_time",
        "fees",
        "licenses",
        "email",
        "assurer_email",
      ),
      url: "uri",
      status: ["active", "inactive", "defunct", "temporarily closed"],
      minimum_age: "number",
      maximum_age: "number",
      assured_date: "date",
      last_modified: "instant",
      phones: { listOf: "phone" },
      schedules: { listOf: "schedule" },
      service_areas: { listOf: "service_area" },
      service_at_locations: { listOf: "service_at_location" },
      languages: { listOf: "language" },
      organization: { of: "organization" },
      funding: { listOf: "funding" },
      cost_options: { listOf: "cost_option" },
      program: { of: "program" },
      required_documents: { listOf: "required_document" },
      contacts: { listOf: "contact" },
      ...lists,
    },
  },
  organization: {
    required: ["id", "name", "description"],
    fields: {
      id: "uuid",
      ...text("name", "alternate_name", "description", "email", "tax_status", "tax_id", "legal_status", "logo"),
      website: "uri",
      uri: "uri",
      year_incorporated: "number",
      parent_organization_id: "uuid",
      funding: { listOf: "funding" },
      contacts: { listOf: "contact" },
      phones: { listOf: "phone" },
      locations: { listOf: "location" },
      programs: { listOf: "program" },
      organization_identifiers: { listOf: "organization_identifier" },
      services: { listOf: "service" },
      ...lists,
    },
  },
  organization_identifier: {
    required: ["id", "identifier_type", "identifier"],
    fields: { id: "uuid", ...text("identifier_scheme", "identifier_type", "identifier"), ...lists },
  },
  service_at_location: {
    required: ["id"],
    fields: {
      id: "uuid",
      description: "string",
      contacts: { listOf: "contact" },
      phones: { listOf: "phone" },
      schedules: { listOf: "schedule" },
      location: { of: "location" },
      service: { of: "service" },
      ...lists,
    },
  },
  location: {
    required: ["id", "location_type"],
    fields: {
      id: "uuid",
      location_type: ["physical", "postal", "virtual"],
      url: "uri",
      ...text(
        "name",
        "alternate_name",
        "description",
        "transportation",
        "external_identifier",
        "external_identifier_type",
      ),
      latitude: "number",
      longitude: "number",
      languages: { listOf: "language" },
      addresses: { listOf: "address" },
      contacts: { listOf: "contact" },
      accessibility: { listOf: "accessibility" },
      phones: { listOf: "phone" },
      schedules: { listOf: "schedule" },
      ...lists,
    },
  },
  address: {
    required: ["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"],
    fields: {
      id: "uuid",
      ...text("attention", "address_1", "address_2", "city", "region", "state_province", "postal_code", "country"),
      address_type: ["physical", "postal", "virtual"],
      ...lists,
    },
  },
  accessibility: { required: ["id"], fields: { id: "uuid", ...text("description", "details"), url: "uri", ...lists } },
  phone: {
    required: ["id", "number"],
    fields: {
      id: "uuid",
      ...text("number", "description"),
      extension: "number",
      type: ["text", "voice", "fax", "cell", "video", "pager", "textphone"],
      languages: { listOf: "language" },
      ...lists,
    },
  },
  schedule: {
    required: ["id"],
    fields: {
      id: "uuid",
      valid_from: "date",
      valid_to: "date",
      dtstart: "date",
      until: "date",
      timezone: "number",
      count: "number",
      interval: "number",
      wkst: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"],
      freq: ["WEEKLY", "MONTHLY"],
      ...text("byday", "byweekno", "bymonthday", "byyearday", "description", "attending_type", "notes"),
      opens_at: "time",
      closes_at: "time",
      schedule_link: "uri",
      ...lists,
    },
  },
  cost_option: {
    required: ["id"],
    fields: {
      id: "uuid",
      valid_from: "date",
      valid_to: "date",
      ...text("option", "currency", "amount_description"),
      amount: "number",
      ...lists,
    },
  },
  required_document: { required: ["id"], fields: { id: "uuid", document: "string", uri: "uri", ...lists } },
  attribute: {
    required: ["id"],
    fields: {
      id: "uuid",
      ...text("link_type", "link_entity", "value"),
      taxonomy_term: { of: "taxonomy_term" },
      metadata: lists.metadata,
    },
  },
  taxonomy_term: {
    required: ["id", "name", "description"],
    fields: {
      id: "uuid",
      ...text("code", "name", "description", "taxonomy", "language"),
      parent_id: "uuid",
      taxonomy_detail: { of: "taxonomy" },
      term_uri: "uri",
      metadata: lists.metadata,
    },
  },
  taxonomy: {
    required: ["id", "name", "description"],
    fields: { id: "uuid", ...text("name", "description", "version"), uri: "uri", metadata: lists.metadata },
  },
  service_list: page("service"),
  organization_list: page("organization"),
  service_at_location_list: page("service_at_location"),
  taxonomy_list: page("taxonomy"),
  taxonomy_term_list: page("taxonomy_term"),
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const holds: Readonly<Record<Extract<Type, string>, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string" && value !== "",
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  uuid: (value) => UUID.test(String(value)),
  uri: (value) => URL.canParse(String(value)),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)),
  instant: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value)),
  time: (value) => /^\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(String(value)),
};

const wrongIn = (value: unknown, type: Type | readonly string[], path: string): string[] => {
  if (typeof type === "string") return holds[type](value) ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
  if ("of" in type) return hsdsProblems(value, type.of, path);
  if ("listOf" in type)
    return Array.isArray(value)
      ? value.flatMap((item, index) => hsdsProblems(item, type.listOf, `${path}[${index}]`))
      : [`${path} is no list`];
  return type.includes(String(value)) ? [] : [`${path} is none of ${type.join(", ")}`];
};

/** Fields that HSDS does not know, lacks, or that hold something else. */
export const hsdsProblems = (value: unknown, name: string, path = name): string[] => {
  const shape = HSDS_3[name];
  if (shape === undefined) return [`${path}: no shape written down for ${name}`];
  const object = value as Record<string, unknown>;
  return [
    ...shape.required.filter((field) => object[field] === undefined).map((field) => `${path} lacks ${field}`),
    ...Object.entries(object).flatMap(([field, held]) => {
      const type = shape.fields[field];
      return type === undefined ? [`${path}.${field} is unknown to HSDS`] : wrongIn(held, type, `${path}.${field}`);
    }),
  ];
};
