import { readFileSync } from "node:fs";
import {
  connect,
  credsAuthenticator,
  type Auth,
  type Authenticator,
  type NatsConnection,
} from "@nats-io/transport-node";
import { z } from "zod";
import { DomainError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { principalOf } from "./accounts.ts";

export interface NatsOptions {
  readonly url: string;
  /** Of the server's users; its part before a dot is the principal, whose inbox it uses. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /**
   * A file with the credentials, instead of user and password: `.creds` (a JWT and its seed), or JSON `{ user, password }`. Read at
   * every connect, so that they may be changed while the process runs.
   */
  readonly credentialsFile?: string | undefined;
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly log: Log;
}

const away = new WeakSet<NatsConnection>();

export const isConnected = (connection: NatsConnection): boolean => !connection.isClosed() && !away.has(connection);

const Password = z.object({ user: z.string(), password: z.string() });
const Claims = z.object({ name: z.string() });

const JWT = /-----BEGIN NATS USER JWT-----\s+([\w-]+\.[\w-]+\.[\w-]+)/;

interface Credentials {
  readonly principal: string;
  readonly answer: Authenticator;
}

/** @throws where the file is away or is of neither kind */
const credentialsIn = (file: string): Credentials => {
  const text = readFileSync(file, "utf8");
  const token = JWT.exec(text)?.[1];
  if (token !== undefined) {
    const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    const { name } = Claims.parse(JSON.parse(claims));
    return { principal: principalOf(name), answer: credsAuthenticator(new TextEncoder().encode(text)) };
  }
  const { user, password } = Password.parse(JSON.parse(text));
  return { principal: principalOf(user), answer: () => ({ user, pass: password }) };
};

/** Asked at every connect. While the file cannot be read the last credentials hold. */
const fromFile = (file: string, log: Log): Credentials => {
  let last = credentialsIn(file);
  const answer = (nonce?: string): Auth => {
    try {
      last = credentialsIn(file);
    } catch (error) {
      log.warn({ error: messageOf(error) }, "credentials not read, the last ones hold");
    }
    return last.answer(nonce);
  };
  return { principal: last.principal, answer };
};

const credentialsOf = ({ user, password, credentialsFile, log }: NatsOptions): Credentials | undefined => {
  if (credentialsFile !== undefined) return fromFile(credentialsFile, log);
  return user === undefined
    ? undefined
    : { principal: principalOf(user), answer: () => ({ user, pass: password ?? "" }) };
};

/** A connection that waits for the server at start and comes back for ever. Its inbox is the principal's own. */
export const connectNats = async (options: NatsOptions): Promise<NatsConnection> => {
  const { url, name, log } = options;
  const credentials = credentialsOf(options);
  const connection = await connect({
    servers: url.split(","),
    name,
    ...(credentials === undefined
      ? {}
      : { authenticator: credentials.answer, inboxPrefix: `_INBOX.${credentials.principal}` }),
    // Refused twice may mean that new credentials are on their way: goes on asking.
    ignoreAuthErrorAbort: true,
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
