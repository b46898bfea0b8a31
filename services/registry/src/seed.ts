/** The district the registry starts with: Chenghua in 2017, divided synthetically. */
import drawing from "../data/outline.json" with { type: "json" };
import parametersData from "../data/parameters.json" with { type: "json" };
import vintage from "../data/chenghua-2017.json" with { type: "json" };
import { divide, type Division, type Outline, type Parameters, type Vintage } from "./domain/index.ts";

/** 14 streets, 103 communities, as published for 2017-10-31. */
export const chenghua2017 = vintage as Vintage;

/** The first day of the register. */
export const chenghuaValidFrom = vintage.asOf;

/** Coarse and approximate. */
export const chenghuaOutline = drawing as unknown as Outline;

/** The figures of the reform, dated. */
export const chenghuaParameters = parametersData as unknown as readonly Parameters[];

/** 748 grids. Takes about a second; call it once. */
export const chenghuaDivision = (seed = 2017): Division => divide(chenghua2017, chenghuaOutline, { seed, grids: 748 });
