import { httpStatusOf, invalidInput, isDomainError, traceIdOf, type DomainError } from "@wangge/kit";
import { STATUS_CODES } from "node:http";

/** RFC 9457. `code` is stable and public; `detail` is for people and may change. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly traceId: string;
  readonly [extension: string]: unknown;
}

/** A "no" of HTTP itself, before any service was asked. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** One place of the input that is wrong. */
export const invalidAt = (message: string, path: string): DomainError =>
  invalidInput([{ path, message, code: "custom" }]);

export interface Answer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Nobody foresaw it: to be logged. */
  readonly isBug: boolean;
}

interface FrameworkError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
}

/** Its message for a bad address repeats the address, in which anything may stand. */
const BAD_URL = "FST_ERR_BAD_URL";

const ofFramework: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "http.body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "http.media_type_unsupported",
  [BAD_URL]: "http.bad_url",
};

const RETRY: Readonly<Record<string, string>> = { "retry-after": "1" };

const statusOf = ({ code, kind }: DomainError): number => (code === "auth.sign_in" ? 401 : httpStatusOf[kind]);

const headersOf = (
  status: number,
  code: string,
  { retryAfterSeconds }: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> => {
  if (status === 429 && typeof retryAfterSeconds === "number") return { "retry-after": String(retryAfterSeconds) };
  if (status === 503) return RETRY;
  if (status !== 401) return {};
  const error = code === "auth.token_invalid" ? ', error="invalid_token"' : "";
  return { "www-authenticate": `Bearer realm="wangge"${error}` };
};

const problem = (
  status: number,
  code: string,
  detail: string,
  traceparent: string,
  details: Readonly<Record<string, unknown>> = {},
): Problem => ({
  ...details,
  type: `urn:wangge:problem:${code}`,
  title: STATUS_CODES[status] ?? "Error",
  status,
  detail,
  code,
  traceId: traceIdOf(traceparent),
});

/** What the outside learns of an error: refusals in full, of bugs only that there was one. */
export const answerOf = (error: unknown, traceparent: string): Answer => {
  if (error instanceof HttpError) {
    const { status, code, message, headers } = error;
    return {
      problem: problem(status, code, message, traceparent),
      headers: { ...headersOf(status, code), ...headers },
      isBug: false,
    };
  }
  if (isDomainError(error)) {
    const status = statusOf(error);
    const { code, message, details } = error;
    return {
      problem: problem(status, code, message, traceparent, details),
      headers: headersOf(status, code, details),
      isBug: false,
    };
  }
  const { statusCode = 500, code, message } = (error instanceof Error ? error : new Error()) as FrameworkError;
  if (statusCode >= 400 && statusCode < 500) {
    const own = ofFramework[code ?? ""] ?? "http.bad_request";
    const detail = code === BAD_URL ? "The address does not parse" : message;
    return { problem: problem(statusCode, own, detail, traceparent), headers: {}, isBug: false };
  }
  return {
    problem: problem(500, "internal", "Something went wrong here; the trace id helps us to find it", traceparent),
    headers: {},
    isBug: true,
  };
};
