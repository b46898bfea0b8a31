import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Between the path of a test file and the title of a test in it. */
const SIGN = " › ";

/**
 * What is wrong with a proof: `path › title of a test`, or a path alone for what a whole file shows or is. A title counts where it
 * stands as one, not in a comment.
 */
export const proofProblem = (proof: string, root: string): string | undefined => {
  const [path = "", title] = proof.split(SIGN);
  const file = join(root, path);
  if (!existsSync(file)) return `${path} is not there`;
  if (title === undefined) return undefined;
  const text = readFileSync(file, "utf8");
  return ['"', "'", "`"].some((quote) => text.includes(`(${quote}${title}${quote}`))
    ? undefined
    : `${path} has no test “${title}”`;
};
