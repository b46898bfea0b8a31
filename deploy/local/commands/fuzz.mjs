import { throughApi } from "./through-api.mjs";

/** `npm run fuzz`: against the running stack or a `--url`; `--start` starts one on data that goes afterwards. */
export const run = throughApi("deploy/fuzz/main.ts");
