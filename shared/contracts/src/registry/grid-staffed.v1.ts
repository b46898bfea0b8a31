import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CommunityCode, GridCode, Instant, StreetCode, WorkerId } from "../vocabulary.ts";

/** 网格人员已配备. A grid has these people from now on; the list replaces the one before. */
export const GridStaffedV1 = defineEvent({
  subject: "registry.grid.staffed.v1",
  title: { zh: "网格人员已配备", en: "Grid staffed" },
  why: "Dispatch assigns to the workers of a grid; whoever is not listed any more gets no new case.",
  key: ({ grid }) => grid,
  data: z.object({
    grid: GridCode,
    community: CommunityCode,
    street: StreetCode,
    households: z.int().min(0).describe("户数: households of the grid"),
    workers: z.array(WorkerId).describe("网格员: 2 or 3"),
    responsible: WorkerId.describe("责任人: exactly one person answers for the grid"),
    staffedAt: Instant,
  }),
  example: {
    grid: "510108002001001",
    community: "510108002001",
    street: "510108002",
    households: 412,
    workers: ["w-00001", "w-00002"],
    responsible: "w-r0001",
    staffedAt: "2017-10-31T00:00:00.000Z",
  },
});
export type GridStaffedV1 = DataOf<typeof GridStaffedV1>;
