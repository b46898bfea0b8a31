/** Rows as they stand in the files become drafts: typed values, names of other rows still unresolved. */
import type { Code, Kind } from "../register/index.ts";
import { textOf } from "./cells.ts";
import { importCode, shortened, type Notice, type Place, type RowError } from "./errors.ts";
import { shapeOf, type Shape } from "./shapes.ts";
import {
  columnOf,
  hasPersonalNumber,
  isDrawing,
  isPersonal,
  TABLES,
  type Column,
  type TableName,
  type TableRule,
} from "./tables.ts";

export interface Row {
  /** The header is 1; in GeoJSON the first feature is. */
  readonly number: number;
  readonly cells: Readonly<Record<string, unknown>>;
  /** Of a GeoJSON feature. */
  readonly geometry?: unknown;
}

export interface Table {
  readonly name: TableName;
  readonly file: string;
  readonly headers: readonly string[];
  readonly rows: readonly Row[];
}

/** One row, read. */
export interface Draft {
  readonly table: TableName;
  readonly kind: Kind | undefined;
  readonly place: Place;
  readonly id: string | undefined;
  readonly key: string | undefined;
  readonly codes: readonly Code[];
  /** What stood in its `code` cell, right or wrong: others may refer to it. */
  readonly written: string | undefined;
  /** By field; `null`: the column is there and the cell is empty. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Fields that could not be read: what stands in `values` for them is made up. */
  readonly broken: ReadonlySet<string>;
}

export interface Drafts {
  readonly drafts: readonly Draft[];
  readonly errors: readonly RowError[];
  readonly notices: readonly Notice[];
}

const ROWS_A_STEP = 100;
/** Fields that say which record is meant rather than what it is like. */
const NAMING = new Set(["id", "key", "code", "codes", "lng", "lat"]);

interface Heading {
  readonly columns: ReadonlyMap<string, Column>;
  readonly drawing: string | undefined;
  readonly errors: readonly RowError[];
  readonly notices: readonly Notice[];
}

const headingOf = ({ file, headers, rows }: Table, rule: TableRule): Heading => {
  const errors: RowError[] = [];
  const notices: Notice[] = [];
  const columns = new Map<string, Column>();
  const taken = new Map<string, string>();
  const drawing = headers.find(isDrawing);
  for (const header of headers) {
    if (isDrawing(header)) continue;
    const place = { file, row: 1, column: header };
    const column = columnOf(rule, header);
    const twin = column === undefined ? undefined : taken.get(column.field);
    if (column === undefined && rule.personal === true && isPersonal(header)) {
      const message = "the register keeps no names, numbers or phones of people: leave this column out";
      errors.push({ code: importCode("column_personal"), ...place, message });
    } else if (column === undefined)
      notices.push({ code: importCode("column_ignored"), ...place, message: "no column of this table; not read" });
    else if (twin !== undefined)
      errors.push({ code: importCode("column_twice"), ...place, message: `means the same as ${twin}` });
    else {
      columns.set(header, column);
      taken.set(column.field, header);
    }
  }
  const isDrawn = drawing !== undefined || rows.some(({ geometry }) => geometry !== undefined);
  const missing = rule.columns
    .filter(({ field, required }) => required === true && !taken.has(field))
    .map(({ field, headers: [zh = field] }) => ({ column: zh, message: `the column ${zh} (${field}) is missing` }));
  const hasPoint = rule.drawn?.point !== undefined && taken.has("lng") && taken.has("lat");
  if (rule.drawn?.required === true && !isDrawn && !hasPoint)
    missing.push({ column: "geometry", message: "GeoJSON features, or a column geometry with WKT, or lng and lat" });
  if (rule.columns.some(({ field }) => field === "code") && !["code", "codes", "id"].some((field) => taken.has(field)))
    missing.push({ column: "编码", message: "the column 编码 (code) is missing" });
  for (const one of missing) errors.push({ code: importCode("column_missing"), file, row: 1, ...one });
  return { columns, drawing, errors, notices };
};

