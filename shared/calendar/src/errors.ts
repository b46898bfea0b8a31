/** What a calendar refuses with; the same shape as the kit's `DomainError`, so that it is answered like one. */
export class CalendarError extends Error {
  override readonly name = "CalendarError";
  readonly kind: "invalid" | "unavailable";
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(kind: "invalid" | "unavailable", code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}
