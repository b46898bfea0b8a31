import { deepStrictEqual as same, ok } from "node:assert/strict";
import {
  consumerName,
  defineEvent,
  defineManifest,
  followerName,
  publishSubject,
  schemaUrn,
  type Manifest,
} from "@wangge/contracts";
import { z } from "zod";
import {
  delayOf,
  done,
  MAX_DELIVERIES,
  type BatchHandler,
  type Bus,
  type InMessage,
  type Verdict,
} from "../bus/port.ts";
import { DEAD_LETTERS, partitionOf, storedSubject } from "../bus/topology.ts";
import { DomainError, reject } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Case } from "./case.ts";
import { eventually } from "./eventually.ts";

const data = z.object({ key: z.string(), number: z.int() });
const thing = (fact: string) =>
  defineEvent({
    subject: `giver.thing.${fact}.v1`,
    title: { zh: "测试", en: "Test" },
    why: "Conformance.",
    key: ({ key }) => key,
    data,
    example: { key: "a", number: 1 },
  });
const Happened = thing("happened");
const Moved = thing("moved");

/** What the bus has to be provisioned for. */
export const busConformanceManifests: readonly Manifest[] = [
  defineManifest({ name: "giver", publishes: [Happened, Moved], subscribes: [], calls: [] }),
  defineManifest({
    name: "taker",
    publishes: [],
    subscribes: [
      { event: Happened, mode: "each" },
      { event: Moved, mode: "partitioned" },
    ],
    calls: [],
  }),
  defineManifest({ name: "bridge", publishes: [], subscribes: [], calls: [], follows: ["EVT_GIVER"] }),
];

export interface Client {
  readonly bus: Bus;
  /** Dies in the middle of its work: nothing more is acknowledged. */
  readonly crash: () => Promise<void>;
}

export interface BusUnderTest {
  readonly connect: () => Promise<Client>;
  readonly stop: () => Promise<void>;
  /** How long the bus waits for an acknowledgement, and a bit. */
  readonly patienceMs: number;
  /** Real pauses between tries, as a part of the promised ones. */
  readonly pace: number;
}

const STREAM = "EVT_GIVER";
const each = { stream: STREAM, consumer: consumerName("taker", Happened.subject), mode: "each" } as const;

/** Two keys that share a partition. */
const [first, second] = ((): readonly [string, string] => {
  const other = Array.from({ length: 100 }, (_, index) => `k${index}`).find(
    (key) => partitionOf(key) === partitionOf("k"),
  );
  return ["k", other ?? "k"];
})();
const owner = {
  stream: STREAM,
  consumer: consumerName("taker", Moved.subject, partitionOf(first)),
  mode: "owner",
} as const;

const message = (contract: typeof Happened, key: string, number: number, id = newId()) => ({
  id,
  subject: publishSubject(contract.subject, key),
  body: JSON.stringify({
    specversion: "1.0",
    id,
    source: "giver",
    type: contract.subject,
    subject: key,
    time: "2017-12-27T01:00:00.000Z",
    datacontenttype: "application/json",
    dataschema: schemaUrn(contract.subject),
    data: { key, number },
  }),
});

const range = (count: number, from = 1): readonly number[] => Array.from({ length: count }, (_, index) => from + index);
const numberOf = (received: InMessage): number => data.parse(received.envelope().data).number;

const again = (error: unknown = new Error("not now")): Verdict => ({ kind: "again", error });
const dead = (error: unknown): Verdict => ({ kind: "dead", error });

/** A handler that does what `verdict` says, and what it has seen. */
const recorder = (verdict: (received: InMessage) => Verdict = () => done) => {
  const seen: { readonly key: string; readonly number: number; readonly deliveries: number; readonly at: number }[] =
    [];
  const handler: BatchHandler = (messages) =>
    Promise.resolve(
      messages.map((received) => {
        seen.push({ key: received.key, number: numberOf(received), deliveries: received.deliveries, at: Date.now() });
        return verdict(received);
      }),
    );
  const numbers = (key?: string): readonly number[] =>
    seen.filter((one) => key === undefined || one.key === key).map(({ number }) => number);
  return { handler, seen, numbers };
};

const withinMs = (timeoutMs: number) => ({ timeoutMs });

const untilNumbers = (of: () => readonly number[], wanted: readonly number[], timeoutMs = 10_000): Promise<void> =>
  eventually(() => {
    same(
      [...of()].sort((one, other) => one - other),
      [...wanted],
    );
  }, withinMs(timeoutMs));

const deadLettersOf = async (bus: Bus, consumer: string) =>
  (await bus.read(DEAD_LETTERS, { subject: `dlq.${STREAM}.${consumer}`, limit: 100 })).map(({ headers, text }) => ({
    code: headers["Wangge-Code"],
    reason: headers["Wangge-Reason"],
    number: data.parse((JSON.parse(text) as { readonly data: unknown }).data).number,
  }));

