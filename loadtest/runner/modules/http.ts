import { performance } from "node:perf_hooks";
import { send, type Exchange } from "../send.ts";
import { tagsOf, type Run } from "../run.ts";
import { checkRunning, Interrupted, type Vu } from "../vu.ts";
import { durationOf } from "../options.ts";
import { responseOf, type Response } from "./response.ts";

type Body = string | ArrayBuffer | Readonly<Record<string, unknown>> | null | undefined;
type Statuses = readonly (number | { readonly min: number; readonly max: number })[];
interface Expected {
  readonly statuses: Statuses;
}
interface Url {
  readonly url: string;
  readonly name: string;
}

interface Params {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly timeout?: string | number;
  readonly redirects?: number;
  readonly responseType?: "text" | "binary" | "none";
  readonly responseCallback?: Expected | null;
  readonly throw?: boolean;
}
const PARAMS: readonly string[] = [
  "headers",
  "tags",
  "timeout",
  "redirects",
  "responseType",
  "responseCallback",
  "throw",
];

const TIMEOUT_MS = 60_000;
const DEFAULT_EXPECTED: Expected = { statuses: [{ min: 200, max: 399 }] };

const isExpected = (status: number, { statuses }: Expected): boolean =>
  statuses.some((one) => (typeof one === "number" ? one === status : status >= one.min && status <= one.max));

const formOf = (fields: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as unknown[]) : [value]).map((one): [string, string] => [name, String(one)]),
    ),
  ).toString();

