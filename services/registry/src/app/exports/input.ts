/** What the exports are made of. Whoever holds the register maps to these; the exports know neither store nor hierarchy. */
import type { Point } from "@wangge/contracts/vocabulary";
import type { StationKind } from "../../domain/standards/index.ts";

/** RFC 5545 names of the days, in the order of the week here. */
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A service item as one place offers it. `id` is the item's: the same at every place that offers it. */
export interface ExportService {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly applicationProcess?: string;
  readonly fees?: string;
  readonly requiredDocuments?: readonly string[];
}

export interface ExportStation {
  readonly id: string;
  readonly kind: StationKind;
  readonly name: string;
  /** Who runs it: a street office, a community, or the district; `code` is that place's. */
  readonly organization: {
    readonly id: string;
    readonly name: string;
    readonly code: string;
    readonly level: "district" | "street" | "community";
  };
  readonly at: Point;
  readonly address: string;
  readonly phone?: string;
  /** Absent: nobody recorded it. */
  readonly barrierFree?: boolean;
  /** Local times, `09:00`. */
  readonly hours: readonly { readonly days: readonly Weekday[]; readonly opens: string; readonly closes: string }[];
  readonly services: readonly ExportService[];
  /** The instant of the last change to anything above. */
  readonly changedAt: string;
  /** Days, the second not included any more. */
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly synthetic: boolean;
}

/** `[longitude, latitude]`, WGS-84 degrees. */
export type LngLat = readonly [lng: number, lat: number];

/** Rings of one polygon, the outer one first; closed or not, in either direction. */
export type ExportPolygon = readonly (readonly LngLat[])[];

export interface ExportPlace {
  readonly id: string;
  readonly level: "district" | "street" | "community" | "grid" | "courtyard";
  /** The one in use first. */
  readonly codes: readonly { readonly scheme: string; readonly code: string }[];
  /** The one in use first, then former and other ones. */
  readonly names: readonly string[];
  /** `id` of the place one level up. */
  readonly parent?: string;
  readonly validFrom: string;
  readonly validTo?: string;
  /** A point where no boundary is known. */
  readonly shape: { readonly at: Point } | { readonly polygons: readonly ExportPolygon[] };
  readonly synthetic: boolean;
}
