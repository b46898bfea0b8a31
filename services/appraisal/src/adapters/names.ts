/** What those appraised are called, for people who read a ranking; results themselves know codes alone. */
import { CommunitiesOn, DepartmentsOf, GridsOn, PersonLabels, StreetsOn, ZonesOn } from "@wangge/contracts/calls";
import { DomainError, type Call, type Clock } from "@wangge/kit";
import type { SubjectKind, Text } from "../domain/index.ts";
import { allPages } from "./pages.ts";

/** By code; who is not in it goes by the code. */
export type Names = ReadonlyMap<string, Text>;

/** Names as of a day of these subjects. Nobody waits for them: where the register is away there are none. */
export type NamesOf = (kind: SubjectKind, day: string, codes: readonly string[]) => Promise<Names>;

const PAGE = 500;
const PEOPLE = 1_000;
/** A name that was changed is seen after so long. */
const KEPT_MS = 60_000;
const MOST_KEPT = 20;

interface Entry {
  readonly code: string;
  readonly name: string | Text;
}

const namesIn = (entries: readonly Entry[]): Names =>
  new Map(entries.map(({ code, name }) => [code, typeof name === "string" ? { zh: name, en: name } : name]));

const none: Names = new Map();

const orNone = async (names: Promise<Names>): Promise<Names> => {
  try {
    return await names;
  } catch (error) {
    if (error instanceof DomainError && error.kind === "unavailable") return none;
    throw error;
  }
};

export const namesBy = (call: Call, clock: Pick<Clock, "ms">): NamesOf => {
  const places = {
    street: (on: string) =>
      allPages(async (after) => {
        const { streets, next } = StreetsOn.output.parse(await call(StreetsOn.name, { after, limit: PAGE, on }));
        return { items: streets, next };
      }),
    community: (on: string) =>
      allPages(async (after) => {
        const found = CommunitiesOn.output.parse(await call(CommunitiesOn.name, { after, limit: PAGE, on }));
        return { items: found.communities, next: found.next };
      }),
    grid: (on: string) =>
      allPages(async (after) => {
        const { grids, next } = GridsOn.output.parse(await call(GridsOn.name, { after, limit: PAGE, on }));
        return { items: grids, next };
      }),
    zone: async (on: string) =>
      ZonesOn.output.parse(await call(ZonesOn.name, { on })).zones.map(({ id, name }) => ({ code: id, name })),
    department: async () => DepartmentsOf.output.parse(await call(DepartmentsOf.name, {})).departments,
  } satisfies Readonly<Record<string, (on: string) => Promise<readonly Entry[]>>>;

  const kept = new Map<string, { readonly until: number; readonly names: Names }>();
  const lists = async (kind: keyof typeof places, day: string): Promise<Names> => {
    const key = `${kind} ${day}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > clock.ms()) return known.names;
    const names = namesIn(await places[kind](day));
    kept.delete(key);
    kept.set(key, { until: clock.ms() + KEPT_MS, names });
    for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
    return names;
  };

  const people = async (ids: readonly string[]): Promise<Names> => {
    const found: Entry[] = [];
    for (let begin = 0; begin < ids.length; begin += PEOPLE) {
      const asked = { ids: ids.slice(begin, begin + PEOPLE) };
      const { people: known } = PersonLabels.output.parse(await call(PersonLabels.name, asked));
      found.push(...known.map(({ id, label }) => ({ code: id, name: label })));
    }
    return namesIn(found);
  };

  return (kind, day, codes) => {
    switch (kind) {
      case "street":
      case "community":
      case "grid":
      case "zone":
      case "department":
        return orNone(lists(kind, day));
      // Each street has one sub-centre, which goes by the street's code (S3).
      case "subCentre":
        return orNone(lists("street", day));
      // Of an account only the district's own identity provider knows whose it is; where it signs in people by their number, the register does too.
      case "worker":
      case "acceptor":
      case "collector":
      case "foreman":
      case "dispatcher":
        return codes.length === 0 ? Promise.resolve(none) : orNone(people(codes));
    }
  };
};
