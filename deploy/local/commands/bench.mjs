import { parseArgs } from "node:util";
import { runProgram } from "./program.mjs";
import { withScratchEngines } from "./scratch.mjs";

/**
 * `npm run bench [-- arguments]`: dispatch's batch lane against its floor, then the micro-job against others. `--only` names
 * contestants of the second part; `dispatch` among them is the first. On fresh engines, removed afterwards.
 */
export async function run(/** @type {string[]} */ args) {
  const flag = /** @type {const} */ ({ type: "string" });
  const { values } = parseArgs({
    args,
    options: { cases: flag, rounds: flag, seconds: flag, only: flag, relaxed: { type: "boolean" } },
  });
  const { only, relaxed, ...rest } = values;
  const given = (/** @type {Record<string, string>} */ flags) =>
    Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const named = only?.split(",");
  const others = named?.filter((name) => name !== "dispatch");
  if (named === undefined || named.includes("dispatch")) {
    const code = await withScratchEngines("bench", (env) =>
      runProgram("loadtest/bench/main.ts", given({ cases: "2000", ...rest }), env),
    );
    if (code !== 0) return code;
  }
  if (others?.length === 0) return 0;
  const chosen = [...(others ? ["--only", others.join(",")] : []), ...(relaxed ? ["--relaxed"] : [])];
  return runProgram("loadtest/compare.ts", [...given(rest), ...chosen], process.env);
}
