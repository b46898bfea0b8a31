import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const examples = join(import.meta.dirname, "..");

/** What a reader has to understand: not what is imported, said in comments, or empty. */
const linesOfCode = (text: string): number =>
  text
    .replace(/^import \([^)]*\)/m, "")
    .split("\n")
    .filter((line) => !/^\s*($|\/\/|\/\*\*|#|"""|import |from \S+ import |package )/.test(line)).length;

it.each(["typescript/subscriber.ts", "python/subscriber.py", "go/subscriber.go", "java/Subscriber.java"])(
  "%s is read in one go: at most 60 lines of code",
  (file) => {
    const lines = linesOfCode(readFileSync(join(examples, file), "utf8"));
    expect(lines).toBeGreaterThan(30);
    expect(lines).toBeLessThanOrEqual(60);
  },
);
