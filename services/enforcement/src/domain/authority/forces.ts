import data from "../../../data/authority/forces.json" with { type: "json" };
import type { Text } from "../law/index.ts";
import type { Force, ForceFamily } from "./terms.ts";

/** `app/authority-data.ts` checks its shape when the service starts. */
export const forces = data.forces as Readonly<Record<Force, { readonly name: Text; readonly family: ForceFamily }>>;

export const familyOf = (force: Force): ForceFamily => forces[force].family;
