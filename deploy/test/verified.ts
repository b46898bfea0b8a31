import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/stack.mjs";

/** `npm run verify`, as an auditor runs it: on an export and on what the registry has given him. */
export const verified = (
  folder: string,
  exported: string,
  anchors: unknown,
): { readonly status: number | null; readonly stdout: string } => {
  const [file, anchorFile] = [join(folder, "export.json"), join(folder, "anchors.json")];
  writeFileSync(file, exported);
  writeFileSync(anchorFile, JSON.stringify(anchors));
  const command = [join(root, "deploy/local/run.mjs"), "verify", file, "--anchors", anchorFile];
  return spawnSync(process.execPath, command, { encoding: "utf8" });
};
