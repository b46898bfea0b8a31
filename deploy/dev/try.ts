import { newTraceparent } from "@wangge/kit";
import { z } from "zod";

/** A request that the developer wants to see answered, through the gateway as everybody's. */
export const Trial = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  /** Below the gateway, with its query: `/api/v1/cases?limit=1`. */
  path: z.string().regex(/^\/[^/\\]/),
  token: z.string().optional(),
  idempotencyKey: z.string().optional(),
  body: z.unknown().optional(),
});
export type Trial = z.infer<typeof Trial>;

export interface Tried {
  readonly status: number;
  readonly ms: number;
  readonly traceId: string;
  readonly type: string;
  /** Text as it came; what is no text is only measured. */
  readonly body: string;
}

const TRIAL_MS = 30_000;
const MOST_CHARACTERS = 200_000;

const isText = (type: string): boolean => /json|text|xml|csv|javascript/.test(type);

/** Asks the gateway, in a trace of its own that the page can show afterwards. */
export const tryOut = async (gateway: string, { method, path, token, idempotencyKey, body }: Trial): Promise<Tried> => {
  const traceparent = newTraceparent();
  const begun = performance.now();
  const response = await fetch(new URL(path, gateway), {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(TRIAL_MS),
    headers: {
      // The last digits say that a collector wants this one, whatever share of traces it takes otherwise.
      traceparent: `${traceparent.slice(0, -2)}01`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type") ?? "";
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    ms: performance.now() - begun,
    traceId: traceparent.slice(3, 35),
    type,
    body: isText(type) ? bytes.toString("utf8").slice(0, MOST_CHARACTERS) : `${bytes.length} bytes of ${type}`,
  };
};
