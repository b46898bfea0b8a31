import type { Envelope, Manifest } from "@wangge/contracts";
import { deadLetterHeaders } from "./dead-letters.ts";
import {
  deadLetterSubject,
  delayOf,
  isSpent,
  noVerdict,
  type BatchHandler,
  type Bus,
  type ConsumeOptions,
  type Consumption,
  type InMessage,
  type OutMessage,
  type StreamMessage,
} from "./port.ts";
import { DEAD_LETTERS, matches, storedSubject, streamOfPublished, topologyOf, type ConsumerPlan } from "./topology.ts";

/** What a bus holds at rest: another one may begin with it. */
export interface BusImage {
  readonly streams: ReadonlyMap<string, readonly StreamMessage[]>;
  /** Consumer → how much of its stream it has been given. */
  readonly places: ReadonlyMap<string, number>;
}

/** How long whoever failed to take a partition over waits until it tries again. */
const TAKE_OVER_MS = 1_000;
/** As the real one is set up: a message that comes again later than this is stored again. */
const DUPLICATE_WINDOW_MS = 120_000;

/** How far a consumer is: what comes next, what waits to be tried again, who owns it. */
interface Place {
  /** Everything up to here has been delivered once. */
  next: number;
  /** Sequence → when it may come again. */
  readonly again: Map<number, number>;
  readonly deliveries: Map<number, number>;
  owner: object | undefined;
}

export interface MemoryBus extends Bus {
  /** Everything in a stream, for tests to look at. */
  readonly stored: (stream: string) => readonly StreamMessage[];
  /** Another client of the same bus. */
  readonly connect: () => MemoryBus;
  /** As a process that dies: what is in hand is not acknowledged. */
  readonly abandon: () => void;
  /** Resolves when every message has been handled, given up, or waits for its next try. */
  readonly settle: () => Promise<void>;
  /** Deliveries that wait for another try, and messages that a consumer has not been given, over all consumers. */
  readonly open: () => number;
  readonly image: () => BusImage;
  /** Any message, on any subject, as it is. */
  readonly append: (stream: string, message: Pick<StreamMessage, "id" | "subject" | "text">) => void;
}

interface Stream {
  readonly messages: StreamMessage[];
  /** Id → when it was stored last. */
  readonly ids: Map<string, number>;
}

interface Server {
  readonly streams: Map<string, Stream>;
  readonly places: Map<string, Place>;
  /** By consumer: who waits for something new of it. */
  readonly listeners: Map<string, Set<() => void>>;
  /** By stream. */
  readonly consumers: ReadonlyMap<string, readonly ConsumerPlan[]>;
  readonly delay: (deliveries: number) => number;
  /** Handlers that are at work now. */
  working: number;
}

const streamIn = ({ streams }: Server, name: string): Stream => {
  const found = streams.get(name) ?? { messages: [], ids: new Map() };
  streams.set(name, found);
  return found;
};

const isFor = ({ filter, filters = [filter] }: ConsumerPlan, subject: string): boolean =>
  filters.some((one) => matches(one, subject));

const changed = ({ listeners }: Server, consumer: string): void => {
  for (const listener of listeners.get(consumer) ?? []) listener();
};

const appendTo = (
  server: Server,
  name: string,
  message: Omit<StreamMessage, "sequence" | "storedAt" | "headers">,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const { messages, ids } = streamIn(server, name);
  const storedAt = Date.now();
  if (storedAt - (ids.get(message.id) ?? -Infinity) < DUPLICATE_WINDOW_MS) return;
  ids.set(message.id, storedAt);
  messages.push({ ...message, sequence: messages.length + 1, storedAt, headers });
  for (const plan of server.consumers.get(name) ?? []) if (isFor(plan, message.subject)) changed(server, plan.name);
};

const received = (stream: string, message: StreamMessage, deliveries: number): InMessage => ({
  ...message,
  key: message.subject.slice(message.subject.lastIndexOf(".") + 1),
  stream,
  deliveries,
  envelope: () => JSON.parse(message.text) as Envelope,
  text: () => message.text,
  headers: () => message.headers,
});

const firstDue = (place: Place): number => Math.min(Infinity, ...place.again.values());

/** What may be delivered now: what is due again, then what is new. */
const deliverable = (server: Server, plan: ConsumerPlan, place: Place, batch: number): readonly StreamMessage[] => {
  const { messages } = streamIn(server, plan.stream);
  const now = Date.now();
  const due = [...place.again].filter(([, at]) => at <= now).map(([sequence]) => sequence);
  const taken = due
    .sort((one, other) => one - other)
    .slice(0, batch)
    .flatMap((sequence) => messages[sequence - 1] ?? []);
  for (const { sequence } of taken) place.again.delete(sequence);
  while (taken.length < batch) {
    const message = messages[place.next];
    if (message === undefined) break;
    place.next += 1;
    if (isFor(plan, message.subject)) taken.push(message);
  }
  return taken;
};

