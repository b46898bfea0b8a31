import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { Transporters } from "moleculer";
import { NAMESPACE } from "../bus/permissions.ts";
import type { Log } from "../log.ts";
import { counter, metrics } from "../telemetry/index.ts";

const refused = counter(metrics.refusedNodes, "packets of nodes that spoke for others");
const ALL = "all.0";

interface Payload {
  readonly id?: unknown;
  readonly sender?: unknown;
  readonly data?: unknown;
  readonly services?: unknown;
}

interface Waiting {
  readonly subject: string;
  readonly data: Buffer;
}

interface Announced {
  readonly name?: unknown;
  readonly fullName?: unknown;
  readonly actions?: Readonly<Record<string, { readonly name?: unknown }>>;
}

/** An answer as it came, not read yet: a gateway only passes it on. */
export class Unread {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * So many packets in so many ms, and a node is busy: then a write waits for more to write, since it costs the machine, and whoever it wakes, more than all
 * else that a packet costs. Who asks one thing after the other is never so quick, and never waits.
 */
const BUSY = { packets: 8, ms: 4 } as const;
/** How soon after the last write the next one is, at least, while a node is busy. A timer's shortest. */
const PACE_MS = 1;

const RESPONSE = "RES";
/** Within a text of JSON its quotes would be escaped: this is the name of a field. */
const DATA = ',"data":';

/** An answer whose `data` comes last, as `serialize` writes it; undefined for any other. */
const headAndData = (text: string, sender: string): Payload | undefined => {
  const cut = text.indexOf(DATA);
  if (cut < 0) return undefined;
  try {
    const head = JSON.parse(`${text.slice(0, cut)}}`) as Payload;
    return head.sender === sender ? { ...head, data: new Unread(text.slice(cut + DATA.length, -1)) } : undefined;
  } catch {
    return undefined; // the field of something further in
  }
};

/** Calls are routed by the names of actions, whatever service they are announced under: both have to be the node's own. */
const areOwn = (owner: string, services: unknown): boolean =>
  services === undefined ||
  (Array.isArray(services) &&
    (services as readonly Announced[]).every(
      ({ name, fullName = name, actions = {} }) =>
        name === owner &&
        fullName === owner &&
        Object.entries(actions).every(
          ([key, action]) => key.startsWith(`${owner}.`) && String(action.name).startsWith(`${owner}.`),
        ),
    ));

const textOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString();

/**
 * Moleculer over the v3 NATS client. Every subject names its sender (`MOL-wangge.REQ.dispatch.1.gateway.1`), so NATS permissions
 * bind a node to its user, and a packet whose inside names another sender is dropped. A node may announce only services of its
 * own name: `dispatch.1` owns `dispatch`, nothing else.
 */
export class NatsTransporter extends Transporters.Base {
  readonly #connection: NatsConnection;
  readonly #log: Log;
  readonly #subscriptions: Subscription[] = [];
  #waiting: Waiting[] = [];
  /** By `performance.now()`, as all instants here. */
  #sentAt = -Infinity;
  #span = { since: -Infinity, packets: 0, before: 0 };

  constructor(connection: NatsConnection, log: Log) {
    super({});
    this.#connection = connection;
    this.#log = log;
    this.hasBuiltInBalancer = false;
  }

  override async connect(): Promise<void> {
    await this.onConnected();
  }

  override async disconnect(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#sendWaiting();
    if (!this.#connection.isClosed()) await this.#connection.flush();
  }

  override getTopicName(command: string, node?: string): string {
    return `MOL-${NAMESPACE}.${command}.${node ?? ALL}`;
  }

  override subscribe(command: string, node?: string): Promise<void> {
    const subscription = this.#connection.subscribe(`${this.getTopicName(command, node)}.>`, {
      callback: (error, message) => {
        if (error !== null) {
          this.#log.warn({ command, error: error.message }, "transporter");
          return;
        }
        const sender = message.subject.split(".").slice(4).join(".");
        const payload = this.#honest(command, sender, message.data);
        if (payload !== undefined) this.#hand(command, payload);
      },
    });
    this.#subscriptions.push(subscription);
    return Promise.resolve();
  }

