/**
 * Loaded before a service (`node --import`): its clock on the wall is as far off as the file of `CLOCK_JUMP_FILE` says, in
 * milliseconds, looked at again every 50 ms. Timers go on as they do when an operator, or a time server, sets a clock.
 */
import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 50;
const file = process.env.CLOCK_JUMP_FILE ?? "";
const Real = Date;
let lookedAt = -Infinity;
let off = 0;

const offset = () => {
  const now = performance.now();
  if (now - lookedAt < LOOK_EVERY_MS) return off;
  lookedAt = now;
  const read = Number(readFileSync(file, "utf8"));
  if (Number.isFinite(read)) off = read;
  return off;
};

/** By the same name: who asks a type what it is called (mongoose) takes it for the real one. */
globalThis.Date = class Date extends Real {
  constructor(/** @type {any[]} */ ...parts) {
    super(...(parts.length === 0 ? [Real.now() + offset()] : parts));
  }

  /** Dates that Node itself makes are of the real kind. */
  static [Symbol.hasInstance](/** @type {unknown} */ value) {
    return value instanceof Real;
  }

  static now() {
    return Real.now() + offset();
  }
};
