import { copyKeys, keysIn } from "../keys.mjs";
import { UserError } from "../proc.mjs";
import { withData } from "./on-data.mjs";
import { take, takeData } from "./options.mjs";

/** `npm run backup -- --to DIR | --into DIR [--keys DIR] [--data dir]`: everything of the running stack, or of data at rest; its keys elsewhere. */
export async function run(/** @type {string[]} */ args) {
  const { value: keys, rest } = take(args, "keys");
  if (keys !== undefined && keysIn(keys).length > 0) throw new UserError(`${keys} has keys already`);
  const code = await withData(rest, "admin", "deploy/backup/main.ts");
  if (code === 0 && keys !== undefined) copyKeys(takeData(rest).dataDir, keys);
  return code;
}