/** The bus for rule and edge tests: same promises, one process, nothing durable. Passes the conformance suite of the real one. */
export const memoryBus = (
  manifests: readonly Manifest[],
  delay: (deliveries: number) => number = delayOf,
  image?: BusImage,
): MemoryBus =>
  clientOf({
    streams: new Map(
      [...(image?.streams ?? [])].map(([name, messages]) => [
        name,
        { messages: [...messages], ids: new Map(messages.map(({ id, storedAt }) => [id, storedAt])) },
      ]),
    ),
    places: new Map(
      [...(image?.places ?? [])].map(([name, next]) => [
        name,
        { next, again: new Map(), deliveries: new Map(), owner: undefined },
      ]),
    ),
    listeners: new Map(),
    consumers: Map.groupBy(topologyOf(manifests).consumers, ({ stream }) => stream),
    delay,
    working: 0,
  });

const clientOf = (server: Server): MemoryBus => {
  const running = new Set<Consumption>();
  const crashes = new Set<() => void>();
  let abandoned = false;
  const isAbandoned = (): boolean => abandoned;

  const consume = (options: ConsumeOptions, handler: BatchHandler): Promise<Consumption> => {
    const { stream, consumer: name, mode, batch = 500 } = options;
    const plan = server.consumers.get(stream)?.find((candidate) => candidate.name === name);
    if (plan === undefined) throw new Error(`no consumer ${stream}/${name} in the manifests`);
    const place: Place = server.places.get(name) ?? {
      next: 0,
      again: new Map(),
      deliveries: new Map(),
      owner: undefined,
    };
    server.places.set(name, place);
    const self = {};
    let inHand: readonly StreamMessage[] = [];
    let stopping = false;
    const isOver = (): boolean => stopping || isAbandoned();
    let wake: (() => void) | undefined;
    const listener = (): void => wake?.();
    const listeners = server.listeners.get(name) ?? new Set();
    server.listeners.set(name, listeners.add(listener));

    const wait = async (ms: number): Promise<void> => {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ms !== Infinity) timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    };

    const pause = async (ms: number): Promise<void> => {
      const until = Date.now() + ms;
      while (!isOver() && Date.now() < until) await wait(until - Date.now());
    };

    const give = async (messages: readonly StreamMessage[]) => {
      const given = messages.map((message) => {
        const deliveries = (place.deliveries.get(message.sequence) ?? 0) + 1;
        place.deliveries.set(message.sequence, deliveries);
        return received(stream, message, deliveries);
      });
      const verdicts = await handler(given);
      return given.map((message, index) => ({ message, verdict: verdicts[index] ?? noVerdict }));
    };

    const giveUp = (message: InMessage, error: unknown): void => {
      appendTo(
        server,
        DEAD_LETTERS,
        {
          id: `${name}:${String(message.sequence)}:${String(message.storedAt)}`,
          subject: deadLetterSubject(stream, name),
          text: message.text(),
        },
        deadLetterHeaders(message, error),
      );
    };

    const workEach = async (messages: readonly StreamMessage[]): Promise<void> => {
      const answers = await give(messages);
      if (isAbandoned()) return;
      for (const { message, verdict } of answers) {
        if (verdict.kind === "done") continue;
        if (verdict.kind === "again" && !isSpent(verdict.error, message.deliveries))
          place.again.set(message.sequence, Date.now() + server.delay(message.deliveries));
        else giveUp(message, verdict.error);
      }
    };

    const workInOrder = async (messages: readonly StreamMessage[]): Promise<void> => {
      let open = messages;
      for (let attempt = 1; open.length > 0 && !isOver(); attempt += 1) {
        const answers = await give(open);
        if (isAbandoned()) break;
        const waiting = new Set<string>();
        for (const { message, verdict } of answers) {
          if (verdict.kind === "again" && !isSpent(verdict.error, attempt)) waiting.add(message.key);
          if (!waiting.has(message.key) && verdict.kind !== "done") giveUp(message, verdict.error);
        }
        const keys = answers.map(({ message }) => message.key);
        const first = answers.findIndex(({ message }) => waiting.has(message.key));
        open = first < 0 ? [] : open.filter((_, index) => index >= first && waiting.has(keys[index] ?? ""));
        if (open.length > 0) await pause(server.delay(attempt));
      }
      // Nothing of the batch is acknowledged before all of it is answered.
      if (open.length > 0 && !isAbandoned()) place.next = (messages[0]?.sequence ?? 1) - 1;
    };

    const own = async (): Promise<boolean> => {
      while (place.owner !== undefined && place.owner !== self) {
        if (isOver()) return false;
        await wait(Infinity);
      }
      if (isOver()) return false;
      place.owner = self;
      while (!isOver())
        try {
          await options.onOwner?.();
          return true;
        } catch {
          await pause(TAKE_OVER_MS);
        }
      return false;
    };

    const work = async (): Promise<void> => {
      if (mode === "owner" && !(await own())) return;
      while (!isOver()) {
        const messages = deliverable(server, plan, place, batch);
        if (messages.length === 0) {
          await wait(Math.max(0, firstDue(place) - Date.now()));
          continue;
        }
        server.working += 1;
        inHand = messages;
        try {
          await (mode === "owner" ? workInOrder(messages) : workEach(messages));
        } catch {
          if (!isAbandoned()) for (const { sequence } of messages) place.again.set(sequence, Date.now() + 1_000);
        } finally {
          if (!isAbandoned()) {
            server.working -= 1;
            inHand = [];
          }
          changed(server, name);
        }
      }
    };

    const release = (): void => {
      if (place.owner === self) place.owner = undefined;
      listeners.delete(listener);
      changed(server, name);
    };
    // Before the work begins: it may die of its first message.
    crashes.add(() => {
      const [first] = inHand;
      if (first !== undefined) {
        server.working -= 1;
        if (mode === "owner") place.next = first.sequence - 1;
        else for (const { sequence } of inHand) place.again.set(sequence, 0);
      }
      release();
      wake?.();
    });
    const finished = work().finally(release);
    const consumption: Consumption = {
      consumer: name,
      lag: () => {
        const rest = streamIn(server, stream).messages.slice(place.next);
        return Promise.resolve({
          pending: rest.filter(({ subject }) => isFor(plan, subject)).length,
          unacknowledged: inHand.length + place.again.size,
          oldestAt: inHand[0]?.storedAt,
        });
      },
      stop: async () => {
        stopping = true;
        running.delete(consumption);
        wake?.();
        await finished;
      },
    };
    running.add(consumption);
    return Promise.resolve(consumption);
  };

  const plans = new Map([...server.consumers.values()].flat().map((plan) => [plan.name, plan]));
  const undelivered = (name: string, place: Place): number => {
    const plan = plans.get(name);
    if (plan === undefined) return 0;
    const { messages } = streamIn(server, plan.stream);
    // What is not for it is passed over here too, so that it is not looked at the next time.
    for (; place.next < messages.length; place.next += 1)
      if (isFor(plan, messages[place.next]?.subject ?? ""))
        return messages.slice(place.next).filter(({ subject }) => isFor(plan, subject)).length;
    return 0;
  };
  const isBusy = (): boolean =>
    server.working > 0 || [...server.places].some(([name, place]) => undelivered(name, place) > 0);

  return {
    publish: (messages: readonly OutMessage[]) => {
      for (const { id, subject, body } of messages)
        appendTo(server, streamOfPublished(subject), { id, subject: storedSubject(subject), text: body });
      return Promise.resolve();
    },
    consume,
    read: (stream, { fromSequence = 1, fromTime, subject = ">", limit }) =>
      Promise.resolve(
        streamIn(server, stream)
          .messages.filter(
            (message) =>
              message.sequence >= fromSequence &&
              (fromTime === undefined || message.storedAt >= fromTime) &&
              matches(subject, message.subject),
          )
          .slice(0, limit),
      ),
    lastSequence: (stream) => Promise.resolve(streamIn(server, stream).messages.length),
    isConnected: () => !isAbandoned(),
    close: async () => {
      await Promise.all([...running].map((consumption) => consumption.stop()));
    },
    stored: (stream) => streamIn(server, stream).messages,
    connect: () => clientOf(server),
    abandon: () => {
      abandoned = true;
      for (const crash of crashes) crash();
    },
    settle: async () => {
      // Twice in a row: what a handler has just saved is published in a later turn.
      for (let quiet = 0; quiet < 2; quiet = isBusy() ? 0 : quiet + 1)
        await new Promise((resolve) => setTimeout(resolve, 2));
    },
    open: () =>
      [...server.places].reduce((sum, [name, place]) => sum + place.again.size + undelivered(name, place), 0) +
      server.working,
    image: () => ({
      streams: new Map([...server.streams].map(([name, { messages }]) => [name, [...messages]])),
      places: new Map([...server.places].map(([name, { next }]) => [name, next])),
    }),
    append: (stream, message) => {
      appendTo(server, stream, message);
    },
  };
};
