import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../src/index.ts";
import { connectRedis } from "../src/service/redis.ts";
import { eventually } from "../src/testing/index.ts";

/** Speaks as much of Redis as a client needs to ask for a key that is not there. */
let server: Server;
const lines = new Set<Socket>();
const mute = new Set<Socket>();

beforeEach(async () => {
  server = createServer((socket) => {
    lines.add(socket);
    socket.on("close", () => lines.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      if (mute.has(socket)) return;
      for (const [command] of bytes.toString().matchAll(/\*\d+\r\n\$\d+\r\n\w+/g))
        socket.write(command.toLowerCase().endsWith("info") ? "$17\r\nredis_version:7.0\r\n" : "$-1\r\n");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(() => {
  for (const socket of lines) socket.destroy();
  server.close();
});

it("a line of which only the other side knows that it is over is given up: questions fail soon, and a new line is well", async () => {
  const redis = connectRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, silentLog);
  await once(redis, "ready");
  expect(await redis.get("a")).toBeNull();

  for (const socket of lines) mute.add(socket);
  const asked = performance.now();
  await expect(redis.get("a")).rejects.toThrow("timed out");
  expect(performance.now() - asked).toBeLessThan(3_000);
  await expect(redis.multi().incr("a").pexpire("a", 1_000).exec()).rejects.toThrow();
  expect(await eventually(() => redis.get("a"), { timeoutMs: 5_000 })).toBeNull();
  redis.disconnect();
});
