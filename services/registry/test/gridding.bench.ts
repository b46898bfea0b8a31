/**
 * A benchmark, not a test: `node test/gridding.bench.ts` prints one JSON line. One community, a district of 748 grids,
 * a city of 20,000, made up; in one process on one core. `cpuSeconds` has everything in it, the explanations too. Beside the
 * score of the search stand that of a naive way, growing one grid after the other, also without what it is charged for
 * leaving the bounds (`naiveInside`), and the bound no division can beat. `optimum` compares the search alone with the
 * proven optimum of small communities. A number as argument makes the city smaller.
 */
import { search } from "../src/domain/gridding/anneal.ts";
import { divideExactly } from "../src/domain/gridding/exact.ts";
import { compile, yardstickOf } from "../src/domain/gridding/graph.ts";
import { chance } from "../src/domain/random.ts";
import { assess, DEFAULT_EFFORT, propose, type GriddingProblem } from "../src/domain/index.ts";
import { lattice } from "./gridding.builders.ts";

/** Grows each grid from the first block left, by the neighbour that crosses least barrier, until the middle is reached. */
const naive = ({ blocks, borders, households: { low, high } }: GriddingProblem): string[][] => {
  const beside = new Map(blocks.map(({ id }) => [id, [] as { id: string; barrierM: number }[]]));
  for (const { a, b, metres, barrier } of borders) {
    const barrierM = barrier === "none" ? 0 : metres;
    beside.get(a)?.push({ id: b, barrierM });
    beside.get(b)?.push({ id: a, barrierM });
  }
  const households = new Map(blocks.map((block) => [block.id, block.households]));
  const left = new Set(households.keys());
  const grids: string[][] = [];
  for (const start of households.keys()) {
    if (!left.delete(start)) continue;
    const grid = [start];
    let sum = households.get(start) ?? 0;
    while (sum < (low + high) / 2) {
      const [next] = grid
        .flatMap((id) => beside.get(id) ?? [])
        .filter(({ id }) => left.has(id) && sum + (households.get(id) ?? 0) <= high)
        .sort((one, other) => one.barrierM - other.barrierM);
      if (next === undefined) break;
      left.delete(next.id);
      grid.push(next.id);
      sum += households.get(next.id) ?? 0;
    }
    grids.push(grid);
  }
  return grids;
};

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const measure = (name: string, problems: Iterable<GriddingProblem>) => {
  const found = { grids: 0, within: 0, score: 0, bound: 0, exceptions: 0, cpu: 0 };
  const greedy = { grids: 0, within: 0, score: 0, inside: 0 };
  const deviations: number[] = [];
  let blocks = 0;
  for (const problem of problems) {
    const start = process.cpuUsage();
    const proposal = propose(problem, { seed: 1 });
    const { user, system } = process.cpuUsage(start);
    found.cpu += (user + system) / 1e6;
    found.grids += proposal.grids.length;
    found.within += proposal.grids.filter(({ isWithinBounds }) => isWithinBounds).length;
    found.score += proposal.score.total;
    found.bound += proposal.bounds.score.total;
    found.exceptions += proposal.exceptions.length;
    for (const { load } of proposal.grids) deviations.push(Math.abs(load / proposal.referenceLoad - 1));
    blocks += problem.blocks.length;
    const { grids, score } = assess(problem, naive(problem));
    greedy.grids += grids.length;
    greedy.within += grids.filter(({ isWithinBounds }) => isWithinBounds).length;
    greedy.score += score.total;
    greedy.inside += score.total - score.parts.bounds;
  }
  return {
    name,
    blocks,
    grids: found.grids,
    cpuSeconds: rounded(found.cpu),
    exceptions: found.exceptions,
    within: { search: rounded(found.within / found.grids), naive: rounded(greedy.within / greedy.grids) },
    scorePerGrid: {
      search: rounded(found.score / found.grids),
      naive: rounded(greedy.score / greedy.grids),
      naiveInside: rounded(greedy.inside / greedy.grids),
      bound: rounded(found.bound / found.grids),
    },
    meanLoadDeviation: rounded(deviations.reduce((a, b) => a + b, 0) / deviations.length),
  };
};

/** Communities of 3–8 blocks a grid, 7 or so grids each as in Chenghua (748 in 103), or 28. */
const communities = function* (count: number, grids: number) {
  for (let nth = 0; nth < count; nth++) yield lattice({ seed: nth, grids, blocksPerGrid: 3 + (nth % 6) });
};

/** The search alone on communities of four grids or so, and the best there is. Those that cannot be divided are left out. */
const optimum = (count: number) => {
  const gaps: number[] = [];
  for (let seed = 0; seed < count; seed++) {
    const problem = lattice({ seed, grids: 4, blocksPerGrid: 6 });
    const graph = compile(problem);
    const yardstick = yardstickOf(problem, graph);
    const blocks = Array.from({ length: graph.size }, (_, block) => block);
    const best = divideExactly(graph, blocks, yardstick, { budget: 30_000_000 });
    if (best.status !== "optimal") continue;
    const draw = chance(seed, "bench");
    const { total } = search(graph, yardstick, { draw, effort: DEFAULT_EFFORT, onProgress: () => undefined });
    gaps.push((total - best.cost) / 4);
  }
  return {
    communities: gaps.length,
    reached: rounded(gaps.filter((gap) => gap < 1e-6).length / gaps.length),
    meanGapPerGrid: rounded(gaps.reduce((a, b) => a + b, 0) / gaps.length),
  };
};

const most = Number(process.argv[2] ?? 20_000);
const runs = [
  measure("community", [lattice({ seed: 1, grids: 30, blocksPerGrid: 5 })]),
  measure("district, community by community", communities(103, 748 / 103)),
  measure("district, in one piece", [lattice({ seed: 1, grids: 748, blocksPerGrid: 5 })]),
  measure("city", communities(Math.round(Math.min(20_000, most) / 28), 28)),
];
console.log(JSON.stringify({ bench: "registry.gridding", runs, optimum: optimum(100) }));
