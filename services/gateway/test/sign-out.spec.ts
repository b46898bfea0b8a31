import type { Withdrawn } from "@wangge/contracts/calls";
import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { leastRsaBits } from "../src/auth/key-strength.ts";
import type { Strengths } from "../src/auth/strength.ts";
import { tokenVerifier } from "../src/auth/tokens.ts";
import { configFor, startGateway, type TestGateway } from "./builders.ts";

let running: TestGateway | undefined;
let withdrawn: readonly Withdrawn[] | undefined = [];
const start = async (): Promise<TestGateway> => (running = await startGateway({ withdrawn: () => withdrawn }));
afterEach(async () => {
  await running?.stop();
  withdrawn = [];
});

/** The promise; it is kept with time to spare. */
const WITHIN_MS = 5_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

const outcomeOf = async ({ url }: TestGateway, token: string): Promise<unknown> => {
  const answer = await fetch(`${url}/api/v1/cases`, { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 200 ? 200 : ((await answer.json()) as { readonly code: string }).code;
};

describe("a token that was taken once", () => {
  it.each([
    [
      "withdrawn with all of its account",
      (): Withdrawn => ({ ...subject(), notBefore: later(0), closed: false, changedAt: later(0) }),
    ],
    [
      "of an account that was closed",
      (): Withdrawn => ({ ...subject(), notBefore: later(-60_000), closed: true, changedAt: later(0) }),
    ],
    ["withdrawn by its own id", (): Withdrawn => ({ token: jti, closed: false, changedAt: later(0) })],
  ])("is refused within five seconds when it was %s", async (_what, entry) => {
    const gateway = await start();
    const [mine, others] = [
      await gateway.token("clerk", { sub: "zhang" }),
      await gateway.token("clerk", { sub: "li" }),
    ];
    ({ jti = "" } = decodeJwt(mine));
    expect(await outcomeOf(gateway, mine)).toBe(200);
    withdrawn = [entry()];
    await expect.poll(() => outcomeOf(gateway, mine), { timeout: WITHIN_MS }).toBe("auth.withdrawn");
    expect(await outcomeOf(gateway, others)).toBe(200);
  });

  it("opens nothing later either, and one that is issued after the withdrawal does", async () => {
    const gateway = await start();
    withdrawn = [{ account: "zhang", notBefore: later(-60_000), closed: false, changedAt: later(-60_000) }];
    const fresh = await gateway.token("clerk", { sub: "zhang" });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await outcomeOf(gateway, fresh)).toBe(200);
  });

  it("does not keep a live view open when it is withdrawn", async () => {
    const gateway = await start();
    const token = await gateway.token("clerk", { sub: "zhang" });
    const stream = await fetch(`${gateway.url}/api/v1/stream/cases`, { headers: { authorization: `Bearer ${token}` } });
    withdrawn = [{ account: "zhang", notBefore: later(0), closed: false, changedAt: later(0) }];
    const began = Date.now();
    expect(await stream.text()).toContain("signed out");
    expect(Date.now() - began).toBeLessThan(WITHIN_MS);
  });

  it("waits for the first word of what was withdrawn, and goes on by the last one", async () => {
    withdrawn = undefined;
    const gateway = await start();
    const token = await gateway.token("clerk", { sub: "zhang" });
    expect(await outcomeOf(gateway, token)).toBe("auth.withdrawn_unknown");
    withdrawn = [{ account: "li", notBefore: later(0), closed: true, changedAt: later(0) }];
    await expect.poll(() => outcomeOf(gateway, token), { timeout: WITHIN_MS }).toBe(200);
    withdrawn = undefined;
    expect(await outcomeOf(gateway, token)).toBe(200);
    expect(await outcomeOf(gateway, await gateway.token("clerk", { sub: "li" }))).toBe("auth.withdrawn");
  });
});

let jti = "";
const subject = () => ({ account: "zhang" });

const ISSUER = "https://id.example";

const verifierOf = async (
  alg: "ES256" | "RS256",
  modulusLength?: number,
  strengths: Strengths = {},
  rsaBits = 2048,
) => {
  const pair = await generateKeyPair(alg, {
    extractable: true,
    ...(modulusLength === undefined ? {} : { modulusLength }),
  });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: "k1", alg };
  const verify = tokenVerifier({
    issuers: [{ issuer: ISSUER, keys: createLocalJWKSet({ keys: [jwk] }) }],
    ...{ audience: "wangge", rolesClaim: "roles", isWithdrawn: () => false, strengths, rsaBits },
  });
  return async (claims: Record<string, unknown> = {}, life = 3600) => {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      iss: ISSUER,
      aud: "wangge",
      sub: "zhang",
      roles: ["clerk"],
      exp: now + life,
      ...claims,
    })
      .setProtectedHeader({ alg, kid: "k1" })
      .sign(pair.privateKey);
    return verify(token).then(
      () => "allowed",
      (error: unknown) => (error as { readonly code?: string }).code,
    );
  };
};

describe("the sign-in behind a token", () => {
  const ago = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;

  it.each([
    [{ acr: ["gold", "silver"] }, { acr: "silver" }, { acr: "bronze" }],
    [{ amr: ["pwd", "otp"] }, { amr: ["otp", "pwd", "kba"] }, { amr: ["pwd"] }],
    [{ maxAgeMinutes: 30 }, { auth_time: ago(29) }, { auth_time: ago(31) }],
  ])("is as strong as its role asks: %j", async (least, enough, tooLittle) => {
    const ask = await verifierOf("ES256", undefined, { admin: least });
    const admin = { roles: ["clerk", "admin"] };
    expect(await ask({ ...admin, ...enough })).toBe("allowed");
    expect(await ask({ ...admin, ...tooLittle })).toBe("auth.step_up");
    expect(await ask(admin)).toBe("auth.step_up");
    expect(await ask({ roles: ["clerk"], ...tooLittle })).toBe("allowed");
  });

  it("is asked for by the configuration, role by role", () => {
    const text = '{"admin":{"amr":["mfa"],"maxAgeMinutes":480}}';
    expect(configFor({ OIDC_STRENGTH: text }).OIDC_STRENGTH).toEqual({ admin: { amr: ["mfa"], maxAgeMinutes: 480 } });
    for (const wrong of ["{", '{"king":{}}', '{"admin":{"acr":[]}}', '{"admin":{"age":1}}'])
      expect(() => configFor({ OIDC_STRENGTH: wrong })).toThrow();
  });

  it("does not last longer than what was withdrawn is remembered", async () => {
    const ask = await verifierOf("ES256");
    expect(await ask({}, 24 * 3600)).toBe("allowed");
    expect(await ask({}, 24 * 3600 + 60)).toBe("auth.token_invalid");
  });

  it("is signed with a key of 128 bits of security, unless a provider is said to have a weaker one", async () => {
    expect(leastRsaBits("2026-07-01T00:00:00.000Z")).toBe(3072);
    const strong = await verifierOf("RS256", 3072, {}, 3072);
    const weak = await verifierOf("RS256", 2048, {}, 3072);
    const excused = await verifierOf("RS256", 2048, {}, 2048);
    expect([await strong(), await weak(), await excused()]).toEqual(["allowed", "auth.token_invalid", "allowed"]);
    expect(configFor({ OIDC_RSA_BITS_LEAST: "2048" }).OIDC_RSA_BITS_LEAST).toBe(2048);
    expect(() => configFor({ OIDC_RSA_BITS_LEAST: "1024" })).toThrow();
  });
});
