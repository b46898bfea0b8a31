/** The platform as it was at an earlier commit, in a folder of its own: its sources, with the packages that are installed here. */
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { root } from "../local/stack.mjs";

const run = promisify(execFile);

const OURS = "@wangge";

/** Packages of others from here; our own are those beside them. */
const linkPackages = (dir: string): void => {
  const modules = join(dir, "node_modules");
  mkdirSync(join(modules, OURS), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== OURS) symlinkSync(join(root, "node_modules", name), join(modules, name));
  for (const file of globSync("{services,shared}/*/package.json", { cwd: dir })) {
    const own = dirname(file);
    const { name } = JSON.parse(readFileSync(join(dir, file), "utf8")) as { readonly name: string };
    symlinkSync(relative(join(modules, OURS), join(dir, own)), join(modules, name));
    const nested = join(root, own, "node_modules");
    if (existsSync(nested)) symlinkSync(nested, join(dir, own, "node_modules"));
  }
};

/** @returns the commit, in short. @throws where there is no such commit here */
export const unpackVersion = async (revision: string, dir: string): Promise<string> => {
  const { stdout } = await run("git", ["rev-parse", "--short", `${revision}^{commit}`], { cwd: root });
  mkdirSync(dir, { recursive: true });
  const archive = `${dir}.tar`;
  await run("git", ["archive", "--format=tar", "-o", archive, revision], { cwd: root });
  await run("tar", ["-xf", archive, "-C", dir]);
  linkPackages(dir);
  return stdout.trim();
};
