import { SuperiorsOf } from "@wangge/contracts/calls";
import type { Call } from "@wangge/kit";
import type { Line } from "../domain/index.ts";

const AT_ONCE = 500;

/** Asks the registry who holds the posts above these grids today. @throws DomainError `unavailable` where it does not answer */
export const superiorsOf =
  (call: Call) =>
  async (grids: readonly string[]): Promise<ReadonlyMap<string, Line>> => {
    const lines = new Map<string, Line>();
    for (let start = 0; start < grids.length; start += AT_ONCE) {
      const part = grids.slice(start, start + AT_ONCE);
      const answer = SuperiorsOf.output.parse(await call(SuperiorsOf.name, { grids: part }));
      part.forEach((grid, index) => {
        lines.set(grid, Object.fromEntries((answer.lines[index] ?? []).map(({ post, person }) => [post, person])));
      });
    }
    return lines;
  };