  /** What the packet says; undefined where its sender speaks for another. */
  #honest(command: string, sender: string, data: Uint8Array): Payload | undefined {
    let reason: string | undefined;
    try {
      const text = textOf(data);
      const payload = (command === RESPONSE ? headAndData(text, sender) : undefined) ?? (JSON.parse(text) as Payload);
      const owner = sender.split(".")[0] ?? "";
      if (payload.sender !== sender) reason = "sender differs from subject";
      else if (command === "INFO" && !areOwn(owner, payload.services)) reason = "announces services of others";
      else if (command === RESPONSE && !this.#wasAsked(sender, payload.id)) reason = "answers what another was asked";
      else return payload;
    } catch {
      reason = "not JSON";
    }
    refused.add(1, { reason });
    this.#log.warn({ command, sender, reason }, "packet refused");
    return undefined;
  }

  /** Moleculer goes by the number of a question alone, and whoever had guessed one could answer it. */
  #wasAsked(sender: string, id: unknown): boolean {
    const question = this.transit.pendingRequests.get(String(id));
    return question === undefined || question.nodeID === sender;
  }

  /** To Moleculer, past its own parsing: reading a packet twice was a tenth of a call. */
  #hand(command: string, payload: Payload): void {
    (
      this as unknown as { messageHandler: (command: string, packet: { readonly payload: Payload }) => unknown }
    ).messageHandler(command, { payload });
  }

  /** Calls go to a node of Moleculer's choice; there are no balanced queues. */
  override subscribeBalancedRequest(): Promise<void> {
    return Promise.resolve();
  }

  override subscribeBalancedEvent(): Promise<void> {
    return Promise.resolve();
  }

  /** Answers without what the caller said himself, and so that what they say can be told from the rest without reading it. */
  override serialize(packet: Parameters<Transporters.Base["serialize"]>[0]): Buffer {
    const { id, success, data, stream, seq } = packet.payload as Record<string, unknown>;
    if (packet.type !== RESPONSE || success !== true || stream !== undefined || seq !== undefined)
      return super.serialize(packet);
    const { PROTOCOL_VERSION: ver } = this.broker;
    return Buffer.from(JSON.stringify({ ver, sender: this.nodeID, id, success, meta: {}, data }));
  }

  /** With all the others of this turn of the event loop, or of this millisecond: each write to a socket costs as much as the rest of a call. */
  override send(topic: string, data: Buffer): Promise<void> {
    const most = this.#connection.info?.max_payload ?? Infinity;
    // At once: Moleculer answers a call with what is thrown here, and only logs what fails later.
    if (data.length > most) throw new Error(`a packet of ${data.length} bytes, where ${most} are allowed`);
    const now = performance.now();
    this.#count(now);
    if (this.#waiting.push({ subject: `${topic}.${this.nodeID}`, data }) === 1) this.#sendSoon(now);
    return Promise.resolve();
  }

  #sendSoon(now: number): void {
    const send = (): void => {
      this.#sendWaiting();
    };
    const { packets, before } = this.#span;
    const isBusy = Math.max(packets, before) >= BUSY.packets;
    if (isBusy && now - this.#sentAt < PACE_MS) setTimeout(send, PACE_MS);
    else setImmediate(send);
  }

  /** Counts a packet in. */
  #count(now: number): void {
    const { since, packets } = this.#span;
    const age = now - since;
    if (age < BUSY.ms) this.#span.packets += 1;
    else this.#span = { since: now, packets: 1, before: age < 2 * BUSY.ms ? packets : 0 };
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#sentAt = performance.now();
    // A heartbeat may still come while the process stops; a connection that drains takes nothing more.
    if (this.#connection.isClosed() || this.#connection.isDraining()) return;
    for (const { subject, data } of waiting) this.#connection.publish(subject, data);
  }
}
