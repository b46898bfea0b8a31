import { setTimeout as sleep } from "node:timers/promises";
import { lookAt } from "../data-dir.mjs";
import { isAlive, since, UserError } from "../proc.mjs";
import { log, refuseRest, takeData } from "./options.mjs";

const patienceMs = 90_000;

/** `npm run stop [-- --data dir]`: ends what `npm start` runs, and waits for it. */
export async function run(/** @type {string[]} */ args) {
  const { dataDir, rest } = takeData(args);
  refuseRest(rest);
  const { holder } = lookAt(dataDir);
  if (!holder) {
    log(`nothing runs on ${dataDir}`);
    return 0;
  }
  const startedAt = Date.now();
  process.kill(holder.pid, "SIGTERM");
  while (isAlive(holder)) {
    if (Date.now() - startedAt > patienceMs)
      throw new UserError(`process ${holder.pid} does not end; end it with: kill -9 ${holder.pid}`);
    await sleep(50);
  }
  log(`stopped (${since(startedAt)})`);
  return 0;
}
