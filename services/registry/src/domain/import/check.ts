/** What is wrong with a bundle as a whole: the register's rules, the ground, and courtyards in their grids, told by row. */
import { ringProblems } from "../rings.ts";
import { metresFrom, sideOf, toPoint, toVertex, type Ring, type Vertex } from "../geometry.ts";
import {
  TOLERANCE_M,
  type Day,
  type GroundFlaw,
  type GroundInput,
  type Id,
  type Register,
  type RuleProblem,
} from "../register/index.ts";
import { importCode, type Place, type RowError } from "./errors.ts";
import type { Item } from "./items.ts";
import type { TableName } from "./tables.ts";

/** The row of a record: what it was matched with, or what it was registered by. */
export type RowOf = (record: Id) => Item | undefined;

export const rowsBy = (items: readonly Item[], refs: ReadonlyMap<string, Id>): RowOf => {
  const byId = new Map<Id, Item>();
  for (const item of items) {
    const id = item.id ?? refs.get(item.ref);
    if (id !== undefined && !item.isOut) byId.set(id, item);
  }
  return (record) => byId.get(record);
};

/** Sums over rows of which some could not be read. */
const SUMS = new Set(["registry.grid.households", "registry.grid.staffing", "registry.courtyard.households"]);

/** Which rows below a place a rule is about. */
const BELOW: Readonly<Partial<Record<string, TableName>>> = {
  "registry.grid.households": "courtyards",
  "registry.grid.staffing": "posts",
  "registry.courtyard.households": "buildings",
  "registry.section.function_class": "sections",
  "registry.station.twice": "stations",
};
const SHOWN_BELOW = 20;

export const ruleErrors = (
  problems: readonly RuleProblem[],
  items: readonly Item[],
  rowOf: RowOf,
): readonly RowError[] => {
  const below = Map.groupBy(items, ({ parent }) => parent);
  return problems.flatMap(({ code, record, on, message, details }) => {
    const item = rowOf(record);
    if (item?.isShaky === true && SUMS.has(code)) return [];
    const others = (item === undefined ? [] : (below.get(item) ?? []))
      .filter(({ draft }) => draft.table === BELOW[code])
      .slice(0, SHOWN_BELOW)
      .map(({ draft }) => draft.place);
    const also = others.length === 0 ? {} : { others };
    return [{ code, ...item?.draft.place, ...also, message, details: { record, on, ...details } }];
  });
};

/** Rows that are out have no record; their drawings still cover ground. */
const OUT = "row:";

/** The district of a day with its grids, and the drawings of rows that could not take part. */
export const groundOn = (register: Register, items: readonly Item[], day: Day): GroundInput | undefined => {
  const [district] = register.all("district", day);
  if (district === undefined) return undefined;
  const out = items.flatMap((item, index) => {
    const ring = item.values["ring"] as Ring | undefined;
    return item.isOut && item.draft.kind === "grid" && ring !== undefined
      ? [{ id: `${OUT}${String(index)}`, ring }]
      : [];
  });
  const cells = register.all("grid", day).map(({ id, version }) => ({ id, ring: version.value.ring }));
  return { outline: district.version.value.outline, cells: [...cells, ...out] };
};

const GROUND: Readonly<Record<GroundFlaw["kind"], string>> = {
  overlap: importCode("grids_overlap"),
  gap: importCode("ground_gap"),
  outside: importCode("grid_outside"),
  polygon: importCode("polygon_invalid"),
};

interface GroundContext {
  readonly register: Register;
  readonly items: readonly Item[];
  readonly rowOf: RowOf;
  readonly day: Day;
}

/** Told at the row of the last grid concerned, which names the others. */
export const groundErrors = (
  flaws: readonly GroundFlaw[],
  { register, items, rowOf, day }: GroundContext,
): readonly RowError[] => {
  const district = register.all("district", day)[0]?.id;
  const itemOf = (cell: Id): Item | undefined =>
    cell === "outline"
      ? rowOf(district ?? "")
      : cell.startsWith(OUT)
        ? items[Number(cell.slice(OUT.length))]
        : rowOf(cell);
  const nameOf = (cell: Id): string => {
    const code = itemOf(cell)?.draft.written;
    const value = register.find("grid", cell, day)?.version.value;
    return code ?? value?.codes[0]?.code ?? (cell === "outline" ? "the district's outline" : cell);
  };
  return flaws.map(({ kind, cells, message, areaM2, widthM, at }) => {
    const places: Place[] = cells.flatMap((cell) => itemOf(cell)?.draft.place ?? []);
    const measures = [
      widthM === undefined ? "" : `${String(widthM)} m wide`,
      areaM2 === undefined ? "" : `${String(areaM2)} m²`,
    ].filter((text) => text !== "");
    const figures = measures.length === 0 ? "" : `, ${measures.join(", ")}`;
    return {
      code: GROUND[kind],
      ...places.at(-1),
      ...(places.length > 1 ? { others: places.slice(0, -1) } : {}),
      message: `${message}${figures}: ${cells.map(nameOf).join(" and ")}`,
      details: {
        grids: cells.map(nameOf),
        ...(areaM2 === undefined ? {} : { areaM2 }),
        ...(widthM === undefined ? {} : { widthM }),
        ...(at === undefined ? {} : { at: toPoint(at) }),
        on: day,
      },
    };
  });
};

/** 0 within. */
const metresOutside = (ring: Ring, vertex: Vertex): number =>
  sideOf(ring, vertex) === "outside" ? metresFrom(ring, vertex) : 0;

const COURTYARDS_A_STEP = 50;

/** 院落 lie in the grid they hang under, to the metre. */
export function* courtyardSteps(register: Register, rowOf: RowOf, day: Day): Generator<undefined, readonly RowError[]> {
  const errors: RowError[] = [];
  for (const [index, { id, version }] of register.all("courtyard", day).entries()) {
    if (index % COURTYARDS_A_STEP === COURTYARDS_A_STEP - 1) yield;
    const { parent, ring, at } = version.value;
    const grid = register.find("grid", parent, day)?.version.value;
    const item = rowOf(id);
    if (grid === undefined || (item === undefined && rowOf(parent) === undefined)) continue;
    const flawed = ring === undefined ? [] : ringProblems({ code: id, ring }).slice(0, 1);
    for (const { message } of flawed)
      errors.push({ code: importCode("polygon_invalid"), ...item?.draft.place, message, details: { record: id } });
    const spots = [toVertex(at), ...(flawed.length > 0 ? [] : (ring ?? []))];
    const farthest = spots
      .map((vertex) => ({ vertex, metres: metresOutside(grid.ring, vertex) }))
      .reduce((most, one) => (one.metres > most.metres ? one : most));
    if (farthest.metres <= TOLERANCE_M) continue;
    const metres = Math.round(farthest.metres * 10) / 10;
    const code = grid.codes[0]?.code ?? parent;
    errors.push({
      code: importCode("courtyard_outside"),
      ...item?.draft.place,
      message: `reaches ${String(metres)} m beyond its grid ${code}`,
      details: { record: id, grid: code, metres, at: toPoint(farthest.vertex) },
    });
  }
  return errors;
}
