/** Buildings and addresses are parts of their courtyard. */
import type { Entrance } from "../register/index.ts";
import type { GivenBuilding } from "./differences.ts";
import type { Errors, Item, Names } from "./items.ts";

const above = (item: Item, table: "courtyards" | "buildings", names: Names, errors: Errors): Item | undefined => {
  const written = item.values["parent"];
  if (typeof written !== "string") return undefined;
  const found = names.item(table === "courtyards" ? "courtyard" : table, written);
  if (found === undefined)
    errors.at(item, "reference_unknown", `the bundle's ${table} have no row with this key`, {
      column: "parent",
      shown: written,
    });
  return found;
};

/** The buildings that rows give each courtyard. A part that cannot be read leaves its courtyard shaky. */
export const foldCourtyards = (
  items: readonly Item[],
  names: Names,
  errors: Errors,
): ReadonlyMap<Item, readonly GivenBuilding[]> => {
  const addresses = items.filter(({ draft }) => draft.table === "addresses");
  const entrances = new Map<Item, Entrance[]>();
  for (const item of addresses) {
    const building = above(item, "buildings", names, errors);
    const { at, address } = item.values;
    if (building === undefined || item.isOut || at === undefined || item.draft.key === undefined) continue;
    const list = entrances.get(building) ?? [];
    list.push({ id: item.draft.key, address: address as string, at: at as Entrance["at"] });
    entrances.set(building, list);
  }
  const given = new Map<Item, GivenBuilding[]>();
  for (const item of items.filter(({ draft }) => draft.table === "buildings")) {
    const courtyard = above(item, "courtyards", names, errors);
    if (courtyard === undefined) continue;
    item.parent = courtyard;
    if (item.isOut || item.draft.key === undefined || item.draft.broken.has("households")) {
      courtyard.isShaky = true;
      continue;
    }
    const { name, households } = item.values as { name: string; households: number };
    const list = given.get(courtyard) ?? [];
    list.push({
      id: item.draft.key,
      name,
      households,
      entrances: entrances.get(item) ?? (addresses.length > 0 ? [] : undefined),
    });
    given.set(courtyard, list);
  }
  return given;
};
