/**
 * What services keep only of what they were told is thrown away, with how far they had come in the streams, and is made again: to
 * the byte of its canonical JSON what it was. Before that they are killed while they work, so that there is something to be wrong.
 */
import { readFileSync } from "node:fs";
import { authorizationOf } from "@wangge/kit";
import type { Problem } from "../../doctor/problem.ts";
import type { Stack } from "../../local/stack.mjs";
import { principalsOf } from "../../provision/principals.ts";
import { problemsOf } from "../../test/examined.ts";
import type { Campaign } from "../campaign.ts";
import { platformDir, startPlatform } from "../platform.ts";
import { differences, projectionsIn, throwAway } from "../projections.ts";
import { killing } from "./kills.ts";

const REST_MS = 120_000;

const restore = async (stack: Stack, dir: string, say: (line: string) => void): Promise<readonly Problem[]> => {
  const before = await projectionsIn(stack.env.MONGO_URL);
  await stack.stop();
  const secrets = JSON.parse(readFileSync(stack.env.SECRETS_FILE, "utf8")) as Readonly<Record<string, string>>;
  await throwAway(platformDir(dir), authorizationOf(principalsOf(secrets)), secrets["admin"] ?? "");
  const again = await startPlatform(dir);
  try {
    const problems = await problemsOf(again, REST_MS);
    const differing = differences(before, await projectionsIn(again.env.MONGO_URL));
    say(`${before.size} documents were thrown away and made again from the streams, ${differing.length} differ`);
    const differ = (subject: string): Problem => ({ check: "fold", subject, detail: "is not what it was" });
    return [...problems, ...(before.size === 0 ? [differ("nothing to restore")] : []), ...differing.map(differ)];
  } finally {
    await again.stop();
  }
};

export const restored: Campaign = {
  name: "restore",
  prepare: ({ dir, say }) =>
    Promise.resolve({
      begin: (stack) => Promise.resolve({ ...killing(stack), examine: () => restore(stack, dir, say) }),
    }),
};
