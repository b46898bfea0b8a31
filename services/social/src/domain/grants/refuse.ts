import { DomainError, reject } from "@wangge/kit/errors";

/** Refusals of one thing: `social.fund.overdrawn`. */
export const refusals = (thing: string) => ({
  /** The rules say no. */
  refuse: (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
    reject(`social.${thing}.${code}`, message, details),
  /** This actor may not. */
  forbid: (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
    new DomainError("forbidden", `social.${thing}.${code}`, message, details),
  unknown: (): DomainError => new DomainError("missing", `social.${thing}.unknown`, `There is no such ${thing}`),
  /** What it follows from is not heard yet: it comes again. */
  notYet: (message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
    new DomainError("unavailable", `social.${thing}.not_yet`, message, details),
});
