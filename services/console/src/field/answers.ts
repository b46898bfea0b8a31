import { Problem } from "../common/api.ts";

/** A refusal is an answer; everything else is tried again with the next sync. */
export const isAnswer = (error: unknown): error is Problem =>
  error instanceof Problem && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
