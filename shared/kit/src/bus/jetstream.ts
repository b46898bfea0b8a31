import { randomUUID } from "node:crypto";
import {
  jetstream,
  jetstreamManager,
  type ConsumerInfo,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import { headers, type MsgHdrs, type NatsConnection } from "@nats-io/transport-node";
import type { Envelope } from "@wangge/contracts";
import { beatOf } from "../beat.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { counter, metrics } from "../telemetry/index.ts";
import { deadLetterHeaders } from "./dead-letters.ts";
import { busUnavailable, isConnected } from "./nats.ts";
import { ownerRun } from "./owner-run.ts";
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
  type ReadOptions,
  type StreamMessage,
  type Verdict,
} from "./port.ts";
import { streamOfPublished } from "./topology.ts";

/** The server takes at most 1,000 messages in one atomic batch. */
const MAX_BATCH = 1000;
/** From here on an atomic batch is cheaper: the server makes a folder of files for each of them, and syncs once. */
const MIN_BATCH = 24;
/** How often the partitions of a process begin batches: together, and where they have much to do seldom enough to have it together. */
const BEAT_MS = 10;
const PUBLISH_TIMEOUT_MS = 10_000;
const EXPIRES_MS = 5_000;
/** How long a stop waits for what is on the way from the server. */
const FLUSH_MS = 1_000;
const OWNERS = "owner";
const READ_TIMEOUT_MS = 10_000;
/** Below the consumers' ack wait (30 s): tells the server that a long batch is still being worked on. */
const WORKING_MS = 10_000;

const delivered = counter(metrics.delivered, "messages delivered to handlers");
const redelivered = counter(metrics.redelivered, "messages delivered again");
const deadLettered = counter(metrics.deadLetters, "messages given up");
const published = counter(metrics.published, "messages stored on the bus");

/** What the server tells of a pinned consumer, and the client's types leave out. */
interface PinnedInfo {
  readonly priority_groups?: readonly { readonly pinned_client_id?: string }[];
}

interface Answer {
  readonly error?: { readonly err_code: number; readonly description: string };
  readonly count?: number;
}

const keyIn = (subject: string): string => subject.slice(subject.lastIndexOf(".") + 1);

class Delivered implements InMessage {
  readonly raw: JsMsg;
  readonly stream: string;
  readonly deliveries: number;
  readonly sequence: number;
  constructor(raw: JsMsg, stream: string) {
    this.raw = raw;
    this.stream = stream;
    const { deliveryCount, streamSequence } = raw.info;
    this.deliveries = deliveryCount;
    this.sequence = streamSequence;
  }
  get id(): string {
    return this.raw.headers?.get("Nats-Msg-Id") ?? `${this.stream}:${String(this.sequence)}`;
  }
  get subject(): string {
    return this.raw.subject;
  }
  get key(): string {
    return keyIn(this.raw.subject);
  }
  get storedAt(): number {
    return Math.floor(this.raw.info.timestampNanos / 1e6);
  }
  envelope(): Envelope {
    return this.raw.json<Envelope>();
  }
  text(): string {
    return this.raw.string();
  }
  headers(): Readonly<Record<string, string>> {
    return this.raw.headers === undefined ? {} : headersOf(this.raw.headers);
  }
}

const batchHeaders = (id: string, batch: string, sequence: number): MsgHdrs => {
  const result = headers();
  result.set("Nats-Msg-Id", id);
  result.set("Nats-Batch-Id", batch);
  result.set("Nats-Batch-Sequence", String(sequence));
  return result;
};

/** The direct API answers 404 where a stream has nothing at or after the wanted place. */
const isNothingThere = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === 404;

const headersOf = (header: MsgHdrs): Readonly<Record<string, string>> =>
  Object.fromEntries(header.keys().map((name) => [name, header.get(name)]));

/** Ends early at a stop. */
const sleep = async (ms: number, isStopping: () => boolean): Promise<void> => {
  const until = Date.now() + ms;
  while (Date.now() < until && !isStopping())
    await new Promise((resolve) => setTimeout(resolve, Math.min(100, until - Date.now())));
};

