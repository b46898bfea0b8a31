/** Evidence is checked by two programs that were written apart, in two languages: what one finds, the other does. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, signingKeyOf, signJws, type Evidence } from "@wangge/kit";
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../local/stack.mjs";
import { verifyEvidence } from "../verify-evidence.mjs";
import { startGiver, type EvidenceGiver } from "./evidence.builders.ts";

const hasGo = spawnSync("go", ["version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "wangge-evidence-"));
const program = join(folder, "verify");
const vectors = new URL("../vectors/", import.meta.url);
const vectorOf = (name: string): unknown => JSON.parse(readFileSync(new URL(name, vectors), "utf8"));

let giver: EvidenceGiver;
let bundle: Evidence;
beforeAll(async () => {
  if (hasGo) {
    const built = spawnSync("go", ["build", "-o", program, "."], { cwd: join(root, "deploy/verify/go") });
    if (built.status !== 0) throw new Error(built.stderr.toString());
  }
  giver = await startGiver();
  await giver.report(3);
  await giver.evidence([1]);
  await giver.report(2);
  const all = giver.sequences();
  bundle = await giver.evidence([1, 2, all.at(-1) ?? 1]);
}, 240_000);
afterAll(async () => {
  await giver.platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** 0 intact, 1 not, 2 unreadable: as an auditor runs it. */
const byGo = (text: string, args: readonly string[] = []): number | null => {
  const file = join(folder, "evidence.json");
  writeFileSync(file, text);
  return spawnSync(program, [...args, file]).status;
};
const byNode = (text: string): number => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return 2;
  }
  return verifyEvidence(given).problems.length === 0 ? 0 : 1;
};

describe("evidence 证据", () => {
  it("proves events of several blocks, under heads that are anchored", () => {
    const { problems, counts } = verifyEvidence(bundle, {
      anchors: giver.anchors().anchors,
      thumbprints: [giver.thumbprint],
    });
    expect(problems).toEqual([]);
    expect(counts).toMatchObject({ events: 3, blocks: 2 });
    const { text } = giver.platform.bus.stored("EVT_DISPATCH")[0] ?? { text: "" };
    expect(bundle.events[0]?.text).toBe(text);
  });

  it("is found altered wherever a byte of it is flipped", () => {
    const text = JSON.stringify(bundle);
    // Every byte for node would take minutes: every seventh, from another place in each run.
    const from = Date.now() % 7;
    for (let at = from; at < text.length; at += 7) {
      const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      expect(byNode(flipped), `byte ${String(at)}: ${text.slice(at - 20, at + 20)}`).not.toBe(0);
    }
  });

  /** Whoever signs it anew with the key of the service still cannot make it say something else. */
  const signedAnew = (change: (bundle: Evidence) => void, key = signingKeyOf(newKey())): Evidence => {
    const altered = structuredClone(bundle);
    change(altered);
    const { signature: _old, ...body } = altered;
    return { ...body, signature: signJws("wangge-evidence+json", canonicalJson(body), key).signature };
  };
  const newKey = (): string =>
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

  const lies: readonly (readonly [string, string, (bundle: Evidence) => void])[] = [
    [
      "an event says something else",
      "event",
      ({ events }) => Object.assign(events[0] ?? {}, { text: (events[0]?.text ?? "").replace("case", "cose") }),
    ],
    ["an event stands in another place", "event", ({ events }) => Object.assign(events[0] ?? {}, { sequence: 2 })],
    [
      "a block is of another root",
      "entry",
      ({ audit }) => Object.assign(blockIn(audit.cases[0]), { root: "x".repeat(43) }),
    ],
    ["no head covers a block", "proof", ({ audit }) => Object.assign(audit.cases[0] ?? {}, { proofs: [] })],
    ["a head is missing", "proof", ({ audit }) => Object.assign(audit, { heads: [] })],
    ["nothing is anchored", "anchor", ({ anchors }) => Object.assign(anchors as object, { anchors: [] })],
  ];
  const blockIn = (history: Evidence["audit"]["cases"][number] | undefined): object =>
    (history?.entries[0]?.event as { readonly data: object }).data;

  it.each(lies)("is found wrong where %s, by whoever signs it", (_what, code, change) => {
    const altered = signedAnew(change);
    expect(verifyEvidence(altered).problems.map((one) => one.code)).toContain(code);
    if (hasGo) expect(byGo(JSON.stringify(altered))).toBe(1);
  });

  it.skipIf(!hasGo)("is checked by the program in Go alike", () => {
    const text = JSON.stringify(bundle);
    expect(byGo(text, ["-thumbprint", giver.thumbprint])).toBe(0);
    expect(byGo(text, ["-thumbprint", "another"])).toBe(1);
    for (let nth = 0; nth < 120; nth += 1) {
      const at = Math.floor((text.length / 120) * nth);
      const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      expect(byGo(flipped), `byte ${String(at)}: ${text.slice(at - 20, at + 20)}`).not.toBe(0);
    }
  });

  it("that was kept before is checked as before, in both languages", () => {
    const kept = vectorOf("evidence.json") as Evidence;
    const { anchors } = vectorOf("anchors.json") as { readonly anchors: readonly object[] };
    expect(verifyEvidence(kept, { anchors }).problems).toEqual([]);
    if (!hasGo) return;
    const file = join(root, "deploy/verify/vectors/anchors.json");
    expect(byGo(JSON.stringify(kept), ["-anchors", file, "-thumbprint", kept.key.kid])).toBe(0);
  });
});
