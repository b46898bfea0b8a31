import { SIGN_IN_HOURS } from "@wangge/contracts/calls";
import { ANONYMOUS, DomainError, Role, type Actor } from "@wangge/kit";
import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { HttpError } from "../api/problems.ts";
import { isRecord } from "../api/schema.ts";
import { mustBeStrong, type Strengths } from "./strength.ts";
import type { SignIn, Withdrawals } from "./withdrawn.ts";

/** Who is trusted to sign, and with which keys. */
export interface Issuer {
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
}

export interface SignedIn {
  readonly actor: Actor;
  /** ms since 1970. */
  readonly expiresAt: number;
  /** By which it can be withdrawn. */
  readonly signIn: SignIn;
}

export interface TokenOptions {
  readonly issuers: readonly Issuer[];
  readonly audience: string;
  readonly rolesClaim: string;
  readonly isWithdrawn: Withdrawals["isWithdrawn"];
  /** 登录强度 by role. Default: none is asked for. */
  readonly strengths?: Strengths;
  /** RSA keys of fewer bits sign nothing here. */
  readonly rsaBits: number;
  readonly now?: () => number;
}

/** Only signatures by a key pair: no `none`, and no HMAC, for which a public key would do as the secret. */
const ALGORITHMS = ["ES256", "RS256", "EdDSA"];
const LEEWAY_SECONDS = 5;
/** How long a checked token is believed without another look: the longest time a withdrawn key still counts. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 5_000;
const MAX_LENGTH = 8_192;

const MAX_LIFE_MS = SIGN_IN_HOURS * 3_600_000;

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

/** RFC 9068, and what providers write who have not read it: also into ID tokens. */
const ACCESS_TYPES: ReadonlySet<unknown> = new Set([undefined, "at+jwt", "application/at+jwt", "jwt"]);
/** Of Keycloak, in the payload. */
const ACCESS_TYPE_CLAIMS: ReadonlySet<unknown> = new Set([undefined, "bearer"]);
/** Hashes of what an ID token was handed out with: only those have them. */
const ONLY_IN_ID_TOKENS = ["at_hash", "c_hash", "s_hash"];

const lower = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);

/** ID tokens, refresh and logout tokens of the same issuer open nothing here, whatever audience they have. */
const isAccessToken = (typ: unknown, payload: JWTPayload): boolean =>
  ACCESS_TYPES.has(lower(typ)) &&
  ACCESS_TYPE_CLAIMS.has(lower(payload["typ"])) &&
  ONLY_IN_ID_TOKENS.every((claim) => payload[claim] === undefined);

const signInOf = ({ sub = "", jti, iat }: JWTPayload): SignIn => ({
  account: sub,
  ...(jti === undefined ? {} : { token: jti }),
  ...(iat === undefined ? {} : { issuedAt: iat * 1000 }),
});

/** Of an RSA key; others have the strength that their name says. */
const rsaBitsOf = (key: unknown): number | undefined => {
  const algorithm = isRecord(key) || key instanceof CryptoKey ? (key as { algorithm?: unknown }).algorithm : undefined;
  const bits = isRecord(algorithm) ? algorithm["modulusLength"] : undefined;
  return typeof bits === "number" ? bits : undefined;
};

const isOurFault = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  error.code === "ERR_JOSE_GENERIC";

export type Verify = (token: string) => Promise<SignedIn>;

/** Checks access tokens. @throws HttpError `auth.token_invalid`, `auth.withdrawn`, `auth.step_up`; DomainError `auth.issuer_unavailable`, `auth.withdrawn_unknown` */
export const tokenVerifier = (options: TokenOptions): Verify => {
  const { issuers, audience, rolesClaim, isWithdrawn, strengths = {}, rsaBits, now = Date.now } = options;
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
      const { payload, protectedHeader, key } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ["exp", "sub"],
        currentDate: new Date(now()),
      });
      if (!isAccessToken(protectedHeader.typ, payload)) throw refused("is of another kind");
      if ((rsaBitsOf(key) ?? Infinity) < rsaBits) throw refused(`is signed with fewer than ${String(rsaBits)} bits`);
      const at = now();
      const expiresAt = ((payload.exp ?? 0) + LEEWAY_SECONDS) * 1000;
      if (expiresAt > at + MAX_LIFE_MS + 2 * LEEWAY_SECONDS * 1000) throw refused("lives too long");
      const actor = actorOf(payload, rolesClaim);
      const isFreshUntil = mustBeStrong(payload, actor, strengths, at);
      return { actor, expiresAt: Math.min(expiresAt, isFreshUntil), signIn: signInOf(payload) };
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

  /** Also of one that is remembered: it may have been withdrawn since. */
  const standing = (signedIn: SignedIn): SignedIn => {
    const answer = isWithdrawn(signedIn.signIn);
    if (answer === undefined)
      throw new DomainError("unavailable", "auth.withdrawn_unknown", "What was signed out is not known here yet");
    if (answer) throw new HttpError(401, "auth.withdrawn", "This sign-in was withdrawn: sign in again");
    return signedIn;
  };

  return async (token) => {
    const found = remembered.get(token);
    const at = now();
    if (found !== undefined && at < found.until) return standing(found);
    if (token.length > MAX_LENGTH) throw refused("is too long");
    const signedIn = standing(await check(token));
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
