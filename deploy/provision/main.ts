/**
 * The provisioning step, run by operators and never by a service:
 * `nats-conf --secrets FILE` prints the users and their permissions, `apply` creates missing streams and consumers.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { authorizationOf, connectNats, createLog, provision, topologyOf } from "@wangge/kit";
import { z } from "zod";
import { manifests, principalsOf } from "./principals.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { secrets: { type: "string" }, replicas: { type: "string", default: "1" } },
});

const printUsers = (): void => {
  if (values.secrets === undefined) throw new Error("nats-conf needs --secrets FILE");
  const secrets = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(values.secrets, "utf8")));
  process.stdout.write(authorizationOf(principalsOf(secrets)));
};

const apply = async (): Promise<void> => {
  const { NATS_URL = "nats://127.0.0.1:4222", NATS_USER, NATS_PASSWORD } = process.env;
  const log = createLog("provision", "warn");
  const connection = await connectNats({
    url: NATS_URL,
    user: NATS_USER,
    password: NATS_PASSWORD,
    name: "provision",
    log,
  });
  try {
    const changes = await provision(connection, topologyOf(manifests), { replicas: Number(values.replicas) });
    process.stdout.write(changes.length === 0 ? "everything is there\n" : `${changes.join("\n")}\n`);
  } finally {
    await connection.drain();
  }
};

const [command] = positionals;
if (command === "nats-conf") printUsers();
else if (command === "apply") await apply();
else {
  process.stderr.write("usage: provision nats-conf --secrets FILE | provision apply [--replicas N]\n");
  process.exitCode = 2;
}
