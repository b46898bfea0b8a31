/** The two taxonomies of our own: what kind of place it is, and whether the entry describes a real one. */
import { uuidV5 } from "@wangge/kit";
import { STATION_KIND_NAMES, STATION_KINDS, type StationKind } from "../../domain/standards/index.ts";
import type { Attribute, Taxonomy, TaxonomyTerm } from "./hsds-model.ts";

const taxonomy = (key: string, name: string, description: string): Taxonomy => ({
  id: uuidV5(`taxonomy:${key}`),
  name,
  description,
  version: "1.0",
});

const kinds = taxonomy(
  "station-kind",
  "服务场所类型",
  "Kinds of places that serve residents and enterprises of the district",
);
const provenance = taxonomy("provenance", "数据来源", "Whether an entry describes a real place");

const term = (of: Taxonomy, code: string, name: string, description: string): TaxonomyTerm => ({
  id: uuidV5(`term:${of.id}:${code}`),
  code,
  name,
  description,
  taxonomy: of.name,
  taxonomy_detail: of,
  language: "zho",
});

const kindTerms = new Map(
  STATION_KINDS.map((kind) => [kind, term(kinds, kind, STATION_KIND_NAMES[kind].zh, STATION_KIND_NAMES[kind].en)]),
);
const recorded = term(provenance, "recorded", "登记数据", "As the register records it");
const synthetic = term(provenance, "synthetic", "虚构数据", "Made up for demonstration: there is no such place");

export const taxonomies: readonly Taxonomy[] = [kinds, provenance];
export const taxonomyTerms: readonly TaxonomyTerm[] = [...kindTerms.values(), recorded, synthetic];

const attribute = (
  entity: Attribute["link_entity"],
  id: string,
  linkType: string,
  taxonomyTerm: TaxonomyTerm,
): Attribute => ({
  id: uuidV5(`attribute:${entity}:${id}:${taxonomyTerm.id}`),
  link_type: linkType,
  link_entity: entity,
  value: taxonomyTerm.code,
  taxonomy_term: taxonomyTerm,
});

/** `id`: the UUID of the location or service. Of a service: every kind of place that offers it. */
export const attributesOf = (
  entity: Attribute["link_entity"],
  id: string,
  places: readonly { readonly kind: StationKind; readonly synthetic: boolean }[],
): Attribute[] => [
  ...STATION_KINDS.filter((kind) => places.some((place) => place.kind === kind)).map((kind) =>
    attribute(entity, id, "station_kind", kindTerms.get(kind)!),
  ),
  ...[true, false]
    .filter((made) => places.some((place) => place.synthetic === made))
    .map((made) => attribute(entity, id, "provenance", made ? synthetic : recorded)),
];