/** What is sent, and the type that goes without saying. */
const bodyOf = (body: Body): { readonly bytes: Buffer | undefined; readonly type?: string } => {
  if (body === null || body === undefined) return { bytes: undefined };
  if (typeof body === "string") return { bytes: Buffer.from(body) };
  if (body instanceof ArrayBuffer) return { bytes: Buffer.from(body) };
  if (ArrayBuffer.isView(body)) return { bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
  return { bytes: Buffer.from(formOf(body)), type: "application/x-www-form-urlencoded" };
};

/** `k6/http`, so far as scripts here need it; what is missing is refused aloud. */
export const httpModule = (run: Run, vu: Vu) => {
  let expected: Expected | null = DEFAULT_EXPECTED;

  const request = async (
    method: string,
    address: string | Url,
    body?: Body,
    params: Params = {},
  ): Promise<Response> => {
    checkRunning(vu);
    if (vu.isInit) throw new Error("nothing can be asked over HTTP in the init context");
    for (const name in params)
      if (!PARAMS.includes(name)) throw new Error(`the runner does not know the parameter ${name} of http`);
    const { url, name } = typeof address === "string" ? { url: address, name: address } : address;
    const { bytes, type } = bodyOf(body);
    const headers: Record<string, string> = {
      "user-agent": run.options?.userAgent ?? "",
      ...(type === undefined ? {} : { "content-type": type }),
      ...Object.fromEntries(Object.entries(params.headers ?? {}).map(([key, value]) => [key.toLowerCase(), value])),
    };
    const asked = performance.now();
    const latenessMs = vu.latenessMs;
    const exchange = await send({
      method,
      url,
      headers,
      body: bytes,
      timeoutMs: params.timeout === undefined ? TIMEOUT_MS : durationOf(params.timeout),
      agents: vu,
      signal: vu.interrupt.signal,
    });
    if (exchange.error !== undefined && vu.interrupt.signal.aborted) throw new Interrupted();
    if (
      exchange.status >= 300 &&
      exchange.status < 400 &&
      exchange.headers["location"] !== undefined &&
      params.redirects !== 0
    )
      throw new Error(`${method} ${name}: the runner follows no redirects; say redirects: 0`);
    if (exchange.headers["set-cookie"] !== undefined)
      run.warn("the server sets cookies; the runner keeps none, k6 would");
    const judge = params.responseCallback === undefined ? expected : params.responseCallback;
    record(method, url, name, exchange, { params, judge, asked, latenessMs });
    if (exchange.error !== undefined) {
      if (params.throw === true) throw new Error(`${method} ${name}: ${exchange.error.message}`);
      run.warn(`${method} failed: ${exchange.error.message}`);
    }
    const responseType = params.responseType ?? (run.options?.discardResponseBodies === true ? "none" : "text");
    return responseOf(exchange, { method, url, headers, body: bytes, responseType });
  };

  const record = (
    method: string,
    url: string,
    name: string,
    { status, protocol, timings, sentBytes, receivedBytes, error, endedAt }: Exchange,
    {
      params,
      judge,
      asked,
      latenessMs,
    }: { params: Params; judge: Expected | null; asked: number; latenessMs: number | undefined },
  ): void => {
    const isFine = judge === null || (error === undefined && isExpected(status, judge));
    const tags = {
      ...tagsOf(run, vu),
      method,
      url,
      name,
      status: String(status),
      proto: protocol,
      ...(judge === null ? {} : { expected_response: String(isFine) }),
      ...(error === undefined ? {} : { error: error.message, error_code: String(error.code) }),
      ...params.tags,
    };
    const add = (metric: string, value: number): void => {
      run.metrics.add(metric, value, tags);
    };
    add("http_reqs", 1);
    add("http_req_duration", timings.duration);
    add("http_req_blocked", timings.blocked);
    add("http_req_connecting", timings.connecting);
    add("http_req_tls_handshaking", timings.tls_handshaking);
    add("http_req_sending", timings.sending);
    add("http_req_waiting", timings.waiting);
    add("http_req_receiving", timings.receiving);
    add("data_sent", sentBytes);
    add("data_received", receivedBytes);
    if (judge !== null) add("http_req_failed", isFine ? 0 : 1);
    // From when it would have been asked had its iteration begun on time; a connection that had to be waited for counts.
    if (latenessMs !== undefined) add("http_req_duration_from_intended", endedAt - asked + latenessMs);
  };

  type BatchItem =
    | string
    | readonly [string, string | Url, Body?, Params?]
    | { method: string; url: string | Url; body?: Body; params?: Params };
  const one = (item: BatchItem): Promise<Response> => {
    if (typeof item === "string") return request("GET", item);
    const [method, url, body, params] = "method" in item ? [item.method, item.url, item.body, item.params] : item;
    return request(method.toUpperCase(), url, body, params ?? {});
  };

  return {
    get: (url: string | Url, params?: Params) => request("GET", url, null, params ?? {}),
    head: (url: string | Url, params?: Params) => request("HEAD", url, null, params ?? {}),
    post: (url: string | Url, body?: Body, params?: Params) => request("POST", url, body, params ?? {}),
    put: (url: string | Url, body?: Body, params?: Params) => request("PUT", url, body, params ?? {}),
    patch: (url: string | Url, body?: Body, params?: Params) => request("PATCH", url, body, params ?? {}),
    del: (url: string | Url, body?: Body, params?: Params) => request("DELETE", url, body, params ?? {}),
    options: (url: string | Url, body?: Body, params?: Params) => request("OPTIONS", url, body, params ?? {}),
    request: (method: string, url: string | Url, body?: Body, params?: Params) =>
      request(method.toUpperCase(), url, body, params ?? {}),
    asyncRequest: (method: string, url: string | Url, body?: Body, params?: Params) =>
      request(method.toUpperCase(), url, body, params ?? {}),
    batch: async (items: readonly BatchItem[] | Readonly<Record<string, BatchItem>>) => {
      if (Array.isArray(items)) return Promise.all((items as readonly BatchItem[]).map(one));
      const answers = await Promise.all(Object.entries(items).map(async ([key, item]) => [key, await one(item)]));
      return Object.fromEntries(answers) as Record<string, Response>;
    },
    url: (strings: readonly string[], ...values: readonly unknown[]): Url => ({
      name: strings.join("${}"),
      url: strings.reduce((text, part, index) => `${text}${String(values[index - 1])}${part}`),
    }),
    expectedStatuses: (...statuses: Statuses): Expected => ({ statuses }),
    setResponseCallback: (callback: Expected | null): void => {
      expected = callback;
    },
  };
};
