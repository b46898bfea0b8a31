/** 无盲区、无缝隙. What is wrong with the ground on a day, as problems of the register. */
import { groundReport, type Day, type PlacesOn, type RuleProblem } from "../domain/index.ts";

/** Gaps and overlaps narrower than a metre are let through: those who draw real boundaries do not share their vertices. */
export const groundProblems = ({ district, grids }: PlacesOn, on: Day): readonly RuleProblem[] =>
  groundReport({ outline: district.outline, cells: grids }).flaws.map(({ cells, message, ...details }) => ({
    code: "registry.ground.uncovered",
    record: cells[0] ?? district.id,
    on,
    message,
    details: { cells, ...details },
  }));
