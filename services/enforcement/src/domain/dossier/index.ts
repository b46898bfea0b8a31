import type { Decider } from "@wangge/kit/domain";
import { DomainError } from "@wangge/kit/errors";
import type { DossierCommand } from "./commands.ts";
import { decideWith } from "./decide.ts";
import type { DossierEvent } from "./events.ts";
import { evolve, initial } from "./evolve.ts";
import { firstProcess } from "./process.ts";
import { districtOn, type Rules } from "./rules.ts";
import type { DossierState } from "./state.ts";

/** 案卷. One proceeding against one party, from the request to file it to its end. */
export const dossierDeciderWith = (rules: Rules): Decider<DossierState, DossierCommand, DossierEvent> => ({
  name: "enforcement.dossier",
  initial,
  decide: decideWith(rules),
  evolve,
});

/** An edition of the process that is not there cannot be gone by. */
export const processOf: Rules["processOf"] = (version) => {
  if (version === firstProcess.version) return firstProcess;
  throw new DomainError("unavailable", "enforcement.process.unknown", "This edition of the process is not loaded", {
    version,
  });
};

export const rulesWith = (law: Rules["law"]): Rules => ({ law, districtOn, processOf });

export * from "./acts.ts";
export * from "./attempts.ts";
export * from "./commands.ts";
export * from "./events.ts";
export * from "./documents.ts";
export { guardNames } from "./guards.ts";
export { nextStep } from "./next.ts";
export { owedOn, refundableOn, type Owed } from "./money.ts";
export { possibleSteps, type Possible } from "./possible.ts";
export { firstProcess, problemsOfProcess, stepOf, type Process, type Step, type Term } from "./process.ts";
export { REFUSALS, refuse, unknownDossier, type Reason } from "./refusals.ts";
export { districtEditions, districtOn, termOn, type DistrictRules, type Rules, type TermName } from "./rules.ts";
export * from "./state.ts";
export { finalDayOf, toPerform } from "./time.ts";
export { normOf } from "./weigh.ts";
export * from "./words.ts";
