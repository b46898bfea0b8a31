import { jetstreamManager, type ConsumerInfo, type JetStreamManager } from "@nats-io/jetstream";
import { connectNats, DEAD_LETTERS, jetstreamBus, openDeadLetters, REDRIVE, settleOn, silentLog } from "@wangge/kit";
import { Envelope } from "@wangge/contracts";

export interface StreamState {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  readonly lastSequence: number;
}

export interface ConsumerState {
  readonly stream: string;
  readonly name: string;
  /** Not delivered yet. */
  readonly pending: number;
  /** Delivered and not acknowledged. */
  readonly inHand: number;
  readonly redelivered: number;
}

/** An event as the page shows it. */
export interface Seen {
  readonly stream: string;
  readonly sequence: number;
  readonly subject: string;
  readonly at: number;
  readonly type: string;
  readonly aggregate: string;
  readonly actor: string | undefined;
  readonly traceId: string | undefined;
  readonly data: unknown;
}

export interface OpenLetter {
  readonly sequence: number;
  readonly consumer: string;
  readonly subject: string;
  readonly code: string;
  readonly reason: string;
  readonly at: number;
}

export interface BusState {
  readonly streams: readonly StreamState[];
  readonly consumers: readonly ConsumerState[];
  readonly letters: readonly OpenLetter[];
}

export interface NewEvents {
  readonly events: readonly Seen[];
  /** Passed over, because nobody can read so fast. */
  readonly skipped: number;
}

export interface BusView {
  readonly look: () => Promise<BusState>;
  /** What was said since it was last asked. */
  readonly newEvents: () => Promise<NewEvents>;
  /** @returns how many were given to their consumer again */
  readonly putBack: (consumer: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Of one stream, in one look. */
const MOST_EVENTS = 200;

const stateOf = (info: ConsumerInfo): ConsumerState => ({
  stream: info.stream_name,
  name: info.name,
  pending: info.num_pending,
  inHand: info.num_ack_pending,
  redelivered: info.num_redelivered,
});

const seenOf = (
  stream: string,
  message: { sequence: number; subject: string; storedAt: number; text: string },
): Seen => {
  const { sequence, subject, storedAt: at, text } = message;
  const read = Envelope.safeParse(safeJson(text));
  if (!read.success)
    return {
      stream,
      sequence,
      subject,
      at,
      type: "?",
      aggregate: "",
      actor: undefined,
      traceId: undefined,
      data: text,
    };
  const { type, subject: aggregate, actor, traceparent, data } = read.data;
  return { stream, sequence, subject, at, type, aggregate, actor, traceId: traceparent?.slice(3, 35), data };
};

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const listOf = async <T>(pages: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
};

/** Looks at the bus as the user who may replay: reads every stream, puts dead letters back, does nothing else. */
export const openBusView = async (options: {
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}): Promise<BusView> => {
  const connection = await connectNats({ ...options, name: "dev", log: silentLog });
  const bus = jetstreamBus(connection, silentLog);
  const manager: JetStreamManager = await jetstreamManager(connection, { checkAPI: false });
  const settle = settleOn(connection);
  const places = new Map<string, number>();
  const streams = async (): Promise<readonly StreamState[]> =>
    (await listOf(manager.streams.list())).map(({ config: { name }, state }) => ({
      name,
      messages: state.messages,
      bytes: state.bytes,
      lastSequence: state.last_seq,
    }));

  const newOf = async ({ name: stream, lastSequence: last }: StreamState): Promise<NewEvents> => {
    const before = places.get(stream);
    places.set(stream, last);
    if (before === undefined || last <= before) return { events: [], skipped: 0 };
    const from = Math.max(before + 1, last - MOST_EVENTS + 1);
    const messages = await bus.read(stream, { fromSequence: from, limit: MOST_EVENTS });
    const end = messages.at(-1)?.sequence;
    if (end !== undefined) places.set(stream, Math.max(last, end));
    return { events: messages.map((message) => seenOf(stream, message)), skipped: from - before - 1 };
  };

  /** Read again only when something was given up or put back since. */
  let letters: readonly OpenLetter[] = [];
  let lettersAt = "";
  const lettersOf = async (all: readonly StreamState[]): Promise<readonly OpenLetter[]> => {
    const lastOf = (name: string): number => all.find((stream) => stream.name === name)?.lastSequence ?? 0;
    const at = `${lastOf(DEAD_LETTERS)} ${lastOf(REDRIVE)}`;
    if (at === lettersAt) return letters;
    const open = await openDeadLetters(bus);
    letters = open.map(({ sequence, consumer, code, reason, storedAt, redriven }) => ({
      ...{ sequence, consumer, code, reason },
      subject: redriven.subject,
      at: storedAt,
    }));
    lettersAt = at;
    return letters;
  };

  return {
    look: async () => {
      const all = await streams();
      const consumers = await Promise.all(all.map(({ name }) => listOf(manager.consumers.list(name))));
      return { streams: all, consumers: consumers.flat().map(stateOf), letters: await lettersOf(all) };
    },
    newEvents: async () => {
      const events = (await streams()).filter(({ name }) => name !== DEAD_LETTERS && name !== REDRIVE);
      const told = await Promise.all(events.map(newOf));
      return {
        events: told.flatMap(({ events }) => events).sort((a, b) => a.at - b.at),
        skipped: told.reduce((sum, { skipped }) => sum + skipped, 0),
      };
    },
    putBack: async (consumer) => {
      const open = await openDeadLetters(bus, consumer);
      for (const letter of open) await settle(letter, "putBack", { by: "developer" });
      return open.length;
    },
    close: () => bus.close(),
  };
};