type Check = (under: BusUnderTest, client: Client) => Promise<void>;

const lagging: Readonly<Record<string, Check>> = {
  "tells how far a consumer is behind, and since when, until it has done all": async (_, { bus }) => {
    const before = Date.now();
    const go = Promise.withResolvers<undefined>();
    for (const [options, contract, key] of [
      [each, Happened, "a"],
      [owner, Moved, first],
    ] as const) {
      const consumption = await bus.consume({ ...options, batch: 2 }, async (messages) => {
        await go.promise;
        return messages.map(() => done);
      });
      same(consumption.consumer, options.consumer);
      await bus.publish(range(5).map((number) => message(contract, key, number)));
      await eventually(async () => {
        const { pending, unacknowledged, oldestAt } = await consumption.lag();
        same([pending + unacknowledged, unacknowledged > 0], [5, true]);
        ok(oldestAt !== undefined && oldestAt >= before - 1_000 && oldestAt <= Date.now() + 1_000);
      });
    }
    go.resolve(undefined);
  },
  "is behind by nothing when all is done": async (_, { bus }) => {
    for (const [options, contract, key] of [
      [each, Happened, "a"],
      [owner, Moved, first],
    ] as const) {
      const { handler } = recorder();
      const consumption = await bus.consume(options, handler);
      await bus.publish(range(5).map((number) => message(contract, key, number)));
      await eventually(async () => {
        same(await consumption.lag(), { pending: 0, unacknowledged: 0, oldestAt: undefined });
      });
    }
  },
};

const publishing: Readonly<Record<string, Check>> = {
  "gives the events of one key in the order of their publication": async (_, { bus }) => {
    const keys = ["a", "b", "c", "d", "e"];
    await bus.publish(range(100).flatMap((number) => keys.map((key) => message(Happened, key, number))));
    await bus.publish([message(Happened, "a", 101)]);
    const { handler, numbers } = recorder();
    await bus.consume(each, handler);
    await eventually(() => numbers().length === 501);
    same(numbers("a"), range(101));
    for (const key of keys.slice(1)) same(numbers(key), range(100));
  },

  "keeps a message once, however often it is published": async (_, { bus }) => {
    const one = message(Happened, "a", 1);
    await bus.publish([one]);
    await bus.publish([one]);
    await bus.publish([one, message(Happened, "a", 2)]);
    same((await bus.read(STREAM, { limit: 10 })).length, 2);
  },

  "publishes the rest of a batch that has a known message in its middle": async (_, { bus }) => {
    const batch = range(5).map((number) => message(Happened, "a", number));
    await bus.publish(batch.slice(2, 3));
    await bus.publish(batch);
    const stored = await bus.read(STREAM, { limit: 10 });
    same(
      stored.map(({ id }) => id),
      [3, 1, 2, 4, 5].map((number) => batch[number - 1]?.id),
    );
  },

  "takes more messages at once than fit into one batch of the server": async (_, { bus }) => {
    await bus.publish(range(2_300).map((number) => message(Happened, "a", number)));
    same(await bus.lastSequence(STREAM), 2_300);
  },

  "reads by sequence, by time, by subject, and up to a limit": async (_, { bus }) => {
    same(await bus.lastSequence(STREAM), 0);
    same(await bus.read(STREAM, { limit: 10 }), []);
    await bus.publish([message(Happened, "a", 1), message(Happened, "b", 2), message(Happened, "a", 3)]);
    const all = await bus.read(STREAM, { limit: 10 });
    const numbersOf = (messages: typeof all): readonly number[] =>
      messages.map(({ text }) => data.parse((JSON.parse(text) as { readonly data: unknown }).data).number);
    same(numbersOf(all), [1, 2, 3]);
    same(await bus.lastSequence(STREAM), 3);
    same(
      all.map(({ sequence }) => sequence),
      [1, 2, 3],
    );
    same(all[0]?.subject, storedSubject(publishSubject(Happened.subject, "a")));
    same(numbersOf(await bus.read(STREAM, { fromSequence: 2, limit: 10 })), [2, 3]);
    same(numbersOf(await bus.read(STREAM, { limit: 2 })), [1, 2]);
    same(numbersOf(await bus.read(STREAM, { subject: `evt.${Happened.subject}.*.a`, limit: 10 })), [1, 3]);
    same(await bus.read(STREAM, { fromSequence: 4, limit: 10 }), []);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const later = Date.now();
    await bus.publish([message(Happened, "a", 4)]);
    same(numbersOf(await bus.read(STREAM, { fromTime: later - 10, limit: 10 })), [4]);
  },
};

