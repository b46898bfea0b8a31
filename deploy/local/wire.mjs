/** Just enough of each engine's protocol to know that it is ready to serve, and free loopback ports. */
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const host = "127.0.0.1";

/** Whether nobody listens on this loopback port. */
export function isFree(/** @type {number} */ port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free loopback port below the range from which systems take ports for outgoing connections: a port of that range may
 * be taken while its engine is away for a second.
 * @param {Set<number>} [taken]
 */
export async function freePort(taken = new Set()) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error("no free loopback port between 20000 and 29999");
}

/**
 * Sends a request on a new connection and answers with the first bytes that come back.
 * @param {number} port
 * @param {Buffer | string | undefined} request
 * @returns {Promise<Buffer>}
 */
function ask(port, request) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    socket.setTimeout(2000, () => socket.destroy(new Error("no answer")));
    socket.once("connect", () => request !== undefined && socket.write(request));
    socket.once("data", (data) => (socket.destroy(), resolve(data)));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed without an answer")));
  });
}

export async function natsIsReady(/** @type {number} */ port) {
  return (await ask(port, undefined)).subarray(0, 5).toString() === "INFO ";
}

export async function redisIsReady(/** @type {number} */ port) {
  return (await ask(port, "PING\r\n")).toString().startsWith("+PONG");
}

/** A broker answers the protocol's header with a method frame, or with the header that it would rather hear. */
export async function amqpIsReady(/** @type {number} */ port) {
  return (await ask(port, "AMQP\0\0\x09\x01"))[0] === 1;
}

/** Whether PostgreSQL lets this user in without a password; while it is starting it says that it cannot yet. */
export async function postgresIsReady(/** @type {number} */ port, /** @type {string} */ user) {
  const body = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const head = Buffer.concat([Buffer.alloc(4), Buffer.of(0, 3, 0, 0)]); // length, version 3.0
  head.writeInt32BE(head.length + body.length, 0);
  return (await ask(port, Buffer.concat([head, body]))).subarray(0, 1).toString() === "R";
}

export async function mongoIsReady(/** @type {number} */ port) {
  const reply = await mongoCommand(port, { hello: 1, $db: "admin" });
  return ["isWritablePrimary", "ismaster"].some((field) =>
    reply.includes(Buffer.from(`\x08${field}\x00\x01`, "latin1")),
  );
}

/** A new mongod has transactions and change streams only after it was told to be a replica set of one. */
export async function mongoInitiate(/** @type {number} */ port, /** @type {string} */ set) {
  const members = { 0: { _id: 0, host: `${host}:${port}` } };
  await mongoCommand(port, { replSetInitiate: { _id: set, members: bsonArray(members) }, $db: "admin" });
}

/** One OP_MSG with one document. @returns {Promise<Buffer>} the raw reply */
function mongoCommand(/** @type {number} */ port, /** @type {Record<string, unknown>} */ command) {
  const body = bson(command);
  const head = Buffer.alloc(21); // length, request id, response to, opcode 2013, flags, section kind 0
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  return ask(port, Buffer.concat([head, body]));
}

const arrays = new WeakSet();
function bsonArray(/** @type {Record<number, unknown>} */ items) {
  arrays.add(items);
  return items;
}

/** BSON of strings, 32-bit integers, documents and arrays. @returns {Buffer} */
function bson(/** @type {Record<string, unknown>} */ document) {
  const parts = Object.entries(document).map(([name, value]) => {
    if (typeof value === "number") return element(0x10, name, int32(value));
    if (typeof value === "string") {
      return element(0x02, name, int32(Buffer.byteLength(value) + 1), Buffer.from(`${value}\0`));
    }
    const inner = /** @type {Record<string, unknown>} */ (value);
    return element(arrays.has(inner) ? 0x04 : 0x03, name, bson(inner));
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 5), body, Buffer.of(0)]);
}

function element(/** @type {number} */ type, /** @type {string} */ name, /** @type {Buffer[]} */ ...value) {
  return Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`), ...value]);
}

function int32(/** @type {number} */ value) {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

/**
 * Asks again until the answer is yes. `giveUp` may end the wait early with a reason.
 * @param {() => Promise<boolean>} isReady
 * @param {{ timeoutMs: number, giveUp?: () => string | undefined }} options
 * @returns {Promise<string | undefined>} undefined when ready, else why not
 */
export async function untilReady(isReady, { timeoutMs, giveUp }) {
  let why = "not ready";
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(25)) {
    try {
      if (await isReady()) return undefined;
    } catch (error) {
      why = /** @type {Error} */ (error).message;
    }
    const reason = giveUp?.();
    if (reason) return reason;
  }
  return `${why} after ${timeoutMs / 1000} s`;
}
