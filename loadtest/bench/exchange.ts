/** One question over HTTP and its answer: what two servers are compared by. */
export interface Exchange {
  readonly method: string;
  /** As it is asked: `/api/v1/grids/510108001001001`. */
  readonly path: string;
  /** As a server knows it: `/api/v1/grids/:code`. */
  readonly route: string;
  readonly body?: unknown;
  readonly status: number;
  readonly answer: unknown;
}
