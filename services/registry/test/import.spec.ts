import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { furnish, placesByDay, Register } from "../src/domain/index.ts";
import { exportBundle } from "../src/domain/import/index.ts";
import { chenghuaDivision, chenghuaValidFrom } from "../src/seed.ts";
import { brokenDistrict, bundleText, collection, DAY, goodBundle, goodGrids, tryImport } from "./import.builders.ts";

const RULE = "registry";
const IMPORT = "registry.import";

/** Each planted mistake: its code, its file and its row. */
const PLANTED = [
  [`${IMPORT}.geometry_missing`, "addresses.csv", 4],
  [`${IMPORT}.reference_unknown`, "addresses.csv", 3],
  [`${IMPORT}.reference_unknown`, "barriers.csv", 3],
  [`${IMPORT}.row_twice`, "barriers.csv", 4],
  [`${IMPORT}.value_unknown`, "barriers.csv", 4],
  [`${IMPORT}.reference_unknown`, "buildings.csv", 4],
  [`${IMPORT}.reference_unknown`, "communities.csv", 4],
  [`${IMPORT}.value_unknown`, "communities.csv", 5],
  [`${RULE}.code.not_nested`, "communities.csv", 6],
  [`${IMPORT}.value_invalid`, "components.csv", 2],
  [`${IMPORT}.code_invalid`, "components.csv", 3],
  [`${RULE}.courtyard.households`, "courtyards.csv", 2],
  [`${IMPORT}.courtyard_outside`, "courtyards.csv", 3],
  [`${IMPORT}.key_twice`, "courtyards.csv", 4],
  [`${IMPORT}.row_twice`, "courtyards.csv", 5],
  [`${IMPORT}.csv_malformed`, "figures.csv", undefined],
  [`${RULE}.grid.households`, "grids.geojson", 1],
  [`${IMPORT}.grids_overlap`, "grids.geojson", 2],
  [`${RULE}.grid.staffing`, "grids.geojson", 3],
  [`${IMPORT}.value_unknown`, "grids.geojson", 3],
  // What a grid that crosses itself leaves open, twice, and the strip of two metres.
  [`${IMPORT}.ground_gap`, "grids.geojson", 4],
  [`${IMPORT}.ground_gap`, "grids.geojson", 4],
  [`${IMPORT}.ground_gap`, "grids.geojson", 4],
  [`${IMPORT}.polygon_invalid`, "grids.geojson", 4],
  [`${IMPORT}.code_invalid`, "grids.geojson", 5],
  [`${IMPORT}.geometry_missing`, "grids.geojson", 5],
  [`${IMPORT}.file_unknown`, "notes.csv", undefined],
  [`${IMPORT}.column_personal`, "people.csv", 1],
  [`${IMPORT}.value_unknown`, "people.csv", 4],
  [`${IMPORT}.personal_data`, "people.csv", 5],
  [`${RULE}.post.economic`, "posts.csv", 10],
  [`${IMPORT}.reference_unknown`, "posts.csv", 11],
  [`${IMPORT}.value_unknown`, "posts.csv", 12],
  [`${IMPORT}.encoding`, "rotas.csv", undefined],
  [`${IMPORT}.value_invalid`, "stations.csv", 4],
  [`${IMPORT}.value_invalid`, "stations.csv", 4],
  [`${IMPORT}.value_invalid`, "stations.csv", 4],
  [`${IMPORT}.column_missing`, "zones.csv", 1],
  [`${RULE}.section.function_class`, "街道.csv", 2],
  [`${RULE}.station.twice`, "街道.csv", 2],
  [`${IMPORT}.code_invalid`, "街道.csv", 3],
  [`${IMPORT}.code_twice`, "街道.csv", 4],
  [`${IMPORT}.value_invalid`, "街道.csv", 5],
] as const;

const sorted = (list: readonly (readonly unknown[])[]): string[] => list.map((one) => JSON.stringify(one)).sort();

describe("a broken district", () => {
  let errors: Awaited<ReturnType<typeof tryImport>>["errors"];
  beforeAll(async () => {
    ({ errors } = await tryImport(new Register(), brokenDistrict()));
  });

  it("has every mistake told at its row, and nothing else", () => {
    expect(sorted(errors.map(({ code, file, row }) => [code, file, row]))).toEqual(sorted(PLANTED));
  });

  it("has its overlap and its gap measured and placed", () => {
    const [overlap] = errors.filter(({ code }) => code.endsWith("grids_overlap"));
    expect(overlap).toMatchObject({
      others: [{ file: "grids.geojson", row: 1 }],
      details: { grids: ["990101001001001", "990101001001002"], widthM: 1.2 },
    });
    const narrow = errors.find(({ code, details }) => code.endsWith("gap") && Number(details?.["widthM"]) < 3);
    expect(narrow?.details).toMatchObject({ grids: { length: 4 } });
    expect(Number(narrow?.details?.["widthM"])).toBeCloseTo(2, 1);
    expect(Number(narrow?.details?.["areaM2"])).toBeGreaterThan(1900);
  });

  it("repeats nothing about people", () => {
    const text = JSON.stringify(errors);
    for (const secret of ["13800000000", "某某", "测试路"]) expect(text).not.toContain(secret);
  });
});

