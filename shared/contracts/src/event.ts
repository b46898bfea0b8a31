import { z } from "zod";

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
  readonly supersedes?: Supersedes<z.output<Data>>;
}

/** 新旧版本并行. The version in whose place this one comes. Each fact is published in both through a day, and from then on in this one. */
export interface Supersedes<Data = unknown> {
  readonly event: EventContract;
  /** The last day (UTC) of the older version: `2027-06-30`. Told to its readers, and not made earlier. */
  readonly until: string;
  /** The same fact as the older version says it. */
  readonly asBefore: (data: Data) => unknown;
}

export type DataOf<Contract> = Contract extends EventContract<string, infer Data> ? z.output<Data> : never;

const SUBJECT = /^[a-z]+\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/;
const KEY = /^[A-Za-z0-9_-]+$/;

/** `dispatch.case.filed` and 2 of `dispatch.case.filed.v2`. */
const versionOf = (subject: string): readonly [string, number] => {
  const cut = subject.lastIndexOf(".v");
  return [subject.slice(0, cut), Number(subject.slice(cut + 2))];
};

/** The example must be sayable in the older version, with the same key: readers of both see one order. */
const checkSupersedes = <Data>(
  { event, until, asBefore }: Supersedes<Data>,
  subject: string,
  key: string,
  data: Data,
) => {
  const [name, version] = versionOf(subject);
  const [oldName, oldVersion] = versionOf(event.subject);
  if (name !== oldName || version !== oldVersion + 1)
    throw new Error(`${subject} does not come after ${event.subject}`);
  if (!z.iso.date().safeParse(until).success)
    throw new Error(`${subject}: "${until}" is no day until which ${event.subject} is published`);
  const before = event.data.parse(asBefore(data));
  if (event.key(before) !== key) throw new Error(`${subject}: its key is not that of ${event.subject}`);
};

/** Checks the name, the example and the key once, when the contract's file loads: a wrong example cannot ship. */
export const defineEvent = <Subject extends string, Data extends z.ZodType>(
  contract: EventContract<Subject, Data>,
): EventContract<Subject, Data> => {
  if (!SUBJECT.test(contract.subject)) throw new Error(`${contract.subject} is not service.thing.fact.vN`);
  const data = contract.data.parse(contract.example);
  const key = contract.key(data);
  if (!KEY.test(key)) throw new Error(`${contract.subject}: the key "${key}" cannot be a subject token`);
  if (contract.supersedes !== undefined) checkSupersedes(contract.supersedes, contract.subject, key, data);
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

/** The durable of a service that follows a whole stream: `webhooks--evt-dispatch`. */
export const followerName = (service: string, stream: string): string =>
  `${service}--${stream.toLowerCase().replaceAll("_", "-")}`;

/** `dispatch--report-accepted-v1`, with `--p3` for a partition. */
export const consumerName = (service: string, subject: string, partition?: number): string =>
  `${service}--${subject.split(".").slice(1).join("-")}${partition === undefined ? "" : `--p${partition}`}`;
