/** `npm run packages [-- --out FOLDER]`: `@wangge/contracts` and `@wangge/kit` as tarballs, for services in another repository. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { packAll } from "./pack.ts";

const { values } = parseArgs({ options: { out: { type: "string", default: ".wangge/packages" } } });
const scratch = mkdtempSync(join(tmpdir(), "wangge-pack-"));
try {
  for (const { path } of packAll(resolve(values.out), scratch)) process.stdout.write(`${path}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