/** The real bus. Streams and consumers exist already: provisioning makes them, a service may not. */
export const jetstreamBus = (connection: NatsConnection, log: Log): Bus => {
  const js: JetStreamClient = jetstream(connection, { checkAPI: false, timeout: PUBLISH_TIMEOUT_MS });
  const manager: Promise<JetStreamManager> = jetstreamManager(connection, { checkAPI: false });
  const running = new Set<Consumption>();
  const beat = beatOf(BEAT_MS);

  /** One after the other for a key: two events of one case must not overtake each other. Different keys side by side. */
  const publishSingly = async (messages: readonly OutMessage[]): Promise<void> => {
    const ofKey = async (own: readonly OutMessage[]): Promise<void> => {
      for (const { subject, body, id } of own) await js.publish(subject, body, { msgID: id });
    };
    await Promise.all([...Map.groupBy(messages, ({ subject }) => keyIn(subject)).values()].map(ofKey));
  };

  /** One sync for all of them. A duplicate id makes the server refuse the whole batch: then each goes alone. */
  const publishAtomically = async (messages: readonly OutMessage[]): Promise<void> => {
    const batch = randomUUID();
    const last = messages.length - 1;
    let reply: Promise<{ readonly data: Uint8Array; json: <T>() => T }> | undefined;
    messages.forEach(({ subject, body, id }, index) => {
      const own = batchHeaders(id, batch, index + 1);
      if (index < last) {
        connection.publish(subject, body, { headers: own });
        return;
      }
      own.set("Nats-Batch-Commit", "1");
      reply = connection.request(subject, body, { headers: own, timeout: PUBLISH_TIMEOUT_MS });
    });
    const answer = (await reply)?.json<Answer>();
    if (answer?.error === undefined && answer?.count === messages.length) return;
    log.debug({ error: answer?.error?.description, count: messages.length }, "atomic batch refused, publishing singly");
    await publishSingly(messages);
  };

  const publish = async (messages: readonly OutMessage[]): Promise<void> => {
    const streams = Map.groupBy(messages, ({ subject }) => streamOfPublished(subject));
    try {
      for (const ofStream of streams.values())
        for (let start = 0; start < ofStream.length; start += MAX_BATCH) {
          const chunk = ofStream.slice(start, start + MAX_BATCH);
          await (chunk.length < MIN_BATCH ? publishSingly(chunk) : publishAtomically(chunk));
        }
    } catch (error) {
      throw busUnavailable(error);
    }
    published.add(messages.length);
  };

  const deadLetter = async (message: InMessage, consumer: string, error: unknown): Promise<void> => {
    const own = headers();
    for (const [name, value] of Object.entries(deadLetterHeaders(message, error))) own.set(name, value);
    const msgID = `${consumer}:${String(message.sequence)}:${String(message.storedAt)}`;
    await js.publish(deadLetterSubject(message.stream, consumer), message.text(), { headers: own, msgID });
    deadLettered.add(1, { consumer });
    log.error(
      { consumer, sequence: message.sequence, code: own.get("Wangge-Code"), reason: own.get("Wangge-Reason") },
      "dead letter",
    );
  };

  /** Acknowledged one by one; what failed comes again after a while, behind its successors. */
  const settleEach = async (message: Delivered, verdict: Verdict, consumer: string): Promise<void> => {
    if (verdict.kind === "done") message.raw.ack();
    else if (verdict.kind === "again" && !isSpent(verdict.error, message.deliveries))
      message.raw.nak(delayOf(message.deliveries));
    else {
      await deadLetter(message, consumer, verdict.error);
      message.raw.term();
    }
  };

  /**
   * In order: what fails is tried again in place, with all that comes after it for the same key, and nothing is acknowledged
   * before it. @returns false where a stop came first.
   */
  const workInOrder = async (
    messages: readonly Delivered[],
    handler: BatchHandler,
    consumer: string,
    isStopping: () => boolean,
    isInDoubt: () => boolean,
  ): Promise<boolean> => {
    let open = messages;
    for (let attempt = 1; ; attempt += 1) {
      const verdicts = await handler(open);
      const again: Delivered[] = [];
      const waiting = new Set<string>();
      for (const [index, message] of open.entries()) {
        const verdict = verdicts[index] ?? noVerdict;
        const isAgain = verdict.kind === "again" && !isSpent(verdict.error, attempt);
        if (isAgain) waiting.add(message.key);
        // Its answer was given without what comes before it.
        if (waiting.has(message.key)) again.push(message);
        else if (verdict.kind !== "done") await deadLetter(message, consumer, verdict.error);
      }
      open = again;
      if (open.length === 0) break;
      if (isStopping()) return false;
      await sleep(delayOf(attempt), isStopping);
    }
    const last = messages.at(-1)?.raw;
    // A reset follows: it must find this acknowledged, or all of it would be worked on again.
    if (isInDoubt()) await last?.ackAck();
    else last?.ack();
    return true;
  };

  const consume = async (options: ConsumeOptions, handler: BatchHandler): Promise<Consumption> => {
    const { stream, consumer: name, mode, batch = 500 } = options;
    const owner = mode === "owner";
    const { consumers } = await manager;
    const source = js.consumers.getConsumerFromInfo(await consumers.info(stream, name));
    const run = ownerRun();
    let queue: Delivered[] = [];
    let inHand: readonly Delivered[] = [];
    let stopping = false;
    const isStopping = (): boolean => stopping;
    let messages: ConsumerMessages | undefined;
    let pin: string | undefined;
    let isNewOwner = false;
    let receivedAt = 0;
    let wake: (() => void) | undefined;
    let emptied: (() => void) | undefined;

    const doubt = (): void => {
      run.doubt();
      queue = [];
      wake?.();
    };

    /** We own the partition now, or are not sure what came: the server begins again after the last acknowledgement. */
    const beginRun = async (): Promise<void> => {
      if (isNewOwner) {
        isNewOwner = false;
        try {
          await options.onOwner?.();
        } catch (error) {
          isNewOwner = true;
          throw error;
        }
      }
      run.asked();
      try {
        await consumers.reset(stream, name);
      } catch (error) {
        run.doubt();
        throw error;
      }
      run.answered();
    };

    const receiveInOrder = (raw: JsMsg): void => {
      receivedAt = Date.now();
      const pinId = raw.headers?.get("Nats-Pin-Id") ?? "";
      if (pinId !== "" && pinId !== pin) {
        pin = pinId;
        isNewOwner = true;
        doubt();
        return;
      }
      switch (run.see(raw.info.deliverySequence, raw.seq)) {
        case "restart":
          queue = [new Delivered(raw, stream)];
          break;
        case "take":
          queue.push(new Delivered(raw, stream));
          break;
        case "reset":
          log.debug({ consumer: name, sequence: raw.seq }, "deliveries are missing, beginning again");
          doubt();
          break;
        case "skip":
          break;
      }
      wake?.();
    };

    /** In order: the client keeps asking, so that the next batch is there when one is done. */
    const follow = async (): Promise<void> => {
      while (!isStopping() && !connection.isClosed())
        try {
          messages = await source.consume({
            max_messages: batch * 2,
            expires: EXPIRES_MS,
            idle_heartbeat: 1_000,
            callback: receiveInOrder,
            group: OWNERS,
          });
          if (isStopping()) await messages.close();
          const error = await messages.closed();
          if (error !== undefined) throw error;
        } catch (error) {
          log.warn({ consumer: name, error: messageOf(error) }, "consumer closed, opening again");
          await sleep(500, isStopping);
        }
    };

    /**
     * One by one: asked for only when nothing is left, so that a stop leaves nothing on the way, which would come again only
     * when the server has lost its patience.
     */
    const fetchAll = async (): Promise<void> => {
      while (!isStopping() && !connection.isClosed())
        try {
          messages = await source.fetch({ max_messages: batch, expires: EXPIRES_MS, idle_heartbeat: 1_000 });
          if (isStopping()) await messages.close();
          for await (const raw of messages) {
            queue.push(new Delivered(raw, stream));
            wake?.();
          }
          while (queue.length > 0 && !isStopping())
            await new Promise<void>((resolve) => {
              emptied = resolve;
            });
        } catch (error) {
          log.warn({ consumer: name, error: messageOf(error) }, "fetch failed, trying again");
          await sleep(500, isStopping);
        }
    };

    /** Nobody owns the partition, and somebody who did has left work: it would wait until the server loses its patience. */
    const takeUp = async (): Promise<void> => {
      const info = (await consumers.info(stream, name)) as ConsumerInfo & PinnedInfo;
      const isOwned = info.priority_groups?.some(({ pinned_client_id }) => (pinned_client_id ?? "") !== "") === true;
      if (!isOwned && info.num_ack_pending > 0 && !isStopping()) await consumers.reset(stream, name);
    };
    const standby = setInterval(() => {
      if (owner && Date.now() - receivedAt > EXPIRES_MS && queue.length === 0) takeUp().catch(() => undefined);
    }, EXPIRES_MS / 2).unref();
    const receiving = owner ? follow() : fetchAll();

    const isIdle = (): boolean =>
      queue.length === 0 && !(owner && isNewOwner) && !(owner && pin !== undefined && run.isInDoubt());

    const workOn = async (taken: readonly Delivered[]): Promise<void> => {
      const again = taken.reduce((count, { deliveries }) => count + (deliveries > 1 ? 1 : 0), 0);
      delivered.add(taken.length, { consumer: name });
      if (again > 0) redelivered.add(again, { consumer: name });
      const working = setInterval(() => {
        for (const { raw } of [...taken, ...queue]) raw.working();
      }, WORKING_MS);
      try {
        if (owner) await workInOrder(taken, handler, name, isStopping, run.isInDoubt);
        else {
          const verdicts = await handler(taken);
          await Promise.all(taken.map((message, index) => settleEach(message, verdicts[index] ?? noVerdict, name)));
        }
      } finally {
        clearInterval(working);
      }
    };

    const work = async (): Promise<void> => {
      for (;;) {
        while (isIdle()) {
          if (isStopping()) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
        let taken: Delivered[] = [];
        try {
          // A new pin may have come while the last one was taken up: without this the loop would turn over nothing for ever.
          if (owner && (isNewOwner || run.isInDoubt())) {
            if (isStopping()) return;
            await beginRun();
            continue;
          }
          if (owner) {
            await beat();
            // It may have brought another owner, or the news that something is missing.
            if (queue.length === 0 || isNewOwner || run.isInDoubt()) continue;
          }
          taken = queue.splice(0, batch);
          inHand = taken;
          await workOn(taken);
          if (queue.length === 0) emptied?.();
        } catch (error) {
          // The dead letters, the handler or the takeover failed: nothing was acknowledged, so all of it comes again.
          log.error({ consumer: name, error: messageOf(error) }, "batch failed");
          if (owner) doubt();
          else for (const { raw } of taken) raw.nak(1_000);
          emptied?.();
          await sleep(1_000, isStopping);
        } finally {
          inHand = [];
        }
      }
    };
    const finished = work();

    const consumption: Consumption = {
      consumer: name,
      lag: async () => {
        const { num_pending: pending, num_ack_pending: unacknowledged } = await consumers.info(stream, name);
        return { pending, unacknowledged, oldestAt: (inHand[0] ?? queue[0])?.storedAt };
      },
      stop: async () => {
        stopping = true;
        running.delete(consumption);
        clearInterval(standby);
        emptied?.();
        // What the server has sent to us is here before we stop listening; else it would come again only after its patience.
        if (!owner) await Promise.race([connection.flush().catch(() => undefined), sleep(FLUSH_MS, () => false)]);
        await messages?.close();
        await receiving;
        if (!owner) for (const { raw } of queue) raw.nak();
        queue = [];
        wake?.();
        await finished;
        // Another replica need not wait until the pin runs out.
        if (pin !== undefined) await consumers.unpin(stream, name, OWNERS).catch(() => undefined);
      },
    };
    running.add(consumption);
    return consumption;
  };

  const read = async (stream: string, options: ReadOptions): Promise<readonly StreamMessage[]> => {
    const { fromSequence, fromTime, subject, limit } = options;
    const start =
      fromSequence === undefined && fromTime !== undefined
        ? { start_time: new Date(fromTime) }
        : { seq: fromSequence ?? 1 };
    const found: StreamMessage[] = [];
    try {
      const { direct } = await manager;
      const ended = Promise.withResolvers<undefined>();
      // With a callback, not as an iterator: the client ends an iterator without giving up its subscription.
      const messages = await direct.getBatch(stream, {
        ...start,
        batch: limit,
        ...(subject === undefined ? {} : { next_by_subj: subject }),
        callback: (end, message) => {
          if (end?.err !== undefined) ended.reject(end.err);
          else if (end !== null) ended.resolve(undefined);
          else
            found.push({
              sequence: message.seq,
              subject: message.subject,
              id: message.header.get("Nats-Msg-Id"),
              storedAt: message.time.getTime(),
              headers: headersOf(message.header),
              text: message.string(),
            });
        },
      });
      // A server that goes in the middle of a batch would leave us waiting for ever.
      const late = setTimeout(() => {
        messages.stop(new Error("the stream did not answer in time"));
      }, READ_TIMEOUT_MS);
      await ended.promise.finally(() => {
        clearTimeout(late);
      });
    } catch (error) {
      if (isNothingThere(error)) return found;
      throw busUnavailable(error);
    }
    return found;
  };

  /** By the stream's own subject, for which every reader of the stream has the right. */
  const lastSequence = async (stream: string): Promise<number> => {
    try {
      const query = JSON.stringify({ last_by_subj: ">" });
      const { headers: found } = await connection.request(`$JS.API.DIRECT.GET.${stream}`, query, { timeout: 5_000 });
      if (found === undefined || found.code === 404) return 0;
      if (found.code !== 0) throw new Error(`${found.code} ${found.description}`);
      return Number(found.get("Nats-Sequence"));
    } catch (error) {
      throw busUnavailable(error);
    }
  };

  return {
    publish,
    consume,
    read,
    lastSequence,
    isConnected: () => isConnected(connection),
    close: async () => {
      await Promise.all([...running].map((consumption) => consumption.stop()));
      if (!connection.isClosed()) await connection.drain();
    },
  };
};
