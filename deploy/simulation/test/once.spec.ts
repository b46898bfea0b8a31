import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { madeOnce } from "../once.ts";

const from = (line: string): string =>
  `import { z } from "zod";\nimport { CaseId } from "@wangge/contracts";\n${line}\n`;
describe("what services make each time they are composed", () => {
  it.each([
    [
      "z.object({ caseId: CaseId, text: z.string().optional() })",
      "«z.object({ caseId: CaseId, text: z.string().optional() })»",
    ],
    ["[CaseId.optional(), deps]", "[«CaseId.optional()», deps]"],
    ["z.string().refine((text) => text !== '')", "«z.string().refine((text) => text !== '')»"],
    [
      "z.string().refine((text) => text.length < deps.limit)",
      "«z.string()».refine((text) => text.length < deps.limit)",
    ],
    ["z.string().default(newId())", "«z.string()».default(newId())"],
  ])("is made once as far as it is of the module's own names: %s", (made, once) => {
    const text = madeOnce(from(`export const actions = (deps) => ${made};`), "actions.ts");
    const marked = once.replace("«", "(__once[0] ??= ").replace("»", ")");
    expect(text).toBe(`const __once: any[] = [];${from(`export const actions = (deps) => ${marked};`)}`);
  });

  it.each([
    "export const View = z.object({ caseId: CaseId });",
    "export const oneOf = (codes) => z.enum(codes);",
    "export const actions = () => { const Own = other(); return z.array(Own); };",
    "export const actions = () => CaseId.parse('a');",
    "export const actions = (clock) => clock.now().min(1);",
  ])("is left as it is otherwise: %s", (line) => {
    expect(madeOnce(from(line), "actions.ts")).toBe(from(line));
  });

  it("is the same from then on, and another for another place", async () => {
    const line =
      'const z = globalThis.zod; export const make = (name) => [z.string(), z.string(), z.literal(name)]; // from "zod"';
    vi.stubGlobal("zod", z);
    const text = madeOnce(line, "make.ts").replace(": any[]", "");
    const { make } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      readonly make: (name: string) => readonly z.ZodType[];
    };
    const [first, second] = [make("a"), make("b")];
    expect([first[0] === second[0], first[1] === second[1], first[0] === first[1]]).toEqual([true, true, false]);
    expect([first[2]?.parse("a"), second[2]?.parse("b")]).toEqual(["a", "b"]);
    vi.unstubAllGlobals();
  });
});
