import { counter, idFrom, isTraceparent, metrics, newTraceparent, type Log } from "@wangge/kit";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SignedIn } from "./auth/tokens.ts";
import { answerOf, HttpError, type Problem } from "./api/problems.ts";
import type { Found } from "./api/routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What came in, if it was one. */
    incomingTrace: string | undefined;
    traceparent: string;
    found: Found | undefined;
    signedIn: SignedIn | undefined;
  }
}

/** Of every answer; an answer that says otherwise is left so. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};
const SECURITY = Object.entries(SECURITY_HEADERS);

const refusals = counter(metrics.httpRefused, "requests refused because there were too many, or a part was away");

export const countRefused = (code: string): void => {
  refusals.add(1, { code });
};

export const headersFor = (request: FastifyRequest): Record<string, string> => ({
  ...SECURITY_HEADERS,
  traceresponse: request.traceparent,
});

/** Who was not let in where: to be found again, by an id made of the account and not by its name. */
const logRefused = (
  log: Log,
  { status, code, traceId }: Problem,
  { signedIn, found, method }: FastifyRequest,
): void => {
  const account = signedIn === undefined ? undefined : idFrom("account", signedIn.actor.id);
  log.info({ status, code, traceId, method, action: found?.route.action, account }, "not let in");
};

export const sendProblem = (log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { problem, headers, isBug } = answerOf(error, request.traceparent);
  if (isBug && error instanceof Error)
    log.error(
      // A bug in a service was logged there, with its stack.
      { error: error.message, traceId: problem.traceId, ...("nodeID" in error ? {} : { stack: error.stack }) },
      "bug",
    );
  if (problem.status === 401 || problem.status === 403) logRefused(log, problem, request);
  if (problem.status === 429 || problem.status === 503) countRefused(problem.code);
  return reply
    .code(problem.status)
    .headers(headers)
    .header("content-type", "application/problem+json; charset=utf-8")
    .send(JSON.stringify(problem));
};

/** What holds for every answer: trace, safe headers, problems. */
export const mountEdge = (app: FastifyInstance, log: Log): void => {
  app.decorateRequest("incomingTrace", undefined);
  app.decorateRequest("traceparent", "");
  app.decorateRequest("found", undefined);
  app.decorateRequest("signedIn", undefined);
  app.addHook("onRequest", (request, _reply, done) => {
    const { traceparent } = request.headers;
    request.incomingTrace = isTraceparent(traceparent) ? traceparent : undefined;
    request.traceparent = request.incomingTrace ?? newTraceparent();
    done();
  });
  app.addHook("onSend", (request, reply, _payload, done) => {
    for (const [name, value] of SECURITY) if (!reply.hasHeader(name)) void reply.header(name, value);
    void reply.header("traceresponse", request.traceparent);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(log, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(log, new HttpError(404, "http.not_found", "There is nothing here"), request, reply),
  );
};
