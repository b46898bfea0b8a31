import { consumerName, filterSubject, serviceOf, streamOf } from "@wangge/contracts";
import {
  matches,
  permissionsOf,
  readerPermissionsOf,
  topologyOf,
  type ConsumerPlan,
  type Grants,
  type ManifestShape,
  type Permissions,
  type Topology,
} from "@wangge/kit";
import { operators } from "./operators.ts";
import { DistrictError, type District } from "./schema.ts";

export interface CompiledPrincipal {
  readonly name: string;
  readonly kind: "operator" | "service" | "integrator";
  /** Absent: may do everything in the account of the bus. Only the step that provisions. */
  readonly permissions?: Permissions;
  /** The last day. */
  readonly until?: string;
}

/** All that follows from the file: nothing else is on the bus. */
export interface Compiled {
  readonly principals: readonly CompiledPrincipal[];
  readonly topology: Topology;
  readonly grants: Grants;
  /** Calls that a manifest names and the file does not grant. */
  readonly denied: readonly string[];
  readonly removed: readonly string[];
}

const allOver = <T>(until: string | undefined, today: string, value: T): readonly T[] =>
  until !== undefined && until < today ? [] : [value];

const durablesOf = (name: string, { reads, limits }: District["integrators"][string]): readonly ConsumerPlan[] =>
  reads.map(({ event, durable, keys }) => ({
    stream: streamOf(event),
    name: durable === undefined ? consumerName(name, event) : `${name}--${durable}`,
    filter: filterSubject(event),
    mode: "each",
    service: name,
    limits,
    // The stream puts the partition before the key.
    ...(keys === undefined ? {} : { filters: keys.map((key) => `evt.${event}.*.${key}`) }),
  }));

const subjectsOf = (manifests: readonly ManifestShape[]): readonly string[] =>
  manifests.flatMap(({ publishes }) => publishes.map(({ subject }) => subject));

/** What is sent out is on a stream that somebody follows as a whole, to carry it on. */
const sendable = (manifests: readonly ManifestShape[]): readonly string[] => {
  const followed = new Set(manifests.flatMap(({ follows = [] }) => follows));
  return subjectsOf(manifests).filter((subject) => followed.has(streamOf(subject)));
};

/** Who reads with a program of his own, as people ask about it. */
const readersOf = (integrators: District["integrators"], today: string): Grants["readers"] =>
  Object.entries(integrators).flatMap(([name, { title, purpose, basis, until, reads }]) =>
    allOver(until, today, {
      ...{ name, title, purpose, basis, until },
      reads: reads.map(({ event, keys }) => ({ event, ...(keys === undefined ? {} : { keys }) })),
    }),
  );

const repeated = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

