import { mkdtempSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  announcementOf,
  DomainError,
  memoryBus,
  runAction,
  silentLog,
  type Log,
  type ServiceDefinition,
  type WireMeta,
} from "@wangge/kit";
import { WithdrawnSignIns } from "@wangge/contracts/calls";
import { CaseFiledV1 } from "@wangge/contracts/events";
import { compose, config } from "@wangge/gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { actorOf, askers, NOBODY, Row, rowsOf, Scope, scopeProblems, type Asker } from "../access.ts";
import { definitionsAtRest, type Definition } from "../definitions.ts";

const root = join(import.meta.dirname, "../../..");
const table = z.array(Row).parse(JSON.parse(readFileSync(join(root, "deploy/security/data/access.json"), "utf8")));
const refusedPairs = table.flatMap((row) =>
  askers.filter((asker) => !row.allowed.includes(asker)).map((asker) => ({ row, asker })),
);

let definitions: readonly Definition[];
beforeAll(async () => {
  definitions = await definitionsAtRest();
}, 60_000);

const actionOf = (name: string) => {
  const [service = "", action = ""] = name.split(".");
  const found = definitions.find(({ manifest }) => manifest.name === service)?.actions[action];
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("the table of who may ask what", () => {
  it("has a row for every action of every service, and says what the services say", () => {
    expect(table).toEqual(rowsOf(definitions));
    expect(table.length).toBeGreaterThan(600);
  });

  it("leaves none open: what is not the whole district's names the test that shows own and other", () => {
    const file = join(root, "deploy/security/data/scopes.json");
    const scopes = z.array(Scope).parse(JSON.parse(readFileSync(file, "utf8")));
    expect(scopeProblems(table, scopes, root)).toEqual([]);
    expect(scopes.filter(({ scope }) => scope === "open").flatMap(({ actions }) => actions)).toEqual([]);
  });

  it("says of an action without a scope, and of a scope without an action, that something is missing", () => {
    const rows: Row[] = [
      { action: "dispatch.assign", http: null, access: ["dispatcher"], allowed: ["dispatcher", "admin"] },
      { action: "dispatch.track", http: null, access: "service", allowed: [] },
    ];
    const own = { scope: "holder" as const, rule: "whose it is" };
    const proof = "deploy/security/test/access.spec.ts › has a row for every action of every service, and says what the services say"; // prettier-ignore
    expect(scopeProblems(rows, [{ ...own, proof, actions: ["dispatch.assign"] }], root)).toEqual([]);
    expect(scopeProblems(rows, [], root)).toEqual(["dispatch.assign has no scope"]);
    expect(
      scopeProblems(rows, [{ ...own, proof: `${proof}!`, actions: ["dispatch.assign", "dispatch.track"] }], root),
    ).toEqual([
      "dispatch.track has a scope, and is no action of roles",
      expect.stringContaining("has no test") as string,
    ]);
  });
});

describe("an action, asked from outside by who may not", () => {
  it("is refused by its service itself, and does not run", async () => {
    let ran = 0;
    for (const { row, asker } of refusedPairs) {
      const watched = { ...actionOf(row.action), run: () => Promise.resolve((ran += 1)) };
      const actor = actorOf(asker);
      const meta: WireMeta = { external: true, ...(actor === undefined ? {} : { actor }) };
      await expect(runAction(row.action, watched, {}, meta)).rejects.toMatchObject({
        kind: "forbidden",
        code: row.access === "service" ? "auth.internal_only" : asker === NOBODY ? "auth.sign_in" : "auth.role_missing",
      });
    }
    expect(ran).toBe(0);
  });
});

describe("the gateway, asked over HTTP", () => {
  const keepAlive = new Agent({ keepAlive: true, maxSockets: 16 });
  const reached: string[] = [];
  let url = "";
  let gateway: ServiceDefinition;
  const tokens = new Map<Asker, string>();

  interface Asked {
    readonly method: string;
    readonly path: string;
    readonly asker?: Asker;
    readonly body?: object;
  }
  interface Answered {
    readonly status: number;
    readonly body: Readonly<Record<string, unknown>>;
  }
  const ask = ({ method, path, asker, body }: Asked): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const token = asker === undefined ? undefined : tokens.get(asker);
      const sent = request(
        `${url}${path}`,
        {
          method,
          agent: keepAlive,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => (text += chunk));
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answered["body"] });
          });
        },
      );
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });

  /** Its place with something in every parameter. */
  const askedOf = (http: string, asker: Asker): Asked => {
    const [method = "", path = ""] = http.split(" ");
    return {
      method,
      path: `/api/v1${path.replaceAll(/:[A-Za-z0-9]+/g, "1")}`,
      asker,
      ...(method === "GET" || method === "DELETE" ? {} : { body: {} }),
    };
  };

  /** So many at once. */
  const inTurns = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
    const waiting = [...items];
    const one = async (): Promise<void> => {
      for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
    };
    await Promise.all(Array.from({ length: 16 }, one));
  };

  beforeAll(async () => {
    const listening: Log = {
      ...silentLog,
      info: (fields) => {
        if (typeof fields["url"] === "string") url = fields["url"];
      },
    };
    const answer = (name: string): Promise<unknown> => {
      if (name === WithdrawnSignIns.name) return Promise.resolve({ withdrawn: [], more: false });
      reached.push(name);
      return Promise.reject(new DomainError("missing", "test.reached", "It got as far as the service"));
    };
    gateway = await compose({
      config: config.parse({
        NODE_ID: "gateway.test",
        PORT: "0",
        DEV_ISSUER: "true",
        DATA_DIR: mkdtempSync(join(tmpdir(), "wangge-access-")),
        RATE_PER_SECOND: "1000000",
      }),
      bus: memoryBus([{ name: "dispatch", publishes: [CaseFiledV1], subscribes: [], calls: [] }]),
      redis: undefined,
      log: listening,
      broker: {
        call: answer,
        callForText: async (name) => JSON.stringify(await answer(name)),
        instances: () => [],
        callOn: (_node, _timeoutMs, name) => answer(name),
        onChange: () => undefined,
        announced: () =>
          definitions.flatMap(({ manifest, actions }) =>
            Object.entries(actions).map(([name, one]) => ({
              name: `${manifest.name}.${name}`,
              announcement: announcementOf(one),
            })),
          ),
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      },
    });
    await gateway.onStart?.();
    for (const role of askers) {
      if (role === NOBODY) continue;
      const { body } = await ask({ method: "POST", path: "/dev/issuer/token", body: { role } });
      tokens.set(role, String(body["access_token"]));
    }
  }, 60_000);

  afterAll(async () => {
    keepAlive.destroy();
    await gateway.onDrain?.();
  });

  it("refuses every role that may not, with 401 or 403 and a stable code, and calls no service", async () => {
    const overHttp = refusedPairs.filter(({ row }) => row.http !== null && row.access !== "service");
    expect(overHttp.length).toBeGreaterThan(5_000);
    const wrong: string[] = [];
    await inTurns(overHttp, async ({ row, asker }) => {
      const { status, body } = await ask(askedOf(row.http ?? "", asker));
      const got = `${status} ${String(body["code"])}`;
      const wanted = asker === NOBODY ? "401 auth.sign_in" : "403 auth.role_missing";
      if (got !== wanted) wrong.push(`${row.action} as ${asker}: ${got}`);
    });
    expect(wrong).toEqual([]);
    expect(reached).toEqual([]);
  }, 300_000);

  it("lets every role through that may", async () => {
    const pairs = table.flatMap((row) =>
      row.http === null || row.access === "service" ? [] : row.allowed.map((asker) => ({ row, asker })),
    );
    const wrong: string[] = [];
    await inTurns(pairs, async ({ row, asker }) => {
      const { status, body } = await ask(askedOf(row.http ?? "", asker));
      if (body["code"] !== "test.reached") wrong.push(`${row.action} as ${asker}: ${status} ${String(body["code"])}`);
    });
    expect(wrong).toEqual([]);
    expect(new Set(reached).size).toBe(new Set(pairs.map(({ row }) => row.action)).size);
  }, 300_000);

  it("has no place for what only services ask", () => {
    expect(table.filter(({ access, http }) => access === "service" && http !== null)).toEqual([]);
  });
});