describe("a good bundle", () => {
  it("makes a district, with its posts vacant where none are given, and says so", async () => {
    const { errors, notices, counts, kept } = await tryImport(new Register(), goodBundle());
    expect(errors).toEqual([]);
    expect(counts).toMatchObject({ grid: { registered: 4 }, post: { registered: 12 } });
    expect(notices.filter(({ code }) => code === `${IMPORT}.posts_vacant`)).toHaveLength(4);
    expect(placesByDay(kept)(DAY).locate({ lng: 104.005, lat: 30.605 })).toMatchObject({ code: "990101001001001" });
  });

  it("changes nothing the second time, and only what differs the third", async () => {
    const { kept } = await tryImport(new Register(), goodBundle());
    const second = await tryImport(kept, goodBundle());
    expect(second.assertions).toEqual([]);
    expect(second.counts).toMatchObject({ grid: { unchanged: 4, amended: 0 }, street: { unchanged: 1 } });
    const third = await tryImport(kept, goodBundle({ "streets.csv": "code,name\n990101001,改名街道\n" }));
    expect(third.assertions).toMatchObject([{ id: "s-0001", value: { name: "改名街道" } }]);
  });

  it("is the same ground wherever a drawing begins and which way round it runs", async () => {
    const { kept } = await tryImport(new Register(), goodBundle());
    const turned = goodGrids().map(({ corners, ...grid }) => ({
      ...grid,
      corners: [...corners.slice(1), ...corners.slice(0, 1)].reverse(),
    }));
    expect((await tryImport(kept, goodBundle({ "grids.geojson": collection(turned) }))).assertions).toEqual([]);
  });

  it("leaves what it does not mention, or ends it where that is asked, with the rules deciding", async () => {
    const { kept } = await tryImport(new Register(), goodBundle());
    const sections = (rows: string) => goodBundle({ "sections.csv": `key,name,street,职能类别\n${rows}` });
    const both = await tryImport(kept, sections("a,党政办公室,990101001,内部管理\nb,城管科,990101001,城市管理\n"));
    const one = sections("a,党政办公室,990101001,内部管理\n");
    expect((await tryImport(both.kept, one)).assertions).toEqual([]);
    const ended = await tryImport(both.kept, one, { day: "2018-03-01", missing: "end" });
    expect(ended.counts).toMatchObject({ section: { ended: 1, unchanged: 1 } });
    const fewer = goodBundle({ "grids.geojson": collection(goodGrids().slice(1)) });
    expect((await tryImport(kept, fewer, { missing: "end" })).codes).toEqual([`${IMPORT}.ground_gap`]);
  });

  it("knows a record by another scheme's code, and re-codes by id", async () => {
    const { kept } = await tryImport(new Register(), goodBundle());
    const extra = "code,其他编码,name,street,kind\n990101001001,CJ/T 213-2005=99010100100101,一社区,990101001,居委会\n";
    const coded = await tryImport(kept, goodBundle({ "communities.csv": extra }));
    expect(coded.errors).toEqual([]);
    expect(coded.counts).toMatchObject({ community: { amended: 1, registered: 0 } });
    const only = "其他编码,name,street,kind\nCJ/T 213-2005=99010100100101,一社区新,990101001,居委会\n";
    const found = await tryImport(coded.kept, [{ name: "communities.csv", text: only }]);
    expect(found.assertions).toMatchObject([{ id: "c-0001", value: { name: "一社区新" } }]);
    const byId = "id,code,name,street,kind\nc-0001,990101001009,一社区,990101001,居委会\n";
    const recoded = await tryImport(coded.kept, [{ name: "communities.csv", text: byId }]);
    expect(recoded.errors).toEqual([]);
    // Its grids follow it.
    expect(placesByDay(recoded.kept)(DAY).grids.map(({ code }) => code)).toContain("990101001009001");
  });

  it("lets drawing noise through, counts it, and still gives every point of it one grid", async () => {
    const noisy = goodGrids();
    // 0.4 m apart: about 4e-6 degree.
    const [first] = noisy;
    if (first === undefined) throw new Error("no grid");
    const corners = first.corners.map(([lng, lat]) => [lng === 104.01 ? 104.010004 : lng, lat === 30.61 ? 30.609996 : lat] as const); // prettier-ignore
    const files = goodBundle({ "grids.geojson": collection([{ ...first, corners }, ...noisy.slice(1)]) });
    const { errors, noise, kept } = await tryImport(new Register(), files);
    expect(errors).toEqual([]);
    expect(noise).toMatchObject({ overlaps: { count: 1 }, gaps: { count: 1 } });
    const { locate } = placesByDay(kept)(DAY);
    expect(locate({ lng: 104.005, lat: 30.609999 })?.code).toBe("990101001002001");
    expect(locate({ lng: 104.005, lat: 30.609997 })?.code).toBe("990101001001001");
    expect(["990101001001001", "990101001001002"]).toContain(locate({ lng: 104.010002, lat: 30.605 })?.code);
    expect(locate({ lng: 103.999, lat: 30.605 })).toBeUndefined();
  });

  it("is of this district and no other", async () => {
    const { kept } = await tryImport(new Register(), goodBundle());
    const other = collection([
      { properties: { code: "990102", name: "别区" }, corners: goodGrids()[0]?.corners ?? [] },
    ]);
    const files = goodBundle({ "district.geojson": other, "streets.csv": "code,name\n990102001,别街道\n" });
    const { codes } = await tryImport(kept, files);
    // What hangs under it is not told again.
    expect(codes).toEqual([`${IMPORT}.district_second`]);
  });
});

