import { randomBytes } from "node:crypto";
import type { Sealed, Sealer } from "@wangge/kit";
import type { Known } from "./stores.ts";

/** As Standard Webhooks has them: `whsec_` and 24 to 64 bytes in base64. */
const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

const recordOf = (endpointId: string): string => `webhooks/endpoints/${endpointId}`;

/** 签名密钥 of endpoints, encrypted beside them. */
export const secretVault = (sealer: Sealer) => {
  const open = ({ id, sealed }: Pick<Known, "id" | "sealed">): { readonly secret: string; readonly old?: string } => {
    if (sealed === undefined) throw new Error(`endpoint ${id} has no secret`);
    const { secret = "", old } = sealer.open(recordOf(id), sealed);
    return { secret, ...(old === undefined ? {} : { old }) };
  };
  const make = (endpointId: string, old?: string): { readonly secret: string; readonly sealed: Sealed } => {
    const secret = newSecret();
    return { secret, sealed: sealer.seal(recordOf(endpointId), { secret, ...(old === undefined ? {} : { old }) }) };
  };
  return {
    make: (endpointId: string) => make(endpointId),
    current: (endpoint: Known) => open(endpoint).secret,
    /** A new one, with the one before kept beside it. */
    rotate: (endpoint: Known) => make(endpoint.id, open(endpoint).secret),
    /** Those that sign at this instant, the newest first. */
    signing: (endpoint: Known, at: string): readonly string[] => {
      const { secret, old } = open(endpoint);
      const { oldSecretUntil } = endpoint.state;
      return old !== undefined && oldSecretUntil !== undefined && at < oldSecretUntil ? [secret, old] : [secret];
    },
  };
};
export type SecretVault = ReturnType<typeof secretVault>;
