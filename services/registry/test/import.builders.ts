/** Small districts as bundles, and what an import makes of them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { groundReport, type Day, type Register } from "../src/domain/index.ts";
import { exportBundle, type Missing } from "../src/domain/import/index.ts";
import { checkBundle, readBundle, type Checked } from "../src/app/import/check.ts";
import type { SentFile } from "../src/app/import/decode.ts";
import { createPause } from "../src/app/import/pace.ts";
import { chenghuaParameters } from "../src/seed.ts";

export const DAY: Day = "2018-01-01";

const folder = fileURLToPath(new URL("broken-district", import.meta.url));

/** Every kind of mistake, each once. */
export const brokenDistrict = (): SentFile[] =>
  readdirSync(folder)
    .sort()
    .map((name) => ({ name, base64: readFileSync(`${folder}/${name}`).toString("base64") }));

type Position = readonly [lng: number, lat: number];
const polygon = (corners: readonly Position[]) => ({ type: "Polygon", coordinates: [[...corners, corners[0]]] });

/** 104.00–104.02 by 30.60–30.62, cut in four: two grids in each of two communities. */
const W = 104;
const M = 104.01;
const E = 104.02;
const S = 30.6;
const C = 30.61;
const N = 30.62;
const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];

interface Feature {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly corners: readonly Position[];
}

export const collection = (features: readonly Feature[]): string =>
  JSON.stringify({
    type: "FeatureCollection",
    features: features.map(({ properties, corners }) => ({ type: "Feature", properties, geometry: polygon(corners) })),
  });

const gridOf = (code: string, corners: readonly Position[]): Feature => ({
  properties: {
    网格编码: code,
    名称: `网格${code.slice(-4)}`,
    所属社区: code.slice(0, 12),
    管理类型: "有物管小区",
    户数: 400,
  },
  corners,
});

export const goodGrids = (): Feature[] => [
  gridOf("990101001001001", box(W, S, M, C)),
  gridOf("990101001001002", box(M, S, E, C)),
  gridOf("990101001002001", box(W, C, M, N)),
  gridOf("990101001002002", box(M, C, E, N)),
];

/** Files by name; those given replace or join the good ones, `undefined` leaves one out. */
export const goodBundle = (others: Readonly<Record<string, string | undefined>> = {}): SentFile[] => {
  const files: Record<string, string | undefined> = {
    "district.geojson": collection([{ properties: { code: "990101", name: "测试区" }, corners: box(W, S, E, N) }]),
    "streets.csv": "街道编码,名称\n990101001,测试街道\n",
    "communities.csv":
      "社区编码,名称,所属街道,类型\n990101001001,一社区,990101001,居委会\n990101001002,二社区,990101001,村委会\n",
    "grids.geojson": collection(goodGrids()),
    ...others,
  };
  return Object.entries(files).flatMap(([name, text]) => (text === undefined ? [] : [{ name, text }]));
};

interface ImportOptions {
  readonly day?: Day;
  readonly missing?: Missing;
}

/** Works a bundle out on a fork. `kept`: the register that would be. */
export const tryImport = async (
  register: Register,
  files: readonly SentFile[],
  { day = DAY, missing = "keep" }: ImportOptions = {},
): Promise<Checked & { readonly kept: Register; readonly codes: readonly string[] }> => {
  const kept = register.fork();
  const pause = createPause();
  const checked = await checkBundle(
    await readBundle(files, pause),
    { day, missing },
    {
      register: kept,
      parameters: chenghuaParameters,
      ground: (input) => Promise.resolve(groundReport(input)),
      pause,
    },
  );
  return { ...checked, kept, codes: checked.errors.map(({ code }) => code) };
};

/** As text, without the ids of this register. */
export const bundleText = (register: Register, day: Day = DAY): Readonly<Record<string, string>> =>
  Object.fromEntries(exportBundle(register, { day }).map(({ name, text }) => [name, text]));
