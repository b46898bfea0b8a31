/** Records that a bundle does not mention, where it was asked to end them. */
import type { Day, Id, Kind, Register } from "../register/index.ts";
import type { Item } from "./items.ts";
import { tableNames, TABLES } from "./tables.ts";

/** What hangs under another goes first, so that nothing is ended twice; people after all that names them. */
const ORDER: readonly Kind[] = [
  ...tableNames.flatMap((table) => TABLES[table].kind ?? []).filter((kind) => kind !== "person" && kind !== "district"),
].reverse();

/** Only kinds of which the bundle has rows: a table that is not there says nothing. The district itself never ends. */
export const endingsOf = (
  register: Register,
  items: readonly Item[],
  day: Day,
): readonly { readonly id: Id; readonly kind: Kind }[] => {
  const mentioned = new Set(items.flatMap(({ id }) => id ?? []));
  const given = new Set(items.map(({ draft }) => draft.kind));
  const left = (kind: Kind): { id: Id; kind: Kind }[] =>
    given.has(kind) ? register.all(kind, day).flatMap(({ id }) => (mentioned.has(id) ? [] : [{ id, kind }])) : [];
  const people = left("person");
  const absences = people.flatMap(({ id }) =>
    register.childrenOf(id, "absence", day).map((absence) => ({ id: absence.id, kind: "absence" as const })),
  );
  return [...ORDER.flatMap(left), ...absences, ...people];
};
