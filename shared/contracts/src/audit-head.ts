import { z } from "zod";
import { Digest, Instant } from "./vocabulary.ts";

/** 封存. The signed root over the histories of a service that changed since the head before. */
export const AuditHead = z.object({
  epoch: z.int().min(1).describe("封存次数: counted from 1 without a gap; exactly one head each"),
  size: z.int().min(1).describe("how many histories it covers"),
  root: Digest.describe("root of a Merkle tree (RFC 6962) over id, version and hash of each, sorted by id"),
  previous: Digest.nullable().describe("digest of the head before; null for the first"),
  sealedAt: Instant.describe("by the clock of the machine; whatever was saved before is covered"),
  complete: z.boolean().describe("false where more had changed than one head takes: the next one follows at once"),
  key: Digest.describe("public key, Ed25519, as the x of a JSON Web Key"),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9_-]{86}$/, "Ed25519, base64url")
    .describe("JWS (EdDSA, typ wangge-audit-head+json) over the canonical JSON of all the rest"),
});
export type AuditHead = z.output<typeof AuditHead>;

export const exampleHead: z.input<typeof AuditHead> = {
  epoch: 2,
  size: 42,
  root: "0v0TCLXdcqX1gCWNcfxOLRmsQoYWLw46-yYvtbUV7XY",
  previous: "YqV2UdMDR6Wl95t8bP2oLEXZTzLiqg_mdmH7ot5Qp2A",
  sealedAt: "2017-12-27T01:20:00.000Z",
  complete: true,
  key: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  signature: "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
};