/** Reads one table. Every cell that is wrong is named; a row with wrong cells still becomes a draft. */
export function* readTable(table: Table): Generator<undefined, Drafts> {
  const rule: TableRule = TABLES[table.name];
  const { columns, drawing, ...heading } = headingOf(table, rule);
  const errors: RowError[] = [...heading.errors];
  const drafts: Draft[] = [];
  const absent = rule.columns.filter(
    ({ field, required }) => required === true && ![...columns.values()].some((column) => column.field === field),
  );

  for (const [index, row] of table.rows.entries()) {
    if (index % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    const { file } = table;
    const values: Record<string, unknown> = {};
    const broken = new Set<string>();
    const wrong = (reason: string, column: string | undefined, message: string, cell?: unknown): void => {
      const shown = cell === undefined || rule.personal === true ? {} : { value: shortened(cell) };
      errors.push({ code: importCode(reason), file, row: row.number, column, ...shown, message });
    };
    let code: Code | undefined;
    let written: string | undefined;

    for (const column of absent) {
      broken.add(column.field);
      if (column.fallback !== undefined) values[column.field] = column.fallback;
    }
    for (const [header, column] of columns) {
      const { field, required, fallback } = column;
      const cell = row.cells[header];
      const text = textOf(cell);
      if (text === undefined) {
        values[field] = column.empty ?? null;
        if (required !== true || column.empty !== undefined) continue;
        broken.add(field);
        wrong("value_missing", header, "must not be empty");
        if (fallback !== undefined) values[field] = fallback;
        continue;
      }
      if (field === "code") written = text;
      if (rule.kind === "person" && hasPersonalNumber(text)) {
        broken.add(field);
        wrong("personal_data", header, "looks like an identity number or a phone number: not kept here");
        values[field] = fallback ?? null;
        continue;
      }
      const reading = column.read(text, cell);
      if ("value" in reading) {
        if (field === "code") code = reading.value as Code;
        values[field] = reading.value;
      } else {
        broken.add(field);
        wrong(reading.code, header, reading.message, cell);
        values[field] = fallback ?? null;
      }
    }

    const drawn = rule.drawn;
    if (drawn !== undefined) {
      const cell = row.geometry ?? (drawing === undefined ? undefined : row.cells[drawing]);
      const { lng, lat } = values;
      if (typeof lng === "number" && typeof lat === "number" && drawn.point !== undefined)
        values[drawn.point] = { lng, lat };
      const column = row.geometry === undefined ? drawing : "geometry";
      const isEmpty = cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
      if (!isEmpty) {
        const reading = shapeOf(cell);
        const shape = "value" in reading ? (reading.value as Shape) : undefined;
        if ("message" in reading) wrong(reading.code, column, reading.message);
        else if (shape?.type === "ring" && drawn.ring !== undefined) values[drawn.ring] = shape.ring;
        else if (shape?.type === "point" && drawn.point !== undefined) values[drawn.point] ??= shape.at;
        else wrong("geometry_invalid", column, drawn.ring === undefined ? "a point is wanted" : "a polygon is wanted");
        if (shape === undefined) broken.add(drawn.ring ?? drawn.point ?? "at");
      }
      const has = [drawn.ring, drawn.point].some((field) => field !== undefined && values[field] !== undefined);
      const isKnown = errors.some(({ column: one, row: at }) => one === "geometry" && at === 1);
      if (drawn.required && !has && isEmpty && !isKnown && !["lng", "lat"].some((field) => broken.has(field)))
        wrong("geometry_missing", column ?? "geometry", "neither coordinates nor a drawing");
      if (drawn.required && !has) broken.add(drawn.ring ?? "at");
    }

    const more = Array.isArray(values["codes"]) ? (values["codes"] as readonly Code[]) : [];
    const codes = code === undefined ? more : [code, ...more.filter(({ scheme }) => scheme !== code.scheme)];
    const isCoded = rule.columns.some(({ field }) => field === "code");
    if (isCoded && codes.length === 0 && typeof values["id"] !== "string" && !broken.has("code"))
      if (columns.size > 0 && !heading.errors.some(({ column }) => column === "编码"))
        wrong("value_missing", "code", "has neither a code nor an id");
    const { id, key } = values;
    drafts.push({
      table: table.name,
      kind: rule.kind,
      place: { file, row: row.number },
      id: typeof id === "string" ? id : undefined,
      key: typeof key === "string" ? key : undefined,
      codes,
      written,
      values: Object.fromEntries(Object.entries(values).filter(([field]) => !NAMING.has(field))),
      broken,
    });
  }
  return { drafts, errors, notices: heading.notices };
}
