/** 地名: what the places of a day are called, for those who look for them by name. */
import type { NamedPlace } from "@wangge/contracts/calls";
import { commonCode, type CourtyardValue, type PlacesOn, type Register } from "../domain/index.ts";

const ADDRESSES = 5;

/** 门牌 up to its number: 猛追湾街26号 of 猛追湾街26号3栋2单元. */
const addressesOf = ({ name, buildings }: CourtyardValue): string[] => {
  const found = new Set<string>();
  for (const { address } of buildings.flatMap(({ entrances }) => entrances)) {
    const [door] = /^.*?\d+号(?!院)/u.exec(address) ?? [];
    if (door !== undefined && !name.startsWith(door)) found.add(door);
  }
  return [...found].slice(0, ADDRESSES);
};

const onlyOf = (grids: readonly { readonly code: string }[]): { readonly grid?: string } => {
  const [only, ...others] = grids;
  return only === undefined || others.length > 0 ? {} : { grid: only.code };
};

/** By id. */
export const placeNames = (
  register: Register,
  { streets, communities, grids, grid: gridOf }: PlacesOn,
  day: string,
): NamedPlace[] => {
  const courtyards = register.all("courtyard", day).map(({ id, version: { value } }): NamedPlace => {
    const grid = gridOf(value.parent);
    return { id, kind: "courtyard", name: value.name, aliases: addressesOf(value), ...onlyOf(grid ? [grid] : []) };
  });
  const named = [
    ...streets.map((street) => ({ ...street, kind: "street" as const })),
    ...communities.map((community) => ({ ...community, kind: "community" as const })),
    ...grids.map((grid) => ({ ...grid, kind: "grid" as const, grids: [grid] })),
  ].map(({ id, kind, name, codes, grids: within }): NamedPlace => {
    const code = commonCode(codes);
    return { id, kind, name, aliases: [], ...(code === undefined ? {} : { code }), ...onlyOf(within) };
  });
  return [...named, ...courtyards].sort((one, other) => (one.id < other.id ? -1 : 1));
};