const failing: Readonly<Record<string, Check>> = {
  "gives a refused message up at once, with its reason, and goes on": async (_, { bus }) => {
    const { handler, numbers } = recorder((received) =>
      numberOf(received) === 2 ? dead(reject("taker.thing.refused", "No\nsuch thing")) : done,
    );
    await bus.publish(range(4).map((number) => message(Happened, "a", number)));
    await bus.consume(each, handler);
    await untilNumbers(numbers, range(4));
    await eventually(async () => {
      same(await deadLettersOf(bus, each.consumer), [
        { code: "taker.thing.refused", reason: "No such thing", number: 2 },
      ]);
    });
    await bus.publish([message(Happened, "a", 5)]);
    await untilNumbers(numbers, range(5));
  },

  "tries again after growing pauses and gives up after the last, in both modes, while others go on": async (
    { pace, patienceMs },
    { bus },
  ) => {
    const one = recorder((received) => (numberOf(received) === 1 ? again() : done));
    const other = recorder((received) =>
      numberOf(received) === 1 ? again(new DomainError("conflict", "x.y.z", "late")) : done,
    );
    await bus.consume(each, one.handler);
    await bus.consume(owner, other.handler);
    for (const contract of [Happened, Moved])
      await bus.publish([message(contract, first, 1), message(contract, second, 2)]);
    await eventually(() => one.numbers().includes(2) && other.numbers().includes(2), withinMs(15_000));
    const allMs = range(MAX_DELIVERIES).reduce((sum, deliveries) => sum + delayOf(deliveries), 0) * pace;
    await eventually(
      async () => {
        same(await deadLettersOf(bus, each.consumer), [{ code: "internal", reason: "not now", number: 1 }]);
        same(await deadLettersOf(bus, owner.consumer), [{ code: "x.y.z", reason: "late", number: 1 }]);
      },
      withinMs(allMs + patienceMs),
    );
    for (const { seen } of [one, other]) {
      const tries = seen.filter(({ number }) => number === 1);
      same(tries.length, MAX_DELIVERIES);
      const pauses = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
      for (const [index, pause] of pauses.entries())
        ok(pause >= delayOf(index + 1) * pace * 0.8, `pause ${index}: ${pause}`);
    }
    same(one.numbers().filter((number) => number === 2).length, 1);
    await bus.publish([message(Happened, first, 3), message(Moved, first, 3)]);
    await eventually(() => one.numbers().includes(3) && other.numbers().includes(3));
  },

  "counts a message without an answer, or with a handler that throws, as not done": async (_, { bus }) => {
    let calls = 0;
    const { handler, numbers } = recorder();
    await bus.publish([message(Happened, "a", 1)]);
    await bus.consume(each, (messages) => {
      calls += 1;
      if (calls === 1) return Promise.resolve([]);
      if (calls === 2) return Promise.reject(new Error("broken"));
      return handler(messages);
    });
    await untilNumbers(numbers, [1]);
  },
};

