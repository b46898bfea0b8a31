import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { load } from "@wangge/kit";
import { base64url, createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWK } from "jose";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { devIssuer } from "../src/auth/dev-issuer.ts";
import { remoteIssuer } from "../src/auth/issuer.ts";
import { bearerOf, tokenVerifier, type Verify } from "../src/auth/tokens.ts";
import { config } from "../src/config.ts";
import { configFor, startGateway, type TestGateway } from "./builders.ts";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

const ISSUER = "https://id.example";
const claims = { iss: ISSUER, aud: "wangge", sub: "zhang", roles: ["clerk", "offline_access"] };
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

let pair: Pair;
let jwk: JWK;
let verify: Verify;

beforeAll(async () => {
  pair = await generateKeyPair("ES256", { extractable: true });
  jwk = { ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "ES256" };
  verify = tokenVerifier({
    issuers: [{ issuer: ISSUER, keys: createLocalJWKSet({ keys: [jwk] }) }],
    audience: "wangge",
    rolesClaim: "roles",
    isWithdrawn: () => false,
    rsaBits: 2048,
  });
});

const signed = (more: Record<string, unknown> = {}, key: Pair["privateKey"] = pair.privateKey): Promise<string> =>
  new SignJWT({ ...claims, exp: inAnHour(), ...more }).setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(key);

const part = (value: unknown): string => base64url.encode(JSON.stringify(value));
const refusal = expect.objectContaining({ status: 401, code: "auth.token_invalid" });

