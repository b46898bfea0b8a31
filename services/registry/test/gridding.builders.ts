/** Made-up communities to divide. */
import { SCALE, type Block, type Border, type GriddingProblem, type ManagementType } from "../src/domain/index.ts";
import { chance } from "../src/domain/random.ts";

export const HOUSEHOLDS = { low: 300, high: 500 } as const;

/** A block on a lattice of 100 m. */
export const block = (
  id: string,
  households: number,
  more: Partial<Block> & { cell?: [number, number] } = {},
): Block => {
  const { cell = [0, 0], ...given } = more;
  const at = { x: 104 * SCALE + cell[0] * 10_364, y: 30 * SCALE + cell[1] * 9_021 };
  return { id, households, areaM2: 10_000, management: "propertyManaged", at, ...given };
};

export const border = (a: string, b: string, barrier: Border["barrier"] = "none", metres = 100): Border => ({
  a,
  b,
  metres,
  barrier,
});

/** Blocks one beside the other, with the barrier after each. */
export const row = (households: readonly number[], barriers: Readonly<Record<number, Border["barrier"]>> = {}) => {
  const blocks = households.map((count, index) => block(`b${index}`, count, { cell: [index, 0] }));
  const borders = blocks.slice(1).map(({ id }, index) => border(`b${index}`, id, barriers[index] ?? "none"));
  return { blocks, borders, households: HOUSEHOLDS } satisfies GriddingProblem;
};

export interface LatticeOptions {
  readonly seed: number;
  readonly grids: number;
  readonly blocksPerGrid: number;
}

const KINDS = [
  ["propertyManaged", 50],
  ["unmanagedCourtyard", 35],
  ["unitDormitory", 15],
] as const satisfies readonly (readonly [ManagementType, number])[];

/**
 * A community on a jittered lattice: estates of three by three blocks under one management, a road every sixth line, a
 * wall on three borders of ten, some walls with a gate. About 400 households for each grid it is meant for.
 */
export const lattice = ({ seed, grids, blocksPerGrid }: LatticeOptions): GriddingProblem => {
  const draw = chance(seed, "lattice");
  const count = Math.round(grids * blocksPerGrid);
  const width = Math.ceil(Math.sqrt(count));
  const mean = 400 / blocksPerGrid;
  const name = (index: number): string => `b${String(index).padStart(6, "0")}`;
  const estates = new Map<number, ManagementType>();
  const blocks: Block[] = [];
  const borders: Border[] = [];
  for (let index = 0; index < count; index++) {
    const [column, line] = [index % width, Math.floor(index / width)];
    const estate = Math.floor(column / 3) + Math.floor(line / 3) * width;
    const management = estates.get(estate) ?? draw.pick(KINDS);
    estates.set(estate, management);
    blocks.push({
      id: name(index),
      households: draw.between(Math.round(mean * 0.3), Math.round(mean * 1.7)),
      areaM2: draw.between(6_000, 40_000),
      management,
      ...(management === "propertyManaged" ? { company: `company-${estate}` } : {}),
      at: {
        x: 104 * SCALE + column * 15_000 + draw.between(-3_000, 3_000),
        y: 30 * SCALE + line * 13_000 + draw.between(-3_000, 3_000),
      },
    });
    const beside = [
      [column + 1 < width ? index + 1 : count, column],
      [index + width, line],
    ] as const;
    for (const [other, at] of beside) {
      const [metres, luck] = [draw.between(60, 200), draw.next()];
      if (other >= count) continue;
      const barrier = at % 6 === 5 ? "road" : luck < 0.3 ? "wall" : "none";
      borders.push(border(name(index), name(other), barrier, metres));
      if (barrier === "wall" && luck < 0.03) borders.push(border(name(index), name(other), "none", 4));
    }
  }
  return { blocks, borders, households: HOUSEHOLDS };
};

/**
 * A community built from a division: `hidden` grids of two by three blocks with 400 households each, every block with its
 * own number of them, walls between the grids and none inside.
 */
export const planted = (seed: number, columns: number, lines: number) => {
  const draw = chance(seed, "planted");
  const hidden: string[][] = [];
  const cells = new Map<string, { grid: number; households: number }>();
  for (let grid = 0; grid < columns * lines; grid++) {
    const parts = Array.from({ length: 6 }, () => draw.between(30, 100));
    const sum = parts.reduce((a, b) => a + b, 0);
    const households = parts.map((part) => Math.floor((400 * part) / sum));
    households[0] = 400 - households.slice(1).reduce((a, b) => a + b, 0);
    const [left, top] = [(grid % columns) * 2, Math.floor(grid / columns) * 3];
    const names = households.map((count, nth) => {
      const name = `${left + (nth % 2)}-${top + Math.floor(nth / 2)}`;
      cells.set(name, { grid, households: count });
      return name;
    });
    hidden.push(names.sort());
  }
  const entries = [...cells].map(([name, cell]) => ({
    name,
    ...cell,
    at: name.split("-").map(Number) as [number, number],
  }));
  const blocks = entries.map(({ name, households, at }) => block(name, households, { cell: at }));
  const borders = entries.flatMap(({ name, grid, at: [column, line] }) =>
    [`${column + 1}-${line}`, `${column}-${line + 1}`]
      .filter((other) => cells.has(other))
      .map((other) => border(name, other, cells.get(other)?.grid === grid ? "none" : "wall")),
  );
  return { problem: { blocks, borders, households: HOUSEHOLDS } satisfies GriddingProblem, hidden };
};
