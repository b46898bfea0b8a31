import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngines } from "../../local/engines.mjs";
import { silentLog, connectNats } from "@wangge/kit";

/** A NATS server of one test with this configuration, and a folder for its files. */
export const ownServer = async (configurationFor: (dir: string) => string | Promise<string>) => {
  const dir = mkdtempSync(join(tmpdir(), "wangge-provision-"));
  // Addresses that nobody uses: only NATS is started.
  const environment = { MONGO_URL: "none", REDIS_URL: "none" };
  const dataDir = join(dir, "data");
  const engines = await startEngines({ dataDir, natsAuth: await configurationFor(dir), environment });
  const url = engines.env.NATS_URL;
  return {
    dir,
    url,
    confFile: join(dataDir, "nats/auth.conf"),
    pid: () => engines.engines.get("nats")?.pid ?? 0,
    connect: (
      credentials: { readonly user: string; readonly password: string } | { readonly credentialsFile: string },
    ) => connectNats({ url, ...credentials, name: "test", log: silentLog }),
    stop: async () => {
      await engines.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
