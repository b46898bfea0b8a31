import { PlaceNames, type NamedPlace } from "@wangge/contracts/calls";
import type { Call } from "@wangge/kit";

/** What the register of today has. @throws DomainError `unavailable` where it does not answer */
export interface Places {
  readonly hasCommunity: (code: string) => Promise<boolean>;
  /** Whether there is such a courtyard, and no grid of another community has it. */
  readonly hasCourtyard: (record: string, community: string) => Promise<boolean>;
}

export const registryPlaces = (call: Call): Places => {
  const some = async (isIt: (place: NamedPlace) => boolean): Promise<boolean> => {
    for (let after: string | undefined; ;) {
      const input = after === undefined ? {} : { after };
      const page = PlaceNames.output.parse(await call(PlaceNames.name, input));
      if (page.places.some(isIt)) return true;
      if (page.next === undefined) return false;
      after = page.next;
    }
  };
  return {
    hasCommunity: (code) => some((place) => place.kind === "community" && place.code === code),
    hasCourtyard: (record, community) =>
      some(({ kind, id, grid }) => kind === "courtyard" && id === record && grid?.startsWith(community) !== false),
  };
};
