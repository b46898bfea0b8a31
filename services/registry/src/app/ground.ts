/** 无盲区、无缝隙. What is wrong with the ground on a day, as problems of the register. */
import { coverageProblems, type Day, type PlacesOn, type RuleProblem } from "../domain/index.ts";

export const groundProblems = ({ district, grids }: PlacesOn, on: Day): readonly RuleProblem[] =>
  coverageProblems(
    district.outline,
    grids.map(({ id, ring }) => ({ code: id, ring })),
  ).map(({ kind, cells, at, message }) => ({
    code: "registry.ground.uncovered",
    record: cells[0] ?? district.id,
    on,
    message,
    details: { kind, cells, ...(at === undefined ? {} : { at }) },
  }));
