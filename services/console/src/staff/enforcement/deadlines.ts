import type { components } from "../../api/platform.js";

export type Dossier = components["schemas"]["enforcement.dossier.output"];
export type Deadline = Dossier["deadlines"][number];

/** The limit that ends first of those that run. */
export const nearestOf = (deadlines: readonly Deadline[]): Deadline | undefined =>
  deadlines
    .filter(({ status }) => status === "running")
    .toSorted((one, other) => (one.lastDay < other.lastDay ? -1 : 1))[0];
