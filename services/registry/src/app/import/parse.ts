/** Text becomes tables: CSV and GeoJSON. */
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import {
  importCode,
  tableNames,
  tableOfFile,
  type Row,
  type RowError,
  type Table,
  type TableName,
} from "../../domain/import/index.ts";
import type { TextFile } from "./decode.ts";
import type { Pause } from "./pace.ts";

interface Parsed {
  readonly tables: readonly Table[];
  readonly errors: readonly RowError[];
}

const MAX_ROWS = 300_000;
const CHUNK = 16 * 1024;

/** Offices send commas, semicolons and tabs; the header tells. */
const delimiterOf = (text: string): string => {
  const [header = ""] = text.split(/\r?\n/, 1);
  const counted = [",", "\t", ";"].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).delimiter;
};

const cellsOf = async (text: string, pause: Pause): Promise<string[][]> => {
  const rows: string[][] = [];
  const parser = parse({ delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: false });
  const isOpen = (): boolean => !parser.destroyed;
  parser.on("data", (row: string[]) => rows.push(row));
  const end = finished(parser);
  // Told by `end`, which is waited for below.
  end.catch(() => undefined);
  for (let at = 0; at < text.length && isOpen(); at += CHUNK) {
    if (!parser.write(text.slice(at, at + CHUNK)) && isOpen())
      await Promise.race([once(parser, "drain"), end.catch(() => undefined)]);
    await pause();
  }
  if (isOpen()) parser.end();
  await end;
  return rows;
};

const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === "");

const csv = async (name: TableName, { name: file, text }: TextFile, pause: Pause): Promise<Table | RowError[]> => {
  let lines: string[][];
  try {
    lines = await cellsOf(text, pause);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines: line } = error as CsvError & { readonly lines?: number };
    const where = line === undefined ? {} : { details: { line } };
    const message = "no CSV from here on: a quotation mark too many or too few";
    return [{ code: importCode("csv_malformed"), file, message, ...where }];
  }
  const [headers = [], ...rest] = lines;
  const long = rest.flatMap((cells, index): RowError[] =>
    cells.length > headers.length && !isEmpty(cells.slice(headers.length))
      ? [{ code: importCode("row_too_long"), file, row: index + 2, message: "more cells than the header has" }]
      : [],
  );
  if (long.length > 0) return long;
  const trimmed = headers.map((header) => header.trim());
  const rows = rest.flatMap((cells, index): Row[] =>
    isEmpty(cells)
      ? []
      : [{ number: index + 2, cells: Object.fromEntries(trimmed.map((header, at) => [header, cells[at]])) }],
  );
  return { name, file, headers: trimmed.filter((header) => header !== ""), rows };
};

interface Feature {
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: unknown;
}

/** Longitude and latitude of WGS-84 or CGCS2000, which are the same to the metre. */
const KNOWN_CRS = /CRS:?84|4326|4490/;

const geojson = (name: TableName, { name: file, text }: TextFile): Table | RowError[] => {
  const wrong = (message: string, reason = "geojson_malformed"): RowError[] => [
    { code: importCode(reason), file, message },
  ];
  let parsed: { features?: unknown; crs?: { properties?: { name?: unknown } } };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return wrong("no JSON");
  }
  const { features, crs } = parsed;
  if (!Array.isArray(features)) return wrong("no FeatureCollection");
  const crsName = crs?.properties?.name;
  if (crs !== undefined && (typeof crsName !== "string" || !KNOWN_CRS.test(crsName)))
    return wrong("coordinates must be longitude and latitude of WGS-84 or CGCS2000", "crs");
  const headers = new Set<string>();
  const rows = features.map((feature: Feature | null, index): Row => {
    const cells = feature?.properties ?? {};
    for (const header of Object.keys(cells)) headers.add(header);
    return { number: index + 1, cells, geometry: feature?.geometry ?? null };
  });
  return { name, file, headers: [...headers], rows };
};

/** Every file becomes a table, or is named with the reason. */
export const parseFiles = async (files: readonly TextFile[], pause: Pause): Promise<Parsed> => {
  const tables: Table[] = [];
  const errors: RowError[] = [];
  for (const file of files) {
    const { name } = file;
    const table = tableOfFile(name);
    const type = name.split(".").at(-1)?.toLowerCase();
    const isJson = type === "geojson" || type === "json";
    const twin = tables.find((one) => one.name === table);
    const wrong = (reason: string, message: string): void => {
      errors.push({ code: importCode(reason), file: name, message });
    };
    if (table === undefined || (!isJson && type !== "csv"))
      wrong("file_unknown", `no table of a bundle: ${tableNames.join(", ")}, each .csv or .geojson`);
    else if (twin !== undefined) wrong("file_twice", `the same table as ${twin.file}`);
    else {
      const parsed = isJson ? geojson(table, file) : await csv(table, file, pause);
      if (Array.isArray(parsed)) errors.push(...parsed);
      else if (parsed.rows.length > MAX_ROWS) wrong("too_large", `more than ${String(MAX_ROWS)} rows`);
      else tables.push(parsed);
    }
    await pause();
  }
  return { tables, errors };
};
