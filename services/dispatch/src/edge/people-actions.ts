import type { Clock } from "@wangge/kit";
import type { People } from "../app/people.ts";
import type { CaseState } from "../domain/index.ts";
import { candidateActions } from "./candidate-actions.ts";
import { rotaActions } from "./rota-actions.ts";
import { swapActions } from "./swap-actions.ts";
import { workerActions } from "./worker-actions.ts";

/** 人员: candidates, rotas, swaps, skills, absences, positions. */
export const peopleActions = (people: People, clock: Clock, skillsOf: (state: CaseState) => readonly string[]) => ({
  ...candidateActions({ ...people, clock, skillsOf }),
  ...rotaActions(people),
  ...swapActions(people),
  ...workerActions({ ...people, clock }),
});