describe("a file", () => {
  const streets = "街道编码,名称\n990101001,猛追湾街道\n";
  const nameIn = async (file: { base64: string; name?: string }) => {
    const { kept, errors } = await tryImport(
      new Register(),
      [...goodBundle({ "streets.csv": undefined }), { name: "街道.csv", ...file }], // prettier-ignore
    );
    return errors[0]?.code ?? placesByDay(kept)(DAY).streets[0]?.name;
  };
  // GB18030 of the same text.
  const gb18030 = Buffer.from("bdd6b5c0b1e0c2eb2cc3fbb3c60a3939303130313030312cc3cdd7b7cde5bdd6b5c00a", "hex");

  it.for([
    ["UTF-8", Buffer.from(streets)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${streets}`)],
    ["UTF-16 with a mark", Buffer.from(`\uFEFF${streets}`, "utf16le")],
    ["GB18030", gb18030],
    ["with semicolons and line ends of Windows", Buffer.from(streets.replaceAll(",", ";").replaceAll("\n", "\r\n"))],
  ] as const)("is read in %s", async ([, bytes]) => {
    expect(await nameIn({ base64: bytes.toString("base64") })).toBe("猛追湾街道");
  });

  it("is read packed, and refused where it is not what its name says", async () => {
    const base64 = gzipSync(streets).toString("base64");
    expect(await nameIn({ base64, name: "streets.csv.gz" })).toBe("猛追湾街道");
    expect(await nameIn({ base64: Buffer.from(streets).toString("base64"), name: "streets.csv.gz" })).toBe(
      `${IMPORT}.file_unreadable`,
    );
  });

  it("may draw in WKT, and must draw in longitude and latitude", async () => {
    const wkt = (text: string) => `code,name,community,管理类型,户数,geometry\n990101001001001,甲,990101001001,单位宿舍,400,"${text}"\n`; // prettier-ignore
    const reads = async (text: string) => {
      const { errors } = await tryImport(
        new Register(),
        goodBundle({ "grids.geojson": undefined, "grids.csv": wkt(text) }),
      );
      return errors.filter(({ file }) => file === "grids.csv").map(({ code }) => code.replace(`${IMPORT}.`, ""));
    };
    const ring = "104 30.6, 104.01 30.6, 104.01 30.61, 104 30.61, 104 30.6";
    expect(await reads(`POLYGON ((${ring}))`)).toEqual(["ground_gap"]);
    expect(await reads(`SRID=4326;MULTIPOLYGON (((${ring})))`)).toEqual(["ground_gap"]);
    expect(await reads(`POLYGON ((${ring}), (104.001 30.601, 104.002 30.601, 104.002 30.602, 104.001 30.601))`)).toContain("geometry_unsupported"); // prettier-ignore
    expect(await reads("POLYGON ((30.6 104, 30.6 104.01, 30.61 104.01, 30.6 104))")).toContain("point_outside_china");
    expect(await reads("LINESTRING (104 30, 104 31)")).toContain("geometry_invalid");
  });
});

describe("the seed district as a bundle", () => {
  const seed = new Register();
  beforeAll(() => {
    seed.apply(furnish(chenghuaDivision(), chenghuaValidFrom), 1);
  });

  it("makes the same places in an empty register, and changes nothing in its own", { timeout: 60_000 }, async () => {
    const files = exportBundle(seed, { day: DAY }).map(({ name, text }) => ({ name, text }));
    const again = await tryImport(seed, files, { missing: "end" });
    expect([again.errors, again.assertions]).toEqual([[], []]);
    const empty = await tryImport(new Register(), files);
    expect(empty.errors).toEqual([]);
    const [one, other] = [bundleText(seed), bundleText(empty.kept)];
    // People have other ids there, and so has what names them.
    for (const file of Object.keys(one).filter((name) => !["people.csv", "posts.csv", "rotas.csv"].includes(name)))
      expect(other[file], file).toBe(one[file]);
    const places = (register: Register) =>
      placesByDay(register)(DAY).grids.map(({ code, name, households, areaM2, centre, community }) => [
        code,
        name,
        households,
        areaM2,
        centre,
        community.code,
        community.street.code, // prettier-ignore
      ]);
    expect(places(empty.kept)).toEqual(places(seed));
  });
});
