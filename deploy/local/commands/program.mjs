import { existsSync } from "node:fs";
import { join } from "node:path";
import { foreground, UserError } from "../proc.mjs";
import { root } from "../root.mjs";

/**
 * Runs one of the project's own programs.
 * @param {string} file from the root
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function runProgram(file, args, env) {
  if (!existsSync(join(root, file))) throw new UserError(`${file} is missing`);
  return foreground(process.execPath, [file, ...args], { env, cwd: root });
}
