import { connect, type NatsConnection } from "@nats-io/transport-node";
import { DomainError } from "../errors.ts";
import type { Log } from "../log.ts";

export interface NatsOptions {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly log: Log;
}

const away = new WeakSet<NatsConnection>();

export const isConnected = (connection: NatsConnection): boolean => !connection.isClosed() && !away.has(connection);

/** A connection that waits for the server at start and comes back for ever. Its inbox is the user's own. */
export const connectNats = async ({ url, user, password, name, log }: NatsOptions): Promise<NatsConnection> => {
  const connection = await connect({
    servers: url.split(","),
    name,
    ...(user === undefined ? {} : { user, pass: password ?? "", inboxPrefix: `_INBOX.${user}` }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    waitOnFirstConnect: true,
    pingInterval: 5_000,
    maxPingOut: 2,
  });
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === "disconnect") away.add(connection);
      if (status.type === "reconnect") away.delete(connection);
      if (status.type === "disconnect" || status.type === "reconnect" || status.type === "error")
        log.warn(
          { status: status.type, connection: name, detail: "error" in status ? String(status.error) : undefined },
          "nats",
        );
    }
  })();
  return connection;
};

/** What a failed request to the bus means to the caller: the bus is away, ask again. */
export const busUnavailable = (cause: unknown): DomainError =>
  new DomainError("unavailable", "bus.unavailable", "The bus does not answer", {}, { cause });
