import { PlacesByCode } from "@wangge/contracts/calls";
import { reject, type Call } from "@wangge/kit";
import type { Place } from "../domain/organizations/index.ts";

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
