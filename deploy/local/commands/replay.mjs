import { withData } from "./on-data.mjs";

/** `npm run replay [-- --data dir] [arguments]`: puts messages back, into the running stack or into data at rest. */
export const run = (/** @type {string[]} */ args) => withData(args, "replay", "deploy/replay/main.ts");
