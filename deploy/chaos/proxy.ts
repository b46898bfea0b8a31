/**
 * A line between two programs that can be disturbed as networks are: what goes through it keeps its order and its bytes, or its
 * connection breaks. Nothing is ever lost in the middle, since TCP sends lost packets again.
 */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** `up` goes to the server, `down` comes from it. */
export type Way = "up" | "down";

export type Trouble =
  /** Packets of these ways do not arrive, and nobody is told; they are sent again when it is over. */
  | { readonly kind: "blackhole"; readonly ways: readonly Way[] }
  | { readonly kind: "latency"; readonly ms: number }
  | { readonly kind: "bandwidth"; readonly bytesPerSecond: number }
  /** Who connects is turned away. */
  | { readonly kind: "refuse" };

export interface Proxy {
  readonly port: number;
  /** From now on; undefined: as if there were no proxy. */
  readonly trouble: (trouble: Trouble | undefined) => void;
  /** Breaks every connection so that both sides know at once. @returns how many */
  readonly reset: () => number;
  /**
   * The server's side ends and the client is not told: what it sends goes nowhere, for ever. New connections are well.
   * @returns how many
   */
  readonly halfOpen: () => number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

interface Chunk {
  readonly bytes: Buffer;
  readonly readAt: number;
}

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  /** The client talks to nobody. */
  readonly isDeaf: () => boolean;
  readonly deafen: () => void;
}

/** What waits on one way of one connection before the sender is made to wait. */
const MOST_WAITING = 4_000_000;

/** What the weather is, and a promise for when it changes. */
const createWeather = () => {
  let trouble: Trouble | undefined;
  let changed = Promise.withResolvers<undefined>();
  const isHeld = (way: Way): boolean => trouble?.kind === "blackhole" && trouble.ways.includes(way);
  const pause = async (ms: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([over, changed.promise]);
    clearTimeout(timer);
  };
  return {
    now: () => trouble,
    set: (next: Trouble | undefined): void => {
      trouble = next;
      changed.resolve(undefined);
      changed = Promise.withResolvers();
    },
    /** Resolves when this way lets something through. */
    open: async (way: Way): Promise<void> => {
      while (isHeld(way)) await changed.promise;
    },
    /** Resolves when so many bytes, read then, have come through. */
    passed: async (way: Way, { bytes, readAt }: Chunk): Promise<void> => {
      if (trouble?.kind === "latency") await pause(readAt + trouble.ms - performance.now());
      if (trouble?.kind === "bandwidth") await pause((bytes.length / trouble.bytesPerSecond) * 1_000);
      while (isHeld(way)) await changed.promise;
    },
  };
};

type Weather = ReturnType<typeof createWeather>;

const drained = (socket: Socket): Promise<unknown> => {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  return Promise.race([once(socket, "drain", options), once(socket, "close", options)])
    .catch(() => undefined)
    .finally(() => {
      stop.abort();
    });
};

const carry = (from: Socket, to: Socket, way: Way, weather: Weather, isDeaf: () => boolean): void => {
  const waiting: Chunk[] = [];
  let size = 0;
  let sending: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
      await weather.passed(way, chunk);
      size -= chunk.bytes.length;
      if (size < MOST_WAITING) from.resume();
      if (to.writable && !to.write(chunk.bytes)) await drained(to);
    }
    sending = undefined;
  };
  from.on("data", (bytes: Buffer) => {
    if (isDeaf()) return;
    waiting.push({ bytes, readAt: performance.now() });
    size += bytes.length;
    if (size >= MOST_WAITING) from.pause();
    sending ??= send();
  });
  const pass = async (tell: () => void): Promise<void> => {
    await sending;
    await weather.open(way);
    if (!isDeaf() && !to.destroyed) tell();
  };
  from.on("end", () => void pass(() => to.end()));
  from.on("error", () => void pass(() => to.resetAndDestroy()));
  from.on("close", () => void pass(() => to.destroySoon()));
};

const lineOf = (client: Socket, server: Socket, weather: Weather): Line => {
  let deaf = false;
  const isDeaf = (): boolean => deaf;
  for (const socket of [client, server]) socket.setNoDelay(true);
  carry(client, server, "up", weather, isDeaf);
  carry(server, client, "down", weather, isDeaf);
  return { client, server, isDeaf, deafen: () => (deaf = true) };
};

/** Stands on a free loopback port before another one. */
export const startProxy = async (target: number): Promise<Proxy> => {
  const weather = createWeather();
  const lines = new Set<Line>();
  const break_ = ({ client, server }: Line): void => {
    client.resetAndDestroy();
    server.resetAndDestroy();
  };
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    if (weather.now()?.kind === "refuse") {
      client.resetAndDestroy();
      return;
    }
    const line = lineOf(client, connect({ port: target, host: "127.0.0.1", allowHalfOpen: true }), weather);
    lines.add(line);
    client.once("close", () => {
      line.server.destroy();
      lines.delete(line);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    trouble: weather.set,
    reset: () => {
      const broken = [...lines];
      broken.forEach(break_);
      return broken.length;
    },
    halfOpen: () => {
      const deaf = [...lines].filter(({ isDeaf }) => !isDeaf());
      for (const line of deaf) {
        line.deafen();
        line.server.resetAndDestroy();
      }
      return deaf.length;
    },
    connections: () => lines.size,
    close: async () => {
      weather.set(undefined);
      [...lines].forEach(break_);
      server.close();
      await once(server, "close");
    },
  };
};
