/** Tokens as somebody makes them who wants more than he has. What an honest one may look like is in `tokens.spec.ts`. */
import { createHmac, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  base64url,
  CompactSign,
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from "jose";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { remoteIssuer } from "../src/auth/issuer.ts";
import { tokenVerifier, type Issuer, type Verify } from "../src/auth/tokens.ts";

const ISSUER = "https://id.example";
const AUDIENCE = "wangge";
const refusal = expect.objectContaining({ status: 401, code: "auth.token_invalid" });
const seconds = (): number => Math.floor(Date.now() / 1000);

interface Pair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}
const pairOf = async (alg: string): Promise<Pair> => generateKeyPair(alg, { extractable: true });
const publicJwk = async ({ publicKey }: Pair, kid: string, alg: string): Promise<JWK> => ({
  ...(await exportJWK(publicKey)),
  ...{ kid, alg, use: "sig" },
});
const verifierOf = (...issuers: Issuer[]): Verify =>
  tokenVerifier({
    issuers,
    audience: AUDIENCE,
    rolesClaim: "roles",
    isWithdrawn: () => false,
    rsaBits: 2048,
    now: () => Date.now(),
  });

let elliptic: Pair;
let rsa: Pair;
let keys: JWK[];
let verify: Verify;

beforeAll(async () => {
  elliptic = await pairOf("ES256");
  rsa = await pairOf("RS256");
  keys = [await publicJwk(elliptic, "ec", "ES256"), await publicJwk(rsa, "rsa", "RS256")];
  verify = verifierOf({ issuer: ISSUER, keys: createLocalJWKSet({ keys }) });
});

interface Wanted {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly key?: CryptoKey | KeyObject;
}
const tokenOf = ({ claims = {}, header = {}, key = elliptic.privateKey }: Wanted = {}): Promise<string> =>
  new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "zhang", roles: ["clerk"], exp: seconds() + 3600, ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "ec", ...header })
    .sign(key);

const part = (value: unknown): string => base64url.encode(JSON.stringify(value));
const bodyOf = (claims: object = {}): string =>
  part({ iss: ISSUER, aud: AUDIENCE, sub: "zhang", roles: ["admin"], exp: seconds() + 3600, ...claims });

describe("a token whose header lies", () => {
  it("about its algorithm opens nothing: none, in any spelling, with or without a signature", async () => {
    const [, , signature = ""] = (await tokenOf()).split(".");
    for (const alg of ["none", "NONE", "None", "nOnE", " none", "", null, 0, [], {}])
      for (const end of ["", signature])
        await expect(verify(`${part({ alg, kid: "ec" })}.${bodyOf()}.${end}`)).rejects.toEqual(refusal);
  });

  it("that the public key is a shared secret opens nothing", async () => {
    const secrets = [
      await exportSPKI(rsa.publicKey),
      (await exportSPKI(rsa.publicKey)).trim(),
      JSON.stringify(keys[1]),
    ];
    for (const alg of ["HS256", "HS384", "HS512"])
      for (const secret of [...secrets, ""]) {
        const text = `${part({ alg, kid: "rsa" })}.${bodyOf()}`;
        const signature = createHmac(alg.replace("HS", "sha"), secret).update(text).digest("base64url");
        await expect(verify(`${text}.${signature}`)).rejects.toEqual(refusal);
      }
  });

  it("about which kind of key signed it opens nothing", async () => {
    await expect(verify(await tokenOf({ header: { alg: "RS256", kid: "ec" }, key: rsa.privateKey }))).rejects.toEqual(
      refusal,
    );
    await expect(verify(await tokenOf({ header: { kid: "rsa" } }))).rejects.toEqual(refusal);
    const weak = await generateKeyPair("RS512", { extractable: true });
    await expect(verify(await tokenOf({ header: { alg: "RS512", kid: "rsa" }, key: weak.privateKey }))).rejects.toEqual(
      refusal,
    );
  });

  it("that another key is the right one opens nothing, and nobody goes there to look", async () => {
    const own = await pairOf("ES256");
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      void publicJwk(own, "own", "ES256").then((jwk) => response.end(JSON.stringify({ keys: [jwk] })));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const jwk = await exportJWK(own.publicKey);
    for (const header of [
      { jku: url, kid: "own" },
      { x5u: url, kid: "own" },
      { jwk },
      { jwk, kid: "ec" },
      { x5c: ["MIIB"], kid: "ec" },
      { kid: "unknown" },
      { kid: "../../../dev/null" },
      { kid: "ec' OR '1'='1" },
    ])
      await expect(verify(await tokenOf({ header, key: own.privateKey }))).rejects.toEqual(refusal);
    expect(asked).toBe(0);
    server.close();
  });

  it("that something must be understood which is not opens nothing", async () => {
    const payload = new TextEncoder().encode(JSON.stringify({ iss: ISSUER, aud: AUDIENCE, sub: "zhang", exp: seconds() + 60 })); // prettier-ignore
    const token = await new CompactSign(payload)
      .setProtectedHeader({ alg: "ES256", kid: "ec", crit: ["exp"], exp: 1 })
      .sign(elliptic.privateKey, { crit: { exp: true } });
    await expect(verify(token)).rejects.toEqual(refusal);
  });
});

