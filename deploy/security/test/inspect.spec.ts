import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { licenceProblems, type Lock } from "../licences.ts";
import { findSecrets, secretProblems } from "../secrets.ts";

const rules = {
  anywhere: ["MIT", "Apache-2.0"],
  tools: ["MPL-2.0"],
  reviewed: [{ package: "@lib/*", licence: "LGPL-3.0-or-later", why: "a shared library that can be exchanged" }],
};
/** A package of ours that needs `a`, which needs `b`. */
const lockWith = (more: Lock["packages"][string], packages: Lock["packages"] = {}): Lock => ({
  packages: {
    "": { dependencies: { "@wangge/kit": "*" } },
    "shared/kit": { dependencies: { a: "1", "@lib/x": "1" } },
    "node_modules/@wangge/kit": { link: true },
    "node_modules/a": { license: "MIT", dependencies: { b: "1" } },
    "node_modules/@lib/x": { license: "LGPL-3.0-or-later" },
    "node_modules/a/node_modules/b": more,
    ...packages,
  },
});

describe("the gate of licences", () => {
  it("lets in what is on the list, one of several, and what was reviewed", () => {
    for (const license of ["MIT", "(GPL-3.0 OR MIT)", "Apache-2.0 AND MIT"])
      expect(licenceProblems(lockWith({ license }), rules)).toEqual([]);
    expect(licenceProblems(lockWith({ license: "MPL-2.0", dev: true }), rules)).toEqual([]);
  });

  it("refuses anything else, with the way on which it came here", () => {
    const way = "shared/kit > a > b";
    for (const license of ["AGPL-3.0-only", "MIT AND GPL-2.0", "MPL-2.0", "SEE LICENSE IN x"])
      expect(licenceProblems(lockWith({ license }), rules)).toEqual([`${license}: ${way}`]);
    expect(licenceProblems(lockWith({}), rules)).toEqual([`no licence named: ${way}`]);
  });

  it("looks again when a reviewed package has another licence, or is gone", () => {
    const changed = lockWith({ license: "MIT" }, { "node_modules/@lib/x": { license: "GPL-3.0" } });
    expect(licenceProblems(changed, rules)).toEqual([
      "GPL-3.0: shared/kit > @lib/x",
      "@lib/* was reviewed and is not installed so any more",
    ]);
  });
});

describe("the search for secrets", () => {
  /** Made here, so that no file has one: this one is searched too. */
  const random = (bytes: number): string => randomBytes(bytes).toString("base64url").replaceAll(/[-_]/g, "x");
  const upper = (length: number): string => random(64).toUpperCase().slice(0, length);
  const join = (...parts: readonly string[]): string => parts.join("");
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

  it.each([
    ["private key", "a.pem", join("-----BEGIN ", "PRIVATE KEY-----\n", random(48))],
    ["private JWK", "key.json", join('{"kty":"OKP","d', '":"', random(32), '"}')],
    ["AWS key", "a.ts", join('const id = "AK', "IA", upper(16), '";')],
    ["Alibaba or Tencent Cloud key", "a.ts", join("LT", "AI", random(40).slice(0, 20))],
    ["Google key", "a.js", join("AI", "za", random(60).slice(0, 35))],
    ["GitHub token", "ci.yaml", join("token: gh", "p_", random(60).slice(0, 36))],
    ["npm token", ".npmrc", join("npm", "_", random(60).slice(0, 36))],
    ["Slack token", "a.md", join("xo", "xb-", random(12))],
    ["payment or model key", "a.py", join("sk", "_live_", random(24))],
    ["JWT", "a.http", join("Bearer ", part({ alg: "ES256" }), ".", part({ sub: "somebody" }), ".", random(48))],
    ["password in a URL", "compose.yaml", join("url: mongodb://admin:", random(9), "@db:27017")],
    ["assigned secret", "a.ts", join("const pass", 'word = "', random(18), '";')],
    ["random text", "values.yaml", join("salt: ", random(60))],
  ])("finds a planted %s", (kind, path, text) => {
    const found = findSecrets(path, `first line\n${text}\n`);
    expect(found.map((one) => one.kind)).toContain(kind);
    expect(found.find((one) => one.kind === kind)?.line).toBe(2);
    expect(JSON.stringify(found)).not.toContain(text);
  });

  it("finds none in names of variables, templates, hashes and ids", () => {
    const text = [
      "NATS_PASSWORD: ${NATS_PASSWORD}",
      "const url = `nats://${user}:${password}@${host}:4222`;",
      "token: z.string().min(24)",
      `integrity: ${createHash("sha256").update("a").digest("hex")}`,
      "caseId: 01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    ].join("\n");
    expect(findSecrets("compose.yaml", text)).toEqual([]);
  });

  it("passes what was reviewed in that place, nothing else there, and tells when a review is left over", () => {
    const url = (password: string) => `amqp://guest:${password}@127.0.0.1`;
    const found = findSecrets("a.md", url("guest"));
    const [first] = found;
    if (first === undefined) throw new Error("nothing found");
    const reviewed = [
      { path: "a.md", kind: first.kind, fingerprint: first.fingerprint, why: "the default of RabbitMQ" },
    ];
    expect(secretProblems(found, reviewed)).toEqual([]);
    expect(secretProblems(findSecrets("b.md", url("guest")), reviewed)).toHaveLength(2);
    const other = findSecrets("a.md", `${url("guest")}\n${url("another")}`);
    expect(secretProblems(other, reviewed)).toEqual([expect.stringMatching(/^a\.md:2 password in a URL /) as string]);
  });
});

describe("what images are made of", () => {
  it("an image is made of what is named, and of no history of the sources", () => {
    const [first, ...rules] = readFileSync(join(import.meta.dirname, "../../Dockerfile.dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(first).toBe("*");
    const letIn = rules.flatMap((rule) => (rule.startsWith("!") ? [rule.slice(1)] : []));
    expect(letIn.length).toBeGreaterThan(0);
    for (const path of letIn) expect(path).toMatch(/^[a-z][\w./-]*$/);
  });
});
