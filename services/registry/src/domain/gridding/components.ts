/** Which blocks hang together. */
import type { Graph } from "./graph.ts";

/**
 * The parts of `nodes` that hang together over passable borders, each ascending, by their first block. `reachable` says
 * whether a neighbour belongs to `nodes`.
 */
export const piecesOf = (graph: Graph, nodes: Iterable<number>, reachable: (node: number) => boolean): number[][] => {
  const seen = new Set<number>();
  const pieces: number[][] = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    const piece = [start];
    seen.add(start);
    for (const node of piece) {
      for (let arc = graph.first[node]!; arc < graph.first[node + 1]!; arc++) {
        const neighbour = graph.to[arc]!;
        if (graph.passable[arc] === 0 || seen.has(neighbour) || !reachable(neighbour)) continue;
        seen.add(neighbour);
        piece.push(neighbour);
      }
    }
    pieces.push(piece.sort((a, b) => a - b));
  }
  return pieces;
};
