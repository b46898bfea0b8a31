import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/stack.mjs";
import { filesOf } from "./files.ts";

for (const [file, text] of Object.entries(await filesOf())) writeFileSync(join(root, file), text);
