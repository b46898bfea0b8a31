import { throughApi } from "./through-api.mjs";

/** `npm run registry:import -- --dir <folder>`: a district from files. */
export const run = throughApi("deploy/registry-import/main.ts");