/** What the file says about those who are not there, or what contradicts itself. */
const problemsOf = (district: District, manifests: readonly ManifestShape[], wanted: readonly ManifestShape[]) => {
  const { services, departments, calls, integrators } = district;
  const named = (name: string) => wanted.find((manifest) => manifest.name === name);
  const published = new Set(subjectsOf(wanted));
  const sent = sendable(wanted);
  const names = [...operators.map(({ name }) => name), ...Object.keys(services), ...Object.keys(integrators)];
  return [
    ...repeated(names).map((name) => `${name}: the name of two principals`),
    ...repeated(manifests.map(({ name }) => name)).map((name) => `${name}: has two manifests`),
    ...Object.entries(services).flatMap(([name, { department }]) => [
      ...(department in departments ? [] : [`services.${name}: no department ${department}`]),
      ...(named(name) === undefined ? [`services.${name}: has no manifest`] : []),
    ]),
    ...wanted.flatMap(({ name, publishes, subscribes }) => [
      ...publishes
        .filter(({ subject }) => serviceOf(subject) !== name)
        .map(({ subject }) => `services.${name}: may not publish ${subject}, which is not its own`),
      ...subscribes
        .filter(({ event }) => !published.has(event.subject))
        .map(({ event }) => `services.${name}: nobody publishes ${event.subject}, which it reads`),
    ]),
    // A dead letter that is put back, and the lag, know a durable by its name alone.
    ...wanted.flatMap(({ name, subscribes }) =>
      repeated(subscribes.map(({ event }) => consumerName(name, event.subject))).map(
        (durable) => `services.${name}: reads two events as ${durable}`,
      ),
    ),
    ...calls.flatMap(({ from, to, purpose }, index) => {
      const where = `calls.${String(index)} (${from} → ${to}, ${purpose})`;
      const caller = named(from);
      if (caller === undefined || named(to) === undefined)
        return [`${where}: ${caller === undefined ? from : to} is not under services`];
      if (services[from]?.department === services[to]?.department)
        return [`${where}: both are of ${String(services[to]?.department)}, which needs no grant`];
      return caller.calls.includes(to) ? [] : [`${where}: the manifest of ${from} does not call ${to}`];
    }),
    ...repeated(Object.values(integrators).flatMap(({ webhooks }) => webhooks?.account ?? [])).map(
      (account) => `integrators: the account ${account} of two`,
    ),
    ...Object.entries(integrators).flatMap(([name, { reads, webhooks }]) => [
      ...(webhooks?.events ?? [])
        .filter((event) => !sent.some((subject) => matches(event, subject)))
        .map((event) => `integrators.${name}: nobody sends ${event}`),
      ...reads
        .filter(({ event }) => ![...published].some((subject) => matches(event, subject)))
        .map(({ event }) => `integrators.${name}: nobody publishes ${event}`),
      ...repeated(reads.map(({ event, durable }) => durable ?? event)).map(
        (twice) => `integrators.${name}: reads ${twice} twice`,
      ),
    ]),
  ];
};

/**
 * Users, permissions, streams, durables and grants of calls. A call within one department follows from the manifest; a call to
 * another one needs its grant, and without it the server does not carry it.
 * @param today the day on which it holds, `2026-11-30`: who was let in until yesterday is out
 * @throws DistrictError
 */
export const compile = (district: District, manifests: readonly ManifestShape[], today: string): Compiled => {
  const { services, calls, integrators, removed } = district;
  const wanted = manifests.filter(({ name }) => name in services);
  const problems = problemsOf(district, manifests, wanted);
  if (problems.length > 0) throw new DistrictError(problems);

  const departments = Object.fromEntries(Object.entries(services).map(([name, { department }]) => [name, department]));
  const granted = calls.flatMap((call) => allOver(call.until, today, call));
  const isGranted = (from: string, to: string): boolean =>
    departments[from] === departments[to] || granted.some((call) => call.from === from && call.to === to);
  const allowed = wanted.map((manifest) => ({
    ...manifest,
    calls: manifest.calls.filter((to) => to in services && isGranted(manifest.name, to)),
  }));
  const denied = wanted.flatMap(({ name, calls: asked }) =>
    asked.filter((to) => !(to in services && isGranted(name, to))).map((to) => `${name} → ${to}`),
  );

  const readers = Object.entries(integrators).flatMap(([name, integrator]) =>
    allOver(integrator.until, today, { name, until: integrator.until, durables: durablesOf(name, integrator) }),
  );
  const sent = sendable(wanted);
  const webhooks = Object.entries(integrators).flatMap(([integrator, { webhooks: asked, purpose, until }]) =>
    asked === undefined
      ? []
      : allOver(until, today, {
          ...{ integrator, ...asked, purpose, until },
          events: sent.filter((subject) => asked.events.some((event) => matches(event, subject))),
        }),
  );
  const own = topologyOf(allowed);
  return {
    principals: [
      ...operators,
      ...allowed.map((manifest): CompiledPrincipal => ({
        name: manifest.name,
        kind: "service",
        permissions: permissionsOf(manifest, allowed),
      })),
      ...readers
        .filter(({ durables }) => durables.length > 0)
        .map(({ name, until, durables }): CompiledPrincipal => ({
          name,
          kind: "integrator",
          permissions: readerPermissionsOf(name, durables),
          until,
        })),
    ],
    topology: { ...own, consumers: [...own.consumers, ...readers.flatMap(({ durables }) => durables)] },
    grants: { departments, calls: granted, webhooks, readers: readersOf(integrators, today) },
    denied,
    removed,
  };
};
