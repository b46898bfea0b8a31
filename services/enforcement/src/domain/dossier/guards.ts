/** 守卫. What a step asks of who takes it and of the dossier; the process names them. */
import { guardsOfCourse } from "./guards-course.ts";
import { guardsOfExecution } from "./guards-execution.ts";
import { guardsOfPeople } from "./guards-people.ts";
import type { Given, Guard } from "./asked.ts";

const guards: Readonly<Record<string, Guard>> = { ...guardsOfPeople, ...guardsOfCourse, ...guardsOfExecution };

export const guardNames: ReadonlySet<string> = new Set(Object.keys(guards));

/** @throws DomainError of the first guard that says no. */
export const mustPass = (asked: Given): void => {
  for (const name of asked.step.guards) {
    const guard = guards[name];
    // A door whose guard nobody knows stays shut.
    if (guard === undefined) throw new Error(`no guard ${name}`);
    guard(asked);
  }
};
