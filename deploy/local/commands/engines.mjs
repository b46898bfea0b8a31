import { buildFastMongo } from "../programs.mjs";
import { log, refuseRest } from "./options.mjs";

/** `npm run engines`: builds the fast Mongo engine into the user's cache folder, once. */
export async function run(/** @type {string[]} */ args) {
  refuseRest(args);
  await buildFastMongo(log);
  return 0;
}
