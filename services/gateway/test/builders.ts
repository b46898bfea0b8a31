import type { Manifest } from "@wangge/contracts";
import { WithdrawnSignIns, type Withdrawn } from "@wangge/contracts/calls";
import { CaseFiledV1 } from "@wangge/contracts/events";
import {
  action,
  announcementOf,
  memoryBus,
  runAction,
  silentLog,
  type Action,
  type Broker,
  type Log,
  type MemoryBus,
  type Role,
  type WireMeta,
} from "@wangge/kit";
import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Announced } from "../src/api/routes.ts";
import { config, type GatewayConfig } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/server.ts";

export type Actions = Readonly<Record<string, Action>>;

export const announcedBy = (actions: Actions): readonly Announced[] =>
  Object.entries(actions).map(([name, one]) => ({ name, announcement: announcementOf(one) }));

export const CaseInput = z.strictObject({ caseId: z.string(), department: z.string().max(40) });

/** Services as they might be, with everything the edge has to carry. */
export const sampleActions: Actions = {
  "dispatch.assign": action({
    rest: "POST /cases/:caseId/assign",
    summary: "派遣: give a case to a department",
    access: ["dispatcher"],
    input: CaseInput,
    output: z.object({ caseId: z.string(), department: z.string() }),
    run: (input) => Promise.resolve(input),
  }),
  "dispatch.list": action({
    rest: "GET /cases",
    summary: "Cases, paged",
    access: ["clerk", "dispatcher"],
    input: z.strictObject({
      limit: z.int().min(1).max(100).default(20),
      overdue: z.boolean().optional(),
      status: z.array(z.enum(["filed", "assigned"])).optional(),
      near: z.number().optional(),
      grid: z.string().optional(),
    }),
    output: z.record(z.string(), z.unknown()),
    run: (input) => Promise.resolve(input),
  }),
  "intake.accept": action({
    rest: "POST /reports",
    summary: "上报: tell the district of a problem",
    access: "public",
    status: 201,
    input: z.strictObject({
      description: z.string(),
      point: z.strictObject({ lng: z.number(), lat: z.number() }).optional(),
    }),
    output: z.object({ key: z.string().optional(), actor: z.string().optional() }),
    run: (_input, { idempotencyKey, actor }) => Promise.resolve({ key: idempotencyKey, actor: actor?.id }),
  }),
};

export const actionOf = (rest: Action["rest"], run: () => Promise<unknown> = () => Promise.resolve({})): Action => ({
  ...(rest === undefined ? {} : { rest }),
  summary: "for a test",
  access: "public",
  idempotent: false,
  input: z.object({}),
  output: z.unknown(),
  run,
});

const dispatchManifest: Manifest = { name: "dispatch", publishes: [CaseFiledV1], subscribes: [], calls: [] };

let sequence = 0;
const GRIDS = ["510108002001001", "510108003001001"];

/** Events of a district at work, one after the other, in two streets by turns. */
export const publishCases = async (bus: MemoryBus, count: number, more: object = {}): Promise<void> => {
  for (let index = 0; index < count; index += 1) {
    sequence += 1;
    const id = String(sequence).padStart(26, "0");
    const grid = GRIDS[sequence % GRIDS.length] ?? "";
    const data = { ...CaseFiledV1.example, caseId: id, grid, ...more };
    const envelope = { type: CaseFiledV1.subject, subject: id, time: "2017-12-27T01:20:00.200Z", data };
    await bus.publish([{ id, subject: `evt.${CaseFiledV1.subject}.${grid}`, body: JSON.stringify(envelope) }]);
  }
};

export interface Wanted {
  readonly actions?: Actions;
  readonly environment?: Readonly<Record<string, string>>;
  readonly call?: (name: string, input: unknown, meta: WireMeta | undefined) => Promise<unknown>;
  readonly log?: Log;
  readonly rereadMs?: number;
  /** What the registry says was withdrawn; undefined: it does not answer. */
  readonly withdrawn?: () => readonly Withdrawn[] | undefined;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly bus: MemoryBus;
  readonly url: string;
  readonly config: GatewayConfig;
  readonly announce: (actions: Actions) => void;
  readonly token: (role: Role, more?: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly as: (role: Role) => Promise<{ readonly authorization: string }>;
  readonly stop: () => Promise<void>;
}

export const configFor = (environment: Readonly<Record<string, string>> = {}): GatewayConfig =>
  config.parse({
    NODE_ID: "gateway.test",
    PORT: "0",
    DEV_ISSUER: "true",
    DATA_DIR: mkdtempSync(join(tmpdir(), "wangge-gateway-")),
    ...environment,
  });

export const portOf = ({ app }: Gateway): number => (app.server.address() as AddressInfo).port;

export const startGateway = async ({
  actions = sampleActions,
  environment,
  call,
  log = silentLog,
  rereadMs,
  withdrawn = () => [],
}: Wanted = {}): Promise<TestGateway> => {
  let current = actions;
  const listeners = new Set<() => void>();
  const bus = memoryBus([dispatchManifest]);
  const given = configFor(environment);
  const ask: Broker["call"] = (name, input, meta) => {
    if (name === WithdrawnSignIns.name) {
      const answer = withdrawn();
      return answer === undefined
        ? Promise.reject(new Error("the registry is away"))
        : Promise.resolve({ withdrawn: answer, more: false });
    }
    if (call !== undefined) return call(name, input, meta);
    const one = current[name];
    if (one === undefined) return Promise.reject(new Error(`no ${name}`));
    return runAction(name, one, JSON.parse(JSON.stringify(input)), meta ?? {});
  };
  const gateway = await createGateway({
    config: given,
    bus,
    redis: undefined,
    log,
    pollMs: 20,
    ...(rereadMs === undefined ? {} : { rereadMs }),
    broker: {
      announced: () => announcedBy(current),
      onChange: (listener) => listeners.add(listener),
      call: ask,
      callForText: async (...asked) => JSON.stringify((await ask(...asked)) ?? null),
    },
  });
  await gateway.start();
  const url = `${given.TLS_DIR === undefined ? "http" : "https"}://127.0.0.1:${portOf(gateway)}`;
  const token: TestGateway["token"] = async (role, more = {}) => {
    const answer = await fetch(`${url}/dev/issuer/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ role, ...more }),
    });
    const { access_token } = (await answer.json()) as { readonly access_token: string };
    return access_token;
  };
  return {
    gateway,
    bus,
    url,
    config: given,
    token,
    announce: (next) => {
      current = next;
      for (const listener of listeners) listener();
    },
    as: async (role) => ({ authorization: `Bearer ${await token(role)}` }),
    stop: gateway.drain,
  };
};
