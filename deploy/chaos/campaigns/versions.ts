/** Services of an earlier version beside those of this one, on the same stores and streams: forward and back, while people work. */
import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../demo/data.ts";
import { root, type Stack } from "../../local/stack.mjs";
import { pick, type Campaign, type Fault } from "../campaign.ts";
import { unpackVersion } from "../old-version.ts";

type Version = "old" | "new";

const versionFaults = (stack: Stack, turn: (service: string, to: Version) => void) => {
  const running = new Map<string, Version>();
  return (random: Random): Fault => {
    const service = pick(random, [...stack.services.keys()]);
    const to: Version = running.get(service) === "old" ? "new" : "old";
    const isKilled = random() < 0.3;
    return {
      kind: `${service} ${to}${isKilled ? ", killed" : ""}`,
      run: () => {
        running.set(service, to);
        turn(service, to);
        return Promise.resolve(isKilled ? stack.kill(service, "SIGKILL") : stack.renew(service));
      },
    };
  };
};

export const versions: Campaign = {
  name: "versions",
  prepare: async ({ dir, say, oldRevision }) => {
    const old = join(dir, "old");
    const code = join(dir, "code");
    mkdirSync(code, { recursive: true });
    say(`the old version is ${await unpackVersion(oldRevision, old)}`);
    const turn = (service: string, to: Version): void => {
      const link = join(code, service);
      symlinkSync(to === "old" ? old : root, `${link}.new`);
      renameSync(`${link}.new`, link);
    };
    return {
      platform: {
        apart: (service) => {
          turn(service, "new");
          return Promise.resolve({ root: join(code, service) });
        },
      },
      begin: (stack) =>
        Promise.resolve({
          draw: versionFaults(stack, turn),
          width: 1,
          restMs: 3_000,
          heal: () => {
            for (const service of stack.services.keys()) {
              turn(service, "new");
              stack.renew(service);
            }
            return Promise.resolve();
          },
        }),
    };
  },
};
