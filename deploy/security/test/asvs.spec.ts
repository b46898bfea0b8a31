import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { proofProblem } from "../proof.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const Ids = z.object({ 1: z.array(z.string()), 2: z.array(z.string()) });
const ids = Ids.parse(JSON.parse(read("deploy/security/data/asvs-5.0.0.json")));

/** `| V1.1.1 | 2 | what | met | by what |` */
const text = read("deploy/SECURITY.md");
const rows = text
  .split("\n")
  .filter((line) => /^\| V\d/.test(line))
  .map((line) => {
    const [, id = "", level = "", what = "", state = "", evidence = ""] = line.split("|").map((cell) => cell.trim());
    return { id, level, what, state, evidence };
  });
const met = rows.filter(({ state }) => state === "met");

/** Paths of this project that a text names, with the title of a test where it has one. */
const namedIn = (evidence: string): readonly string[] => {
  const proof = /^`(.+ › .+)`$/.exec(evidence)?.[1];
  return proof === undefined ? [...evidence.matchAll(/[\w./-]+\/[\w.-]+\.(?:ts|mjs|md|js)\b/g)].map(([path]) => path) : [proof]; // prettier-ignore
};

describe("the table of ASVS 5.0", () => {
  it("has one row for each requirement of levels 1 and 2, with its level", () => {
    const wanted = [...ids[1].map((id) => `${id} 1`), ...ids[2].map((id) => `${id} 2`)];
    expect(wanted).toHaveLength(253);
    expect(rows.map(({ id, level }) => `${id} ${level}`).sort()).toEqual(wanted.sort());
  });

  it("says of each that it is met, not applicable or open, and by what or why", () => {
    for (const { id, what, state, evidence } of rows) {
      expect(["met", "not applicable", "**open**"], id).toContain(state);
      expect(what.length, id).toBeGreaterThan(3);
      expect(evidence.length, id).toBeGreaterThan(3);
    }
    const count = (wanted: string): number => rows.filter(({ state }) => state === wanted).length;
    expect(text).toContain(
      `${count("met")} met, ${count("not applicable")} not applicable, ${count("**open**")} open.`,
    );
  });

  it("names for what is met only what is there: files, and tests by their titles", () => {
    for (const { id, evidence } of met) expect(namedIn(evidence).length, id).toBeGreaterThan(0);
    expect(
      rows.flatMap(({ evidence }) => namedIn(evidence)).flatMap((proof) => proofProblem(proof, root) ?? []),
    ).toEqual([]);
  });

  it("sees a file that is not there, and a title that no test has", () => {
    const own = "deploy/security/test/asvs.spec.ts";
    expect(proofProblem("deploy/nothing.spec.ts › whatever", root)).toContain("is not there");
    expect(proofProblem(`${own} › a title that stands only here`, root)).toContain("has no test");
    expect(proofProblem(`${own} › sees a file that is not there, and a title that no test has`, root)).toBeUndefined();
  });
});
