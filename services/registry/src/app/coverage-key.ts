import { generateKeyPairSync } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signingKeyOf, type SigningKey } from "./coverage-report.ts";

interface Where {
  readonly COVERAGE_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

/** The key that is given, or on one machine one that is made once and kept; undefined where there is neither. */
export const coverageKey = ({ COVERAGE_KEY: given, DATA_DIR: folder }: Where): SigningKey | undefined => {
  if (given !== undefined) return signingKeyOf(given);
  if (folder === undefined) return undefined;
  const file = join(folder, "coverage-key.pem");
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    try {
      // Unlike a rename, fails when another process was quicker: there is one key.
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return signingKeyOf(readFileSync(file, "utf8"));
};
