import { type DomainError, isDomainError } from "@wangge/kit";
import { answerOf, HttpError } from "../api/problems.ts";
import { isRecord } from "../api/schema.ts";
import type { Language } from "./language.ts";

export interface Failure {
  readonly status: number;
  readonly description: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Nobody foresaw it: to be logged. */
  readonly isBug: boolean;
}

/** A "no" of GeoReport: 403 for keys, 404 for what is not there, 400 for all else that a client got wrong. */
export const refusal = (
  status: 400 | 403 | 404,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): HttpError => new HttpError(status, "open311.refused", description, headers);

/** Where HTTP has its own word for it, that word stays. */
const KEPT: ReadonlySet<number> = new Set([403, 404, 405, 413, 415, 429, 500, 503]);
const OF_CODE: Readonly<Record<string, number>> = { "intake.category.unknown": 404 };

interface Notice {
  readonly zh?: unknown;
  readonly en?: unknown;
}

/** What a domain error knows besides its message, in words: which attribute, which number, which telephone. */
const moreOf = ({ code, details }: DomainError, language: Language): string => {
  const { attribute, trackingNumber, notice, issues } = details;
  if (code === "intake.category.stopped" && isRecord(notice)) return ` ${String((notice as Notice)[language])}`;
  if (typeof attribute === "string") return ` (attribute[${attribute}])`;
  if (typeof trackingNumber === "string") return `: ${trackingNumber}`;
  if (!Array.isArray(issues)) return "";
  return `: ${issues.map((issue: unknown) => (isRecord(issue) ? `${String(issue["path"])} ${String(issue["message"])}` : "")).join("; ")}`;
};

/** Where the answer to a POST can be asked for that may have been lost on the way. */
const tokenOf = (error: unknown, base: string): Readonly<Record<string, string>> => {
  const token = isDomainError(error) ? error.details["token"] : undefined;
  return typeof token === "string" ? { location: `${base}/tokens/${token}.xml` } : {};
};

export const failureOf = (error: unknown, traceparent: string, language: Language, base: string): Failure => {
  const { problem, headers, isBug } = answerOf(error, traceparent);
  const { status: given, code, detail, traceId } = problem;
  const status = OF_CODE[code] ?? (given === 401 ? 403 : KEPT.has(given) ? given : 400);
  const more = isDomainError(error) ? moreOf(error, language) : isBug ? ` (${traceId})` : "";
  return { status, description: `${detail}${more}`, headers: { ...headers, ...tokenOf(error, base) }, isBug };
};
