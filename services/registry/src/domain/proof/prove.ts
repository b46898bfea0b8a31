import { coverageProblems, type CoverageProblem } from "../coverage.ts";
import { areaM2, SCALE, type Position } from "../geometry.ts";
import { sidesOf, twiceArea, type Side } from "../rings.ts";
import { holdersIn } from "./addresses.ts";
import { canonicalJson } from "./canonical.ts";
import { coverageData, type CoverageData, type CoverageInput } from "./input.ts";

export interface ProofProblem {
  /**
   * As in the coverage check, and: `codeTwice`, `addressTwice`: one code or id, two entries · `addressInNoGrid` ·
   * `addressInSeveralGrids` · `addressElsewhere`: not in the grid the register says
   */
  readonly kind:
    | CoverageProblem["kind"]
    | "codeTwice"
    | "addressTwice"
    | "addressInNoGrid"
    | "addressInSeveralGrids"
    | "addressElsewhere";
  /** Codes of grids and ids of addresses. */
  readonly subjects: readonly string[];
  readonly position?: Position;
  readonly message: string;
}

/** 覆盖证明. The document that is signed. */
export interface CoverageReport {
  readonly format: "wangge.coverage-report.v1";
  readonly district: string;
  readonly asOf: string;
  readonly registerVersion: number;
  readonly checkedAt: string;
  /** Whether nothing was found wrong. */
  readonly proved: boolean;
  readonly claim: string;
  readonly method: readonly string[];
  readonly boundaryRule: string;
  readonly counts: {
    readonly grids: number;
    readonly addresses: number;
    readonly households: number;
    /** Of so many grids the households are known. */
    readonly gridsWithHouseholds: number;
  };
  readonly area: {
    /** Twice the area, in square steps of 1e-7 degree: whole numbers, and too large for many readers of JSON. */
    readonly twiceOutline: string;
    readonly twiceGrids: string;
    readonly outlineM2: number;
  };
  readonly problemCount: number;
  /** The first thousand. */
  readonly problems: readonly ProofProblem[];
  readonly digests: Readonly<Record<"outline" | "grids" | "addresses", string>> & {
    readonly algorithm: "SHA-256 of the canonical JSON (RFC 8785), in hexadecimal";
  };
}

const CLAIM = "Every point of the district, and every address of the register, lies in exactly one grid.";

const METHOD = [
  "Coordinates are whole steps of 1e-7 degree; nothing is rounded and no tolerance is used.",
  "Every grid is a simple ring that runs counter-clockwise, its holes clockwise inside it: it winds once round each of its points and not at all round others.",
  "So the number of grids over a point is the winding number of all their edges together.",
  "Every edge meets exactly one edge that runs the other way, save those that together run once along the outline: that number is 1 inside the outline and 0 outside.",
  "The areas of the grids add up to that of the outline.",
  "Of every address all grids that hold it are counted: there is one, and it is the one the register names.",
];

const BOUNDARY_RULE =
  "A point on a line between grids belongs to the grid to its east, on a line due east to the grid to its north: as if it lay a hair to the east and a finer hair to the north. On the district's own east and north edge, where none lies beyond, it belongs to the grid with the lowest code of those it touches.";

const LISTED = 1000;

/** What the proof takes from outside: the domain knows no clock and no cryptography. */
export interface ProofTools {
  readonly checkedAt: string;
  /** SHA-256 of the UTF-8 bytes of a text, in hexadecimal. */
  readonly sha256: (text: string) => string;
}

/** What stands in a list more than once. */
const repeated = (names: readonly string[], kind: ProofProblem["kind"], message: string): ProofProblem[] => {
  const seen = new Set<string>();
  const again = names.filter((name) => seen.has(name) || (seen.add(name), false));
  return again.map((name) => ({ kind, subjects: [name], message }));
};

const addressProblems = ({ grids, addresses }: CoverageInput): ProofProblem[] => {
  const holdersOf = holdersIn(grids);
  return addresses.flatMap(({ id, at, grid }): ProofProblem[] => {
    const holders = holdersOf(at);
    const position: Position = [at.x / SCALE, at.y / SCALE];
    const problem = (kind: ProofProblem["kind"], message: string) => [
      { kind, subjects: [id, ...new Set([grid, ...holders])], position, message },
    ];
    if (holders.length === 0) return problem("addressInNoGrid", "the address lies in no grid");
    if (holders.length > 1) return problem("addressInSeveralGrids", "the address lies in several grids");
    return holders[0] === grid ? [] : problem("addressElsewhere", "the address does not lie in the grid named");
  });
};

const area = (sides: readonly Side[]): bigint => sides.reduce((sum, { ring }) => sum + twiceArea(ring), 0n);

/** The digests a report names, of the data it is about. */
export const digestsOf = (data: CoverageData, sha256: ProofTools["sha256"]): CoverageReport["digests"] => ({
  algorithm: "SHA-256 of the canonical JSON (RFC 8785), in hexadecimal",
  outline: sha256(canonicalJson(data.outline)),
  grids: sha256(canonicalJson(data.grids)),
  addresses: sha256(canonicalJson(data.addresses)),
});

/** 覆盖证明. Checks that every point and every address lies in exactly one grid, and says how, of what and with what result. */
export const proveCoverage = (input: CoverageInput, { checkedAt, sha256 }: ProofTools): CoverageReport => {
  const { district, asOf, registerVersion, outline, grids, addresses, households } = input;
  const shape = coverageProblems(outline, grids).map(({ kind, cells, at, message }): ProofProblem => {
    const place = at === undefined ? {} : { position: [at.x / SCALE, at.y / SCALE] as const };
    return { kind, subjects: cells, ...place, message };
  });
  const codes = grids.map(({ code }) => code);
  const ids = addresses.map(({ id }) => id);
  const problems = [
    ...repeated(codes, "codeTwice", "two grids have one code"),
    ...shape,
    ...repeated(ids, "addressTwice", "two addresses have one id"),
    ...addressProblems(input),
  ];
  const known = codes.map((code) => households[code]).filter((count) => count !== undefined);
  const borders = outline.flatMap(({ outer, holes }) => sidesOf({ code: "outline", ring: outer, holes }));
  return {
    format: "wangge.coverage-report.v1",
    district,
    asOf,
    registerVersion,
    checkedAt,
    proved: problems.length === 0,
    claim: CLAIM,
    method: METHOD,
    boundaryRule: BOUNDARY_RULE,
    counts: {
      grids: grids.length,
      addresses: addresses.length,
      households: known.reduce((sum, count) => sum + count, 0),
      gridsWithHouseholds: known.length,
    },
    area: {
      twiceOutline: String(area(borders)),
      twiceGrids: String(area(grids.flatMap(sidesOf))),
      outlineM2: borders.reduce((sum, { ring }) => sum + areaM2(ring), 0),
    },
    problemCount: problems.length,
    problems: problems.slice(0, LISTED),
    digests: digestsOf(coverageData(input), sha256),
  };
};
