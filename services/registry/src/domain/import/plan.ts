/** 计划. What a bundle asks of the register: amendments of what differs, registrations of what is new, never anything twice. */
import { areaM2, insideOf, toPoint, type Ring } from "../geometry.ts";
import type { Day, Id, Kind, Operation, Register, Value } from "../register/index.ts";
import { differencesOf, mergedBuildings } from "./differences.ts";
import { importCode, type Notice, type RowError } from "./errors.ts";
import { foldCourtyards } from "./fold.ts";
import { Errors, Names, tokenOf, type Item } from "./items.ts";
import { matcher } from "./match.ts";
import { endingsOf } from "./missing.ts";
import type { Draft } from "./read.ts";
import { isSameRing } from "./shapes.ts";
import { tableNames, TABLES } from "./tables.ts";

/** What becomes of records that the bundle does not mention. */
export type Missing = "keep" | "end";

export interface Tally {
  registered: number;
  amended: number;
  unchanged: number;
  ended: number;
}

export interface Plan {
  readonly operations: readonly Operation[];
  /** The row of each operation; none for what follows from the bundle as a whole. */
  readonly rows: readonly (Item | undefined)[];
  readonly items: readonly Item[];
  readonly errors: readonly RowError[];
  readonly notices: readonly Notice[];
  readonly counts: Readonly<Partial<Record<Kind, Tally>>>;
}

export interface PlanOptions {
  readonly day: Day;
  readonly missing: Missing;
}

const ITEMS_A_STEP = 50;

/** Kinds in the order of the tables: what hangs under another comes after it. */
const ORDER = tableNames.flatMap((table) => TABLES[table].kind ?? []);
const CODED: readonly Kind[] = ["district", "street", "community", "grid", "component"];

/** What a new record has where its row says nothing. */
const DEFAULTS: Readonly<Partial<Record<Kind, Readonly<Record<string, unknown>>>>> = {
  district: { synthetic: false },
  street: { isAgricultural: false },
  zone: { duties: [] },
  courtyard: { buildings: [] },
  station: { address: "", hours: [], facts: {} },
};

/** Turns names in an item's links into ids and refs. An item whose link leads nowhere cannot take part. */
const linker =
  (names: Names, errors: Errors, districtOf: () => Item | Id | undefined) =>
  (item: Item): void => {
    const { values, draft } = item;
    for (const { field, names: groups, required } of TABLES[draft.table].columns) {
      const written = values[field];
      if (groups === undefined) continue;
      if (Array.isArray(written)) {
        const targets = written.map((name) => names.target(item, field, String(name), groups));
        if (targets.includes(undefined)) item.isOut = true;
        values[field] = targets.flatMap((target) => target?.token ?? []);
        if (targets.some((target) => target?.item?.isOut === true)) item.isOut = true;
      } else if (typeof written === "string") {
        const target = names.target(item, field, written, groups);
        if (target === undefined || target.item?.isOut === true) item.isOut = true;
        if (target !== undefined) values[field] = target.token;
        if (field === "parent") item.parent = target?.item;
      } else if (field === "parent" && groups.includes("district")) {
        const district = districtOf();
        if (typeof district === "object") item.parent = district;
        if (item.parent?.isOut === true) item.isOut = true;
        if (district === undefined) errors.at(item, "reference_unknown", "there is no district to hang under");
        values[field] = typeof district === "object" ? tokenOf(district) : district;
      } else if (required === true) item.isOut = true;
    }
  };

/** Where it is, and how large, follows from its drawing where the row does not say so. */
const derive = (item: Item, before: Value | undefined): void => {
  const { values, draft } = item;
  const ring = values["ring"] as Ring | undefined;
  if (draft.kind !== "courtyard" || ring === undefined) return;
  const drawn = before !== undefined && "ring" in before ? before.ring : undefined;
  if (drawn !== undefined && isSameRing(drawn, ring)) return;
  values["at"] ??= toPoint(insideOf(ring));
  values["areaM2"] ??= areaM2(ring);
};

/** Lacks something that nothing can stand in for. */
const isWithoutEssence = ({ table, values, broken }: Draft): boolean =>
  TABLES[table].columns.some(({ field, required }) => required === true && broken.has(field) && values[field] == null);

/** Sums are over courtyards and posts of a grid, and over buildings of a courtyard. */
const isCounted = ({ draft: { table } }: Item): boolean => ["courtyards", "posts", "buildings"].includes(table);

/** A new place must be somewhere. */
const isNowhere = ({ values, draft }: Item): boolean => {
  const { drawn } = TABLES[draft.table];
  if (drawn?.required !== true) return false;
  return ![drawn.ring, drawn.point].some((field) => field !== undefined && values[field] !== undefined);
};

/**
 * Plans a bundle against the register as it is on the day. All that is wrong is listed; what can take part does, so that the rules
 * of the register can be asked about it too.
 */
