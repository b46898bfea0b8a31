import { messageOf, type Log } from "@wangge/kit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import { readBody } from "../api/body.ts";
import { HttpError } from "../api/problems.ts";
import type { Admission, Asked as Entering } from "../admission/admission.ts";
import { overloaded } from "../admission/refusal.ts";
import type { Limit } from "../limits.ts";
import { failureOf, refusal } from "./errors.ts";
import { FORM, formFrom, KEY, MULTIPART } from "./form.ts";
import { languageOf } from "./language.ts";
import { placeOf, type Answer, type Asked, type Format, type Handlers } from "./places.ts";
import { xmlOf } from "./xml.ts";

export const OPEN311 = "/open311/v2";

export interface Open311Options {
  readonly handlers: Handlers;
  readonly limit: Limit;
  readonly admission: Admission;
  readonly log: Log;
  readonly jurisdiction: string;
  /** Where the world reaches this server; absent: as the request says. */
  readonly publicUrl: string | undefined;
  readonly bodyLimit: number;
  /** With pictures in it. */
  readonly largeBodyLimit: number;
  readonly maxInFlight: number;
}

const TYPES: Readonly<Record<Format, string>> = {
  xml: "text/xml; charset=utf-8",
  json: "application/json; charset=utf-8",
};
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

const splitUrl = (url: string): { readonly path: string; readonly query: URLSearchParams } => {
  const cut = url.indexOf("?");
  const [path, query] = cut < 0 ? [url, ""] : [url.slice(0, cut), url.slice(cut + 1)];
  return { path: path.slice("/open311".length), query: new URLSearchParams(query) };
};

const send = (reply: FastifyReply, status: number, format: Format, { root, value }: Answer): FastifyReply =>
  reply
    .code(status)
    .header("content-type", TYPES[format])
    .send(format === "json" ? JSON.stringify(value) : xmlOf(root, value));

/** GeoReport knows forms, in UTF-8, as they are. @throws HttpError 415 */
const checkBody = ({ headers }: FastifyRequest): void => {
  const unsupported = (message: string) => new HttpError(415, "http.media_type_unsupported", message);
  const charset = CHARSET.exec(headers["content-type"] ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  if (charset !== "utf-8" && charset !== "utf8") throw unsupported("Send UTF-8");
  if ((headers["content-encoding"] ?? "identity") !== "identity") throw unsupported("Send the form uncompressed");
};

const headerIn = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const enteringOf = ({ method }: FastifyRequest): Entering => ({
  service: "intake",
  isRead: method === "GET" || method === "HEAD",
  by: "public",
});

/** Open311 GeoReport v2, at its own place and with its own answers. */
export const mountOpen311 = (app: FastifyInstance, options: Open311Options): void => {
  const { handlers, limit, admission, log, jurisdiction, publicUrl, bodyLimit, largeBodyLimit, maxInFlight } = options;
  let inFlight = 0;
  const baseOf = ({ protocol, host }: FastifyRequest): string =>
    `${publicUrl?.replace(/\/+$/, "") ?? `${protocol}://${host}`}${OPEN311}`;

  const guard = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    inFlight += 1;
    reply.raw.once("close", () => {
      inFlight -= 1;
    });
    if (inFlight > maxInFlight) throw new HttpError(503, "http.overloaded", "Too much at once, come back in a second");
    if (!admission.hasRoom(enteringOf(request))) throw overloaded();
    await limit(`address:${request.ip}`);
    placeOf(request.method, splitUrl(request.url).path);
    checkBody(request);
  };

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { path, query } = splitUrl(request.url);
    const { format, name, id } = placeOf(request.method, path);
    const form = await formFrom(request.body, request.headers["content-type"], query);
    const said = form.text("jurisdiction_id");
    if (said !== undefined && said !== jurisdiction) throw refusal(404, "jurisdiction_id was not found");
    const asked: Asked = {
      id,
      form,
      language: languageOf(request.headers["accept-language"]),
      key: form.text(KEY) ?? headerIn(request, "x-api-key"),
      idempotencyKey: headerIn(request, "idempotency-key"),
      traceparent: request.traceparent,
      base: baseOf(request),
      nowMs: Date.now(),
    };
    const answer = await admission.during(enteringOf(request), () => handlers[name](asked));
    return send(reply, 200, format, answer);
  };

  const sendFailure = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const language = languageOf(request.headers["accept-language"]);
    const { status, description, headers, isBug } = failureOf(error, request.traceparent, language, baseOf(request));
    if (isBug) log.error({ error: messageOf(error), stack: error instanceof Error ? error.stack : undefined }, "bug");
    const format = splitUrl(request.url).path.endsWith(".json") ? "json" : "xml";
    return send(reply.headers(headers), status, format, { root: "errors", value: [{ code: status, description }] });
  };

  void app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    const raw =
      (most: number) =>
      async (request: FastifyRequest, payload: IncomingMessage): Promise<Buffer> =>
        readBody(payload, request.raw, most);
    scope.addContentTypeParser(FORM, raw(bodyLimit));
    scope.addContentTypeParser(MULTIPART, raw(largeBodyLimit));
    scope.setErrorHandler(sendFailure);
    scope.addHook("onRequest", guard);
    scope.all("/open311/*", handle);
    registered();
  });
};
