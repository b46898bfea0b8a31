import { withData } from "./on-data.mjs";

/** `npm run doctor [-- --data dir] [arguments]`: checks the running stack, or data at rest. */
export const run = (/** @type {string[]} */ args) => withData(args, "doctor", "deploy/doctor/main.ts");
