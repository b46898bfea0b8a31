/**
 * From one published vintage of codes to the next. What is published is the list of streets and communities, by code and name;
 * where the ground of a community went that is not in the new list, or came from that is new, is published nowhere. Equal
 * codes are the same community; equal names under another code are the same one, re-coded. For the rest this assumes, and
 * says so: a new community takes the place of one that is gone from its street, or else half the grids of the largest there;
 * what is still left over goes to the neighbour with the longest common line.
 */
import { reject } from "@wangge/kit/errors";
import { commonLinesOf } from "./borders.ts";
import type { Vintage } from "./division.ts";
import type { Operation } from "./register/operations.ts";
import type { CommunityOn, GridOn, PlacesOn } from "./register/places.ts";

export interface Succession {
  readonly operations: readonly Operation[];
  /** What was not published and is assumed, in words an office can check. */
  readonly assumptions: readonly string[];
}

type Listed = Vintage["streets"][number]["communities"][number] & { readonly street: string };

/** Metres of common line between grids, both ways. */
const commonLines = (grids: readonly GridOn[]): ReadonlyMap<GridOn, ReadonlyMap<GridOn, number>> => {
  const lines = new Map<GridOn, Map<GridOn, number>>(grids.map((grid) => [grid, new Map()]));
  for (const { a, b, metres } of commonLinesOf(grids)) {
    lines.get(a)?.set(b, metres);
    lines.get(b)?.set(a, metres);
  }
  return lines;
};

/** Half of the grids, grown from one end of the community so that they hang together as far as they can. */
const halfOf = (grids: readonly GridOn[], lines: ReturnType<typeof commonLines>): readonly GridOn[] => {
  const own = new Set(grids);
  const [first] = grids;
  const taken = new Set<GridOn>(first === undefined ? [] : [first]);
  for (const grid of taken) {
    for (const next of lines.get(grid)?.keys() ?? []) {
      if (taken.size >= Math.floor(grids.length / 2)) return [...taken];
      if (own.has(next)) taken.add(next);
    }
  }
  return [...taken];
};

/**
 * The operations that lead from the places of a day to the next vintage.
 * @throws DomainError `registry.vintage.other_district`; `registry.vintage.no_neighbour` where a community that is gone touches none that stays
 */
