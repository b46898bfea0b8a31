import type { z } from "zod";

/** What a reader calls a thing, in both languages of the district. */
export interface Title {
  readonly zh: string;
  readonly en: string;
}

/** One published fact: its name on the bus, the shape of its data and an example that is parsed when the file loads. */
export interface EventContract<Subject extends string = string, Data extends z.ZodType = z.ZodType> {
  /** `service.thing.fact.vN`: the CloudEvents `type` and the middle of the NATS subject. */
  readonly subject: Subject;
  readonly title: Title;
  /** Who needs it and what for. */
  readonly why: string;
  readonly data: Data;
  /** Events with the same key arrive in the order they happened. For cases: the grid. */
  readonly key: (data: z.output<Data>) => string;
  readonly example: z.input<Data>;
}

export type DataOf<Contract> = Contract extends EventContract<string, infer Data> ? z.output<Data> : never;

const SUBJECT = /^[a-z]+\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/;
const KEY = /^[A-Za-z0-9_-]+$/;

/** Checks the name, the example and the key once, when the contract's file loads: a wrong example cannot ship. */
export const defineEvent = <Subject extends string, Data extends z.ZodType>(
  contract: EventContract<Subject, Data>,
): EventContract<Subject, Data> => {
  if (!SUBJECT.test(contract.subject)) throw new Error(`${contract.subject} is not service.thing.fact.vN`);
  const key = contract.key(contract.data.parse(contract.example));
  if (!KEY.test(key)) throw new Error(`${contract.subject}: the key "${key}" cannot be a subject token`);
  return Object.freeze(contract);
};

export const serviceOf = (subject: string): string => subject.slice(0, subject.indexOf("."));

/** The stream that keeps a service's events: `EVT_DISPATCH`. */
export const streamOf = (subject: string): string => `EVT_${serviceOf(subject).toUpperCase()}`;

/** Where a service publishes: `evt.dispatch.case.assigned.v1.<key>`. The stream adds the partition before the key. */
export const publishSubject = (subject: string, key: string): string => `evt.${subject}.${key}`;

/** Number of partitions by which every stream files its events; the token before the key. Decision 0004. */
export const PARTITIONS = 8;

/** What a consumer filters on: `evt.dispatch.case.assigned.v1.>`, or one partition of it. */
export const filterSubject = (subject: string, partition?: number): string =>
  partition === undefined ? `evt.${subject}.>` : `evt.${subject}.${partition}.>`;

/** `dispatch--report-accepted-v1`, with `--p3` for a partition. */
export const consumerName = (service: string, subject: string, partition?: number): string =>
  `${service}--${subject.split(".").slice(1).join("-")}${partition === undefined ? "" : `--p${partition}`}`;
