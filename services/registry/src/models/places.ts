/** What the register's places look like in the store. */
import { Schema, type Connection, type Model } from "mongoose";
import {
  HOUSEHOLDS,
  toGeoJsonRing,
  toVertex,
  type CodeScheme,
  type Community,
  type CommunityKind,
  type District,
  type Grid,
  type ManagementType,
  type Position,
  type Ring,
  type Street,
} from "../domain/index.ts";
import { must, options } from "./options.ts";

/** A GeoJSON polygon of one ring, closed, in degrees. Exact: the domain's whole steps come back from it. */
export interface Boundary {
  readonly type: "Polygon";
  readonly coordinates: readonly (readonly Position[])[];
}

interface PlaceDocument {
  /** Opaque and for ever; `code` may change when an office re-codes. */
  readonly _id: string;
  readonly code: string;
  readonly scheme: CodeScheme;
  readonly name: string;
  readonly boundary: Boundary;
  readonly areaM2: number;
  readonly households: number;
  /** The first day on which it is so. */
  readonly validFrom: Date;
  /** Boundary and figures are made up. */
  readonly synthetic: boolean;
}

export type DistrictDocument = PlaceDocument;
export interface StreetDocument extends PlaceDocument {
  readonly isAgricultural: boolean;
}
export interface CommunityDocument extends PlaceDocument {
  readonly kind: CommunityKind;
}
export interface GridDocument extends PlaceDocument {
  readonly management: ManagementType;
  readonly centre: { readonly lng: number; readonly lat: number };
}

const isClosedRing = (rings: readonly (readonly Position[])[]): boolean => {
  const [ring = [], ...holes] = rings;
  const [first, last] = [ring[0], ring.at(-1)];
  return holes.length === 0 && ring.length >= 4 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
};

const degrees = (limit: number) => must(Number, { min: -limit, max: limit });

const place = (digits: number) => ({
  _id: must(String),
  code: must(String, { match: new RegExp(`^\\d{${String(digits)}}$`), unique: true }),
  scheme: must(String, { enum: ["GB/T 2260", "NBS", "local"] satisfies CodeScheme[] }),
  name: must(String),
  boundary: {
    type: must(String, { enum: ["Polygon"] }),
    coordinates: {
      type: [[[Number]]],
      required: true,
      validate: { validator: isClosedRing, message: "a boundary is one closed ring" },
    },
  },
  areaM2: must(Number, { min: 0 }),
  households: must(Number, { min: 0, validate: Number.isInteger }),
  validFrom: must(Date),
  synthetic: must(Boolean),
});

const street = { ...place(9), isAgricultural: must(Boolean) };

const community = {
  ...place(12),
  kind: must(String, { enum: ["residentsCommittee", "villageCommittee"] satisfies CommunityKind[] }),
};

/** 网格. Holds 300–500 households; one that does not has to be drawn again before it is written. */
const grid = {
  ...place(15),
  households: must(Number, {
    min: [HOUSEHOLDS.low, "a grid has at least {MIN} households"] as [number, string],
    max: [HOUSEHOLDS.high, "a grid has at most {MAX} households"] as [number, string],
    validate: Number.isInteger,
  }),
  management: must(String, {
    enum: ["propertyManaged", "unmanagedCourtyard", "unitDormitory", "ruralResettlement"] satisfies ManagementType[],
  }),
  centre: { lng: degrees(180), lat: degrees(90) },
};

const districtSchema = new Schema<DistrictDocument>(place(6), options("districts"));
const streetSchema = new Schema<StreetDocument>(street, options("streets"));
const communitySchema = new Schema<CommunityDocument>(community, options("communities"));
const gridSchema = new Schema<GridDocument>(grid, options("grids"));

export interface PlaceModels {
  readonly districts: Model<DistrictDocument>;
  readonly streets: Model<StreetDocument>;
  readonly communities: Model<CommunityDocument>;
  readonly grids: Model<GridDocument>;
}

export const placeModels = (connection: Connection): PlaceModels => ({
  districts: connection.model<DistrictDocument>("District", districtSchema),
  streets: connection.model<StreetDocument>("Street", streetSchema),
  communities: connection.model<CommunityDocument>("Community", communitySchema),
  grids: connection.model<GridDocument>("Grid", gridSchema),
});

export interface Vintage {
  readonly validFrom: Date;
  readonly synthetic: boolean;
}

type Drawn = { readonly id: string; readonly ring: Ring };

/** A place of the domain as a document: its id and its polygon take the store's form, the rest stays. */
export const toDocument = <Place extends Drawn>({ id, ring, ...rest }: Place, { validFrom, synthetic }: Vintage) => ({
  _id: id,
  ...rest,
  boundary: { type: "Polygon" as const, coordinates: [toGeoJsonRing(ring)] },
  validFrom,
  synthetic,
});

const ringOf = ({ coordinates: [ring = []] }: Boundary): Ring =>
  ring.slice(0, -1).map(([lng, lat]) => toVertex({ lng, lat }));

const fromDocument = ({ _id: id, code, scheme, name, boundary, areaM2, households }: PlaceDocument) => ({
  id: id as never,
  code,
  scheme,
  name,
  ring: ringOf(boundary),
  areaM2,
  households,
});

export const districtOf = (document: DistrictDocument): District => fromDocument(document);
export const streetOf = (document: StreetDocument): Street => ({
  ...fromDocument(document),
  isAgricultural: document.isAgricultural,
});
export const communityOf = (document: CommunityDocument): Community => ({
  ...fromDocument(document),
  kind: document.kind,
});
export const gridOf = (document: GridDocument): Grid => ({
  ...fromDocument(document),
  management: document.management,
  centre: { lng: document.centre.lng, lat: document.centre.lat },
});
