/** Which record of the register a row is: by id, by official code, else by what no two of a kind share. */
import { parentOfValue, type Day, type Found, type Id, type Kind, type Register } from "../register/index.ts";
import type { Errors, Item } from "./items.ts";

interface Matching {
  readonly register: Register;
  readonly day: Day;
  readonly errors: Errors;
}

/** What tells two of a kind under one parent apart, where they have no codes. Posts are matched apart. */
const NATURAL: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  courtyard: ["name"],
  station: ["kind", "name"],
  section: ["functionClass"],
  zone: ["name"],
  person: ["label"],
  rota: [],
  barrier: ["other"],
  figure: ["source", "countedOn"],
};

const signOf = (fields: readonly string[], values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([values["parent"] ?? null, ...fields.map((field) => values[field] ?? null)]);

/** Matches the items of a kind, one after the other. Parents must have been matched before. */
export const matcher = ({ register, day, errors }: Matching): ((kind: Kind, items: readonly Item[]) => void) => {
  const claimed = new Map<Id, Item>();

  const claim = (item: Item, id: Id): void => {
    const first = claimed.get(id);
    if (first === undefined) {
      claimed.set(id, item);
      item.id = id;
      return;
    }
    item.isOut = true;
    const { place } = first.draft;
    errors.at(item, "record_twice", `the same record as ${place.file} ${String(place.row ?? "")}`, { others: [place] });
  };

  const byCode = (item: Item, kind: Kind): void => {
    const ids = new Set(
      item.draft.codes.flatMap(({ scheme, code }) =>
        register.codedAs(code).flatMap(({ id }) => {
          const value = register.find(kind, id, day)?.version.value;
          const held = value !== undefined && "codes" in value ? value.codes : [];
          return held.some((one) => one.scheme === scheme && one.code === code) ? [id] : [];
        }),
      ),
    );
    const [id] = ids;
    if (ids.size > 1) {
      item.isOut = true;
      errors.at(item, "codes_disagree", "its codes belong to different records", { details: { records: [...ids] } });
    } else if (id !== undefined) claim(item, id);
  };

  const byNature = (kind: Kind, items: readonly Item[], fields: readonly string[]): void => {
    const parents = new Set(items.map(({ values }) => values["parent"]));
    const candidates: Found[] =
      kind === "person" || kind === "zone"
        ? register.all(kind, day)
        : [...parents].flatMap((parent) =>
            typeof parent === "string" && !parent.startsWith("@") ? register.childrenOf(parent, kind, day) : [],
          );
    const bySign = Map.groupBy(candidates, ({ version: { value } }) =>
      signOf(fields, { ...value, parent: kind === "zone" ? null : parentOfValue(value) }),
    );
    const seen = new Map<string, Item>();
    for (const item of items) {
      if (item.isOut || fields.some((field) => item.draft.broken.has(field))) continue;
      const sign = signOf(fields, kind === "zone" ? { ...item.values, parent: null } : item.values);
      const first = seen.get(sign);
      if (first !== undefined) {
        item.isOut = true;
        const { place } = first.draft;
        const what = ["place", ...fields].join(" and ");
        errors.at(item, "row_twice", `cannot be told from row ${String(place.row ?? "")}: the same ${what}`, {
          others: [place],
        });
        continue;
      }
      seen.set(sign, item);
      const found = (bySign.get(sign) ?? []).filter(({ id }) => !claimed.has(id));
      const [only] = found;
      if (found.length > 1)
        errors.at(item, "ambiguous", "several records are like this: give the id", {
          details: { records: found.map(({ id }) => id).slice(0, 10) },
        });
      else if (only !== undefined && item.id === undefined) claim(item, only.id);
    }
  };

  /** Posts of one kind at one place are alike: who holds one keeps it, the others go to who comes. */
  const posts = (items: readonly Item[]): void => {
    for (const ofPlace of Map.groupBy(items, ({ values }) =>
      JSON.stringify([values["parent"], values["kind"]]),
    ).values()) {
      const [
        {
          values: { parent, kind },
        },
      ] = ofPlace as [Item];
      if (typeof parent !== "string" || parent.startsWith("@")) continue;
      const free = register
        .childrenOf(parent, "post", day)
        .filter(({ id, version }) => version.value.kind === kind && !claimed.has(id));
      const take = (item: Item, isIt: (holder: Id | undefined) => boolean): void => {
        const at = free.findIndex(({ version }) => isIt(version.value.holder));
        const [post] = at < 0 ? [] : free.splice(at, 1);
        if (post !== undefined) claim(item, post.id);
      };
      const open = ofPlace.filter((item) => item.id === undefined && !item.isOut);
      for (const item of open) take(item, (holder) => holder === (item.values["holder"] ?? undefined));
      for (const item of open) if (item.id === undefined) take(item, () => true);
    }
  };

  return (kind, items) => {
    for (const item of items) {
      const { id } = item.draft;
      if (item.isOut) continue;
      if (id === undefined) byCode(item, kind);
      else if (register.find(kind, id, day) !== undefined) claim(item, id);
      else {
        item.isOut = true;
        errors.at(item, "record_unknown", "the register has no such record on that day", { column: "id", shown: id });
      }
    }
    const open = items.filter((item) => item.id === undefined && !item.isOut);
    const fields = NATURAL[kind];
    if (kind === "post") posts(open);
    else if (fields !== undefined)
      byNature(
        kind,
        items.filter((item) => item.draft.id === undefined),
        fields,
      );
  };
};
