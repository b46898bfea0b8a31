import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import type { Issuer } from "./tokens.ts";

const TIMEOUT_MS = 5_000;

const discover = async (issuer: string): Promise<string> => {
  const answer = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: "error",
  });
  if (!answer.ok) throw new Error(`discovery answered ${answer.status}`);
  const found = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (found.issuer !== issuer) throw new Error("discovery names another issuer");
  if (typeof found.jwks_uri !== "string") throw new Error("discovery names no keys");
  return found.jwks_uri;
};

/** An identity provider elsewhere. Asked at the first token, not at the start: it may come up after us. */
export const remoteIssuer = (issuer: string, jwksUrl: string | undefined): Issuer => {
  let set: Promise<JWTVerifyGetKey> | undefined;
  const load = async (): Promise<JWTVerifyGetKey> =>
    createRemoteJWKSet(new URL(jwksUrl ?? (await discover(issuer))), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: 10_000,
      cacheMaxAge: 600_000,
    });
  return {
    issuer,
    keys: async (header, token) => {
      set ??= load();
      try {
        return await (
          await set
        )(header, token);
      } catch (error) {
        // A discovery that failed is tried again with the next token.
        await set.catch(() => (set = undefined));
        throw error;
      }
    },
  };
};
