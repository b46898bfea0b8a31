/** The district the registry starts with: Chenghua in 2017, divided synthetically. */
import drawing from "../data/outline.json" with { type: "json" };
import vintage from "../data/chenghua-2017.json" with { type: "json" };
import { divide, type Division, type Outline, type Vintage } from "./domain/index.ts";

/** 14 streets, 103 communities, as published for 2017-10-31. */
export const chenghua2017 = vintage as Vintage;

/** From when on the vintage holds, as an instant. */
export const chenghuaValidFrom = `${vintage.asOf}T00:00:00.000Z`;

/** Coarse and approximate. */
export const chenghuaOutline = drawing as unknown as Outline;

/** 748 grids. Takes well under a second; call it once. */
export const chenghuaDivision = (seed = 2017): Division => divide(chenghua2017, chenghuaOutline, { seed, grids: 748 });
