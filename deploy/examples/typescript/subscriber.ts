/** Reads one durable: checks each event by its schema, does its work once, acknowledges. ../README.md tells how. */
import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { Ajv } from "ajv";

const { NATS_URL = "", NATS_USER: user = "", NATS_PASSWORD: pass = "", STREAM = "", DURABLE = "" } = process.env;
const { SCHEMAS = "", LEDGER = "", FROM } = process.env;

const ajv = new Ajv({ validateFormats: false }); // the patterns beside the formats are as strict
const schemaIn = (file: string) => JSON.parse(readFileSync(`${SCHEMAS}/${file}`, "utf8")) as object;
const isValid = new Map(readdirSync(SCHEMAS).map((file) => [file.replace(/\.json$/, ""), ajv.compile(schemaIn(file))]));

// The work of this example, and the memory of it: a line an event. A line that a crash cut short was no work done.
writeFileSync(LEDGER, "", { flag: "a" });
const lines = readFileSync(LEDGER, "utf8").split("\n").slice(0, -1);
writeFileSync(LEDGER, lines.map((line) => `${line}\n`).join(""));
const known = new Set(lines.map((line) => line.split(" ")[1]));

const connection = await connect({ servers: NATS_URL, user, pass, inboxPrefix: `_INBOX.${user}` });
const manager = await jetstreamManager(connection, { checkAPI: false });
const consumer = await manager.jetstream().consumers.get(STREAM, DURABLE);

/** The first place at or after a time, found with the one thing that we may ask: our own durable. */
const placeOf = async (time: number): Promise<number> => {
  let [low, high] = [1, (await consumer.info()).delivered.stream_seq + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    await manager.consumers.reset(STREAM, DURABLE, middle);
    const message = await consumer.next();
    if (message !== null && message.time.getTime() < time) low = message.seq + 1;
    else high = middle;
  }
  return low;
};

// Without a place: whatever is not acknowledged comes again at once and in order.
const place = FROM === undefined || /^\d+$/.test(FROM) ? Number(FROM ?? 0) : await placeOf(Date.parse(FROM));
await manager.consumers.reset(STREAM, DURABLE, place);

for await (const message of await consumer.consume({ max_messages: 500 })) {
  const { id, type, data } = message.json<{ id: string; type: string; data: unknown }>();
  const check = isValid.get(type);
  if (check === undefined) throw new Error(`${type}: no schema of it, take newer ones`); // it stays unacknowledged
  if (!check(data)) {
    message.term(`not as the schema of ${type} says`);
    continue;
  }
  const digest = createHash("sha256").update(message.data).digest("hex");
  if (known.has(id)) console.log(`known ${id}`);
  else appendFileSync(LEDGER, `${String(message.seq)} ${id} ${type} ${digest}\n`);
  known.add(id);
  message.ack();
}
