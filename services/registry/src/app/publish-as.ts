import { GridStaffedV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { parentOf, type GridStaffed, type StaffingState } from "../domain/index.ts";

/** Private domain event → public contract. The codes above a grid are the first digits of its own. */
export const publishAs = (
  { data }: GridStaffed,
  { id: grid }: Pick<Stored<StaffingState>, "id">,
): readonly PublicEvent[] => {
  const community = parentOf(grid) ?? "";
  const { households, workers, responsible, staffedAt } = data;
  return [
    publicEvent(GridStaffedV1, {
      grid,
      community,
      street: parentOf(community) ?? "",
      households,
      workers: [...workers],
      responsible,
      staffedAt,
    }),
  ];
};
