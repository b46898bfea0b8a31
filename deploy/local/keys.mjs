/**
 * The keys that services of this machine have made for themselves in a data folder. They are kept apart from backups: whoever has both can read
 * what is sealed, and what was erased with its key would be there again.
 */
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";
import { servicesIn } from "./services.mjs";

/** `dispatch/audit-key.pem`: services keep nothing else in their folders. */
export const keysIn = (/** @type {string} */ dir) =>
  servicesIn(root).flatMap((service) => {
    const folder = join(dir, service);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ name }) => join(service, name));
  });

/** Overwrites none. */
export function copyKeys(/** @type {string} */ from, /** @type {string} */ to) {
  for (const key of keysIn(from)) {
    mkdirSync(dirname(join(to, key)), { recursive: true, mode: 0o700 });
    cpSync(join(from, key), join(to, key), { force: false, errorOnExist: true });
  }
}
