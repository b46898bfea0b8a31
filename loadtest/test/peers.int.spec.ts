import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { realBus } from "@wangge/kit/testing";
import { afterAll, describe, expect, it } from "vitest";
import { startPeer, type PeerName } from "../../deploy/local/peers.mjs";
import { root } from "../../deploy/local/stack.mjs";
import { contestants, type Grounds } from "../peers/contestants.ts";
import { areBalanced } from "../peers/figures.ts";
import { openGround, type Ground } from "../peers/ground.ts";
import { jobs } from "../peers/jobs.ts";
import { enter, peak, steady, type Entrant } from "../peers/measure.ts";

mkdirSync(join(root, ".wangge"), { recursive: true });
const dataDir = mkdtempSync(join(root, ".wangge/peers-"));
const servers = new Map<string, ReturnType<typeof startPeer>>();
let opening: Promise<Ground> | undefined;

/** The bus of this test worker, emptied. */
const open = async (): Promise<Ground> => {
  const { user, password, stop } = await realBus([]);
  await stop();
  return openGround({ env: { ...process.env, NATS_USER: user, NATS_PASSWORD: password }, pids: () => undefined });
};
const grounds: Grounds = {
  ground: () => (opening ??= open()),
  folder: () => join(dataDir, "platform"),
  server: (name: PeerName, synced = true) => {
    const key = `${name} ${synced}`;
    const starting = servers.get(key) ?? startPeer(name, { dataDir, synced, mayFetch: false });
    servers.set(key, starting);
    return starting;
  },
};
const entrants: Entrant[] = [];

afterAll(async () => {
  for (const { opened } of entrants) await opened.close();
  await (await opening)?.close();
  for (const starting of servers.values()) {
    const server = await starting;
    if (!("missing" in server)) await server.stop();
  }
  rmSync(dataDir, { recursive: true, force: true });
});

let number = 0;
const fresh = (count: number) => jobs(count, (number += count));

describe("a hundred jobs are accepted, and a hundred are closed", () => {
  // The relaxed ones are the same programs on servers with another setting; ours would need engines of its own.
  for (const contestant of contestants(grounds).filter(({ durability }) => durability !== "relaxed"))
    it(`by ${contestant.name}`, async ({ skip }) => {
      const entrant = await enter(contestant);
      if ("missing" in entrant) return skip(`left out: ${entrant.missing}`);
      entrants.push(entrant);
      const { isComplete } = await peak(entrant, fresh(70), { deadlineMs: 20_000 });
      expect(isComplete).toBe(true);
      const { sent, dropped } = await steady(entrant, fresh, { rate: 60, seconds: 0.5, deadlineMs: 20_000 });
      expect({ sent, dropped }).toEqual({ sent: 30, dropped: 0 });

      const books = entrant.ledger.books();
      expect(books).toEqual({ accepted: 100, closed: 100, lost: 0, double: 0, strange: 0 });
      expect(areBalanced(books)).toBe(true);
      const { closed, published } = await entrant.opened.audit();
      expect(closed).toBe(100);
      expect(published ?? { facts: 100, jobs: 100 }).toEqual({ facts: 100, jobs: 100 });
    });
});
