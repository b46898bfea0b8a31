import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { Transporters } from "moleculer";
import { NAMESPACE } from "../bus/permissions.ts";
import type { Log } from "../log.ts";
import { counter, metrics } from "../telemetry/index.ts";

const refused = counter(metrics.refusedNodes, "packets of nodes that spoke for others");
const ALL = "all.0";

interface Packet {
  readonly type: string;
  readonly target?: string | null;
  readonly payload: { sender?: string; services?: readonly { readonly name: string }[] };
}

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
      const payload = JSON.parse(data.toString()) as Packet["payload"];
      const owner = sender.split(".")[0] ?? "";
      if (payload.sender !== sender) reason = "sender differs from subject";
      else if (command === "INFO" && payload.services?.some(({ name }) => name !== owner && name !== "$node") === true)
        reason = "announces services of others";
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
    if (!this.#connection.isClosed()) this.#connection.publish(`${topic}.${this.nodeID}`, data);
    return Promise.resolve();
  }
}
