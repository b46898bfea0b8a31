import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The services whose code is in a clone: what has a `main.ts` of its own. The gateway comes last, so that it closes first.
 * @type {import("./services.d.mts").servicesIn}
 */
export const servicesIn = (clone) =>
  readdirSync(join(clone, "services"))
    .filter((name) => existsSync(join(clone, "services", name, "src/main.ts")))
    .sort((one, other) => Number(one === "gateway") - Number(other === "gateway") || (one < other ? -1 : 1));
