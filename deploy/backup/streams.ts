/** Streams whole, by the snapshots of the bus itself: sequences, times, headers and the places of consumers stay as they are. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { jetstreamManager, type JetStreamManager, type StreamConfig } from "@nats-io/jetstream";
import { createInbox, type Msg, type NatsConnection } from "@nats-io/transport-node";
import { z } from "zod";
import type { StreamDump } from "./manifest.ts";

const CHUNK = 128 * 1024;
/** The server gives a restore up when it has been at one piece for five seconds, and it may write every message in it to the disk by itself. */
const PIECE = 8 * 1024;
const ANSWER_MS = 60_000;

const Failure = z.object({ error: z.object({ description: z.string() }) });

/** Asks the API of JetStream what its client has no words for. @throws Error with the server's own */
const askJetStream = async <T>(
  connection: NatsConnection,
  subject: string,
  body: object,
  schema: z.ZodType<T>,
): Promise<T> => {
  const answer = await connection.request(`$JS.API.${subject}`, JSON.stringify(body), { timeout: ANSWER_MS });
  return answerOf(answer, subject, schema);
};

const answerOf = <T>(answer: Msg, what: string, schema: z.ZodType<T>): T => {
  const said: unknown = answer.json();
  const failure = Failure.safeParse(said);
  if (failure.success) throw new Error(`${what}: ${failure.data.error.description}`);
  return schema.parse(said);
};

export const streamNames = async (manager: JetStreamManager): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { config } of manager.streams.list()) if (config.storage === "file") names.push(config.name);
  return names.sort();
};

const State = z.looseObject({ messages: z.int(), first_seq: z.int(), last_seq: z.int() });
const Taken = z.object({ config: z.looseObject({ name: z.string() }), state: State });

export type TakenStream = Pick<StreamDump, "name" | "sha256" | "config" | "state">;

/** Writes a stream and its consumers into a file. */
export const takeStream = async (connection: NatsConnection, name: string, file: string): Promise<TakenStream> => {
  const inbox = createInbox();
  const chunks = connection.subscribe(inbox);
  const hash = createHash("sha256");
  const target = createWriteStream(file, { flags: "wx" });
  try {
    const asked = { deliver_subject: inbox, no_consumers: false, chunk_size: CHUNK };
    const { config, state } = await askJetStream(connection, `STREAM.SNAPSHOT.${name}`, asked, Taken);
    for await (const message of chunks) {
      if (message.data.length === 0) {
        const { code = 200, description = "" } = message.headers ?? {};
        if (code >= 400) throw new Error(`the snapshot of ${name} broke off: ${String(code)} ${description}`);
        break;
      }
      hash.update(message.data);
      if (!target.write(message.data)) await once(target, "drain");
      message.respond();
    }
    target.end();
    await finished(target);
    return { name, sha256: hash.digest("hex"), config, state };
  } finally {
    chunks.unsubscribe();
    target.destroy();
  }
};

const Opened = z.object({ deliver_subject: z.string() });
const Restored = z.object({ state: State });

const hashOfFile = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
};

/** @throws Error where the file is not as it was written */
export const checkStream = async ({ file, sha256 }: StreamDump, dir: string): Promise<void> => {
  if ((await hashOfFile(join(dir, file))) !== sha256) throw new Error(`${file} is not as it was written`);
};

/** Takes out what no document explains. The rule that nothing may be deleted holds again from then on. */
const cutOut = async (connection: NatsConnection, { name, config, cut }: StreamDump): Promise<void> => {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  for (const sequence of cut) await manager.streams.deleteMessage(name, sequence, false);
  if (config["deny_delete"] === true) await manager.streams.update(name, config as unknown as Partial<StreamConfig>);
};

/** Puts a stream back where there is none of this name. */
export const putStream = async (
  connection: NatsConnection,
  dump: StreamDump,
  file: string,
  replicas?: number,
): Promise<void> => {
  const { name, config, state, cut } = dump;
  const own = replicas === undefined ? config : { ...config, num_replicas: replicas };
  const wanted = cut.length === 0 ? own : { ...own, deny_delete: false };
  const { deliver_subject: to } = await askJetStream(
    connection,
    `STREAM.RESTORE.${name}`,
    { config: wanted, state },
    Opened,
  );
  for await (const chunk of createReadStream(file, { highWaterMark: PIECE })) {
    const answer = await connection.request(to, chunk as Buffer, { timeout: ANSWER_MS });
    if (answer.data.length > 0) answerOf(answer, name, z.unknown());
  }
  const answer = await connection.request(to, "", { timeout: ANSWER_MS });
  const restored = answerOf(answer, name, Restored);
  if (restored.state.last_seq !== state.last_seq || restored.state.messages !== state.messages)
    throw new Error(
      `${name} was put back with ${String(restored.state.messages)} messages of ${String(state.messages)}`,
    );
  if (cut.length > 0) await cutOut(connection, { ...dump, config: own });
};
