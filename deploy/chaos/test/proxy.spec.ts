import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startProxy, type Proxy } from "../proxy.ts";

/** Says back what it hears. */
let echo: ReturnType<typeof createServer>;
let ended: string[];
let proxy: Proxy;
const open: Socket[] = [];

beforeEach(async () => {
  const ends: string[] = [];
  ended = ends;
  echo = createServer((socket) => {
    socket.on("error", () => ends.push("broken"));
    socket.on("end", () => ends.push("told"));
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(echo, "listening");
  proxy = await startProxy((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await proxy.close();
  echo.close();
});

interface Caller {
  readonly socket: Socket;
  readonly heard: () => string;
  readonly ends: Promise<string>;
}

const call = async (): Promise<Caller> => {
  const socket = connect({ port: proxy.port, host: "127.0.0.1" });
  open.push(socket);
  let heard = "";
  socket.on("data", (bytes: Buffer) => (heard += bytes.toString()));
  const ends = new Promise<string>((resolve) => {
    socket.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? ""));
    socket.on("close", () => resolve("closed"));
  });
  await Promise.race([once(socket, "connect"), ends]);
  return { socket, heard: () => heard, ends };
};

const MOMENT = 80;
const moment = (ms = MOMENT): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (isSo: () => boolean): Promise<void> => {
  for (const end = performance.now() + 5_000; !isSo();) {
    if (performance.now() > end) throw new Error("did not come");
    await moment(5);
  }
};

it("lets through every byte in its order, and the end", async () => {
  const { socket, heard, ends } = await call();
  const text = Array.from({ length: 200_000 }, (_, index) => String(index)).join(",");
  socket.end(text);
  expect(await ends).toBe("closed");
  expect(heard()).toBe(text);
});

it.each(["up", "down"] as const)(
  "holds what goes %s while packets are lost, and brings it afterwards in order",
  async (way) => {
    const { socket, heard } = await call();
    socket.write("1");
    await until(() => heard() === "1");
    proxy.trouble({ kind: "blackhole", ways: [way] });
    socket.write("2");
    await moment();
    socket.write("3");
    await moment();
    expect(heard()).toBe("1");
    expect(socket.destroyed).toBe(false);
    proxy.trouble(undefined);
    await until(() => heard() === "123");
  },
);

it("tells nobody of an end while packets are lost", async () => {
  const { socket } = await call();
  proxy.trouble({ kind: "blackhole", ways: ["up"] });
  socket.end();
  await moment();
  expect(ended).toEqual([]);
  proxy.trouble(undefined);
  await until(() => ended.length === 1);
  expect(ended).toEqual(["told"]);
});

it("brings everything later by as much as the line is slow, and not one after the other", async () => {
  const { socket, heard } = await call();
  proxy.trouble({ kind: "latency", ms: 100 });
  const began = performance.now();
  for (const letter of "abcdefgh") {
    socket.write(letter);
    await moment(10);
  }
  await until(() => heard() === "abcdefgh");
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(200);
  expect(took).toBeLessThan(700);
});

it("lets through so many bytes a second", async () => {
  const { socket, heard } = await call();
  proxy.trouble({ kind: "bandwidth", bytesPerSecond: 100_000 });
  const began = performance.now();
  socket.write("x".repeat(20_000));
  await until(() => heard().length === 20_000);
  expect(performance.now() - began).toBeGreaterThan(300);
});

it("breaks a connection so that both sides know", async () => {
  const { socket, heard, ends } = await call();
  socket.write("1");
  await until(() => heard() === "1");
  expect(proxy.reset()).toBe(1);
  expect(await ends).toBe("ECONNRESET");
  await until(() => ended.includes("broken"));
});

it("leaves a client alone on a line whose other end is gone; who comes anew is well", async () => {
  const { socket, heard } = await call();
  socket.write("1");
  await until(() => heard() === "1");
  expect(proxy.halfOpen()).toBe(1);
  socket.write("2");
  await moment();
  expect([heard(), socket.destroyed]).toEqual(["1", false]);
  const other = await call();
  other.socket.write("3");
  await until(() => other.heard() === "3");
});

it("turns away who connects, and leaves who is there", async () => {
  const before = await call();
  proxy.trouble({ kind: "refuse" });
  expect(await (await call()).ends).toBe("ECONNRESET");
  before.socket.write("1");
  await until(() => before.heard() === "1");
});

it("is as away as what it stands before", async () => {
  const gone = await startProxy(1);
  const socket = connect({ port: gone.port, host: "127.0.0.1" });
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ECONNRESET");
  await gone.close();
});
