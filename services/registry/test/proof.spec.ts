import fc from "fast-check";
import { flattenedVerify, importJWK } from "jose";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { signingKeyOf, thumbprintOf } from "@wangge/kit";
import { bundleOf, coverageReport, signReport, type CoverageBundle } from "../src/app/coverage-report.ts";
import { canonicalJson, divide, type CoverageInput, type CoverageReport, type Ring } from "../src/domain/index.ts";
import { chenghuaDivision, chenghuaOutline } from "../src/seed.ts";
import { holdersOf, vintage } from "./builders.ts";

const keyPair = () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  return signingKeyOf(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
};
const key = keyPair();
const CHECKED_AT = "2017-06-01T01:20:00Z";

const { grids, district } = divide(vintage([3, 4]), { ...chenghuaOutline, hints: [] }, { seed: 7, grids: 40 });
const corner = (ring: Ring) => ring[1] ?? { x: 0, y: 0 };
/** An address in the middle of each grid, one on a corner of each, and those on the district's own corners. */
const places = [...grids.map(({ centre: { lng, lat } }) => ({ x: Math.round(lng * 1e7), y: Math.round(lat * 1e7) })), ...grids.map(({ ring }) => corner(ring)), ...district.ring]; // prettier-ignore
const gridAt = (at: Ring[number]) =>
  holdersOf(grids, at)[0] ??
  grids.filter(({ ring }) => ring.some(({ x, y }) => x === at.x && y === at.y)).map(({ code }) => code).sort()[0] ??
  ""; // prettier-ignore
const truth: CoverageInput = {
  district: "990101",
  asOf: "2017-06-01",
  registerVersion: 3,
  outline: [{ outer: district.ring, holes: [] }],
  grids,
  addresses: places.map((at, nth) => ({ id: `a-${String(nth).padStart(4, "0")}`, at, grid: gridAt(at) })),
  households: Object.fromEntries(grids.map(({ code, households }) => [code, households])),
};

const folder = mkdtempSync(join(tmpdir(), "coverage-"));
afterAll(() => rmSync(folder, { recursive: true }));
const script = fileURLToPath(new URL("../verify/verify-coverage.mjs", import.meta.url));

/** Runs the script as a third party would. */
const verdict = (bundle: unknown, publicKey: unknown = key.publicJwk, ...more: string[]) => {
  const [bundlePath, keyPath] = [join(folder, "bundle.json"), join(folder, "key.json")];
  writeFileSync(bundlePath, typeof bundle === "string" ? bundle : JSON.stringify(bundle));
  writeFileSync(keyPath, JSON.stringify(publicKey));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, bundlePath, keyPath, ...more], { encoding: "utf8" }); // prettier-ignore
  return { code: status, says: stdout + stderr };
};

const honest = (input: CoverageInput): CoverageBundle => {
  const report = coverageReport(input, CHECKED_AT);
  return bundleOf(input, report, signReport(report, key));
};
/** An issuer that signs with the right key, over the right digests, that all is well. */
const cheating = (input: CoverageInput, lies: Partial<CoverageReport> = {}): CoverageBundle => {
  const report = { ...coverageReport(input, CHECKED_AT), proved: true, problemCount: 0, problems: [], ...lies };
  return bundleOf(input, report, signReport(report, key));
};
const withGrid = (index: number, change: (grid: CoverageInput["grids"][number]) => CoverageInput["grids"]) => ({
  ...truth,
  grids: truth.grids.flatMap((grid, nth) => (nth === index ? change(grid) : [grid])),
});
const kindsOf = (input: CoverageInput) => new Set(coverageReport(input, CHECKED_AT).problems.map(({ kind }) => kind));
const movedAddress = { ...truth, addresses: truth.addresses.map((one, nth) => (nth === 5 ? { ...one, at: places[9] ?? one.at } : one)) }; // prettier-ignore

describe("the coverage proof 覆盖证明", () => {
  it("finds nothing wrong with the truth, and counts what it looked at", () => {
    const report = coverageReport(truth, CHECKED_AT);
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ proved: true, problemCount: 0, counts: { grids: 40, addresses: places.length, gridsWithHouseholds: 40, households: district.households } }); // prettier-ignore
    expect(report.area.twiceGrids).toBe(report.area.twiceOutline);
    expect(report.area.outlineM2).toBe(district.areaM2);
  });

  it("is the same whatever order the store gave the grids and addresses in", () => {
    const other = { ...truth, grids: [...grids].reverse(), addresses: [...truth.addresses].reverse() };
    expect(coverageReport(other, CHECKED_AT)).toEqual(coverageReport(truth, CHECKED_AT));
  });

  it("names an address that is elsewhere, in no grid or in several, and what is there twice", () => {
    expect(kindsOf(movedAddress)).toEqual(new Set(["addressElsewhere"]));
    const away = [{ id: "away", at: { x: 0, y: 0 }, grid: grids[0]?.code ?? "" }];
    expect(kindsOf({ ...truth, addresses: away })).toEqual(new Set(["addressInNoGrid"]));
    expect(kindsOf({ ...truth, addresses: [...truth.addresses, ...truth.addresses.slice(0, 1)] })).toEqual(new Set(["addressTwice"])); // prettier-ignore
    const twice = kindsOf(withGrid(4, (grid) => [grid, grid]));
    expect([...twice]).toEqual(expect.arrayContaining(["codeTwice", "sameEdgeTwice", "addressInSeveralGrids"]));
    expect(kindsOf(withGrid(4, () => []))).toContain("addressInNoGrid");
  });
});

