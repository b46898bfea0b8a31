import {
  activeTraceparent,
  authorize,
  DomainError,
  histogram,
  httpStatusOf,
  inSpan,
  metrics,
  newTraceparent,
  SpanKind,
  type Broker,
  type ErrorKind,
  type Log,
  type WireMeta,
} from "@wangge/kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { claimedClass, classOf, type Admission } from "../admission/admission.ts";
import { sendAway } from "../admission/refusal.ts";
import { bearerOf, type Verify } from "../auth/tokens.ts";
import type { Limit } from "../limits.ts";
import { readBody } from "./body.ts";
import { bulk, heldBack } from "./bulk.ts";
import { sendBytes } from "./bytes.ts";
import type { Directory } from "./directory.ts";
import { idempotencyKeyOf, inputOf, parseJson, refuseForbiddenKeys } from "./input.ts";
import { mediaInput, mediaOf, readableOf } from "./media.ts";
import { answerOf, HttpError, invalidAt } from "./problems.ts";
import type { Found, Route } from "./routes.ts";
import { isRecord } from "./schema.ts";

export const API = "/api/v1";
const NDJSON = "application/x-ndjson";
export interface ApiOptions {
  readonly call: Broker["call"];
  readonly callForText: Broker["callForText"];
  readonly directory: Directory;
  readonly verify: Verify;
  readonly limit: Limit;
  readonly admission: Admission;
  readonly log: Log;
  readonly bodyLimit: number;
  /** The most that an action can ask for with `bodyBytes`. */
  readonly largeBodyLimit: number;
  readonly ndjsonLimit: number;
  readonly maxInFlight: number;
}

const durations = histogram(metrics.http, "time of HTTP requests");

const splitUrl = (url: string): { readonly path: string; readonly query: URLSearchParams | undefined } => {
  const cut = url.indexOf("?");
  return cut < 0
    ? { path: url.slice(API.length), query: undefined }
    : { path: url.slice(API.length, cut), query: new URLSearchParams(url.slice(cut + 1)) };
};

const mediaTypeOf = (request: FastifyRequest): string | undefined =>
  request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/** NDJSON, a line an item. */
const isMany = (request: FastifyRequest, { route }: Found): boolean => route.isBulk && mediaTypeOf(request) === NDJSON;

const poolOf = ({ route: { service, method } }: Found) => ({ service, isRead: method === "GET" });

/** Type, charset and coding of the body, before it is read. @throws HttpError 415 */
const checkBodyType = (request: FastifyRequest, route: Route): void => {
  const { isBulk } = route;
  const media = [...(isBulk ? [NDJSON] : []), ...mediaOf(route)];
  const unsupported = (message: string): HttpError => new HttpError(415, "http.media_type_unsupported", message);
  const type = mediaTypeOf(request);
  if (type === undefined) return;
  if (type !== "application/json" && !media.includes(type))
    throw unsupported(`Send ${["application/json", ...media].join(" or ")}`);
  const charset = CHARSET.exec(request.headers["content-type"] ?? "")?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") throw unsupported("Send UTF-8");
  const coding = request.headers["content-encoding"];
  if (coding !== undefined && coding !== "identity") throw unsupported("Send the body as it is, not compressed");
};

/** Who asks, by the token in the header. A bad token costs the address that sent it. */
export const signIn = async (
  request: FastifyRequest,
  token: string | undefined,
  { verify, limit }: Pick<ApiOptions, "verify" | "limit">,
): Promise<void> => {
  const address = `address:${request.ip}`;
  if (token === undefined) return limit(address);
  try {
    request.signedIn = await verify(token);
  } catch (error) {
    await limit(address);
    throw error;
  }
  return limit(`account:${request.signedIn.actor.id}`);
};

