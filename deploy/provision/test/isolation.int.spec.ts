import { jetstreamManager } from "@nats-io/jetstream";
import { PermissionViolationError, type NatsConnection } from "@nats-io/transport-node";
import { authorizationOf, localSubject, matches, newId, provision, type Permissions } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manifests, principalsOf } from "../principals.ts";
import { compiledWith } from "./district.ts";
import { ownServer } from "./server.ts";

const compiled = compiledWith();
const { streams, consumers } = compiled.topology;
const limited = compiled.principals.flatMap(({ name, permissions }) =>
  permissions === undefined ? [] : [{ name, permissions }],
);
const names = limited.map(({ name }) => name);
const nodes = manifests.map(({ name }) => name);
const password = "secret";

/** Every subject that means something to somebody. */
const packets = ["DISCOVER", "INFO", "HEARTBEAT", "DISCONNECT", "PING", "PONG", "REQ", "RES", "EVENT", "REQB"];
const spoken = nodes.flatMap((from) =>
  [...nodes.filter((to) => to !== from).map((to) => `${to}.1`), "all.0"].flatMap((to) =>
    packets.map((packet) => `MOL-wangge.${packet}.${to}.${from}.1`),
  ),
);
const subjects: readonly string[] = [
  ...manifests.flatMap(({ publishes }) => publishes.map(({ subject }) => `evt.${subject}.k`)),
  ...streams.flatMap(({ name }) => [
    ...["INFO", "PURGE", "DELETE", "CREATE", "UPDATE", "MSG.GET", "MSG.DELETE", "SNAPSHOT", "RESTORE"].map(
      (call) => `$JS.API.STREAM.${call}.${name}`,
    ),
    `$JS.API.DIRECT.GET.${name}`,
    ...["LIST", "NAMES"].map((call) => `$JS.API.CONSUMER.${call}.${name}`),
    `$JS.API.CONSUMER.CREATE.${name}.mine`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${name}.mine`,
  ]),
  ...consumers.flatMap(({ stream, name }) => [
    ...["INFO", "MSG.NEXT", "DELETE", "RESET", "UNPIN", "PAUSE"].map(
      (call) => `$JS.API.CONSUMER.${call}.${stream}.${name}`,
    ),
    `$JS.ACK.${stream}.${name}.1.1.1.1.1`,
    `dlq.${stream}.${name}`,
  ]),
  ...names.flatMap((name) => [`redrive.${name}.x`, `_INBOX.${name}.x`]),
  ...spoken,
  ...[
    "$JS.API.INFO",
    "$JS.API.STREAM.LIST",
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.USER.INFO",
    "$SYS.REQ.ACCOUNT.PING.CONNZ",
  ],
];

const may = ({ publish }: Permissions, subject: string): boolean => publish.some((one) => matches(one, subject));
const mayHear = ({ subscribe }: Permissions, subject: string): boolean =>
  subscribe.some((one) => matches(one, subject));

let server: Awaited<ReturnType<typeof ownServer>>;
let admin: NatsConnection;
const opened: NatsConnection[] = [];
const connectAs = async (user: string): Promise<NatsConnection> => {
  const connection = await server.connect({ user, password });
  opened.push(connection);
  return connection;
};

/** What the server refuses on a connection: the subjects, in its own names. */
const refusalsOf = (connection: NatsConnection, operation: "publish" | "subscription"): ReadonlySet<string> => {
  const refused = new Set<string>();
  void (async () => {
    for await (const status of connection.status())
      if (
        status.type === "error" &&
        status.error instanceof PermissionViolationError &&
        status.error.operation === operation
      )
        refused.add(status.error.subject);
  })();
  return refused;
};

beforeAll(async () => {
  const secrets = Object.fromEntries([...names, "admin"].map((name) => [name, password]));
  server = await ownServer(() => authorizationOf(principalsOf(secrets, compiled)));
  admin = await connectAs("admin");
  await provision(admin, compiled.topology, { replicas: 1 });
});
afterAll(async () => {
  await Promise.all(opened.map((connection) => connection.close()));
  await server.stop();
});

/** What lies in each stream, and what there is. */
const census = async (): Promise<Readonly<Record<string, string>>> => {
  const manager = await jetstreamManager(admin);
  const found: Record<string, string> = {};
  for await (const { config, state } of manager.streams.list())
    found[config.name] = `${String(state.messages)} messages, ${String(state.consumer_count)} consumers`;
  return found;
};

describe("every principal and every subject", () => {
  it(
    "publishes what it may, is refused the rest, and is heard by whom it may speak to",
    { timeout: 120_000 },
    async () => {
      const heard = new Set<string>();
      for (const { name, permissions } of limited) {
        const connection = await connectAs(name);
        for (const subject of permissions.subscribe)
          connection.subscribe(subject, {
            callback: (_, message) => {
              const from = message.string();
              if (message.subject.startsWith("MOL-") && from !== name)
                heard.add(`${name} heard ${message.subject} of ${from}`);
            },
          });
        await connection.flush();
      }

      for (const { name, permissions } of limited) {
        const connection = await connectAs(name);
        const refused = refusalsOf(connection, "publish");
        for (const subject of subjects) connection.publish(subject, name);
        await connection.flush();
        const expected = subjects.filter((subject) => !may(permissions, subject)).map(localSubject);
        await eventually(() => refused.size >= expected.length);
        expect([...refused].sort(), name).toEqual([...new Set(expected)].sort());
        expect(expected.length, name).toBeGreaterThan(subjects.length / 2);
        await connection.close();
      }

      const expected = limited.flatMap((speaker) =>
        spoken
          // A PONG answers one node; the permission to say it to all is carried nowhere.
          .filter((subject) => may(speaker.permissions, subject) && !subject.includes(".PONG.all."))
          .flatMap((subject) =>
            limited
              .filter((hearer) => hearer.name !== speaker.name && mayHear(hearer.permissions, subject))
              .map((hearer) => `${hearer.name} heard ${subject} of ${speaker.name}`),
          ),
      );
      await eventually(() => heard.size >= expected.length);
      expect([...heard].sort()).toEqual(expected.sort());
      expect(expected.length).toBeGreaterThan(200);
    },
  );

  it("listens to nothing but its own inbox and what is said to it", async () => {
    for (const { name } of limited) {
      const connection = await connectAs(name);
      const refused = refusalsOf(connection, "subscription");
      const wanted = [
        ...names
          .filter((other) => other !== name)
          .flatMap((other) => [`_INBOX.${other}.>`, `MOL-wangge.*.${other}.*.>`]),
        ...[
          ">",
          "*.>",
          "evt.>",
          "dlq.>",
          "redrive.>",
          "$JS.>",
          "$JS.API.>",
          "BUS.API.>",
          "$SYS.>",
          "_INBOX.>",
          "_R_.>",
          "MOL-wangge.>",
        ],
      ];
      for (const subject of wanted) connection.subscribe(subject, { callback: () => undefined });
      await connection.flush();
      await eventually(() => refused.size >= wanted.length);
      expect([...refused].sort(), name).toEqual([...wanted].sort());
      await connection.close();
    }
  });
});

describe("a reply that names a subject of somebody else", () => {
  it("stays with who asked: nothing is stored, changed or heard", { timeout: 120_000 }, async () => {
    const before = await census();
    const stolen: string[] = [];
    for (const { name } of limited) {
      const connection = await connectAs(name);
      for (const subject of [`_INBOX.${name}.>`, ...(nodes.includes(name) ? [`MOL-wangge.*.${name}.*.>`] : [])])
        connection.subscribe(subject, {
          callback: (_, message) => {
            stolen.push(`${name}: ${message.subject}`);
          },
        });
      await connection.flush();
    }

    const targets = (own: string): readonly string[] => [
      ...manifests
        .filter(({ name, publishes }) => name !== own && publishes.length > 0)
        .map(({ name }) => `evt.${name}.thing.forged.v1.k`),
      ...streams.flatMap(({ name }) =>
        ["STREAM.DELETE", "STREAM.PURGE", "STREAM.UPDATE"].map((call) => `$JS.API.${call}.${name}`),
      ),
      ...streams.flatMap(({ name }) => [`BUS.API.STREAM.DELETE.${name}`, `BUS.API.CONSUMER.CREATE.${name}.mine`]),
      ...[
        "$JS.API.STREAM.CREATE.EVIL",
        "redrive.dispatch.dispatch--report-accepted-v1",
        "dlq.EVT_INTAKE.forged",
      ].filter((subject) => !subject.startsWith(`redrive.${own}`)),
      ...names.filter((other) => other !== own).map((other) => `_INBOX.${other}.forged`),
      ...nodes
        .filter((to) => to !== own)
        .flatMap((to) => nodes.filter((from) => from !== own).map((from) => `MOL-wangge.REQ.${to}.1.${from}.1`)),
    ];
    for (const { name, permissions } of limited.filter(({ name }) => name !== "replay")) {
      const connection = await connectAs(name);
      const own = `EVT_${name.toUpperCase()}`;
      const levers = permissions.publish
        .filter((subject) => /^\$JS\.API\.(DIRECT\.GET|CONSUMER\.(INFO|MSG\.NEXT)|STREAM\.INFO)\./.test(subject))
        .filter((subject, _, all) => all.length < 20 || subject.includes(own) || subject.includes("DIRECT"))
        .slice(0, 8)
        .map((subject) =>
          subject.replace(/\.\*\.\*$/, ".EVT_DISPATCH.intake--case-closed-v1").replace(/\.\*$/, ".EVT_DISPATCH"),
        );
      for (const lever of levers)
        for (const reply of targets(name))
          connection.publish(
            lever,
            JSON.stringify(lever.includes("DIRECT") ? { seq: 1 } : { batch: 1, expires: 5e8 }),
            { reply },
          );
      await connection.flush();
      await connection.close();
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await census()).toEqual(before);
    expect(stolen).toEqual([]);
  });

  it("takes a publisher's receipt no further than its own account", async () => {
    const before = await census();
    const connection = await connectAs("enforcement");
    connection.publish("evt.enforcement.dossier.filed.v1.k", newId(), { reply: "evt.dispatch.case.filed.v1.k" });
    await connection.flush();
    await eventually(async () => (await census())["EVT_ENFORCEMENT"] !== before["EVT_ENFORCEMENT"]);
    expect((await census())["EVT_DISPATCH"]).toBe(before["EVT_DISPATCH"]);
  });
});
