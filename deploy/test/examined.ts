import { readFileSync } from "node:fs";
import { allAggregates } from "../doctor/aggregates-of-all.ts";
import { examine } from "../doctor/examine.ts";
import type { Problem } from "../doctor/problem.ts";
import type { Stack } from "../local/stack.mjs";
import { manifests } from "../provision/principals.ts";

/** What the doctor finds wrong with a whole platform. */
export const problemsOf = async ({ env }: Pick<Stack, "env">, waitMs?: number): Promise<readonly Problem[]> => {
  const secrets = JSON.parse(readFileSync(env.SECRETS_FILE, "utf8")) as Readonly<Record<string, string>>;
  const { problems } = await examine({
    natsUrl: env.NATS_URL,
    user: "doctor",
    password: secrets["doctor"],
    mongoUrl: env.MONGO_URL,
    manifests,
    aggregates: allAggregates,
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  return problems;
};
