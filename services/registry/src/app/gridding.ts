/** 网格划分. A community's courtyards as a problem to be divided, and a division as a change of the register. */
import { reject } from "@wangge/kit";
import {
  commonCode,
  commonLinesOf,
  toVertex,
  unionOfTiles,
  type BlockDivision,
  type Border,
  type CommunityOn,
  type CourtyardValue,
  type Day,
  type GriddingProblem,
  type GridOn,
  type Id,
  type ManagementType,
  type Operation,
  type Parameters,
  type Register,
  type Ring,
} from "../domain/index.ts";

interface Courtyard {
  readonly id: Id;
  readonly grid: Id;
  readonly value: CourtyardValue;
  readonly ring: Ring;
}

export interface GriddingCase {
  readonly problem: GriddingProblem;
  /** Today's division, in the order of `grids`. */
  readonly today: BlockDivision;
  readonly grids: readonly GridOn[];
  readonly courtyards: ReadonlyMap<Id, Courtyard>;
}

/**
 * What there is to divide in a community on a day.
 * @throws DomainError `registry.gridding.not_drawn` when a grid has no courtyards, or one is not drawn
 */
export const griddingCaseOf = (
  register: Register,
  { grids, code }: CommunityOn,
  { householdsPerGrid }: Pick<Parameters, "householdsPerGrid">,
  day: Day,
): GriddingCase => {
  const courtyards = new Map<Id, Courtyard>();
  for (const grid of grids) {
    const found = register.childrenOf(grid.id, "courtyard", day);
    if (found.length === 0 || found.some(({ version }) => version.value.ring === undefined))
      throw reject("registry.gridding.not_drawn", "The courtyards of this grid are not drawn", { grid: grid.code });
    for (const { id, version } of found) {
      const { value } = version;
      courtyards.set(id, { id, grid: grid.id, value, ring: value.ring ?? [] });
    }
  }
  if (courtyards.size === 0) throw reject("registry.gridding.not_drawn", "This community has no courtyards", { code });
  const barriers = new Map<string, Border["barrier"]>();
  for (const id of courtyards.keys())
    for (const { version } of register.childrenOf(id, "barrier", day)) {
      const { other, barrier } = version.value;
      barriers.set(`${id} ${other}`, barrier);
      barriers.set(`${other} ${id}`, barrier);
    }
  return {
    problem: {
      households: householdsPerGrid,
      blocks: [...courtyards.values()].map(({ id, value: { households, areaM2, management, company, at } }) => ({
        id,
        households,
        areaM2,
        management,
        at: toVertex(at),
        ...(company === undefined ? {} : { company }),
      })),
      borders: commonLinesOf([...courtyards.values()]).map(({ a, b, metres }) => ({
        a: a.id,
        b: b.id,
        metres,
        barrier: barriers.get(`${a.id} ${b.id}`) ?? "none",
      })),
    },
    today: grids.map((grid) => [...courtyards.values()].filter((one) => one.grid === grid.id).map(({ id }) => id)),
    grids,
    courtyards,
  };
};

const mostOf = (households: Iterable<readonly [ManagementType, number]>): ManagementType => {
  const sums = new Map<ManagementType, number>();
  for (const [management, count] of households) sums.set(management, (sums.get(management) ?? 0) + count);
  const [most] = [...sums].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? "unmanagedCourtyard";
};

/** Three digits that no grid of the community has or ever had. */
const freeSequence = (register: Register, community: string): (() => string) => {
  let sequence = 0;
  return () => {
    let code: string;
    do code = `${community}${String(++sequence).padStart(3, "0")}`;
    while (register.codedAs(code).length > 0);
    return code;
  };
};

/**
 * The change that makes a division so. A new grid goes on as that one of today with which it shares most households; grids of
 * today that nothing continues end, those that take over their courtyards stand in their place; a grid that is new begins with
 * vacant posts, two for grid workers and one for who answers.
 * @param continues for each grid of the division the number of today's grid, as `compare` says
 * @throws DomainError `registry.gridding.not_one_piece`, `registry.gridding.incomplete`
 */
export const divisionOperations = (
  register: Register,
  community: CommunityOn,
  { courtyards, grids }: GriddingCase,
  division: BlockDivision,
  continues: readonly (number | undefined)[],
): readonly Operation[] => {
  const named = division.flat();
  const missing = [...courtyards.keys()].filter((id) => !named.includes(id));
  if (missing.length > 0 || named.length !== courtyards.size)
    throw reject("registry.gridding.incomplete", "Every courtyard belongs to exactly one grid", { missing });
  const nextCode = freeSequence(register, commonCode(community.codes) ?? community.code);
  const taking: Operation[] = [];
  const moving: Operation[] = [];
  const heirs = new Map<Id, Map<string, number>>();

  for (const [index, ids] of division.entries()) {
    const members = ids.flatMap((id) => courtyards.get(id) ?? []);
    const [piece, ...more] = unionOfTiles(members.map(({ ring }) => ring));
    if (piece === undefined || more.length > 0 || piece.holes.length > 0)
      throw reject("registry.gridding.not_one_piece", "A grid is one piece without holes", {
        grid: index,
        courtyards: ids,
      });
    const before = grids[continues[index] ?? -1];
    const management = mostOf(members.map(({ value }) => [value.management, value.households] as const));
    const record = before?.id ?? `@grid-${String(index)}`;
    if (before === undefined) {
      const code = nextCode();
      const ref = `grid-${String(index)}`;
      const name = `${community.name}第${String(Number(code.slice(-3)))}网格`;
      const codes = [{ scheme: "local" as const, code }];
      taking.push({
        op: "register",
        kind: "grid",
        ref,
        value: { parent: community.id, name, codes, management, ring: piece.outer },
      });
      for (const kind of ["gridWorker", "gridWorker", "gridResponsible"] as const)
        taking.push({ op: "register", kind: "post", value: { parent: record, kind } });
    } else if (JSON.stringify(before.ring) !== JSON.stringify(piece.outer) || before.management !== management) {
      taking.push({ op: "amend", record, set: { ring: piece.outer, management } });
    }
    for (const { id, grid, value } of members) {
      if (grid === before?.id) continue;
      moving.push({ op: "amend", record: id, set: { parent: record } });
      const ofGrid = heirs.get(grid) ?? new Map<string, number>();
      heirs.set(grid, ofGrid.set(record, (ofGrid.get(record) ?? 0) + value.households));
    }
  }
  const continued = new Set(continues.map((index) => grids[index ?? -1]?.id));
  const ending = grids
    .filter(({ id }) => !continued.has(id))
    .map(({ id }): Operation => {
      const successors = [...(heirs.get(id) ?? [])].sort(([, one], [, other]) => other - one).map(([record]) => record);
      return { op: "end", record: id, successors };
    });
  return [...taking, ...moving, ...ending];
};
