import { newId, Role } from "@wangge/kit";
import { DepartmentCode, OrganizationId, WorkerId } from "@wangge/contracts/vocabulary";
import type { FastifyPluginCallback } from "fastify";
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
} from "jose";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { invalidAt } from "../api/problems.ts";
import { refuseForbiddenKeys } from "../api/input.ts";
import type { Issuer } from "./tokens.ts";

export const DEV_ISSUER_PATH = "/dev/issuer";
const ALGORITHM = "ES256";
const HOUR = 3600;

const list = z.union([
  z.string().transform((text) => text.split(/[ ,]+/).filter((role) => role !== "")),
  z.array(z.string()),
]);

const TokenRequest = z
  .strictObject({
    role: Role.optional(),
    roles: list.pipe(z.array(Role).min(1)).optional(),
    sub: z.string().min(1).max(100).optional(),
    worker: WorkerId.optional(),
    department: DepartmentCode.optional(),
    organization: OrganizationId.optional(),
    /** Seconds. */
    lifetime: z.coerce
      .number()
      .int()
      .min(1)
      .max(12 * HOUR)
      .default(8 * HOUR),
    grant_type: z.literal("client_credentials").optional(),
  })
  .refine(({ role, roles }) => role !== undefined || roles !== undefined, { path: ["role"], message: "name a role" });
type TokenRequest = z.input<typeof TokenRequest>;

export interface DevIssuer extends Issuer {
  readonly sign: (wanted: TokenRequest) => Promise<{
    readonly access_token: string;
    readonly token_type: "Bearer";
    readonly expires_in: number;
  }>;
  readonly mount: FastifyPluginCallback;
}

const keyIn = async (dataDir: string): Promise<JWK> => {
  const path = join(dataDir, "dev-issuer-key.json");
  try {
    return JSON.parse(readFileSync(path, "utf8")) as JWK;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(jwk), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return jwk;
};

const publicPart = ({ kty, crv, x, y }: JWK): JWK => ({
  ...(kty === undefined ? {} : { kty }),
  ...(crv === undefined ? {} : { crv }),
  ...(x === undefined ? {} : { x }),
  ...(y === undefined ? {} : { y }),
});

/** Signs a token for whoever asks, with whatever roles they like. For development: the first start needs no identity provider. */
export const devIssuer = async (options: {
  readonly issuer: string;
  readonly audience: string;
  readonly dataDir: string;
}): Promise<DevIssuer> => {
  const { issuer, audience, dataDir } = options;
  const secret = await keyIn(dataDir);
  const privateKey = await importJWK(secret, ALGORITHM);
  const kid = await calculateJwkThumbprint(publicPart(secret));
  const jwks = { keys: [{ ...publicPart(secret), kid, use: "sig", alg: ALGORITHM }] };

  const sign: DevIssuer["sign"] = async (wanted) => {
    const parsed = TokenRequest.safeParse(wanted);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw invalidAt(issue?.message ?? "", issue?.path.join(".") ?? "");
    }
    const { role, roles = [], sub, worker, department, organization, lifetime } = parsed.data;
    const all = [...new Set([...(role === undefined ? [] : [role]), ...roles])];
    const claims = {
      roles: all,
      ...(worker === undefined ? {} : { worker }),
      ...(department === undefined ? {} : { department }),
      ...(organization === undefined ? {} : { organization }),
    };
    const access_token = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: "at+jwt" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(sub ?? worker ?? `dev-${all[0] ?? ""}`)
      .setJti(newId())
      .setIssuedAt()
      .setExpirationTime(`${lifetime} s`)
      .sign(privateKey);
    return { access_token, token_type: "Bearer", expires_in: lifetime };
  };

  return {
    issuer,
    keys: createLocalJWKSet(jwks),
    sign,
    mount: (app, _options, mounted) => {
      app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body as string)));
      });
      app.get(`${DEV_ISSUER_PATH}/.well-known/openid-configuration`, () => ({
        issuer,
        jwks_uri: `${issuer}/jwks`,
        token_endpoint: `${issuer}/token`,
        grant_types_supported: ["client_credentials"],
        response_types_supported: ["token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: [ALGORITHM],
      }));
      app.get(`${DEV_ISSUER_PATH}/jwks`, () => jwks);
      app.post(`${DEV_ISSUER_PATH}/token`, async ({ body }, reply) => {
        refuseForbiddenKeys(body);
        void reply.header("cache-control", "no-store");
        return sign(body ?? {});
      });
      mounted();
    },
  };
};
