import type { PeerName, PeerServer } from "../../deploy/local/peers.mjs";
import { bullmq } from "./bullmq.ts";
import type { Contestant } from "./contestant.ts";
import { floor, json } from "./floors.ts";
import type { Ground } from "./ground.ts";
import { pgBoss } from "./pg-boss.ts";
import { postgres } from "./postgres.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redisStreams } from "./redis-streams.ts";
import { wanggeHttp } from "./wangge-http.ts";
import { wangge } from "./wangge.ts";

/** Where contestants get what they stand on: started when the first one asks. */
export interface Grounds {
  readonly ground: (synced?: boolean) => Promise<Ground>;
  /** A new folder for a platform of its own. */
  readonly folder: () => string;
  readonly server: (name: PeerName, synced?: boolean) => Promise<PeerServer | { readonly missing: string }>;
}

export const contestants = ({ ground, server, folder }: Grounds): readonly Contestant[] => [
  wangge(() => ground()),
  wanggeHttp(folder),
  bullmq(() => server("redis")),
  redisStreams(() => server("redis")),
  postgres(() => server("postgres")),
  rabbitmq(() => server("rabbitmq")),
  pgBoss(() => server("postgres"), "job"),
  pgBoss(() => server("postgres"), "batch"),
  floor(() => ground()),
  json(() => ground()),
  wangge(() => ground(false), "relaxed"),
  bullmq(() => server("redis", false), "relaxed"),
  redisStreams(() => server("redis", false), "relaxed"),
  postgres(() => server("postgres", false), "relaxed"),
];
