import { readFileSync } from "node:fs";
import { z } from "zod";

/** Where the bus and the stores are. */
export interface Where {
  readonly natsUrl: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** A file with both, in place of them. */
  readonly credentialsFile?: string | undefined;
  /** One store for all services, or the one of each. */
  readonly mongoUrl: string | ((service: string) => string);
}

const urlsIn = (file: string): ((service: string) => string) => {
  const urls = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8")));
  return (service) => {
    const url = urls[service];
    if (url === undefined) throw new Error(`${file} has no address of the store of ${service}`);
    return url;
  };
};

/** Of the environment. `MONGO_URLS_FILE`: a file of addresses by service (JSON), where each has a store of its own. */
export const whereOf = ({
  NATS_URL = "nats://127.0.0.1:4222",
  NATS_USER,
  NATS_PASSWORD,
  NATS_CREDS,
  MONGO_URL = "mongodb://127.0.0.1:27017",
  MONGO_URLS_FILE,
}: NodeJS.ProcessEnv): Where => ({
  natsUrl: NATS_URL,
  user: NATS_USER,
  password: NATS_PASSWORD,
  credentialsFile: NATS_CREDS,
  mongoUrl: MONGO_URLS_FILE === undefined ? MONGO_URL : urlsIn(MONGO_URLS_FILE),
});
