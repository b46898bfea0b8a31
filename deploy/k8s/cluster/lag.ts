/**
 * The external metric by which autoscalers scale, where no Prometheus Adapter is: `node lag.ts <kubeconfig> <certificate> <key> <port> <authority of the services>`, with the network of a pod in the
 * namespace that may read metrics. Asks every service's pods anew for each question; of one consumer the pod counts that sees most.
 */
import { readFileSync } from "node:fs";
import { createServer, get } from "node:https";
import { z } from "zod";
import { clientOf } from "./api.ts";

const GROUP = "external.metrics.k8s.io/v1beta1";
const METRIC = "wangge_bus_lag";
const [kubeconfig = "", certificate = "", key = "", port = "", authority = ""] = process.argv.slice(2);
const ca = readFileSync(authority);
const api = clientOf(kubeconfig);

const Pods = z.object({
  items: z.object({ status: z.object({ podIP: z.string().optional(), phase: z.string() }) }).array(),
});

/** As k8s/components/telemetry has it: every certificate of a service is for the name `metrics` too. None of one that begins or ends: the others tell. */
const linesOf = (address: string): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const to = { host: address, port: 9090, path: "/metrics", servername: "metrics", ca };
    get({ ...to, signal: AbortSignal.timeout(2_000) }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.once("error", () => resolve([]));
      response.once("end", () => resolve(text.split("\n")));
    }).once("error", () => resolve([]));
  });

/** Messages that wait for the consumers of a service. */
const lagOf = async (namespace: string, service: string): Promise<number> => {
  const { items } = await api(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io/component=service`,
    Pods,
  );
  const addresses = items.flatMap(({ status }) => (status.phase === "Running" ? (status.podIP ?? []) : []));
  const most = new Map<string, number>();
  for (const line of (await Promise.all(addresses.map(linesOf))).flat()) {
    const [, consumer, value] = /^wangge_bus_lag\{[^}]*consumer="([^"]+)"[^}]*\} (\S+)/.exec(line) ?? [];
    if (consumer?.split("--")[0] === service) most.set(consumer, Math.max(most.get(consumer) ?? 0, Number(value)));
  }
  return [...most.values()].reduce((sum, lag) => sum + lag, 0);
};

const answerTo = async (url: URL): Promise<object | undefined> => {
  if (url.pathname === `/apis/${GROUP}`)
    return {
      kind: "APIResourceList",
      apiVersion: "v1",
      groupVersion: GROUP,
      resources: [
        { name: METRIC, singularName: "", namespaced: true, kind: "ExternalMetricValueList", verbs: ["get"] },
      ],
    };
  const namespace = new RegExp(`^/apis/${GROUP}/namespaces/([^/]+)/${METRIC}$`).exec(url.pathname)?.[1];
  const service = /^service=(\w+)$/.exec(url.searchParams.get("labelSelector") ?? "")?.[1];
  if (namespace === undefined || service === undefined) return undefined;
  const value = String(await lagOf(namespace, service));
  const item = { metricName: METRIC, metricLabels: { service }, timestamp: new Date().toISOString(), value };
  return { kind: "ExternalMetricValueList", apiVersion: GROUP, metadata: {}, items: [item] };
};

createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  const answered = (status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  answerTo(new URL(request.url ?? "/", "https://lag")).then(
    (body) => answered(body === undefined ? 404 : 200, body ?? {}),
    (error: unknown) => answered(503, { error: String(error) }),
  );
}).listen(Number(port));
