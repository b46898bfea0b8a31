import { generateKeyPairSync } from "node:crypto";
import { defineEvent, defineLogSealed, type Custody } from "@wangge/contracts";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  action,
  defineService,
  publicEvent,
  withOwnEventLog,
  type Decider,
  type Evidence,
  type EventLogConfig,
} from "../src/index.ts";
import { eventually, memoryPlatform, type MemoryPlatform } from "../src/testing/index.ts";

const LampPressedV1 = defineEvent({
  subject: "lamps.lamp.pressed.v1",
  title: { zh: "灯已按", en: "Lamp pressed" },
  why: "Tests read it.",
  key: () => "lamp",
  data: z.object({ times: z.int() }),
  example: { times: 1 },
});
const sealed = defineLogSealed("lamps", { zh: "灯", en: "lamps" });
const custody: Custody = { service: "lamps", sealed, keeper: "attic" };
const manifest = { name: "lamps", publishes: [LampPressedV1, sealed], subscribes: [], calls: ["attic"] };

interface Press {
  readonly type: "Press";
}
interface Pressed {
  readonly type: "Pressed";
}
const lamp: Decider<number, Press, Pressed> = {
  name: "lamps.lamp",
  initial: 0,
  decide: () => [{ type: "Pressed" }],
  evolve: (times) => times + 1,
};

const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const supervisor = { actor: { id: "acc-supervisor", roles: ["supervisor" as const] }, external: true };

let platform: MemoryPlatform;
let isAway = false;
/** How often blocks were read by their ids, for what they stand under. */
let reads: number[] = [];

type Config = EventLogConfig & { readonly AUDIT_KEY?: string };
const start = async (config: Config): Promise<void> => {
  isAway = false;
  reads = [];
  platform = await memoryPlatform<Config>({
    manifests: [manifest],
    config,
    compose: async (parts) => {
      const lamps = await parts.store.decider("lamps", lamp, {
        publishAs: (_event, { state }) => [publicEvent(LampPressedV1, { times: state })],
      });
      const store: typeof parts.store = {
        ...parts.store,
        decider: async (collection, decider, options) => {
          const made = await parts.store.decider(collection, decider, options);
          if (collection !== "event-log") return made;
          const records: typeof made.chain.records = (ids) => {
            reads.push(ids.length);
            return made.chain.records(ids);
          };
          return { ...made, chain: { ...made.chain, records } };
        },
      };
      return withOwnEventLog(
        { custody, path: "/lamps/audit", parts: { ...parts, store } },
        defineService({
          manifest,
          subscriptions: [],
          actions: {
            press: action({
              rest: "POST /lamps",
              summary: "presses it",
              access: ["supervisor"],
              input: z.strictObject({}),
              output: z.object({}),
              run: async () => {
                await lamps.handle("lamp", { type: "Press" });
                return {};
              },
            }),
          },
        }),
      );
    },
    calls: {
      "attic.anchors": ({ after, limit }: { readonly after: number; readonly limit: number }) => {
        if (isAway) throw new Error("away");
        const kept = platform.published(sealed).filter(({ epoch }) => epoch > after);
        return { anchors: kept.slice(0, limit) };
      },
    },
  });
};
afterEach(() => platform.stop());

const press = async (): Promise<void> => {
  await platform.call("press", {}, supervisor);
  await platform.settle();
};
const evidence = async (sequences: readonly number[], as: object = supervisor): Promise<Evidence> =>
  (await platform.call("evidence", { sequences }, as)) as Evidence;

describe("a service that seals its event log and nothing else", () => {
  it("proves what it has published under heads that another service keeps", async () => {
    await start({ AUDIT_KEY, EVENT_LOG: "signed" });
    await press();
    await press();
    const given = await evidence([1, 2]);
    expect(given).toMatchObject({ format: "wangge.evidence.v1", service: "lamps", stream: "EVT_LAMPS" });
    expect(given.events.map(({ subject }) => subject.split(".").slice(1, 5).join("."))).toEqual(
      Array(2).fill(LampPressedV1.subject),
    );
    const signatures = given.audit.heads.map(({ signature }) => signature);
    expect(platform.published(sealed).map(({ signature }) => signature)).toEqual(expect.arrayContaining(signatures));
  });

  it("gives evidence to supervisors, and to nobody else", async () => {
    await start({ AUDIT_KEY, EVENT_LOG: "signed" });
    await press();
    const clerk = { actor: { id: "acc-clerk", roles: ["clerk"] }, external: true };
    await expect(evidence([1], clerk)).rejects.toMatchObject({ kind: "forbidden" });
    await expect(evidence([1], { external: true })).rejects.toMatchObject({ code: "auth.sign_in" });
  });

  it("changes nothing while what was published has waited too long for an anchor", async () => {
    await start({ AUDIT_KEY, EVENT_LOG: "signed", EVENT_LOG_MS: 10, EVENT_LOG_REFUSE_AFTER_MS: 100 });
    await press();
    isAway = true;
    const refused = () =>
      press().then(
        () => undefined,
        (error: unknown) => (error as { readonly code: string }).code,
      );
    await eventually(async () => (await refused()) === "lamps.event_log.not_anchored");
    isAway = false;
    await eventually(async () => (await refused()) === undefined);
  });

  it("is as it was where no log is wanted", async () => {
    await start({ AUDIT_KEY });
    await press();
    expect(Object.keys(platform.definition.actions)).toEqual(["press"]);
    expect(platform.documents("event-log")).toEqual([]);
  });

  it("does not start without a key: nothing could be signed", async () => {
    await expect(start({ EVENT_LOG: "signed" })).rejects.toMatchObject({ code: "lamps.event_log.no_key" });
    await start({});
  });

  it("reads blocks that wait for an anchor many at once, and none of those that have one", async () => {
    await start({ AUDIT_KEY, EVENT_LOG: "signed", EVENT_LOG_MS: 3_600_000 });
    isAway = true;
    const blocks = 120;
    for (let nth = 1; nth <= blocks; nth += 1) {
      await press();
      await expect(evidence([1])).rejects.toThrow("away");
    }
    expect(platform.documents("event-log")).toHaveLength(blocks);
    // Nothing is asked of blocks while it is not known what is anchored.
    expect(reads).toEqual([]);
    isAway = false;
    await evidence([1]);
    const [first, ...others] = reads;
    expect(first).toBe(100);
    expect(others.every((count) => count <= 100)).toBe(true);
    reads = [];
    await press();
    await evidence([1]);
    // The new block, one whose head was on its way there, and the one that evidence is of.
    expect(Math.max(...reads)).toBeLessThanOrEqual(2);
  });
});
