import { PlaceNames, PlacesByCode, type NamedPlace } from "@wangge/contracts/calls";
import { reject, type Call } from "@wangge/kit";
import type { Place } from "../domain/organizations/index.ts";

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

/** 地点. Asked by the narrowest code. @throws DomainError `social.place.unknown` where the register has no such place */
export const placesOf =
  (call: Call) =>
  async (code: string): Promise<Place> => {
    const [found] = PlacesByCode.output.parse(await call(PlacesByCode.name, { codes: [code] })).places;
    if (found === null || found === undefined)
      throw reject("social.place.unknown", "The register has no such place", { code });
    const { kind: _kind, ...place } = found;
    return place;
  };
