/** 归属, for services that are told a place. */
import type { PlaceByCode } from "@wangge/contracts/calls";
import { versionOn, type Day, type PlacesOn, type Register } from "../domain/index.ts";

/** Undefined where the register has no such street, community or courtyard today, or several stand in its place. */
export const placeByCode = (
  register: Register,
  { street: streetOf, community: communityOf, grid: gridOf }: PlacesOn,
  code: string,
  day: Day,
): PlaceByCode | undefined => {
  const id = register.resolve(code, day);
  const heirs = id === undefined ? [] : register.heirsOf(id, day);
  const [only = ""] = heirs;
  if (heirs.length !== 1) return undefined;
  switch (register.kindOf(only)) {
    case "street": {
      const street = streetOf(only);
      return street && { kind: "street", street: street.code };
    }
    case "community": {
      const community = communityOf(only);
      return community && { kind: "community", street: community.street.code, community: community.code };
    }
    case "courtyard": {
      const grid = gridOf(versionOn(register.timelineOf<"courtyard">(only), day)?.value.parent ?? "");
      if (grid === undefined) return undefined;
      const { code: community, street } = grid.community;
      return { kind: "courtyard", street: street.code, community, courtyard: only };
    }
    default:
      return undefined;
  }
};
