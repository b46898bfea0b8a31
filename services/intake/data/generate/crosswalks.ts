/**
 * Makes `crosswalks.json`: what codes of other published numberings are called in ours.
 *
 *     node services/intake/data/generate/crosswalks.ts <folder with gbt-47678.5-2026.json>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import categories from "../categories.json" with { type: "json" };

interface Row {
  readonly code: string;
  readonly name: string;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder with the tables of codes");
const table = JSON.parse(readFileSync(join(folder, "gbt-47678.5-2026.json"), "utf8")) as {
  readonly components: readonly Row[];
  readonly matters: readonly Row[];
};

type Kind = "event" | "component";
const ours = (kind: Kind) => categories.categories.filter((category) => category.kind === kind);

/** The older numbering: 突发事件 is 04, 街面秩序 is 05; minors as they are. Local extensions are nobody's but ours. */
const swapped = (): Record<string, string> => {
  const majors: Readonly<Record<string, string>> = { "04": "05", "05": "04" };
  return Object.fromEntries(
    (["component", "event"] as const).flatMap((kind) =>
      ours(kind)
        .filter((category) => !("local" in category))
        .map(({ code, major, minor }) => {
          const theirs = kind === "event" ? (majors[major] ?? major) : major;
          return [`${kind}-${theirs}${minor}`, code];
        }),
    ),
  );
};

const pairsOf = (name: string): ReadonlySet<string> => {
  const plain = name.replace(/[（）()、，]/g, "");
  return new Set([...plain].slice(1).map((sign, index) => `${plain[index] ?? ""}${sign}`));
};
/** Two names of one thing share at least half of the pairs of signs of the shorter one. */
const isLike = (one: string, other: string): boolean => {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return shared > 0 && shared * 2 >= Math.min(a.size, b.size);
};

/** The majors of the standard of 2026 for ours of 2013: events begin at 06. */
const majorOf2026 = (kind: Kind, major: string): string =>
  kind === "component" ? major : String(Number(major) + 5).padStart(2, "0");

/** By equal names, else by the same place in the numbering where the names are alike. */
const of2026 = (): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const [kind, rows] of [
    ["component", table.components],
    ["event", table.matters],
  ] as const)
    for (const { code, name } of rows) {
      const same = ours(kind).find((category) => category.name.zh === name);
      const placed = ours(kind).find(
        (category) =>
          !("local" in category) &&
          `${majorOf2026(kind, category.major)}0${category.minor}` === code &&
          isLike(category.name.zh, name),
      );
      const ourCode = (same ?? placed)?.code;
      if (ourCode !== undefined) found[`${kind}-${code}`] = ourCode;
    }
  return found;
};

const document = {
  note: "Codes of other published numberings, by what they mean in the one this window uses. A code that stands here under no scheme is refused, never guessed.",
  schemes: [
    {
      scheme: "cjt-214-as-implemented",
      version: "2005.1",
      effectiveFrom: "2005-08-01",
      source:
        "The older generation as public implementations number it: majors 04 突发事件 and 05 街面秩序 the other way round, minors the same. Not checked against the standard's text.",
      codes: swapped(),
    },
    {
      scheme: "gbt-47678.5",
      version: "2026.1",
      effectiveFrom: "2026-07-01",
      source:
        "GB/T 47678.5-2026, Annexes A and C as retyped from a public code base (github Jackyhellolove/city-inspection-ai @ 088839d9f9591a2170f8d45b533086b8f1971d0d); second-hand. Matched by name, or by place in the numbering where names are alike.",
      codes: of2026(),
    },
  ],
};

writeFileSync(new URL("../crosswalks.json", import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
