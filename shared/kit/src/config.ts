import { readFileSync } from "node:fs";
import { z } from "zod";

/** What every service reads from its environment. */
export const baseConfig = z.object({
  NODE_ID: z
    .string()
    .regex(/^[a-z]+\.[A-Za-z0-9_-]+$/)
    .describe("<service>.<instance>; the part before the dot owns the service's actions"),
  NATS_URL: z.string().default("nats://127.0.0.1:4222"),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  NATS_CREDS: z
    .string()
    .optional()
    .describe("file with the credentials, read again at every reconnect: .creds, or JSON"),
  GRANTS_FILE: z.string().optional().describe("what departments may ask each other; written by provisioning"),
  MONGO_URL: z.string().default("mongodb://127.0.0.1:27017"),
  MONGO_DB: z.string().optional(),
  REDIS_URL: z.string().optional(),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  HEALTH_HOST: z.string().default("127.0.0.1"),
  INNER_TLS_DIR: z
    .string()
    .optional()
    .describe("folder with tls.crt and tls.key, for the health port and before a scanner; followed when renewed"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  DRAIN_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000),
  REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000),
  SERVICE_VERSION: z.string().default("development").describe("which build this is; an image knows its own"),
  CLOCK_FILE: z.string().optional().describe("simulated time, for demos and drills; never in production"),
});
export type BaseConfig = z.infer<typeof baseConfig>;

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** `X_FILE` names a file that holds X: how Kubernetes mounts secrets. */
const withFiles = (environment: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(
    names.map((name) => {
      const path = environment[`${name}_FILE`];
      const value = environment[name];
      return [name, path === undefined ? (value === "" ? undefined : value) : readFileSync(path, "utf8").trim()];
    }),
  );

/** Reads the environment once. @throws ConfigError that names every bad variable at once. */
export const load = <Schema extends z.ZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<Schema> => {
  const result = schema.safeParse(withFiles(environment, Object.keys(schema.shape)));
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".") || "?"}: ${issue.message}`);
  throw new ConfigError(`Bad configuration:\n${lines.join("\n")}`);
};
