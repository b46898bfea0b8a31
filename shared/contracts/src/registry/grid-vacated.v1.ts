import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CommunityCode, Day, GridCode, StreetCode } from "../vocabulary.ts";

/** 网格缺岗. Fewer people than the rule wants act in a grid. It is over with the next `registry.grid.staffed.v1` of the grid. */
export const GridVacatedV1 = defineEvent({
  subject: "registry.grid.vacated.v1",
  title: { zh: "网格缺岗", en: "Grid vacated" },
  why: "An alarm: somebody has to fill the post, and dispatch may have nobody to send.",
  key: ({ grid }) => grid,
  data: z.object({
    grid: GridCode,
    community: CommunityCode,
    street: StreetCode,
    missingWorkers: z.int().min(0).describe("how many grid workers fewer than the least number"),
    missingResponsible: z.boolean().describe("nobody answers for the grid"),
    since: Day,
  }),
  example: {
    grid: "510108002001001",
    community: "510108002001",
    street: "510108002",
    missingWorkers: 1,
    missingResponsible: false,
    since: "2018-03-05",
  },
});
export type GridVacatedV1 = DataOf<typeof GridVacatedV1>;