export const successionTo = (places: PlacesOn, next: Vintage): Succession => {
  if (next.district.code !== places.district.code)
    throw reject("registry.vintage.other_district", "The vintage is of another district", { code: next.district.code });
  const operations: Operation[] = [];
  const assumptions: string[] = [];
  const listed: Listed[] = next.streets.flatMap(({ code, communities }) =>
    communities.map((one) => ({ ...one, street: code })),
  );
  const streetByCode = new Map(places.streets.map((street) => [street.code, street]));
  const streetRef = (code: string): string => streetByCode.get(code)?.id ?? `@street-${code}`;

  for (const { code, name } of next.streets) {
    const street = streetByCode.get(code);
    if (street === undefined) {
      const value = {
        parent: places.district.id,
        name,
        codes: [{ scheme: "NBS" as const, code }],
        isAgricultural: false,
      };
      operations.push({ op: "register", kind: "street", ref: `street-${code}`, value });
      assumptions.push(`${name} ${code} is new; whether it is agricultural is not in the list`);
    } else if (street.name !== name) operations.push({ op: "rename", record: street.id, name });
  }

  // Who continues as whom.
  const goesOn = new Map<CommunityOn, Listed>();
  const open = new Set(listed);
  const match = (community: CommunityOn, found: Listed | undefined): void => {
    if (found === undefined) return;
    goesOn.set(community, found);
    open.delete(found);
  };
  const rest = (): CommunityOn[] => places.communities.filter((community) => !goesOn.has(community));
  for (const community of places.communities)
    match(
      community,
      listed.find(({ code }) => code === community.code),
    );
  for (const community of rest())
    match(
      community,
      [...open].find(({ name }) => name === community.name),
    );
  for (const fresh of [...open]) {
    const gone = rest().find(({ street }) => street.code === fresh.street);
    if (gone === undefined) continue;
    match(gone, fresh);
    assumptions.push(`${fresh.name} ${fresh.code} is taken to be what ${gone.name} ${gone.code} became`);
  }

  const lines = commonLines(places.grids);
  const taken = new Set<CommunityOn>();
  for (const fresh of open) {
    const [largest] = [...goesOn]
      .filter(([community, { street }]) => street === fresh.street && !taken.has(community))
      .sort(([one], [other]) => other.grids.length - one.grids.length);
    const half = largest === undefined ? [] : halfOf(largest[0].grids, lines);
    const { street, name, code, kind } = fresh;
    operations.push({
      op: "register",
      kind: "community",
      ref: `community-${code}`,
      value: { parent: streetRef(street), name, codes: [{ scheme: "NBS", code }], kind },
    });
    for (const grid of half) operations.push({ op: "amend", record: grid.id, set: { parent: `@community-${code}` } });
    if (largest !== undefined) {
      taken.add(largest[0]);
      assumptions.push(
        `${name} ${code} is new; ${String(half.length)} grids of ${largest[0].name} are taken to be its ground`,
      );
    }
  }

  // What is left over goes where most of its line goes, the ones at the edge first.
  const heirOf = new Map<CommunityOn, CommunityOn>();
  const heir = (community: CommunityOn): CommunityOn | undefined =>
    goesOn.has(community) ? community : heirOf.get(community);
  const keptStreets = new Set(next.streets.map(({ code }) => code));
  /** The neighbour with the longest common line; within its own street, where that goes on. */
  const neighbourOf = (community: CommunityOn, isStrict: boolean): CommunityOn | undefined => {
    const metres = new Map<CommunityOn, number>();
    for (const grid of community.grids)
      for (const [other, length] of lines.get(grid) ?? []) {
        const into = other.community === community ? undefined : heir(other.community);
        if (into !== undefined) metres.set(into, (metres.get(into) ?? 0) + length);
      }
    const { code } = community.street;
    return [...metres]
      .filter(([into]) => !isStrict || !keptStreets.has(code) || goesOn.get(into)?.street === code)
      .sort(([, one], [, other]) => other - one)[0]?.[0];
  };
  for (let left = rest(), isStrict = true; left.length > 0; left = left.filter((one) => !heirOf.has(one))) {
    const before = heirOf.size;
    for (const community of left) {
      const into = neighbourOf(community, isStrict);
      if (into === undefined) continue;
      heirOf.set(community, into);
      operations.push({ op: "merge", from: [community.id], into: into.id });
      const went = `its ground is taken to be with ${into.name} now`;
      assumptions.push(`${community.name} ${community.code} is not in the list any more; ${went}`);
    }
    if (heirOf.size > before) continue;
    if (!isStrict) {
      const communities = left.map(({ code }) => code);
      throw reject("registry.vintage.no_neighbour", "Nothing that stays touches these communities", { communities });
    }
    isStrict = false;
  }

  for (const [community, { code, name, kind, street }] of goesOn) {
    const { id } = community;
    if (community.name !== name) operations.push({ op: "rename", record: id, name });
    if (community.street.code !== street)
      operations.push({ op: "amend", record: id, set: { parent: streetRef(street) } });
    if (community.code !== code) operations.push({ op: "recode", record: id, scheme: "NBS", code });
    if (community.kind !== kind) operations.push({ op: "amend", record: id, set: { kind } });
  }

  // Streets that are gone end when nothing lies in them any more; all that took a part of them stand in their place.
  for (const street of places.streets.filter(({ code }) => !keptStreets.has(code))) {
    const grids = new Map<string, number>();
    for (const community of street.communities) {
      const into = heir(community);
      const found = into === undefined ? undefined : goesOn.get(into)?.street;
      if (found !== undefined) grids.set(streetRef(found), (grids.get(streetRef(found)) ?? 0) + community.grids.length);
    }
    const successors = [...grids].sort(([, one], [, other]) => other - one).map(([record]) => record);
    operations.push({ op: "end", record: street.id, successors });
  }
  return { operations, assumptions };
};
