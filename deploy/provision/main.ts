/**
 * The provisioning step, run by operators and never by a service. Everything follows from `district.yaml`.
 *
 * - `plan [--json]`: what would change on the server; `apply` makes it so. Neither purges anything.
 * - `rotate NAME [--overlap SECONDS]`: new credentials, the old ones until the overlap is over; `revoke NAME`: none, at once.
 * - `nats-conf`, `grants`: the server's accounts and the grants of calls, as text; `server-conf`: the operator's, for a first start.
 *
 * With `--keys DIR` an operator signs; else `--secrets --conf --creds --pid` name the files of a server that has a configuration.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { authorizationOf, connectNats, createLog, planBus, provision, type ProvisionChange } from "@wangge/kit";
import { z } from "zod";
import type { Authority } from "./authority.ts";
import { configAuthority, reloadBySignal } from "./config-file.ts";
import { textOf } from "./files.ts";
import { operatorAuthority, serverConfig } from "./operator.ts";
import { compiled as compileFile, DISTRICT_FILE, principalsOf } from "./principals.ts";
import { DistrictError } from "./schema.ts";

const USAGE = `usage: provision plan [--json] | apply | rotate NAME [--overlap SECONDS] | revoke NAME
       provision nats-conf --secrets FILE | grants | server-conf --keys DIR --resolver DIR
       with --keys DIR, or --secrets FILE --conf FILE --creds DIR --pid N
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    district: { type: "string", default: DISTRICT_FILE },
    secrets: { type: "string" },
    conf: { type: "string" },
    creds: { type: "string" },
    pid: { type: "string" },
    keys: { type: "string" },
    resolver: { type: "string" },
    replicas: { type: "string", default: "1" },
    overlap: { type: "string", default: "60" },
    json: { type: "boolean", default: false },
  },
});

const say = (text: string): void => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
const log = createLog("provision", "error");
const { NATS_URL: url = "nats://127.0.0.1:4222", NATS_USER: user, NATS_PASSWORD: password, NATS_CREDS } = process.env;

const need = (name: "secrets" | "conf" | "creds" | "keys" | "resolver"): string => {
  const value = values[name];
  if (value === undefined) throw new DistrictError([`--${name} is missing\n${USAGE}`]);
  return value;
};

const secretsIn = (file: string): Readonly<Record<string, string>> =>
  z.record(z.string(), z.string()).parse(JSON.parse(textOf(file) ?? "{}"));

/** Who lets principals in, for as long as `use` runs; nobody where only streams are asked for. */
const withAuthority = async <T>(use: (authority: Authority | undefined) => Promise<T>): Promise<T> => {
  if (values.keys !== undefined) {
    const credentialsFile = join(values.keys, "creds", "sys.creds");
    const system = await connectNats({ url, credentialsFile, name: "provision", log });
    try {
      return await use(operatorAuthority(values.keys, system));
    } finally {
      await system.close();
    }
  }
  if (values.conf === undefined) return use(undefined);
  const pid = Number(values.pid);
  const authority = configAuthority({
    ...{ secretsFile: need("secrets"), confFile: values.conf, credentialsDir: need("creds") },
    reload: () => (pid > 0 ? reloadBySignal(pid) : Promise.resolve()),
  });
  return use(authority);
};

const withBus = async <T>(use: (connection: Awaited<ReturnType<typeof connectNats>>) => Promise<T>): Promise<T> => {
  const credentialsFile =
    NATS_CREDS ?? (values.keys === undefined ? undefined : join(values.keys, "creds", "admin.creds"));
  const connection = await connectNats({ url, user, password, credentialsFile, name: "provision", log });
  try {
    return await use(connection);
  } finally {
    await connection.drain();
  }
};

const SIGN = { add: "+", change: "~", remove: "-", stays: "?", cannot: "!" } as const;

const lineOf = ({ action, kind, name, detail, loses }: ProvisionChange): string => {
  const rest = [detail, loses === undefined ? undefined : `loses ${loses}`].filter(
    (text) => text !== undefined && text !== "",
  );
  const indented = rest.map((text) => `\n    ${String(text).replaceAll("\n", "\n    ")}`).join("");
  return `${SIGN[action]} ${kind} ${name}${indented}`;
};

const options = { replicas: Number(values.replicas) };

const commands: Readonly<Record<string, (name: string) => Promise<void>>> = {
  plan: async () => {
    const compiled = compileFile(values.district);
    const principals = await withAuthority(async (authority) => authority?.plan(compiled) ?? []);
    const bus = await withBus((connection) =>
      planBus(connection, compiled.topology, { ...options, remove: compiled.removed }),
    );
    const changes = [...principals, ...bus.map(({ run: _run, ...change }): ProvisionChange => change)];
    if (values.json) {
      say(JSON.stringify({ changes, denied: compiled.denied }, undefined, 1));
      return;
    }
    say(changes.length === 0 ? "nothing to do" : changes.map(lineOf).join("\n"));
    for (const call of compiled.denied)
      say(`? call ${call}: in a manifest and not granted; the server does not carry it`);
  },
  apply: async () => {
    const compiled = compileFile(values.district);
    await withAuthority(async (authority) => authority?.apply(compiled));
    const changes = await withBus((connection) =>
      provision(connection, compiled.topology, { ...options, remove: compiled.removed }),
    );
    say(changes.length === 0 ? "everything is there" : changes.join("\n"));
  },
  rotate: (name) =>
    withAuthority(async (authority) => {
      const compiled = known(name);
      if (authority === undefined) throw new DistrictError([USAGE]);
      const old = await authority.renew(name, compiled);
      const seconds = z.coerce.number().int().min(0).parse(values.overlap);
      say(`${name} has new credentials; the old ones hold for ${String(seconds)} s`);
      await sleep(seconds * 1_000);
      await authority.retire(name, old, compiled);
      say(`${name}: the old credentials are taken back`);
    }),
  revoke: (name) =>
    withAuthority(async (authority) => {
      if (authority === undefined) throw new DistrictError([USAGE]);
      await authority.revoke(name, known(name));
      say(`${name} is out, until it is given new credentials: rotate ${name}`);
    }),
  "nats-conf": () => {
    say(authorizationOf(principalsOf(secretsIn(need("secrets")), compileFile(values.district))));
    return Promise.resolve();
  },
  grants: () => {
    say(JSON.stringify(compileFile(values.district).grants, undefined, 1));
    return Promise.resolve();
  },
  "server-conf": async () => {
    say(await serverConfig(compileFile(values.district), need("keys"), need("resolver")));
  },
};

const known = (name: string) => {
  const compiled = compileFile(values.district);
  if (compiled.principals.some((principal) => principal.name === name)) return compiled;
  throw new DistrictError([`${name === "" ? "nobody" : name} is no principal of ${values.district}`]);
};

const [command = "", name = ""] = positionals;
const run = commands[command];
if (run === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else
  await run(name).catch((error: unknown) => {
    if (!(error instanceof DistrictError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
