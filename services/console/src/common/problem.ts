/** An answer that says no: problem details (RFC 9457) of the platform. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly traceId: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, details: Readonly<Record<string, unknown>>) {
    super(typeof details["detail"] === "string" ? details["detail"] : `HTTP ${status}`);
    this.code = typeof details["code"] === "string" ? details["code"] : "http.unknown";
    this.traceId = typeof details["traceId"] === "string" ? details["traceId"] : "";
    this.status = status;
    this.details = details;
  }
}
