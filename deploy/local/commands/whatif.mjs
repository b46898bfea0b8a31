import { withData } from "./on-data.mjs";

/** `npm run whatif -- --from DAY --to DAY --rules FILE [--data dir]`: reads the running stack, or data at rest. */
export const run = (/** @type {string[]} */ args) => withData(args, "doctor", "deploy/whatif/main.ts");
