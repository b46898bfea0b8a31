import { DomainError, reject } from "@wangge/kit/errors";

type Details = Readonly<Record<string, unknown>>;

interface Refusals {
  /** Understood, and the rules say no. */
  readonly rule: (reason: string, message: string, details?: Details) => DomainError;
  readonly forbidden: (reason: string, message: string) => DomainError;
  readonly unknown: () => DomainError;
}

/** What is refused of one thing, with its codes `social.<thing>.<reason>`. */
const refusalsOf = (thing: string, said: string): Refusals => ({
  rule: (reason, message, details = {}) => reject(`social.${thing}.${reason}`, message, details),
  forbidden: (reason, message) => new DomainError("forbidden", `social.${thing}.${reason}`, message),
  unknown: () => new DomainError("missing", `social.${thing}.unknown`, `There is no such ${said}`),
});

export const ofProgramme = refusalsOf("programme", "programme");
export const ofRound = refusalsOf("round", "round");
export const ofApplication = refusalsOf("application", "application");
export const ofReview = refusalsOf("review", "review");
export const ofDeclaration = refusalsOf("declaration", "declaration");
export const ofPanel = refusalsOf("panel", "panel");

export const conflict = (thing: string, reason: string, message: string, details: Details = {}): DomainError =>
  new DomainError("conflict", `social.${thing}.${reason}`, message, details);
