/** 工作量. What a grid is to those who walk it, in households of an ordinary estate with a property company. */
import type { ManagementType } from "../register/records.ts";

export interface LoadModel {
  readonly version: string;
  /** The day from which it is meant: an office that measures better figures adds a model, it does not change this one. */
  readonly asOf: string;
  /** Load of one household. */
  readonly perHousehold: Readonly<Record<ManagementType, number>>;
  /** Load of walking one hectare. */
  readonly perHectare: number;
}

/**
 * Every figure is an assumption. Only the direction has a source: the reform of 2012–2017 sizes grids by type, object,
 * households, area and property management, so households and ground both count, and a courtyard nobody manages leaves
 * more to the grid worker than one with a company. Chenghua has 748 grids on about 108 km², 14 ha each: at 5 a hectare
 * the ground is about a sixth of the load of a grid.
 */
export const LOAD_MODEL: LoadModel = {
  version: "assumed-1",
  asOf: "2017-01-01",
  perHousehold: { propertyManaged: 1, unmanagedCourtyard: 1.4, unitDormitory: 1.2, ruralResettlement: 1.3 },
  perHectare: 5,
};

export const loadOf = (
  block: { readonly households: number; readonly areaM2: number; readonly management: ManagementType },
  { perHousehold, perHectare }: LoadModel,
): number => block.households * perHousehold[block.management] + (block.areaM2 / 10_000) * perHectare;
