import { ANONYMOUS, DomainError, Role, type Actor } from "@wangge/kit";
import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { HttpError } from "../api/problems.ts";
import { isRecord } from "../api/schema.ts";

/** Who is trusted to sign, and with which keys. */
export interface Issuer {
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
}

export interface SignedIn {
  readonly actor: Actor;
  /** ms since 1970. */
  readonly expiresAt: number;
}

export interface TokenOptions {
  readonly issuers: readonly Issuer[];
  readonly audience: string;
  readonly rolesClaim: string;
  readonly now?: () => number;
}

/** Only signatures by a key pair: no `none`, and no HMAC, for which a public key would do as the secret. */
const ALGORITHMS = ["ES256", "RS256", "EdDSA"];
const LEEWAY_SECONDS = 5;
/** How long a checked token is believed without another look: the longest time a withdrawn key still counts. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 5_000;
const MAX_LENGTH = 8_192;

const refused = (reason: string): HttpError => new HttpError(401, "auth.token_invalid", `The access token ${reason}`);

const claimAt = (payload: JWTPayload, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), payload);

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length <= 200 ? value : undefined;

/** Roles of other systems are none of ours and are left out. */
const rolesIn = (claim: unknown): Actor["roles"] =>
  (Array.isArray(claim) ? claim : [claim]).flatMap((role) => {
    const parsed = Role.safeParse(role);
    return parsed.success ? [parsed.data] : [];
  });

const actorOf = (payload: JWTPayload, rolesClaim: string): Actor => {
  const id = text(payload.sub);
  if (id === undefined || id === ANONYMOUS) throw refused("names no account");
  const worker = text(payload["worker"]);
  const department = text(payload["department"]);
  const organization = text(payload["organization"]);
  return {
    id,
    roles: rolesIn(claimAt(payload, rolesClaim)),
    ...(worker === undefined ? {} : { worker }),
    ...(department === undefined ? {} : { department }),
    ...(organization === undefined ? {} : { organization }),
  };
};

const isOurFault = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  error.code === "ERR_JOSE_GENERIC";

export type Verify = (token: string) => Promise<SignedIn>;

/** Checks access tokens. @throws HttpError `auth.token_invalid`; DomainError `auth.issuer_unavailable` */
export const tokenVerifier = ({ issuers, audience, rolesClaim, now = Date.now }: TokenOptions): Verify => {
  const remembered = new Map<string, SignedIn & { readonly until: number }>();

  const issuerOf = (token: string): Issuer => {
    let named: string | undefined;
    try {
      named = decodeJwt(token).iss;
    } catch {
      throw refused("cannot be read");
    }
    const issuer = issuers.find((one) => one.issuer === named);
    if (issuer === undefined) throw refused("comes from an issuer that is not trusted here");
    return issuer;
  };

  const check = async (token: string): Promise<SignedIn> => {
    const { issuer, keys } = issuerOf(token);
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ["exp", "sub"],
        currentDate: new Date(now()),
      });
      return { actor: actorOf(payload, rolesClaim), expiresAt: ((payload.exp ?? 0) + LEEWAY_SECONDS) * 1000 };
    } catch (error) {
      if (error instanceof HttpError) throw error;
      if (error instanceof errors.JWTExpired) throw refused("has expired");
      if (!isOurFault(error)) throw refused("is not valid");
      throw new DomainError(
        "unavailable",
        "auth.issuer_unavailable",
        "The keys of the issuer cannot be had",
        {},
        {
          cause: error,
        },
      );
    }
  };

  return async (token) => {
    const found = remembered.get(token);
    const at = now();
    if (found !== undefined && at < found.until) return found;
    if (token.length > MAX_LENGTH) throw refused("is too long");
    const signedIn = await check(token);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(token, { ...signedIn, until: Math.min(at + REMEMBERED_MS, signedIn.expiresAt) });
    return signedIn;
  };
};

const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** @throws HttpError `auth.token_invalid` where there is something else than a bearer token. */
export const bearerOf = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined;
  const [, token] = BEARER.exec(header) ?? [];
  if (token === undefined) throw refused("must come as: Authorization: Bearer <token>");
  return token;
};
