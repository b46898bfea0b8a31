/** What kind of "no" it is. The kind decides the HTTP status and what the bus does with a message (STYLE.md §9). */
export type ErrorKind = "invalid" | "forbidden" | "missing" | "rule" | "conflict" | "limited" | "unavailable";

export const httpStatusOf: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  rule: 422,
  limited: 429,
  unavailable: 503,
};

/** An answer, not a bug: something this system may say no to, with a stable public code `<service>.<thing>.<reason>`. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** Understood, and the rules say no (422). */
export const reject = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  new DomainError("rule", code, message, details);

export interface InputIssue {
  /** Dotted; empty for the whole input. */
  readonly path: string;
  readonly message: string;
  readonly code: string;
}

/** Too often (429); `details` say when to come back. */
export const limited = (code: string, message: string, retryAfterSeconds: number): DomainError =>
  new DomainError("limited", code, message, { retryAfterSeconds });

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** A key of an input as answers may spell it: what is no plain name may be a value in the wrong place. */
export const spelledKey = (key: string): string => (NAME.test(key) ? key : "…");

/** The input does not parse (400); every place that is wrong is named. */
export const invalidInput = (issues: readonly InputIssue[]): DomainError =>
  new DomainError("invalid", "input.invalid", "The input does not parse", { issues });

/** True for errors that crossed the wire, and for those of packages that do not know the kit: compares the shape, not the class. */
export const isDomainError = (error: unknown): error is DomainError =>
  error instanceof Error &&
  "kind" in error &&
  Object.hasOwn(httpStatusOf, String(error.kind)) &&
  "code" in error &&
  "details" in error;

const MAY_PASS: ReadonlySet<ErrorKind> = new Set(["conflict", "limited", "unavailable"]);

/** A refusal stays a refusal however often it is tried; a conflict, a limit, a missing dependency or a bug may pass. */
export const isRefusal = (error: unknown): boolean => isDomainError(error) && !MAY_PASS.has(error.kind);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
