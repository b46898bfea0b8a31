import {
  action,
  InstanceStatus,
  isDomainError,
  LetterView,
  pageShape,
  settleShape,
  type Broker,
  type CallContext,
  type Instance,
  type WireMeta,
} from "@wangge/kit";
import { z } from "zod";
import { manifest } from "../manifest.ts";
import { slowestTraces, TraceSummary } from "./traces.ts";

export interface OperationsParts {
  readonly broker: Pick<Broker, "instances" | "call" | "callOn">;
  /** Where traces can be asked for. */
  readonly tracesUrl: string | undefined;
}

const OPERATORS = ["operator"] as const;
/** An instance that hangs must not hold up what is told of the others. */
const PATIENCE_MS = 2_000;

const Service = z.enum(manifest.calls);

type Known = Instance & { readonly service: z.output<typeof Service> };

const Told = z.object({
  node: z.string(),
  service: Service,
  isUp: z.boolean().describe("its heart beats"),
  status: InstanceStatus.optional().describe("as it says itself; absent where it does not answer"),
  problem: z.string().optional().describe("why it does not answer: a code"),
});

/** Somebody outside asks, with his own rights and not with the gateway's: each service looks at them once more. */
const onBehalf = ({ actor, meta }: Pick<CallContext, "actor" | "meta">): WireMeta => ({
  external: true,
  ...(actor === undefined ? {} : { actor }),
  ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
});

/** 运维. What the platform says of itself, put together from all its processes. */
export const operationsActions = ({ broker, tracesUrl }: OperationsParts) => {
  /** Of the services that are known here; other departments may have nodes of their own on the bus. */
  const instances = () =>
    broker.instances().flatMap(({ node, service, isUp }) => {
      const known = Service.safeParse(service);
      return known.success ? [{ node, service: known.data, isUp }] : [];
    });

  const told = async ({ node, service, isUp }: Known, meta: WireMeta): Promise<z.input<typeof Told>> => {
    if (!isUp) return { node, service, isUp };
    try {
      const status = await broker.callOn(node, PATIENCE_MS, `${service}.operationStatus`, {}, meta);
      return { node, service, isUp, status: InstanceStatus.parse(status) };
    } catch (error) {
      return { node, service, isUp, problem: isDomainError(error) ? error.code : "internal" };
    }
  };

  return {
    services: action({
      rest: "GET /ops/services",
      summary: "运行状态: every process that is or was there, its consumers, outboxes and dead letters",
      access: OPERATORS,
      input: z.strictObject({}),
      output: z.object({
        instances: z.array(Told),
        unheard: z.array(z.string()).describe("services without a process"),
      }),
      run: async (_input, context) => {
        const known = instances();
        const up = new Set(known.filter(({ isUp }) => isUp).map(({ service }) => service));
        return {
          instances: await Promise.all(known.map((instance) => told(instance, onBehalf(context)))),
          unheard: manifest.calls.filter((service) => !up.has(service)),
        };
      },
    }),
    serviceDeadLetters: action({
      rest: "GET /ops/services/:service/dead-letters",
      summary: "死信: open ones of a service, newest first, with why they were given up",
      access: OPERATORS,
      input: z.strictObject({ service: Service, ...pageShape }),
      output: z.object({ letters: z.array(LetterView), next: z.int().optional() }),
      run: async ({ service, ...page }, context) =>
        (await broker.call(`${service}.deadLetters`, page, onBehalf(context))) as {
          letters: LetterView[];
          next?: number;
        },
    }),
    settleServiceDeadLetter: action({
      rest: "POST /ops/services/:service/dead-letters/:sequence/settle",
      summary:
        "重投 or 弃置: gives it to its consumer again, or says that nobody needs it; account and reason stay on record",
      access: OPERATORS,
      input: z.strictObject({ service: Service, ...settleShape, outcome: z.enum(["putBack", "discarded"]) }),
      output: z.object({ sequence: z.int() }),
      run: async ({ service, ...decision }, context) =>
        (await broker.call(`${service}.settleDeadLetter`, decision, onBehalf(context))) as { sequence: number },
    }),
    slowTraces: action({
      rest: "GET /ops/traces",
      summary:
        "the slowest traces of the last hour that began at the gateway, where there is a collector that can be asked",
      access: OPERATORS,
      input: z.strictObject({
        service: Service.default("gateway"),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      output: z.object({
        isCollected: z.boolean().describe("false: no collector is named (TRACES_URL), and nothing is known"),
        traces: z.array(TraceSummary),
      }),
      run: async ({ service, limit }) =>
        tracesUrl === undefined
          ? { isCollected: false, traces: [] }
          : { isCollected: true, traces: [...(await slowestTraces(tracesUrl, service, limit))] },
    }),
  };
};