describe("a token", () => {
  it("says who asks: account, roles, worker, department", async () => {
    const { actor } = await verify(await signed({ worker: "w-00001", department: "housing" }));
    expect(actor).toEqual({ id: "zhang", roles: ["clerk"], worker: "w-00001", department: "housing" });
  });

  it("may have its roles deeper inside", async () => {
    const keycloak = tokenVerifier({
      issuers: [{ issuer: ISSUER, keys: createLocalJWKSet({ keys: [jwk] }) }],
      audience: "wangge",
      rolesClaim: "realm_access.roles",
      isWithdrawn: () => false,
      rsaBits: 2048,
    });
    expect((await keycloak(await signed({ realm_access: { roles: ["dispatcher"] } }))).actor.roles).toEqual([
      "dispatcher",
    ]);
  });

  it("has five seconds of leeway, no more", async () => {
    const at = Math.floor(Date.now() / 1000);
    await expect(verify(await signed({ exp: at - 3 }))).resolves.toBeDefined();
    await expect(verify(await signed({ exp: at - 7 }))).rejects.toEqual(refusal);
    await expect(verify(await signed({ nbf: at + 60 }))).rejects.toEqual(refusal);
  });

  it("is not believed any longer for having been believed once", async () => {
    let at = Date.now();
    const timed = tokenVerifier({
      issuers: [{ issuer: ISSUER, keys: createLocalJWKSet({ keys: [jwk] }) }],
      audience: "wangge",
      rolesClaim: "roles",
      isWithdrawn: () => false,
      rsaBits: 2048,
      now: () => at,
    });
    const token = await signed({ exp: Math.floor(at / 1000) + 10 });
    await timed(token);
    at += 20_000;
    await expect(timed(token)).rejects.toEqual(refusal);
  });

  it.each([
    ["another audience", { aud: "other" }],
    ["another issuer", { iss: "https://evil.example" }],
    ["no account", { sub: undefined }],
    ["the account that stands for none", { sub: "anonymous" }],
    ["no end", { exp: undefined }],
  ])("with %s is refused", async (_what, more) => {
    await expect(verify(await signed(more))).rejects.toEqual(refusal);
  });

  it("of another key, or changed afterwards, is refused", async () => {
    const other = await generateKeyPair("ES256");
    await expect(verify(await signed({}, other.privateKey))).rejects.toEqual(refusal);
    const [head, , signature] = (await signed()).split(".");
    const forged = `${head ?? ""}.${part({ ...claims, roles: ["admin"], exp: inAnHour() })}.${signature ?? ""}`;
    await expect(verify(forged)).rejects.toEqual(refusal);
  });

  it.each(["none", "None", "nOnE", ""])("without a signature (alg %s) is refused", async (alg) => {
    const body = part({ ...claims, exp: inAnHour() });
    await expect(verify(`${part({ alg })}.${body}.`)).rejects.toEqual(refusal);
  });

  it("signed by HMAC with the public key as the secret is refused", async () => {
    for (const secret of [await exportSPKI(pair.publicKey), JSON.stringify(jwk)]) {
      const text = `${part({ alg: "HS256", kid: "k1" })}.${part({ ...claims, exp: inAnHour() })}`;
      await expect(verify(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`)).rejects.toEqual(
        refusal,
      );
    }
  });

  it("that brings its own key is refused", async () => {
    const own = await generateKeyPair("ES256", { extractable: true });
    const token = await new SignJWT({ ...claims, exp: inAnHour() })
      .setProtectedHeader({ alg: "ES256", jwk: await exportJWK(own.publicKey) })
      .sign(own.privateKey);
    await expect(verify(token)).rejects.toEqual(refusal);
  });

  it.each(["", "a.b.c", "x".repeat(9000)])("that is none is refused", async (text) => {
    await expect(verify(text)).rejects.toEqual(refusal);
  });

  it("comes as a bearer", () => {
    expect(bearerOf("Bearer a.b-c_d.e")).toBe("a.b-c_d.e");
    expect(bearerOf(undefined)).toBeUndefined();
    for (const header of ["Basic dTpw", "Bearer", "Bearer a b"]) expect(() => bearerOf(header)).toThrow();
  });
});

describe("an identity provider elsewhere", () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  it("is found by its discovery document, and asked again after it was away", async () => {
    let isAway = true;
    server = createServer((request, response) => {
      const self = `http://127.0.0.1:${(server?.address() as AddressInfo).port}`;
      if (isAway) response.writeHead(503).end();
      else if (request.url === "/jwks") response.end(JSON.stringify({ keys: [jwk] }));
      else response.end(JSON.stringify({ issuer: self, jwks_uri: `${self}/jwks` }));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ask = tokenVerifier({
      issuers: [remoteIssuer(issuer, undefined)],
      audience: "wangge",
      rolesClaim: "roles",
      isWithdrawn: () => false,
      rsaBits: 2048,
    });
    const token = await signed({ iss: issuer });
    await expect(ask(token)).rejects.toMatchObject({ kind: "unavailable", code: "auth.issuer_unavailable" });
    isAway = false;
    expect((await ask(token)).actor.id).toBe("zhang");
  });
});

describe("the development issuer", () => {
  let running: TestGateway | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  it("keeps its key, for itself", async () => {
    const { DATA_DIR: dataDir } = configFor();
    const options = { issuer: "http://dev", audience: "wangge", dataDir };
    const { access_token } = await (await devIssuer(options)).sign({ role: "clerk" });
    const again = await devIssuer(options);
    const check = tokenVerifier({
      issuers: [again],
      audience: "wangge",
      rolesClaim: "roles",
      isWithdrawn: () => false,
      rsaBits: 2048,
    });
    expect((await check(access_token)).actor).toEqual({ id: "dev-clerk", roles: ["clerk"] });
    expect(statSync(join(dataDir, "dev-issuer-key.json")).mode & 0o777).toBe(0o600);
  });

  it("answers JSON and forms, and refuses what is too much", async () => {
    running = await startGateway();
    const { url } = running;
    const ask = (body: string, type: string) =>
      fetch(`${url}/dev/issuer/token`, { method: "POST", headers: { "content-type": type }, body });
    const form = await ask("role=gridWorker&worker=w-00007&lifetime=60", "application/x-www-form-urlencoded");
    expect(await form.json()).toMatchObject({ token_type: "Bearer", expires_in: 60 });
    for (const body of ['{"role":"king"}', '{"role":"clerk","lifetime":43201}', "{}", '{"role":"clerk","$x":1}'])
      expect((await ask(body, "application/json")).status).toBe(400);
    const keys = (await (await fetch(`${url}/dev/issuer/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys.keys[0]).not.toHaveProperty("d");
  });

  it("does not start in production, and something must sign tokens", () => {
    const environment = { NODE_ID: "gateway.1", DEV_ISSUER: "true", NODE_ENV: "production" };
    expect(() => load(config, environment)).toThrow(/DEV_ISSUER/);
    expect(() => load(config, { NODE_ID: "gateway.1" })).toThrow(/OIDC_ISSUER/);
    expect(load(config, { NODE_ID: "gateway.1", OIDC_ISSUER: ISSUER }).DEV_ISSUER).toBe(false);
  });

  it("is not there when it is off", async () => {
    running = await startGateway({ environment: { DEV_ISSUER: "false", OIDC_ISSUER: ISSUER } });
    expect((await fetch(`${running.url}/dev/issuer/jwks`)).status).toBe(404);
  });
});

describe("a route", () => {
  let running: TestGateway | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  it("asks for a token, refuses a bad one, and names the roles it wants", async () => {
    running = await startGateway();
    const { url, as } = running;
    const ask = (headers: Record<string, string>) => fetch(`${url}/api/v1/cases`, { headers });
    const nobody = await ask({});
    expect([nobody.status, nobody.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="wangge"']);
    const bad = await ask({ authorization: "Bearer a.b.c" });
    expect(bad.headers.get("www-authenticate")).toContain("invalid_token");
    expect(await bad.json()).toMatchObject({ status: 401, code: "auth.token_invalid" });
    const citizen = await ask(await as("citizen"));
    expect(await citizen.json()).toMatchObject({ status: 403, code: "auth.role_missing" });
    expect((await ask(await as("clerk"))).status).toBe(200);
    expect((await ask(await as("admin"))).status).toBe(200);
  });

  it("for anyone still refuses a bad token", async () => {
    running = await startGateway();
    const answer = await fetch(`${running.url}/api/v1/reports`, {
      method: "POST",
      headers: { authorization: "Bearer a.b.c", "content-type": "application/json" },
      body: '{"description":"a"}',
    });
    expect(answer.status).toBe(401);
  });
});