const inOrder: Readonly<Record<string, Check>> = {
  "keeps the order of a key when one of its messages fails for a while": async (_, { bus }) => {
    const succeeded: string[] = [];
    let failures = 0;
    await bus.publish(range(3).flatMap((number) => [message(Moved, first, number), message(Moved, second, number)]));
    await bus.consume(owner, (messages) =>
      Promise.resolve(
        messages.map((received) => {
          const name = `${received.key}${numberOf(received)}`;
          if (name === `${first}1` && failures < 2) {
            failures += 1;
            return again();
          }
          // The second of a key makes no sense before its first.
          if (received.key === first && numberOf(received) > 1 && !succeeded.includes(`${first}1`))
            return dead(new Error("too early"));
          if (!succeeded.includes(name)) succeeded.push(name);
          return done;
        }),
      ),
    );
    await eventually(() => succeeded.length === 6, withinMs(15_000));
    for (const key of [first, second])
      same(
        succeeded.filter((name) => name.startsWith(key) && /^\d$/.test(name.slice(key.length))),
        range(3).map((number) => `${key}${number}`),
      );
    same(await deadLettersOf(bus, owner.consumer), []);
  },

  "hands a partition over in order when its owner dies in the middle": async ({ connect, patienceMs }, { bus }) => {
    const dying = await connect();
    const own: number[] = [];
    await bus.publish(range(50).map((number) => message(Moved, first, number)));
    await dying.bus.consume({ ...owner, batch: 10 }, (messages) => {
      const numbers = messages.map(numberOf);
      // Dies with the second batch in hand.
      if (own.length >= 10) return new Promise(() => undefined);
      own.push(...numbers);
      return Promise.resolve(numbers.map(() => done));
    });
    await eventually(() => own.length >= 10, withinMs(15_000));
    same(own, range(own.length));
    let owned = 0;
    const { handler, numbers } = recorder();
    await bus.consume(
      {
        ...owner,
        batch: 10,
        onOwner: () => {
          same(numbers(), []);
          owned += 1;
          return Promise.resolve();
        },
      },
      handler,
    );
    await bus.publish(range(20, 51).map((number) => message(Moved, first, number)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    same(owned, 0);
    await dying.crash();
    await eventually(() => numbers().at(-1) === 70, withinMs(patienceMs));
    const [begin = 0] = numbers();
    ok(begin <= own.length + 1, `begins at ${begin} after ${own.length}`);
    same(numbers(), range(70 - begin + 1, begin));
    same(owned, 1);
  },

  "takes a partition over again where taking it over failed": async ({ patienceMs }, { bus }) => {
    const { handler, numbers } = recorder();
    let tried = 0;
    const onOwner = (): Promise<void> => {
      tried += 1;
      return tried === 1 ? Promise.reject(new Error("its store is away")) : Promise.resolve();
    };
    await bus.publish(range(3).map((number) => message(Moved, first, number)));
    await bus.consume({ ...owner, onOwner }, handler);
    await eventually(() => numbers().length === 3, withinMs(patienceMs));
    same([numbers(), tried], [range(3), 2]);
  },

  "hands a partition over when its owner leaves, without a repeat": async ({ connect, patienceMs }, { bus }) => {
    const leaving = await connect();
    const before = recorder();
    const consumption = await leaving.bus.consume(owner, before.handler);
    await bus.publish(range(10).map((number) => message(Moved, first, number)));
    await untilNumbers(before.numbers, range(10));
    const { handler, numbers } = recorder();
    await bus.consume(owner, handler);
    await consumption.stop();
    await bus.publish(range(10, 11).map((number) => message(Moved, first, number)));
    await untilNumbers(numbers, range(10, 11), patienceMs);
    same(numbers(), range(10, 11));
  },
};

const following: Readonly<Record<string, Check>> = {
  "gives who follows a stream all of it, whatever it is, in its order": async (_under, { bus }) => {
    const { handler, numbers } = recorder();
    const consumer = followerName("bridge", "EVT_GIVER");
    await bus.consume({ stream: "EVT_GIVER", consumer, mode: "owner", batch: 3 }, handler);
    for (const number of range(8))
      await bus.publish([message(number % 2 === 0 ? Happened : Moved, `k${number % 3}`, number)]);
    await eventually(() => numbers().length === 8);
    same(numbers(), range(8));
  },
};

const stopping: Readonly<Record<string, Check>> = {
  "finishes what is in hand at a stop, and goes on from there": async ({ connect }, { bus }) => {
    await bus.publish(range(30).map((number) => message(Happened, "a", number)));
    const finished: number[] = [];
    const started = Promise.withResolvers<undefined>();
    const going = Promise.withResolvers<undefined>();
    const consumption = await bus.consume({ ...each, batch: 10 }, async (messages) => {
      started.resolve(undefined);
      await going.promise;
      finished.push(...messages.map(numberOf));
      return messages.map(() => done);
    });
    await started.promise;
    const stopped = consumption.stop();
    going.resolve(undefined);
    await stopped;
    const atStop = finished.length;
    ok(atStop >= 1 && atStop <= 10, `${atStop} in hand`);
    const next = recorder();
    await (await connect()).bus.consume(each, next.handler);
    await untilNumbers(next.numbers, range(30 - atStop, atStop + 1));
    same(finished.length, atStop);
  },

  "gives what was in hand at a crash to another": async ({ connect, patienceMs }, { bus }) => {
    const dying = await connect();
    await bus.publish(range(5).map((number) => message(Happened, "a", number)));
    const started = Promise.withResolvers<undefined>();
    await dying.bus.consume(each, () => {
      started.resolve(undefined);
      return new Promise(() => undefined);
    });
    await started.promise;
    await dying.crash();
    const { handler, numbers } = recorder();
    await bus.consume(each, handler);
    // Each at least once; the order of what comes again is nobody's promise.
    await eventually(() => new Set(numbers()).size === 5, withinMs(patienceMs));
    same(new Set(numbers()), new Set(range(5)));
  },
};

/** What every bus promises. `start` gives a fresh one, provisioned for `busConformanceManifests`. */
export const busConformance = (start: () => Promise<BusUnderTest>): readonly Case[] =>
  Object.entries({ ...publishing, ...failing, ...inOrder, ...lagging, ...following, ...stopping }).map(
    ([promise, check]) => ({
      promise,
      check: async () => {
        const under = await start();
        try {
          await check(under, await under.connect());
        } finally {
          await under.stop();
        }
      },
    }),
  );