const metaOf = (request: FastifyRequest, { method }: Route): WireMeta => {
  const actor = request.signedIn?.actor;
  const key = method === "GET" ? undefined : idempotencyKeyOf(request.headers["idempotency-key"], actor?.id);
  return {
    external: true,
    address: request.ip,
    ...(actor === undefined ? {} : { actor }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
  };
};

interface ItemProblem {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const isItemProblem = (value: unknown): value is ItemProblem =>
  isRecord(value) && typeof value["code"] === "string" && String(value["kind"]) in httpStatusOf;

/** `{ ok: true, receipt }` or `{ ok: false, problem }`, as a service answers for one item. */
const lineOf = (result: unknown, problemOf: (error: unknown) => unknown): Readonly<Record<string, unknown>> => {
  if (!isRecord(result)) return { problem: problemOf(new Error("no answer for an item")) };
  const { ok: _ok, problem, ...rest } = result;
  if (problem === undefined) return rest;
  if (!isItemProblem(problem)) return { problem: problemOf(new Error("an answer of a strange form")) };
  const { kind, code, message, details } = problem;
  return { problem: problemOf(new DomainError(kind, code, message, details)) };
};

/** The announced actions over HTTP. */
export const mountApi = (app: FastifyInstance, options: ApiOptions): void => {
  const { call, callForText, directory, admission, log, bodyLimit, largeBodyLimit, ndjsonLimit, maxInFlight } = options;
  let inFlight = 0;

  const limitOf = (found: Found | undefined): number => {
    const { bodyBytes } = found?.route.announcement ?? {};
    return bodyBytes === undefined ? bodyLimit : Math.max(bodyLimit, Math.min(bodyBytes, largeBodyLimit));
  };

  const find = (request: FastifyRequest): Found => {
    const { path } = splitUrl(request.url);
    const table = directory.table();
    const found = table.find(request.method, path);
    if (found !== undefined) return found;
    const allowed = table.allowed(path);
    if (allowed.length > 0)
      throw new HttpError(405, "http.method_not_allowed", `${request.method} is not possible here`, {
        allow: allowed.join(", "),
      });
    if (directory.unheard().length > 0)
      throw new DomainError("unavailable", "service.unavailable", "Not every service has been heard of yet");
    throw new HttpError(404, "http.not_found", "There is nothing here");
  };

  const guard = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    inFlight += 1;
    reply.raw.once("close", () => {
      inFlight -= 1;
    });
    if (inFlight > maxInFlight) throw new HttpError(503, "http.overloaded", "Too much at once, come back in a second");
    const found = find(request);
    request.found = found;
    const { authorization } = request.headers;
    const by = claimedClass(authorization !== undefined, isMany(request, found));
    if (!admission.hasRoom({ ...poolOf(found), by })) {
      sendAway(request, reply);
      return;
    }
    await signIn(request, bearerOf(authorization), options);
    authorize(found.route.announcement.access, request.signedIn?.actor, false);
    checkBodyType(request, found.route);
  };

  const answerOne = async (request: FastifyRequest, reply: FastifyReply, found: Found): Promise<void> => {
    const { route } = found;
    const input = inputOf(found, splitUrl(request.url).query, request.body);
    const meta = { ...metaOf(request, route), traceparent: request.traceparent };
    const { status, answers } = route.announcement;
    if (status === 204) {
      await call(route.action, input, meta);
      void reply.code(204).send();
      return;
    }
    if (answers !== undefined) {
      sendBytes(request, reply, route, await call(route.action, input, meta));
      return;
    }
    const text = await callForText(route.action, input, meta);
    void reply.code(status).header("content-type", "application/json; charset=utf-8").send(text);
  };

  const answerMany = (request: FastifyRequest, reply: FastifyReply, { route }: Found): void => {
    const meta = metaOf(request, route);
    if (meta.idempotencyKey !== undefined)
      throw new HttpError(400, "http.idempotency_key", "Give each line its own key: one key cannot stand for a stream");
    if (Number(request.headers["content-length"] ?? 0) > ndjsonLimit)
      throw new HttpError(413, "http.body_too_large", `More than ${ndjsonLimit} bytes`);
    const { traceparent } = request;
    const problemOf = (error: unknown) => {
      const { problem, isBug } = answerOf(error, traceparent);
      if (isBug) log.error({ error: String(error), traceId: problem.traceId, action: route.action }, "bug");
      return problem;
    };
    const ask = async (items: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> => {
      try {
        const output = await call(route.action, { items }, { ...meta, traceparent });
        const results: unknown = isRecord(output) ? output["results"] : undefined;
        if (!Array.isArray(results) || results.length !== items.length) throw new Error("not one answer for each item");
        return results.map((result) => lineOf(result, problemOf));
      } catch (error) {
        const problem = problemOf(error);
        return items.map(() => ({ problem }));
      }
    };
    const parse = (line: Uint8Array): unknown => {
      const item = parseJson(line);
      if (!isRecord(item)) throw invalidAt("a line must be an object", "");
      refuseForbiddenKeys(item);
      return item;
    };
    const source = (request.body ?? Readable.from([])) as Readable;
    const answers = bulk(source, { ask, parse, problemOf, lineLimit: bodyLimit, totalLimit: ndjsonLimit });
    const isPassedOn = ["x-forwarded-for", "forwarded", "via"].some((name) => name in request.headers);
    const sent = isPassedOn ? heldBack(answers, () => request.raw.complete) : answers;
    void reply.header("content-type", NDJSON).send(Readable.from(sent));
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply, found: Found): Promise<void> => {
    const isBulk = isMany(request, found);
    const asked = { ...poolOf(found), by: classOf(request.signedIn?.actor, isBulk) };
    if (isBulk) {
      reply.raw.once("close", admission.hold(asked));
      answerMany(request, reply, found);
    } else await admission.during(asked, () => answerOne(request, reply, found));
  };

  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { found } = request;
    if (found === undefined) throw new Error("a request without a route");
    const { method, path } = found.route;
    await inSpan(`${method} ${path}`, { traceparent: request.incomingTrace, kind: SpanKind.SERVER }, async () => {
      request.traceparent = activeTraceparent(request.traceparent) ?? newTraceparent();
      await answer(request, reply, found);
    });
    return reply;
  };

  void app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", async (request: FastifyRequest, payload: IncomingMessage) =>
      parseJson(await readBody(payload, request.raw, limitOf(request.found))),
    );
    // Of the others each route takes its own; `guard` has refused what this one does not.
    scope.addContentTypeParser("*", async (request: FastifyRequest, payload: IncomingMessage) => {
      const { found } = request;
      const type = mediaTypeOf(request);
      if (found === undefined || type === undefined || !mediaOf(found.route).includes(type))
        throw new HttpError(415, "http.media_type_unsupported", "Say what the body is");
      const limit = limitOf(found);
      const body = await readBody(payload, request.raw, readableOf(type, limit));
      return mediaInput(found.route, body, request.headers["content-type"] ?? "", limit);
    });
    scope.addContentTypeParser(NDJSON, (_request, payload, parsed) => {
      parsed(null, payload);
    });
    scope.addHook("onRequest", guard);
    scope.addHook("onResponse", (request, reply, done) => {
      const { found } = request;
      durations.record(reply.elapsedTime, {
        method: request.method,
        route: found === undefined ? "none" : found.route.path,
        status: reply.statusCode,
      });
      done();
    });
    scope.all(`${API}/*`, handler);
    registered();
  });
};
