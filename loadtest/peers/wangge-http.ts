/**
 * 整个平台, from outside: reports as NDJSON at the gateway, orders worked off through the API as telephones do it, in batches of
 * what they did offline. The client's CPU is that of the caller alone; the platform's is with the servers'.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { CaseAssignedV1, CaseClosedV1 } from "@wangge/contracts/events";
import {
  connectMongo,
  connectNats,
  jetstreamBus,
  newId,
  onBatch,
  provision,
  silentLog,
  subscribeAll,
  topologyOf,
  type BatchResult,
  type Received,
} from "@wangge/kit";
import { startStack } from "../../deploy/local/stack.mjs";
import type { Contestant, Job } from "./contestant.ts";
import { closings } from "./wangge.ts";

const FIELD = "field";
/** What a telephone may send at once. */
const MOST = 200;

interface Answer {
  readonly receipt?: { readonly reportId: string };
}
interface Done {
  readonly caseId: string;
  readonly outcome: string;
  readonly code?: string;
}
interface Order {
  readonly caseId: string;
  readonly version: number;
}

export const wanggeHttp = (dataDir: () => string): Contestant => ({
  name: "wangge-http",
  durability: "strict",
  mode: "http",
  open: async (closed) => {
    const env = { LOG_LEVEL: "error", RATE_PER_SECOND: "100000", PATROLS: "none" };
    const stack = await startStack({ dataDir: dataDir(), environment: {}, env });
    await stack.waitReady({ timeoutMs: 120_000 });
    const api = `${stack.url}/api/v1`;
    /** Who is refused because there is too much stays away as long as he is told, and nothing was done: a wait is part of his latency. */
    const ask = async (path: string, type: string, body: string, authorization?: string): Promise<string> => {
      const headers = { "content-type": type, ...(authorization === undefined ? {} : { authorization }) };
      for (;;) {
        const response = await fetch(path, { method: "POST", headers, body });
        const text = await response.text();
        if (response.ok) return text;
        const wait = Number(response.headers.get("retry-after") ?? NaN);
        if (response.status !== 503 || !text.includes('"http.overloaded"') || Number.isNaN(wait))
          throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
        await sleep(wait * 1000);
      }
    };
    const tokens = new Map<string, Promise<string>>();
    /** As whoever has this role; one account each. */
    const as = (role: string, department?: string): Promise<string> => {
      const name = `${role}-${department ?? "all"}`;
      const asked =
        tokens.get(name) ??
        ask(
          `${stack.url}/dev/issuer/token`,
          "application/json",
          JSON.stringify({ sub: `bench-${name}`, roles: [role], department }),
        ).then((text) => `Bearer ${(JSON.parse(text) as { access_token: string }).access_token}`);
      tokens.set(name, asked);
      return asked;
    };
    const listed = await fetch(`${api}/grids?limit=500`, { headers: { authorization: await as("clerk") } });
    const { grids } = (await listed.json()) as { readonly grids: readonly { readonly code: string }[] };

    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, MONGO_URL } = stack.env;
    const connection = await connectNats({ url, user, password, name: "bench", log: silentLog });
    const bus = jetstreamBus(connection, silentLog);
    const mongo = await connectMongo({ url: MONGO_URL, database: "wangge_dispatch", name: "bench" });
    const subscribes = [CaseAssignedV1, CaseClosedV1].map((event) => ({ event, mode: "partitioned" as const }));
    await provision(connection, topologyOf([{ name: FIELD, publishes: [], subscribes, calls: [] }]), { replicas: 1 });

    /** The platform gives a report its id; a case may be closed before we hear which report it was. */
    const jobOf = new Map<string, string>();
    const early = new Set<string>();
    const close = (caseId: string): void => {
      const job = jobOf.get(caseId);
      if (job === undefined) early.add(caseId);
      else closed(job);
    };

    /** @returns those that were applied */
    const sync = async (orders: readonly Order[], command: string, data: object, token: Promise<string>) => {
      const madeAt = new Date().toISOString();
      const applied = new Set<string>();
      for (let start = 0; start < orders.length; start += MOST) {
        const items = orders.slice(start, start + MOST).map(({ caseId, version: baseVersion }) => ({
          clientId: newId(),
          caseId,
          command,
          data,
          madeAt,
          baseVersion,
        }));
        const text = await ask(`${api}/sync`, "application/json", JSON.stringify({ items }), await token);
        const { answers } = JSON.parse(text) as { readonly answers: readonly Done[] };
        for (const { caseId, outcome, code } of answers) {
          if (outcome !== "applied") throw new Error(`${command} was answered ${outcome} ${code ?? ""}`);
          applied.add(caseId);
        }
      }
      return orders
        .filter(({ caseId }) => applied.has(caseId))
        .map(({ caseId, version }) => ({ caseId, version: version + 1 }));
    };
    let failure: Error | undefined;
    const work = async (received: readonly Received<CaseAssignedV1>[]): Promise<readonly BatchResult[]> => {
      try {
        for (const [department, of] of Map.groupBy(received, ({ data }) => data.department)) {
          const orders = of.map(({ data: { caseId }, envelope }) => ({ caseId, version: Number(envelope.sequence) }));
          const handled = await sync(orders, "handle", {}, as("department", department));
          for (const { caseId } of await sync(handled, "check", { passed: true }, as("supervisor"))) close(caseId);
        }
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error));
      }
      return received.map(() => ({ ok: true }) as const);
    };
    const told = new Set<string>();
    const hear = (received: readonly Received<CaseClosedV1>[]): Promise<readonly BatchResult[]> => {
      for (const { data } of received) told.add(data.caseId);
      return Promise.resolve(received.map(() => ({ ok: true }) as const));
    };
    const consumptions = await subscribeAll(FIELD, [onBatch(CaseAssignedV1, work), onBatch(CaseClosedV1, hear)], bus);

    let number = 0;
    const line = (): string => {
      number += 1;
      const grid = grids[(number * 13) % grids.length]?.code;
      return JSON.stringify({ category: "event-0201", channel: "phone", grid, description: "bench" });
    };
    const count = async () => ({
      closed: await mongo.db.collection("cases").countDocuments({ "state.status": "closed" }),
      published: await closings({ bus, samples: new Set() }),
    });
    return {
      accept: async (jobs: readonly Job[]) => {
        if (failure !== undefined) throw failure;
        const type = "application/x-ndjson";
        const text = await ask(`${api}/reports/bulk`, type, `${jobs.map(line).join("\n")}\n`, await as("clerk"));
        const answers = text
          .trim()
          .split("\n")
          .map((one) => JSON.parse(one) as Answer);
        for (const [index, { receipt }] of answers.entries()) {
          const job = jobs[index];
          if (receipt === undefined || job === undefined)
            throw new Error(`a report was refused: ${text.slice(0, 300)}`);
          jobOf.set(receipt.reportId, job.id);
          if (early.delete(receipt.reportId)) closed(job.id);
        }
      },
      /** The platform's relay is another process: its facts are out when they are all here. */
      settle: async () => {
        for (const end = Date.now() + 10_000; told.size < jobOf.size && Date.now() < end;) await sleep(5);
      },
      serverPids: () => [...stack.engines.values(), ...stack.services.values()].flatMap(({ pid }) => pid ?? []),
      audit: count,
      close: async () => {
        await Promise.all(consumptions.map((consumption) => consumption.stop()));
        await connection.drain();
        await mongo.client.close();
        await stack.stop();
      },
    };
  },
});
