/** The register of a day as a bundle: what an import of it changes is nothing. */
import { toGeoJsonRing, type Ring } from "../geometry.ts";
import { commonCode, type Code, type Day, type Found, type Id, type Kind, type Register } from "../register/index.ts";
import { TABLES, type TableName } from "./tables.ts";
import { WEEK } from "./words.ts";

export interface TableFile {
  readonly name: string;
  readonly text: string;
}

export interface ExportOptions {
  readonly day: Day;
  /** With the ids of records: only for a bundle that comes back to this same register. */
  readonly ids?: boolean;
}

type Cell = string | number | boolean | undefined;
interface Line {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly geometry?: object;
}

const quoted = (cell: Cell): string => {
  const text = cell === undefined ? "" : String(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const polygon = (ring: Ring): object => ({ type: "Polygon", coordinates: [toGeoJsonRing(ring)] });

const codesText = (codes: readonly Code[]): string =>
  codes
    .filter((code) => code.code !== commonCode(codes))
    .map(({ scheme, code }) => `${scheme}=${code}`)
    .join(";");

const hoursText = (hours: readonly { days: readonly string[]; opens: string; closes: string }[]): string =>
  hours
    .map(({ days, opens, closes }) => {
      const numbers = days.map((day) => WEEK.findIndex(([code]) => code === day));
      const isRow = numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1);
      const named = isRow && days.length > 2 ? `${days[0] ?? ""}-${days.at(-1) ?? ""}` : days.join(",");
      return `${named} ${opens}-${closes}`;
    })
    .join(";");

/** Tables with a boundary are GeoJSON, the others CSV. */
const DRAWN: ReadonlySet<TableName> = new Set<TableName>(["district", "grids", "courtyards"]);

const fileOf = (table: TableName, lines: readonly Line[], ids: boolean): TableFile => {
  const fields = TABLES[table].columns
    .map(({ field }) => field)
    .filter((field) => field !== "id" || ids)
    .filter((field) => lines.some(({ cells }) => cells[field] !== undefined) || field === "code");
  if (!DRAWN.has(table)) {
    const rows = [fields, ...lines.map(({ cells }) => fields.map((field) => cells[field]))];
    return { name: `${table}.csv`, text: `${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n` };
  }
  const features = lines.map(({ cells, geometry }) =>
    JSON.stringify({
      type: "Feature",
      properties: Object.fromEntries(
        fields.flatMap((field) => (cells[field] === undefined ? [] : [[field, cells[field]]])),
      ),
      geometry,
    }),
  );
  return { name: `${table}.geojson`, text: `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n` };
};

/** The files of the bundle, in the order of the tables; those without a row are left out. Absences are nobody's business. */
export const exportBundle = (register: Register, { day, ids = false }: ExportOptions): readonly TableFile[] => {
  const all = <K extends Kind>(kind: K): Found<K>[] => register.all(kind, day);
  const called = new Map<Id, string>();
  for (const kind of ["district", "street", "community", "grid", "component"] as const)
    for (const { id, version } of all(kind)) called.set(id, commonCode(version.value.codes) ?? id);
  const nameOf = (id: Id | undefined): string | undefined => (id === undefined ? undefined : (called.get(id) ?? id));
  const coded = ({ codes, name }: { readonly codes: readonly Code[]; readonly name: string }) => ({
    code: commonCode(codes),
    codes: codesText(codes) || undefined,
    name,
  });
  const known = (id: Id) => ({ id, key: id });
  const yards = all("courtyard");

  const lines: Readonly<Record<TableName, readonly Line[]>> = {
    district: all("district").map(({ id, version: { value } }) => ({
      cells: { id, ...coded(value), synthetic: value.synthetic },
      geometry: polygon(value.outline),
    })),
    people: all("person").map(({ id, version: { value } }) => ({ cells: { ...known(id), ...value } })),
    streets: all("street").map(({ id, version: { value } }) => ({
      cells: { id, ...coded(value), parent: nameOf(value.parent), isAgricultural: value.isAgricultural },
    })),
    zones: all("zone").map(({ id, version: { value } }) => ({
      cells: {
        ...known(id),
        name: value.name,
        parent: nameOf(value.parent),
        streets: value.streets.map((street) => nameOf(street)).join(";"),
        duties: value.duties.map(({ matter, answers }) => `${matter}:${answers}`).join(";"),
      },
    })),
    communities: all("community").map(({ id, version: { value } }) => ({
      cells: { id, ...coded(value), parent: nameOf(value.parent), kind: value.kind },
    })),
    sections: all("section").map(({ id, version: { value } }) => ({
      cells: { ...known(id), ...value, parent: nameOf(value.parent) },
    })),
    grids: all("grid").map(({ id, version: { value } }) => ({
      cells: {
        id,
        ...coded(value),
        parent: nameOf(value.parent),
        management: value.management,
        counted: value.counted,
        exception: value.exception,
      },
      geometry: polygon(value.ring),
    })),
    courtyards: yards.map(({ id, version: { value } }) => {
      const { at, ring, buildings: _buildings, ...rest } = value;
      return {
        cells: { ...known(id), ...rest, parent: nameOf(value.parent), lng: at.lng, lat: at.lat },
        geometry: ring === undefined ? { type: "Point", coordinates: [at.lng, at.lat] } : polygon(ring),
      };
    }),
    buildings: yards.flatMap(({ id: parent, version }) =>
      version.value.buildings.map(({ id: key, name, households }) => ({ cells: { key, name, parent, households } })),
    ),
    addresses: yards.flatMap(({ version }) =>
      version.value.buildings.flatMap(({ id: parent, entrances }) =>
        entrances.map(({ id: key, address, at }) => ({ cells: { key, parent, address, lng: at.lng, lat: at.lat } })),
      ),
    ),
    barriers: all("barrier").map(({ id, version: { value } }) => ({ cells: { id, ...value } })),
    stations: all("station").map(({ id, version: { value } }) => {
      const { at, hours, facts, ...rest } = value;
      return {
        cells: {
          ...known(id),
          ...rest,
          parent: nameOf(value.parent),
          hours: hoursText(hours) || undefined,
          facts: Object.keys(facts).length === 0 ? undefined : JSON.stringify(facts),
          lng: at.lng,
          lat: at.lat,
        },
      };
    }),
    posts: all("post").map(({ id, version: { value } }) => ({
      cells: { id, parent: nameOf(value.parent), kind: value.kind, holder: value.holder },
    })),
    rotas: all("rota").map(({ id, version: { value } }) => ({
      cells: { id, parent: nameOf(value.parent), persons: value.persons.join(";"), turnDays: value.turnDays },
    })),
    components: all("component").map(({ id, version: { value } }) => {
      const { at, codes: _codes, ...rest } = value;
      const code = value.codes.find(({ scheme }) => scheme === "CJ/T 214")?.code;
      const more = value.codes.filter((one) => one.code !== code).map((one) => `${one.scheme}=${one.code}`);
      return {
        cells: {
          id,
          ...rest,
          code,
          codes: more.join(";") || undefined,
          parent: nameOf(value.parent),
          lng: at.lng,
          lat: at.lat,
        },
      };
    }),
    figures: all("figure").map(({ id, version: { value } }) => ({
      cells: { id, ...value, parent: nameOf(value.parent) },
    })),
  };
  return (Object.keys(lines) as TableName[])
    .filter((table) => lines[table].length > 0)
    .map((table) => fileOf(table, lines[table], ids));
};
