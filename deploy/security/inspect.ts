/**
 * Two gates of `npm run check`. `licences`: the terms of everything in package-lock.json. `secrets`: every tracked file. What was
 * looked at by people stands in `data/`, with the reason.
 */
import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LicenceRules, licenceProblems, Lock } from "./licences.ts";
import { findSecrets, Reviewed, secretProblems } from "./secrets.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const json = (path: string): unknown => JSON.parse(read(path));

/** Hashes of what was published elsewhere, and what is made from sources that are read. */
const UNREAD = /^package-lock\.json$|^shared\/contracts\/(asyncapi\.yaml$|schemas\/)/;

const tracked = (): readonly string[] =>
  execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 })
    .split("\0")
    .filter(
      (path) => path !== "" && !UNREAD.test(path) && lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile(),
    );

const gates: Readonly<Record<string, () => readonly string[]>> = {
  licences: () =>
    licenceProblems(
      Lock.parse(json("package-lock.json")),
      LicenceRules.parse(json("deploy/security/data/licences.json")),
    ),
  secrets: () =>
    secretProblems(
      tracked().flatMap((path) => {
        const text = read(path);
        return text.includes("\0") ? [] : findSecrets(path, text);
      }),
      z.array(Reviewed).parse(json("deploy/security/data/reviewed-secrets.json")),
    ),
};

const gate = gates[process.argv[2] ?? ""];
const problems = gate === undefined ? [`say which: ${Object.keys(gates).join(", ")}`] : gate();
if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exitCode = 1;
}
