import { throughApi } from "./through-api.mjs";

/** `npm run reports:import -- --file <lines>`: many reports from a file. */
export const run = throughApi("deploy/reports-import/main.ts");
