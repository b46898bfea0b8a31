import {
  provision,
  topologyOf,
  authorizationOf,
  connectNats,
  jetstreamBus,
  permissionsOf,
  silentLog,
} from "../src/index.ts";
import { describe, it } from "vitest";
import { busConformance, busConformanceManifests } from "../src/testing/conformance.ts";
import { ownNats } from "./real-nats.ts";

/** The conformance suite speaks for giver and taker at once, and looks at the dead letters. */
const rights = busConformanceManifests.map((manifest) => permissionsOf(manifest, busConformanceManifests));
const both = {
  publish: [...rights.flatMap(({ publish }) => publish), "$JS.API.DIRECT.GET.DLQ", "redrive.>"],
  subscribe: ["_INBOX.both.>"],
};

describe("the bus from an account of one's own", () => {
  const start = async () => {
    const server = await ownNats(
      authorizationOf([
        { user: "admin", password: "secret" },
        { user: "both", password: "secret", permissions: both },
      ]),
    );
    const open = (user: string) =>
      connectNats({ url: server.url, user, password: "secret", name: user, log: silentLog });
    const admin = await open("admin");
    await provision(admin, topologyOf(busConformanceManifests), { replicas: 1 });
    const opened = [admin];
    return {
      pace: 1,
      patienceMs: 45_000,
      connect: async () => {
        const connection = await open("both");
        opened.push(connection);
        return { bus: jetstreamBus(connection, silentLog), crash: () => connection.close() };
      },
      stop: async () => {
        await Promise.all(opened.map((connection) => connection.close()));
        await server.stop();
      },
    };
  };
  for (const { promise, check } of busConformance(start)) it(promise, check, 100_000);
});
