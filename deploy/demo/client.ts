import { setTimeout as sleep } from "node:timers/promises";

/** The demo's way into the system: the same HTTP API as everybody's, asked again until it answers. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Client {
  readonly post: (
    path: string,
    body: unknown,
    options: { readonly token?: string; readonly key?: string },
  ) => Promise<Answer>;
  readonly get: (path: string, token?: string) => Promise<Answer>;
  /** NDJSON there and back: an answer for each line. @throws Error where all are refused at once */
  readonly lines: (path: string, lines: readonly unknown[], token: string) => Promise<readonly Answer["body"][]>;
  /** A token of the development issuer, kept. */
  readonly token: (account: Account) => Promise<string>;
  /** Requests that had to be repeated: the system was away. */
  readonly retries: () => number;
}

export interface Account {
  readonly sub: string;
  readonly roles: readonly string[];
  readonly worker?: string;
  readonly department?: string;
}

/** Milliseconds that a refusal asks us to stay away for. */
export const retryAfterMs = ({ headers }: Response): number => Number(headers.get("retry-after") ?? 0) * 1_000;

const isAway = (status: number): boolean => status === 429 || status === 409 || status >= 500;

export const createClient = (base: string, giveUpMs = 120_000): Client => {
  const tokens = new Map<string, Promise<string>>();
  let retries = 0;

  const askText = async (path: string, init: RequestInit): Promise<{ status: number; text: string }> => {
    const until = Date.now() + giveUpMs;
    for (let attempt = 1; ; attempt += 1) {
      let failure: string;
      let waitMs = Math.min(2_000, 50 * 2 ** attempt);
      try {
        const response = await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(15_000) });
        const text = await response.text();
        if (!isAway(response.status)) return { status: response.status, text };
        failure = `${String(response.status)} ${text.slice(0, 200)}`;
        waitMs = Math.max(waitMs, retryAfterMs(response));
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      if (Date.now() > until) throw new Error(`${path} did not answer for ${String(giveUpMs / 1000)} s: ${failure}`);
      retries += 1;
      await sleep(waitMs);
    }
  };

  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const { status, text } = await askText(path, init);
    return { status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
  };

  const headers = (token: string | undefined, key: string | undefined): Record<string, string> => ({
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
  });

  return {
    post: (path, body, { token, key }) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers(token, key) },
        body: JSON.stringify(body),
      }),
    get: (path, token) => ask(path, { headers: headers(token, undefined) }),
    lines: async (path, lines, token) => {
      const { status, text } = await askText(path, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson", ...headers(token, undefined) },
        body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
      });
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
      return text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Answer["body"]);
    },
    token: (account) => {
      const known = tokens.get(account.sub);
      if (known !== undefined) return known;
      const asked = ask("/dev/issuer/token", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...account, lifetime: 43_200 }),
      }).then(({ body }) => String(body["access_token"]));
      tokens.set(account.sub, asked);
      return asked;
    },
    retries: () => retries,
  };
};

export interface LiveEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Case events as they happen, resumed after the last one that was seen, however often the line breaks. */
export const follow = (base: string, token: () => Promise<string>, use: (event: LiveEvent) => void): (() => void) => {
  const stopped = new AbortController();
  let last: string | undefined;

  const readOnce = async (): Promise<void> => {
    const response = await fetch(`${base}/api/v1/stream/cases${last === undefined ? "?lastEventId=0" : ""}`, {
      headers: {
        authorization: `Bearer ${await token()}`,
        accept: "text/event-stream",
        ...(last === undefined ? {} : { "last-event-id": last }),
      },
      signal: stopped.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`stream answered ${String(response.status)}`);
    let rest = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string): string | undefined =>
          block
            .split("\n")
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trim();
        const id = field("id");
        const data = field("data");
        if (id === undefined || data === undefined) continue;
        last = id;
        use({ type: field("event") ?? "", data: JSON.parse(data) as LiveEvent["data"] });
      }
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await readOnce().catch(() => undefined);
      await sleep(200);
    }
  };
  void run();
  return () => {
    stopped.abort();
  };
};
