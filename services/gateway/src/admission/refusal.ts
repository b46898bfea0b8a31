import type { FastifyReply, FastifyRequest } from "fastify";
import { answerOf, HttpError } from "../api/problems.ts";
import { countRefused, headersFor } from "../edge.ts";

/** Who is refused together does not come back together. */
const [SOONEST_S, LATEST_S] = [1, 3];
const retryAfter = (): string => String(SOONEST_S + Math.floor(Math.random() * (LATEST_S - SOONEST_S + 1)));

export const overloaded = (headers: Readonly<Record<string, string>> = { "retry-after": retryAfter() }): HttpError =>
  new HttpError(503, "http.overloaded", "More comes in than can be done; ask again after Retry-After seconds", headers);

/** Made once: where most is refused, an error with its stack for each would take the time of those that are not. */
const refusal = overloaded({});

/** The same answer as `overloaded` gets, past everything that an answer usually goes through. */
export const sendAway = (request: FastifyRequest, reply: FastifyReply): void => {
  const body = JSON.stringify(answerOf(refusal, request.traceparent).problem);
  countRefused(refusal.code);
  reply.hijack();
  reply.raw
    .writeHead(refusal.status, {
      ...headersFor(request),
      "content-type": "application/problem+json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      "retry-after": retryAfter(),
    })
    .end(body);
};
