import { GridCode, WorkerId } from "@wangge/contracts";
import { action, reject } from "@wangge/kit";
import { z } from "zod";
import { staffOperations } from "../app/grid-staff.ts";
import { placeFinder, vacanciesOn } from "../app/questions.ts";
import * as view from "../view.ts";
import { askedBy, on, STAFF, type Edge } from "./edge.ts";

/** 人员. Who works in a grid, and where somebody is missing. */
export const peopleActions = ({ registrar, staffing, look, mustBeOpen }: Edge) => {
  const { register, placesOn, today } = registrar;
  return {
    people: action({
      rest: "GET /grids/:code/people",
      summary: "网格人员: who walks a grid and who answers for it, today",
      access: STAFF,
      input: z.strictObject({ code: GridCode }),
      output: view.PeopleView,
      run: async ({ code }) => {
        const { code: grid } = await look((input: { code: string }, finder) => finder.grid(input.code))({ code });
        const stored = await staffing.load(grid);
        return view.peopleView(register, grid, stored?.state ?? { status: "unstaffed" });
      },
    }),
    staff: action({
      rest: "POST /grids/:code/staff",
      summary: "配备: gives a grid its people anew from today; who is not named leaves it",
      access: ["supervisor", "admin"],
      input: z.strictObject({ code: GridCode, workers: z.array(WorkerId).max(20), responsible: WorkerId }),
      output: view.PeopleView,
      run: async ({ code, workers, responsible }, context) => {
        mustBeOpen();
        const day = today();
        const { id, code: grid } = placeFinder(register, placesOn, day).grid(code);
        const unknown = [...workers, responsible].filter(
          (person) => register.find("person", person, day) === undefined,
        );
        if (unknown.length > 0) throw reject("registry.person.unknown", "The register has no such person", { unknown });
        const operations = staffOperations(register, id, { workers, responsible }, day);
        await registrar.record(
          { effectiveFrom: day, operations },
          { reason: "配备", ...askedBy(context, { code, workers, responsible }) },
        );
        const stored = await staffing.load(grid);
        return view.peopleView(register, grid, stored?.state ?? { status: "unstaffed" });
      },
    }),
    vacancies: action({
      rest: "GET /vacancies",
      summary: "缺岗: grids in which fewer people act than the rule wants",
      access: STAFF,
      input: z.strictObject({ on }),
      output: z.object({
        grids: z.array(
          z.object({ grid: GridCode, name: z.string(), missingWorkers: z.int(), missingResponsible: z.boolean() }),
        ),
      }),
      run: look((_input, finder) => ({ grids: vacanciesOn(registrar, finder) })),
    }),
  };
};
