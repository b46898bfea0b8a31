/** Whom the register knows on a day. */
import { CommunitiesOn, GridsOn, StreetsOn, ZonesOn } from "@wangge/contracts/calls";
import type { Call } from "@wangge/kit";
import type { Subject, SubjectKind } from "../domain/index.ts";
import { allPages } from "./pages.ts";

const PAGE = 500;

/** Places of the register are appraised whether or not anything happened there. @throws DomainError `unavailable` where it does not answer */
export interface Register {
  /** Undefined for subjects that no register lists: departments, workers and posts are those of whom there are facts. */
  readonly subjectsOn: (kind: SubjectKind, day: string) => Promise<readonly Subject[] | undefined>;
}

const urban = ({ code }: { readonly code: string }): Subject => ({ code, type: "urban" });

export const registerBy = (call: Call): Register => {
  /** Each street has one sub-centre, which goes by the street's code (S3). */
  const streets = async (on: string): Promise<readonly Subject[]> =>
    (
      await allPages(async (after) => {
        const { streets: items, next } = StreetsOn.output.parse(await call(StreetsOn.name, { after, limit: PAGE, on }));
        return { items, next };
      })
    ).map(({ code, agricultural }) => ({ code, type: agricultural ? "agricultural" : "urban" }));

  return {
    subjectsOn: async (kind, on) => {
      switch (kind) {
        case "street":
        case "subCentre":
          return streets(on);
        case "community": {
          const found = await allPages(async (after) => {
            const { communities: items, next } = CommunitiesOn.output.parse(
              await call(CommunitiesOn.name, { after, limit: PAGE, on }),
            );
            return { items, next };
          });
          return found.map(urban);
        }
        case "grid": {
          const found = await allPages(async (after) => {
            const { grids: items, next } = GridsOn.output.parse(await call(GridsOn.name, { after, limit: PAGE, on }));
            return { items, next };
          });
          return found.map(urban);
        }
        case "zone":
          return ZonesOn.output.parse(await call(ZonesOn.name, { on })).zones.map(({ id }) => urban({ code: id }));
        case "department":
        case "worker":
        case "acceptor":
        case "collector":
        case "foreman":
        case "dispatcher":
          return undefined;
      }
    },
  };
};
