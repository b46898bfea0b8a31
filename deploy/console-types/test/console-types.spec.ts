import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../local/stack.mjs";
import { filesOf } from "../files.ts";

it("the pages know the API as the services have it: npm run console:types", async () => {
  for (const [file, text] of Object.entries(await filesOf()))
    expect(readFileSync(join(root, file), "utf8") === text, file).toBe(true);
}, 60_000);
