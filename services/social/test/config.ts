/** Keys that lock nothing. */
const key = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

export const testConfig = {
  SWEEP_MS: 3_600_000,
  PERSONAL_DATA_KEYS: JSON.stringify({ current: "a", keys: { a: key(1) } }),
  PERSONAL_INDEX_KEY: key(7),
};