describe("a token of the right signer", () => {
  it.each([
    ["another issuer", { iss: "https://id.example.evil" }],
    ["the issuer with a slash", { iss: `${ISSUER}/` }],
    ["several issuers", { iss: [ISSUER] }],
    ["another audience", { aud: "wangge-admin" }],
    ["an audience that is a part of ours", { aud: "wang" }],
    ["audiences without ours", { aud: ["a", "b"] }],
    ["no audience", { aud: undefined }],
    ["an end that is over", { exp: seconds() - 60 }],
    ["an end that is no number", { exp: "9999999999" }],
    ["a beginning that is not yet", { nbf: seconds() + 60 }],
    ["no account", { sub: "" }],
    ["an account that is no text", { sub: { id: "zhang" } }],
    ["an account too long to be one", { sub: "z".repeat(201) }],
  ])("with %s opens nothing", async (_what, claims) => {
    await expect(verify(await tokenOf({ claims }))).rejects.toEqual(refusal);
  });

  it("of another kind opens nothing: ID, refresh and logout tokens", async () => {
    for (const typ of ["logout+jwt", "dpop+jwt", "secevent+jwt", "JWS"])
      await expect(verify(await tokenOf({ header: { typ } }))).rejects.toEqual(refusal);
    for (const claims of [{ typ: "ID" }, { typ: "Refresh" }, { typ: "Offline" }, { at_hash: "x" }, { c_hash: "x" }])
      await expect(verify(await tokenOf({ claims }))).rejects.toEqual(refusal);
    for (const typ of ["at+jwt", "application/at+jwt", "JWT"])
      await expect(verify(await tokenOf({ header: { typ } }))).resolves.toBeDefined();
    await expect(verify(await tokenOf({ claims: { typ: "Bearer" } }))).resolves.toBeDefined();
  });

  it.each([
    ["a text with several", "clerk admin", []],
    ["an object", { admin: true, 0: "admin", length: 1 }, []],
    ["lists in lists", [["admin"], "clerk"], ["clerk"]],
    ["another spelling", ["Admin", "ADMIN", " admin", "admin\u0000"], []],
    ["names of every object", ["__proto__", "constructor", "toString"], []],
    ["numbers and nothing", [0, null, true, "clerk"], ["clerk"]],
    ["one as a text", "clerk", ["clerk"]],
    ["none", undefined, []],
  ])("has no roles but those of the list where its claim is %s", async (_what, roles, wanted) => {
    expect((await verify(await tokenOf({ claims: { roles } }))).actor.roles).toEqual(wanted);
  });

  it("has no department, worker or organization where its claim is no text", async () => {
    const claims = { department: ["housing"], worker: { id: "w-00001" }, organization: 7 };
    expect((await verify(await tokenOf({ claims }))).actor).toEqual({ id: "zhang", roles: ["clerk"] });
  });
});

describe("what is no token", () => {
  it("is refused before anybody looks into it where it is long, however well signed", async () => {
    await expect(verify(await tokenOf({ claims: { more: "x".repeat(9_000) } }))).rejects.toEqual(refusal);
    await expect(verify("x".repeat(10_000_000))).rejects.toEqual(refusal);
  });

  it.each(["", ".", "..", "...", "a.b", "a.b.c.d.e", "e30.e30.", "e30.e30.e30", "null.null.null", "🀄.🀄.🀄"])(
    "is refused: %s",
    async (text) => {
      await expect(verify(text)).rejects.toEqual(refusal);
    },
  );
});

describe("keys that change while we run", () => {
  let server: Server | undefined;
  afterEach(() => {
    vi.useRealTimers();
    server?.close();
  });

  it("are followed within seconds, the old one opens nothing after a minute, and forged ones load nobody", async () => {
    const next = await pairOf("ES256");
    let published = keys;
    let asked = 0;
    server = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const forged = async (index: number): Promise<string> =>
      tokenOf({ header: { kid: `forged-${index}` }, key: next.privateKey });

    const running = verifierOf(remoteIssuer(ISSUER, jwksUrl));
    expect((await running(await tokenOf())).actor.id).toBe("zhang");
    expect(asked).toBe(1);
    for (let index = 0; index < 20; index += 1) await expect(running(await forged(index))).rejects.toEqual(refusal);
    // Within ten seconds of a question nobody asks again: forged tokens are no way to load the provider.
    expect(asked).toBe(1);

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const old = await tokenOf();
    await running(old);
    published = [await publicJwk(next, "next", "ES256")];
    const renewed = (): Promise<string> => tokenOf({ header: { kid: "next" }, key: next.privateKey });
    await expect(running(await renewed())).rejects.toEqual(refusal);
    vi.advanceTimersByTime(11_000);
    expect((await running(await renewed())).actor.id).toBe("zhang");
    expect(asked).toBe(2);
    vi.advanceTimersByTime(60_000);
    await expect(running(old)).rejects.toEqual(refusal);
  });
});

describe("the document of an issuer", () => {
  it("is not followed to another place, nor believed when it names another issuer", async () => {
    let answer: "elsewhere" | "another" = "elsewhere";
    let asked = 0;
    const other = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const there = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const own = createServer((_request, response) => {
      if (answer === "elsewhere") response.writeHead(302, { location: there }).end();
      else response.end(JSON.stringify({ issuer: there, jwks_uri: `${there}/jwks` }));
    });
    await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
    const ask = verifierOf(remoteIssuer(issuer, undefined));
    for (answer of ["elsewhere", "another"] as const)
      await expect(ask(await tokenOf({ claims: { iss: issuer } }))).rejects.toMatchObject({
        code: "auth.issuer_unavailable",
      });
    expect(asked).toBe(0);
    own.close();
    other.close();
  });
});
