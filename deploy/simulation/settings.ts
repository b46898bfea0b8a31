/** The configuration of every service in a simulation. Its keys lock nothing. */
import { generateKeyPairSync } from "node:crypto";
import type { Service } from "./faults.ts";

const key = (byte: number): string => Buffer.alloc(32, byte).toString("base64");
const { privateKey } = generateKeyPairSync("ed25519");
const signingKey = privateKey.export({ type: "pkcs8", format: "pem" });

const settings = {
  SWEEP_MS: 10_000,
  ROSTER_REFRESH_MS: 30_000,
  RULES_REFRESH_MS: 20_000,
  PATROLS: "none",
  AUDIT_SEAL_MS: 30_000,
  AUDIT_KEY: signingKey,
  COVERAGE_KEY: signingKey,
  RECORDS_KEY: signingKey,
  CERTIFICATE_KEY: signingKey,
  EVENT_LOG: "off",
  PERSONAL_DATA_KEYS: JSON.stringify({ current: "a", keys: { a: key(1) } }),
  PERSONAL_INDEX_KEY: key(7),
  REGISTER_SEED: "chenghua",
  ENFORCEMENT_SEED: "none",
  SOCIAL_SEED: "none",
  OPEN311_REQUESTS_PER_HOUR: 10_000,
  UNMASK_PER_HOUR: 10_000,
  PROOF_PER_QUARTER: 10_000,
  CODES_PER_HOUR: 10_000,
  PHOTOS_PER_HOUR: 10_000,
  ANONYMOUS_PHOTOS_PER_HOUR: 10_000,
  PHOTO_FETCH_PRIVATE: false,
} as const;

export const settingsOf = (service: Service) => ({ ...settings, NODE_ID: `${service}.1` });
