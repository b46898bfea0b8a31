import fastify, { type FastifyInstance } from "fastify";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mountPages } from "../src/pages/pages.ts";

const CODE = "export const grid = 1;\n".repeat(100);
const OIDC = { issuer: "https://id.example.org/realm", clientId: "c", rolesClaim: "realm_access.roles" };
let dir: string;
let app: FastifyInstance;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "wangge-pages-"));
  for (const folder of ["console", "field", "assets"]) mkdirSync(join(dir, folder));
  writeFileSync(join(dir, "index.html"), "<p>resident");
  writeFileSync(join(dir, "console/index.html"), "<p>staff");
  writeFileSync(join(dir, "field/index.html"), "<p>worker");
  writeFileSync(join(dir, "field/sw.js"), "self.skip = 1;");
  writeFileSync(join(dir, "assets/main-abc.js"), CODE);
  writeFileSync(join(dir, "notes.txt"), "not for the world");
  app = fastify();
  mountPages(app, {
    dir,
    signIn: { devTokenPath: "/dev/issuer/token", oidc: OIDC },
  });
});

afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});

describe("the pages", () => {
  it.each([
    ["/", "<p>resident"],
    ["/console/", "<p>staff"],
    ["/console/cases/01JD6Z0Q8V4Y7R2K3M5N6P8T9W?status=filed", "<p>staff"],
    ["/field/anything", "<p>worker"],
    ["/field/sw.js", "self.skip = 1;"],
  ])("%s is there, and asked for anew each time", async (url, body) => {
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.body, answer.headers["cache-control"]]).toEqual([200, body, "no-cache"]);
  });

  it("keeps for ever what has its hash in its name, and packs it for who can unpack", async () => {
    const plain = await app.inject("/assets/main-abc.js");
    expect([plain.body, plain.headers["cache-control"]]).toEqual([CODE, "public, max-age=31536000, immutable"]);
    const packed = await app.inject({ url: "/assets/main-abc.js", headers: { "accept-encoding": "br, gzip" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.rawPayload.length).toBeLessThan(CODE.length / 5);
    expect(gunzipSync(packed.rawPayload).toString()).toBe(CODE);
  });

  it("runs no code from strings or elsewhere, and speaks only with this server and the identity provider", async () => {
    const policy = String((await app.inject("/")).headers["content-security-policy"]);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' https://id.example.org;");
    expect(policy).not.toContain("unsafe-eval");
  });

  it("gives out no other files, neither beside nor above", async () => {
    for (const url of ["/notes.txt", "/assets/../notes.txt", "/assets/%2e%2e/notes.txt", "/assets/main-abd.js"])
      expect((await app.inject(url)).statusCode).toBe(404);
  });

  it("tell how to sign in", async () => {
    expect((await app.inject("/pages.json")).json()).toEqual({
      devTokenPath: "/dev/issuer/token",
      oidc: OIDC,
    });
  });
});
