import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngines } from "../../../deploy/local/engines.mjs";

/** A NATS server of this test's own, with these users; it may be killed and comes back on the same data. */
export const ownNats = async (natsAuth = "") => {
  const dataDir = mkdtempSync(join(tmpdir(), "wangge-nats-"));
  // Addresses that nobody uses: only NATS is started.
  const environment = { MONGO_URL: "none", REDIS_URL: "none" };
  const engines = await startEngines({ dataDir, natsAuth, environment });
  return {
    url: engines.env.NATS_URL,
    kill: () => engines.kill("nats"),
    stop: async () => {
      await engines.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
