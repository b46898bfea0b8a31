import { newId, personalDataKeys, type Parts, type Running } from "@wangge/kit";
import { realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadAbuseRules } from "../src/app/abuse-rules.ts";
import { loadCategories } from "../src/app/categories.ts";
import { banIdOf, createGatekeeper, type Bans, type Gatekeeper, type Sender } from "../src/app/gatekeeper.ts";
import { publishBan } from "../src/app/publish-bans-as.ts";
import { createVault } from "../src/app/vault.ts";
import { compose } from "../src/compose.ts";
import type { Config } from "../src/config.ts";
import { banDecider } from "../src/domain/index.ts";
import { manifests, testConfig } from "./builders.ts";
import { startReplica } from "./replica.ts";

let nats: RealBus;
let mongo: RealMongo;
beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus(manifests), realMongo()]);
});
afterAll(async () => {
  await Promise.all([nats.stop(), mongo.stop()]);
});

interface Replica extends Running, Gatekeeper {
  readonly bans: Bans;
  readonly redis: Parts<Config>["redis"];
}

const vault = createVault(personalDataKeys(testConfig));

/** One replica with the gate as it stands in it. */
const start = async (): Promise<Replica> => {
  let gate: Pick<Replica, "admit" | "bans" | "redis"> | undefined;
  const running = await startReplica(
    { nats, mongo },
    async (parts) => {
      const { redis } = parts;
      const bans = await parts.store.decider("bans", banDecider, { publishAs: publishBan });
      const made = createGatekeeper({ ...parts, bans, vault, categories: loadCategories(), rulesOn: loadAbuseRules() });
      gate = { admit: made.admit, bans, redis };
      return compose(parts);
    },
    { REDIS_URL: process.env["REDIS_URL"] },
  );
  if (gate === undefined) throw new Error("composed nothing");
  return { ...running, ...gate };
};

const sender = (phone: string): Sender => ({ isStaff: false, phone, category: "event-0201" });
const codeOf = async ({ admit }: Gatekeeper, who: Sender): Promise<string | undefined> => (await admit([who]))[0]?.code;
const PER_HOUR =
  loadAbuseRules()("2017-12-27").limits.find(({ of, minutes }) => of === "phone" && minutes === 60)?.most ?? 0;

it("replicas count together, one that loses Redis counts alone, and a ban holds at once on both", async () => {
  const [one, other] = await Promise.all([start(), start()]);
  const phone = `86138${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
  for (let nth = 0; nth < PER_HOUR; nth += 1)
    expect(await codeOf(nth % 2 === 0 ? one : other, sender(phone))).toBeUndefined();
  for (const replica of [one, other]) {
    // Where there is no Redis on this machine each counts alone, half of them.
    const expected = replica.redis === undefined ? undefined : "intake.sender.too_often";
    expect(await codeOf(replica, sender(phone))).toBe(expected);
  }

  const banned = `86139${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
  const banId = banIdOf("phone", vault.phoneIndex(banned));
  const now = Date.now();
  await one.bans.handle(
    banId,
    {
      type: "ImposeBan",
      data: {
        subject: "phone",
        reason: "flooding",
        until: new Date(now + 3_600_000).toISOString(),
        rules: "2012.1",
      },
      mostDays: 365,
      by: "acc-1",
      at: new Date(now).toISOString(),
    },
    { messageId: newId() },
    vault.sealBan(banId, { reason: "短时间内重复提交" }),
  );
  expect(await codeOf(other, sender(banned))).toBe("intake.sender.banned");

  one.redis?.disconnect();
  const another = `86137${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
  for (let nth = 0; nth < PER_HOUR; nth += 1) expect(await codeOf(one, sender(another))).toBeUndefined();
  expect(await codeOf(one, sender(another))).toBe("intake.sender.too_often");
  expect(await codeOf(other, sender(another))).toBeUndefined();
  expect(await codeOf(one, sender(banned))).toBe("intake.sender.banned");
  await Promise.all([one.stop(), other.stop()]);
});
