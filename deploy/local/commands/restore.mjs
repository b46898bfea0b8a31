import { copyKeys, keysIn } from "../keys.mjs";
import { UserError } from "../proc.mjs";
import { withData } from "./on-data.mjs";
import { take, takeData } from "./options.mjs";

/** `npm run restore -- --from DIR [--keys DIR] [--only service] [--data dir]`: into a folder on which nothing runs. */
export async function run(/** @type {string[]} */ args) {
  const { value: keys, rest } = take(args, "keys");
  const { dataDir } = takeData(rest);
  const are = keysIn(dataDir).length > 0;
  if (keys !== undefined && keysIn(keys).length === 0) throw new UserError(`there are no keys in ${keys}`);
  // Other keys than those that are there would make worthless what those have sealed.
  if (keys !== undefined && are) throw new UserError(`${dataDir} has keys already`);
  if (keys === undefined && !are && !process.env.MONGO_URL)
    throw new UserError(`${dataDir} has no keys: without those of the backup (--keys) sealed data stays sealed`);
  const code = await withData(rest, "admin", "deploy/backup/restore.ts", { fresh: true, atRest: true });
  if (code === 0 && keys !== undefined) copyKeys(keys, dataDir);
  return code;
}
