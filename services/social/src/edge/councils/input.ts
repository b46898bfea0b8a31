/** Shapes that the actions of this slice share. */
import { CategoryCode, CommunityCode, GridCode, Ulid } from "@wangge/contracts";
import type { Role } from "@wangge/kit";
import { z } from "zod";

/** Whoever lives or works in the community; what an account may do there, its council says. */
export const RESIDENTS: readonly Role[] = ["citizen", "communityOfficer", "spokesperson", "gridWorker", "organization"];
export const OFFICERS: readonly Role[] = ["communityOfficer"];
/** They read; nothing of it is for them to do. */
export const READERS: readonly Role[] = [...RESIDENTS, "socialOfficer", "supervisor", "districtGovernment"];

export const Text = z.string().trim().min(1).max(4_000);
export const Name = z.string().trim().min(1).max(60).describe("sealed; masked for all but who works with it");
export const Account = z.string().min(1).max(200);
export const Code = z.string().regex(/^[a-z][A-Za-z]{1,39}$/, "a code");
export const Wanted = z
  .strictObject({ category: CategoryCode, grid: GridCode })
  .describe("类别 and 网格 of the case that a resolution on it becomes");

export const InCommunity = z.strictObject({ community: CommunityCode });
export const ById = z.strictObject({ id: Ulid });

export const Paged = {
  after: z.string().max(200).optional().describe("the last id of the page before"),
  limit: z.int().min(1).max(200).default(50),
};

/** What to ask for after this page; absent on the last. */
export const nextOf = <One extends { readonly id: string }>(
  found: readonly One[],
  limit: number,
): { readonly next?: string } => {
  const last = found.length === limit ? found.at(-1)?.id : undefined;
  return last === undefined ? {} : { next: last };
};
