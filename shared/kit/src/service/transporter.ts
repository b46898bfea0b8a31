import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { Transporters } from "moleculer";
import { NAMESPACE } from "../bus/permissions.ts";
import type { Log } from "../log.ts";
import { counter, metrics } from "../telemetry/index.ts";

const refused = counter(metrics.refusedNodes, "packets of nodes that spoke for others");
const ALL = "all.0";

interface Payload {
  readonly sender?: unknown;
  readonly services?: unknown;
}

interface Announced {
  readonly name?: unknown;
  readonly fullName?: unknown;
  readonly actions?: Readonly<Record<string, { readonly name?: unknown }>>;
}

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

/**
 * Moleculer over the v3 NATS client. Every subject names its sender (`MOL-wangge.REQ.dispatch.1.gateway.1`), so NATS permissions
 * bind a node to its user, and a packet whose inside names another sender is dropped. A node may announce only services of its
 * own name: `dispatch.1` owns `dispatch`, nothing else.
 */
export class NatsTransporter extends Transporters.Base {
  readonly #connection: NatsConnection;
  readonly #log: Log;
  readonly #subscriptions: Subscription[] = [];

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
        const data = Buffer.from(message.data);
        if (this.#isHonest(command, sender, data)) void this.receive(command, data);
      },
    });
    this.#subscriptions.push(subscription);
    return Promise.resolve();
  }

  #isHonest(command: string, sender: string, data: Buffer): boolean {
    let reason: string | undefined;
    try {
      const payload = JSON.parse(data.toString()) as Payload;
      const owner = sender.split(".")[0] ?? "";
      if (payload.sender !== sender) reason = "sender differs from subject";
      else if (command === "INFO" && !areOwn(owner, payload.services)) reason = "announces services of others";
    } catch {
      reason = "not JSON";
    }
    if (reason === undefined) return true;
    refused.add(1, { reason });
    this.#log.warn({ command, sender, reason }, "packet refused");
    return false;
  }

  /** Calls go to a node of Moleculer's choice; there are no balanced queues. */
  override subscribeBalancedRequest(): Promise<void> {
    return Promise.resolve();
  }

  override subscribeBalancedEvent(): Promise<void> {
    return Promise.resolve();
  }

  override send(topic: string, data: Buffer): Promise<void> {
    // A heartbeat may still come while the process stops; a connection that drains takes nothing more.
    if (!this.#connection.isClosed() && !this.#connection.isDraining())
      this.#connection.publish(`${topic}.${this.nodeID}`, data);
    return Promise.resolve();
  }
}
