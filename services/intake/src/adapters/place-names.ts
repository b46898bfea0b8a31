import { PlaceNames, type NamedPlace } from "@wangge/contracts/calls";
import { DomainError, type Call } from "@wangge/kit";
import type { NamesOfRegister } from "../app/gazetteer.ts";

const TRIES = 3;

/** Asks the registry for all names of today, in pages that belong together. */
export const namesOf =
  (call: Call): NamesOfRegister =>
  async (known) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const places: NamedPlace[] = [];
      let version: string | undefined;
      for (let after: string | undefined; ;) {
        const input = after === undefined ? {} : { after };
        const page = PlaceNames.output.parse(await call(PlaceNames.name, input));
        if (page.version === known) return { version: page.version, places: undefined };
        version ??= page.version;
        if (page.version !== version) break;
        places.push(...page.places);
        if (page.next === undefined) return { version, places };
        after = page.next;
      }
    }
    throw new DomainError("unavailable", "intake.places.moving", "The register changes while it is read");
  };