// Each verdict starts a process of its own: time for a busy machine.
describe("a third party with the public key, offline", { timeout: 60_000 }, () => {
  it("is told that the truth is proved, with the published thumbprint too", async () => {
    const bundle = honest(truth);
    expect(verdict(bundle, key.publicJwk, "--thumbprint", key.publicJwk.kid)).toMatchObject({ code: 0 });
    expect(verdict(bundle).says).toContain("PROVED: every point of the district and every address lies in exactly one");
    const { payload } = await flattenedVerify(bundle.signature, await importJWK(key.publicJwk, "EdDSA"));
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(bundle.report); // any JOSE library agrees
  });

  it("is told so of Chenghua's 748 grids", () => {
    const { grids: all, district: chenghua } = chenghuaDivision();
    const addresses = all.map(({ code, centre: { lng, lat } }) => ({ id: code, at: { x: Math.round(lng * 1e7), y: Math.round(lat * 1e7) }, grid: code })); // prettier-ignore
    const outline = [{ outer: chenghua.ring, holes: [] }];
    expect(verdict(honest({ ...truth, outline, grids: all, addresses, households: {} }))).toMatchObject({ code: 0 });
  });

  it("is told so of an outline of two parts with a hole, and of a grid with an enclave", () => {
    const box = (low: number, high: number): Ring => [{ x: low, y: low }, { x: high, y: low }, { x: high, y: high }, { x: low, y: high }]; // prettier-ignore
    const hole = (low: number, high: number) => [...box(low, high)].reverse();
    const shaped: CoverageInput = {
      ...truth,
      outline: [{ outer: box(0, 100), holes: [hole(10, 20)] }, { outer: box(200, 300), holes: [] }],
      grids: [
        { code: "ring", ring: box(0, 100), holes: [hole(10, 20), hole(40, 60)] },
        { code: "enclave", ring: box(40, 60) },
        { code: "part", ring: box(200, 300) },
      ],
      addresses: [
        { id: "1", at: { x: 50, y: 50 }, grid: "enclave" },
        { id: "2", at: { x: 60, y: 60 }, grid: "ring" },
        { id: "3", at: { x: 300, y: 300 }, grid: "part" },
      ],
    }; // prettier-ignore
    expect(verdict(honest(shaped))).toMatchObject({ code: 0 });
    const lost = { ...shaped, grids: shaped.grids.map(({ code, ring }) => ({ code, ring })), addresses: [] };
    expect(verdict(cheating(lost)).says).toMatch(/gap or an overlap/);
    const deceiving = { ...shaped, grids: [...shaped.grids.slice(1), { code: "ring", ring: box(0, 100), holes: [hole(10, 20), hole(200, 300)] }, { code: "again", ring: box(200, 300) }] }; // prettier-ignore
    expect(verdict(cheating({ ...deceiving, addresses: [] })).says).toMatch(/a hole is not inside/);
  });

  it("sees a byte changed in the signed report, or in the one to be read", () => {
    const bundle = honest(truth);
    const { payload } = bundle.signature;
    const flipped = payload.slice(0, 100) + (payload[100] === "A" ? "B" : "A") + payload.slice(101);
    expect(verdict({ ...bundle, signature: { ...bundle.signature, payload: flipped } })).toMatchObject({ code: 1, says: expect.stringMatching(/signature does not fit/) }); // prettier-ignore
    expect(verdict({ ...bundle, report: { ...bundle.report, asOf: "2018-06-01" } })).toMatchObject({ code: 1, says: expect.stringMatching(/report to be read is not the one/) }); // prettier-ignore
  });

  it("sees an exchanged key, also where the exchanged one is handed over with the bundle", () => {
    const other = keyPair();
    const report = coverageReport(truth, CHECKED_AT);
    const forged = bundleOf(truth, report, signReport(report, other));
    expect(verdict(forged)).toMatchObject({ code: 1, says: expect.stringMatching(/signature does not fit/) });
    expect(verdict(forged, other.publicJwk)).toMatchObject({ code: 0 });
    expect(verdict(forged, other.publicJwk, "--thumbprint", key.publicJwk.kid)).toMatchObject({ code: 1, says: expect.stringMatching(/the key is another one/) }); // prettier-ignore
  });

  it("sees an address moved, or a grid removed, after the report was signed", () => {
    const bundle = honest(truth);
    const swapped = (input: CoverageInput) => verdict({ ...bundle, data: honest(input).data });
    expect(swapped(movedAddress)).toMatchObject({ code: 1, says: expect.stringMatching(/addresses are not those/) });
    expect(swapped(withGrid(4, () => []))).toMatchObject({
      code: 1,
      says: expect.stringMatching(/grids are not those/),
    });
  });

  it("sees through an issuer that signs what is not so", () => {
    const says = (bundle: CoverageBundle) => {
      const { code, says: text } = verdict(bundle);
      return code === 1 ? text : `passed: ${text}`;
    };
    const clean = { ...truth, addresses: [] };
    const overlap = withGrid(4, (grid) => [grid, { ...grid, code: "990101001001999" }]);
    expect(says(cheating(overlap))).toMatch(/NOT PROVED: a gap or an overlap/);
    expect(says(cheating(withGrid(4, () => [])))).toMatch(/a gap or an overlap/);
    expect(says(cheating(withGrid(4, (grid) => [grid, grid])))).toMatch(/grid \d+ is there twice/);
    expect(says(cheating(withGrid(4, (grid) => [{ ...grid, ring: [...grid.ring].reverse() }])))).toMatch(/wrong way round/); // prettier-ignore
    expect(says(cheating(withGrid(4, ({ ring: [a, b, c, ...rest], code }) => [{ code, ring: [b, a, c, ...rest].flatMap((v) => v ?? []) }])))).toMatch(/cross|wrong way|gap/); // prettier-ignore
    expect(says(cheating(movedAddress))).toMatch(/address a-0005 lies in \d+, not in \d+/);
    expect(says(cheating({ ...truth, addresses: [...truth.addresses, ...truth.addresses] }))).toMatch(/address a-0000 is there twice/); // prettier-ignore
    expect(says(cheating({ ...clean, addresses: [{ id: "away", at: { x: 0, y: 0 }, grid: grids[0]?.code ?? "" }] }))).toMatch(/lies in no grid/); // prettier-ignore
    expect(says(cheating(truth, { counts: { grids: 40, addresses: places.length, households: 1, gridsWithHouseholds: 40 } }))).toMatch(/households: the report says 1/); // prettier-ignore
    expect(says(cheating(truth, { problemCount: 2 }))).toMatch(/names 2 problems/);
    expect(says(cheating({ ...clean, grids: [], outline: [] }))).toMatch(/nothing to prove/);
    expect(says(honest(withGrid(4, () => [])))).toMatch(/NOT PROVED/); // an honest report of a gap is no proof either
  });

  it("sees any one vertex of any grid moved by a centimetre, honestly signed", () => {
    const step = fc.constantFrom({ x: 1, y: 0 }, { x: -1, y: 0 }, { x: 0, y: 1 }, { x: 0, y: -1 });
    fc.assert(
      fc.property(fc.nat(grids.length - 1), fc.nat(30), step, (index, vertex, { x, y }) => {
        const moved = withGrid(index, (grid) => [
          {
            ...grid,
            ring: grid.ring.map((v, n) => (n === vertex % grid.ring.length ? { x: v.x + x, y: v.y + y } : v)),
          },
        ]);
        expect(coverageReport(moved, CHECKED_AT).proved).toBe(false);
        expect(verdict(cheating(moved)).code).toBe(1);
      }),
      { numRuns: 8 },
    );
  });

  it("is not led astray by what is no bundle", () => {
    expect(verdict("{")).toMatchObject({ code: 2 });
    expect(verdict({})).toMatchObject({ code: 1, says: expect.stringMatching(/not a coverage bundle/) });
    const bundle = honest(truth);
    const report = { ...bundle.report, digests: {} } as unknown as CoverageReport;
    expect(verdict({ ...bundle, report, signature: signReport(report, key) })).toMatchObject({ code: 1 });
    expect(verdict({ format: bundle.format, signature: bundle.signature })).toMatchObject({ code: 1 });
  });
});

describe("the key and the canonical form", () => {
  it("gives the thumbprint of RFC 8037, A.3", () => {
    const jwk = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } as const;
    expect(thumbprintOf(jwk)).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  });

  it("reads the same key from PEM and from a JWK", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const pem = signingKeyOf(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    expect(signingKeyOf(JSON.stringify(privateKey.export({ format: "jwk" }))).publicJwk).toEqual(pem.publicJwk);
  });

  it("takes no key of another kind", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(() => signingKeyOf(privateKey.export({ type: "pkcs8", format: "pem" }).toString())).toThrow(TypeError);
  });

  it("writes the example of RFC 8785, 3.2.2", () => {
    const value = { numbers: JSON.parse("[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]"), string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/", literals: [null, true, false] }; // prettier-ignore
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'); // prettier-ignore
  });

  it("any value: the same text whatever order its names came in, and the value again when read", () => {
    const turned = (value: unknown): unknown =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse().map(([name, part]) => [name, turned(part)])) // prettier-ignore
        : value;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(turned(value) as never)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(() => canonicalJson(NaN)).toThrow(RangeError);
    expect(() => canonicalJson(["\ud800"])).toThrow(RangeError);
  });
});
