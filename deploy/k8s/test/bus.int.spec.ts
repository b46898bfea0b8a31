import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { jetstream } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../../local/stack.mjs";
import { newAuthority } from "../authority.ts";
import { busUsers, passwordVariable, usersOf } from "../permissions.ts";
import { startBus, type BusServer, type TestBus } from "./bus.ts";

const pair = newAuthority();
const passwordOf = (user: string): string => `p-${user}`;
const passwords = busUsers.flatMap(usersOf).map((user) => `${passwordVariable(user)}: "${passwordOf(user)}"\n`);

let bus: TestBus;

const as = (user: string, server: BusServer): Promise<NatsConnection> =>
  connect({
    servers: `tls://localhost:${server.client}`,
    user,
    pass: passwordOf(user),
    inboxPrefix: `_INBOX.${user}`,
    tls: { ca: pair.certificate },
    reconnect: false,
    timeout: 5_000,
  });

beforeAll(async () => {
  bus = await startBus(pair, passwords.join(""));
}, 60_000);
afterAll(() => bus.stop());

it("three servers of k8s/base/nats are one bus: provisioned thrice, each service within its rights, one server may go", async () => {
  const [first, second, third] = bus.servers;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no servers");

  // Written before the provisioning: the authority's certificate as a pod has it.
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: join(bus.dir, "tls/ca.crt"),
    NATS_URL: `tls://localhost:${first.client}`,
    NATS_USER: "admin",
    NATS_PASSWORD: passwordOf("admin"),
  };
  const provision = () =>
    promisify(execFile)(process.execPath, ["deploy/provision/main.ts", "apply", "--replicas", "3"], { cwd: root, env });
  await eventually(provision, { timeoutMs: 40_000, everyMs: 1_000 });
  const admin = await as("admin", second);
  const { config, cluster } = await (await jetstream(admin).jetstreamManager()).streams.info("EVT_DISPATCH");
  expect(config.num_replicas).toBe(3);
  expect(cluster?.replicas).toHaveLength(2);

  const dispatch = await as("dispatch", second);
  const refused: string[] = [];
  void (async () => {
    for await (const status of dispatch.status()) if (status.type === "error") refused.push(String(status.error));
  })();
  dispatch.publish("evt.intake.report.accepted.v1.510108001", "{}");
  await eventually(() => refused.some((error) => error.includes("evt.intake.report.accepted")));

  await admin.close();
  third.process.kill("SIGKILL");
  const publish = () =>
    jetstream(dispatch, { checkAPI: false }).publish("evt.dispatch.case.assigned.v1.510108001", "{}", {
      timeout: 2_000,
    });
  expect(await eventually(publish, { timeoutMs: 20_000, everyMs: 200 })).toMatchObject({ stream: "EVT_DISPATCH" });
  await dispatch.close();
});

it("who does not know the authority, or speaks without TLS, is not let in", async () => {
  const [first] = bus.servers;
  await expect(
    connect({ servers: `tls://localhost:${first?.client ?? 0}`, tls: {}, reconnect: false, timeout: 3_000 }),
  ).rejects.toThrow();
  await expect(
    connect({
      servers: `localhost:${first?.client ?? 0}`,
      user: "dispatch",
      pass: "wrong",
      tls: { ca: pair.certificate },
      reconnect: false,
    }),
  ).rejects.toThrow(/authorization/i);
});
