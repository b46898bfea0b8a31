/** The pages of the console, built by Vite into the user's cache: once for each content of their sources. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { capture, lastLine, since, UserError } from "./proc.mjs";
import { cached } from "./programs.mjs";

const folder = "services/console";
/** What a build does not depend on. */
const asides = ["test", "node_modules", "README.md", "api", "pictures"];

/**
 * The folder with the built pages.
 * @param {string} root
 * @param {(line: string) => void} log
 * @returns {Promise<string>}
 */
export async function builtPages(root, log) {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  if (!existsSync(vite)) throw new UserError("the pages cannot be built: vite is not installed (npm install)");
  const home = join(root, folder);
  return cached(`pages-${fingerprint(root, home)}`, async (dir) => {
    const startedAt = Date.now();
    log("building the pages");
    const args = [vite, "build", home, "--config", join(home, "vite.config.ts"), "--outDir", dir, "--logLevel", "warn"];
    // A test builds them too: what it says of itself would make them pages for developers, and they are kept for all.
    const env = { ...process.env, NODE_ENV: "production", NO_COLOR: "1" };
    const done = await capture(process.execPath, args, { cwd: root, env });
    if (done.code !== 0) throw new UserError(`the pages cannot be built: ${lastLine(done.err || done.out)}`);
    log(`the pages are built (${since(startedAt)})`);
  });
}

function fingerprint(/** @type {string} */ root, /** @type {string} */ home) {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(home, join(entry.parentPath, entry.name)))
    .filter((file) => !asides.some((aside) => file === aside || file.startsWith(`${aside}/`)));
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(home, file)))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}
