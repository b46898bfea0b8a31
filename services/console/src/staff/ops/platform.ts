import type { components } from "../../api/platform.js";

export type Instance = components["schemas"]["gateway.services.output"]["instances"][number];
export type Consumer = NonNullable<Instance["status"]>["consumers"][number];
export type Outbox = NonNullable<Instance["status"]>["outboxes"][number];

export interface ServiceRow {
  readonly service: Instance["service"];
  readonly instances: readonly Instance[];
  readonly consumers: readonly Consumer[];
  readonly behind: number;
  readonly oldestMs: number;
  readonly outbox: number;
  readonly letters: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const most = (numbers: readonly number[]): number => Math.max(0, ...numbers);

/** Each consumer once: every process tells the same counts of it, and only who has the oldest message in hand knows its age. */
const consumersOf = (instances: readonly Instance[]): readonly Consumer[] => {
  const told = instances.flatMap(({ status }) => status?.consumers ?? []);
  return [...Map.groupBy(told, ({ consumer }) => consumer)].map(([consumer, same]) => ({
    consumer,
    pending: most(same.map(({ pending }) => pending)),
    unacknowledged: most(same.map(({ unacknowledged }) => unacknowledged)),
    oldestMs: most(same.map(({ oldestMs }) => oldestMs)),
  }));
};

/** One row a service, by name; what its processes say, put together. */
export const rowsOf = (instances: readonly Instance[]): readonly ServiceRow[] =>
  [...Map.groupBy(instances, ({ service }) => service)]
    .map(([service, own]) => {
      const consumers = consumersOf(own);
      return {
        service,
        instances: own,
        consumers,
        behind: sum(consumers.map(({ pending, unacknowledged }) => pending + unacknowledged)),
        oldestMs: most(consumers.map(({ oldestMs }) => oldestMs)),
        outbox: sum(own.flatMap(({ status }) => status?.outboxes.map(({ entries }) => entries) ?? [])),
        letters: most(own.map(({ status }) => status?.deadLetters ?? 0)),
      };
    })
    .sort((one, other) => (one.service < other.service ? -1 : 1));
