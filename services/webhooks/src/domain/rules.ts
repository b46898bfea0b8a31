/** How deliveries are tried, and what is kept of them: dated data. */
export interface DeliveryRules {
  /** Pauses before the second, third … try. After the last one it is a dead letter. */
  readonly retryAfterSeconds: readonly number[];
  /** Up to this part of a pause is added by chance, so that what failed together does not come back together. */
  readonly jitterPart: number;
  /** However long a receiver asks us to stay away. */
  readonly mostRetryAfterSeconds: number;
  /** Deliveries of one endpoint that wait in the store; what comes beyond waits in its stream. */
  readonly mostWaiting: number;
  readonly mostAtOnce: number;
  readonly mostTimeoutMs: number;
  /** How long an old secret signs beside the new one. */
  readonly overlapHours: number;
  /** How long a delivery that is over is kept in the log. */
  readonly keptDays: number;
  /** How long a replica of a stream may be behind the others: so long what was caught up with is looked at again. */
  readonly settleSeconds: number;
  /** Endpoints that one integrator may have at a time. */
  readonly mostEndpoints: number;
  readonly mostBodyBytes: number;
  readonly mostResponseBytes: number;
}