export function* planSteps(
  register: Register,
  drafts: readonly Draft[],
  { day, missing }: PlanOptions,
): Generator<undefined, Plan> {
  const errors = new Errors();
  const notices: Notice[] = [];
  const names = new Names(register, day, errors);
  const items = drafts.map((draft, nth): Item => {
    const values = { ...draft.values };
    const isShaky = draft.broken.has("counted") || draft.broken.has("households");
    const isOut = isWithoutEssence(draft);
    return { draft, ref: `r${String(nth)}`, id: undefined, values, parent: undefined, isOut, isShaky };
  });
  for (const item of items) names.add(item);
  yield;

  const byKind = Map.groupBy(items, ({ draft }) => draft.kind);
  const [district] = byKind.get("district") ?? [];
  const known = register.all("district", day)[0]?.id;
  const link = linker(names, errors, () => district ?? known);
  const match = matcher({ register, day, errors });
  const buildings = foldCourtyards(byKind.get(undefined) ?? [], names, errors);
  for (const kind of ORDER) {
    const ofKind = byKind.get(kind) ?? [];
    for (const [index, item] of ofKind.entries()) {
      link(item);
      if (index % ITEMS_A_STEP === ITEMS_A_STEP - 1) yield;
    }
    match(kind, ofKind);
    for (const item of kind === "district" ? ofKind : [])
      if (item.id === undefined && (known !== undefined || item !== district)) {
        item.isOut = true;
        errors.at(item, "district_second", "the register is of one district, and this is another");
      }
    for (const item of ofKind) if (item.id === undefined && isNowhere(item)) item.isOut = true;
    yield;
  }

  const operations: Operation[] = [];
  const rows: (Item | undefined)[] = [];
  const counts: Partial<Record<Kind, Tally>> = {};
  const tallyOf = (kind: Kind): Tally => (counts[kind] ??= { registered: 0, amended: 0, unchanged: 0, ended: 0 });
  const ask = (operation: Operation, item?: Item): void => {
    operations.push(operation);
    rows.push(item);
  };

  const staffed = new Set((byKind.get("post") ?? []).map(({ values }) => values["parent"]));
  const vacant = (grid: Item): void => {
    if (staffed.has(tokenOf(grid))) return;
    for (const kind of ["gridWorker", "gridWorker", "gridResponsible"] as const)
      ask({ op: "register", kind: "post", value: { parent: tokenOf(grid), kind } }, grid);
    tallyOf("post").registered += 3;
    notices.push({
      code: importCode("posts_vacant"),
      ...grid.draft.place,
      message: "no posts are given for it: two of grid workers and one of who answers for it are registered, vacant",
    });
  };

  const amend = (item: Item, id: Id, kind: Kind): void => {
    const { value } = register.get(kind, id, day).version;
    derive(item, value);
    const given = buildings.get(item);
    if (given !== undefined && "buildings" in value)
      item.values["buildings"] = mergedBuildings(value.buildings, given, missing === "end");
    const { set, codes } = differencesOf(value, item, DEFAULTS[kind] ?? {});
    for (const code of codes) ask({ op: "recode", record: id, ...code }, item);
    if (Object.keys(set).length > 0) ask({ op: "amend", record: id, set }, item);
    tallyOf(kind)[Object.keys(set).length > 0 || codes.length > 0 ? "amended" : "unchanged"] += 1;
  };

  const enter = (item: Item, kind: Kind): void => {
    derive(item, undefined);
    const given = buildings.get(item);
    if (given !== undefined) item.values["buildings"] = mergedBuildings([], given, false);
    if (kind === "courtyard") item.values["areaM2"] ??= 0;
    const said = Object.entries(item.values).filter(([, content]) => content !== null && content !== undefined);
    const coded = CODED.includes(kind) ? { codes: item.draft.codes } : {};
    const value = { ...DEFAULTS[kind], ...Object.fromEntries(said), ...coded } as unknown as Value;
    ask({ op: "register", kind, ref: item.ref, value }, item);
    tallyOf(kind).registered += 1;
    if (kind === "grid") vacant(item);
  };

  for (const kind of ORDER)
    for (const [index, item] of (byKind.get(kind) ?? []).entries()) {
      if (index % ITEMS_A_STEP === ITEMS_A_STEP - 1) yield;
      if (item.isOut && item.parent !== undefined && isCounted(item)) item.parent.isShaky = true;
      if (item.isOut) continue;
      if (item.id === undefined) enter(item, kind);
      else amend(item, item.id, kind);
    }
  for (const item of items)
    if (item.isShaky && item.parent !== undefined && isCounted(item)) item.parent.isShaky = true;

  if (missing === "end")
    for (const { id, kind } of endingsOf(register, items, day)) {
      ask({ op: "end", record: id });
      tallyOf(kind).ended += 1;
    }
  return { operations, rows, items, errors: errors.list, notices, counts };
}
