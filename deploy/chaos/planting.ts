/**
 * Puts on the streams what should not be there: events that were there before, later and out of their order, and messages that nobody can
 * read. Follows what is published; of that each message has its chances.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { jetstream } from "@nats-io/jetstream";
import { followerName, streamOf } from "@wangge/contracts";
import {
  connectNats,
  jetstreamBus,
  matches,
  openDeadLetters,
  silentLog,
  topologyOf,
  type StreamMessage,
} from "@wangge/kit";
import type { Random } from "../demo/data.ts";
import type { Problem } from "../doctor/problem.ts";
import type { StackEnv } from "../local/stack.mjs";
import { manifests } from "../provision/principals.ts";

export interface Planting {
  /** By what was put there. */
  readonly planted: () => Readonly<Record<string, number>>;
  readonly stop: () => Promise<void>;
  /** Whether the doctor says this of something that was planted. */
  readonly isMeant: (problem: Problem) => boolean;
  /** Each message that cannot be read is with the dead letters of each who should have read it, once. */
  readonly examine: () => Promise<readonly Problem[]>;
}

const DUPLICATE_SHARE = 0.2;
const POISON_SHARE = 0.01;
const LATEST_MS = 8_000;
const LOOK_EVERY_MS = 200;
const PAGE = 500;
const OURS = "chaos:";
const UNREADABLE = "bus.unreadable";

/** As it was published: without the partition that the stream puts before the key. */
const publishedAs = (subject: string): string => subject.split(".").toSpliced(-2, 1).join(".");

const poisons: readonly ((text: string) => string)[] = [
  () => "",
  () => '{"specversion":"1.0",',
  () => "[]",
  (text) => JSON.stringify({ ...(JSON.parse(text) as object), data: { caseId: 7 } }),
  (text) => JSON.stringify({ ...(JSON.parse(text) as object), type: "nobody.thing.happened.v1" }),
];

export const beginPlanting = async (env: StackEnv, random: Random): Promise<Planting> => {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = env;
  const connection = await connectNats({ url, user, password, name: "chaos", log: silentLog });
  const bus = jetstreamBus(connection, silentLog);
  const js = jetstream(connection, { checkAPI: false });
  const streams = new Set(manifests.flatMap(({ publishes }) => publishes.map(({ subject }) => streamOf(subject))));
  const follows = new Set(
    manifests.flatMap(({ name, follows = [] }) => follows.map((stream) => followerName(name, stream))),
  );
  const readers = topologyOf(manifests).consumers.filter(({ name }) => !follows.has(name));

  /** Where each lies: `EVT_DISPATCH:17`. */
  const duplicates = new Set<string>();
  const poisoned = new Map<string, string>();
  const onTheWay = new Set<Promise<void>>();
  let stopping = false;

  const put = async (subject: string, text: string, id: string): Promise<string> => {
    for (;;)
      try {
        const { stream, seq } = await js.publish(publishedAs(subject), text, { msgID: `${OURS}${id}` });
        return `${stream}:${seq}`;
      } catch {
        await sleep(500); // the bus is away: the same id again is no second message
      }
  };

  const plantFor = async (stream: string, { subject, text, sequence }: StreamMessage): Promise<void> => {
    const [isTwice, isBad, delayMs, which] = [random(), random(), random() * LATEST_MS, random()];
    if (isTwice < DUPLICATE_SHARE) {
      await sleep(delayMs);
      duplicates.add(await put(subject, text, `again:${stream}:${sequence}`));
    }
    if (isBad < POISON_SHARE) {
      const poison = poisons[Math.floor(which * poisons.length)]?.(text) ?? "";
      poisoned.set(await put(subject, poison, `poison:${stream}:${sequence}`), subject);
    }
  };

  const followStream = async (stream: string): Promise<void> => {
    for (let next = 1; !stopping;) {
      const page = await bus.read(stream, { fromSequence: next, limit: PAGE }).catch(() => []);
      for (const message of page) {
        if (message.id.startsWith(OURS)) continue;
        const one: Promise<void> = plantFor(stream, message).finally(() => onTheWay.delete(one));
        onTheWay.add(one);
      }
      next = (page.at(-1)?.sequence ?? next - 1) + 1;
      if (page.length < PAGE) await sleep(LOOK_EVERY_MS);
    }
  };
  const following = Promise.all([...streams].map(followStream));

  const isPlanted = (place: string): boolean => duplicates.has(place) || poisoned.has(place);
  const deadOf = (stream: string, sequence: number, consumer: string): string => `${stream}:${sequence} of ${consumer}`;

  const examine = async (): Promise<readonly Problem[]> => {
    const expected = new Set<string>();
    for (const [place, subject] of poisoned) {
      const [stream = "", sequence] = place.split(":");
      for (const { name, filter, stream: read } of readers)
        if (read === stream && matches(filter, subject)) expected.add(deadOf(stream, Number(sequence), name));
    }
    const problem = (subject: string, detail: string): Problem => ({ check: "deadLetter", subject, detail });
    const problems: Problem[] = [];
    for (const { code, redriven } of await openDeadLetters(bus)) {
      if (code !== UNREADABLE) continue;
      const own = deadOf(redriven.stream, redriven.sequence, redriven.consumer);
      if (!expected.delete(own)) problems.push(problem(own, "is there twice, or could be read"));
    }
    await bus.close();
    return [...problems, ...[...expected].map((own) => problem(own, "cannot be read, and is not there"))];
  };

  return {
    planted: () => ({ "again, later": duplicates.size, "cannot be read": poisoned.size }),
    stop: async () => {
      stopping = true;
      await following;
      await Promise.all(onTheWay);
    },
    isMeant: ({ check, subject, detail }) => {
      if (check === "deadLetter") return detail.startsWith(UNREADABLE);
      const place = /\b(EVT_[A-Z]+:\d+)\b/.exec(`${subject} ${detail}`)?.[1];
      return place !== undefined && isPlanted(place);
    },
    examine,
  };
};
