/** Debian packages without installing them: fetched as the user, unpacked into a folder of ours. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture, lastLine } from "./proc.mjs";

// What every Debian has, and must come from the same build as its loader.
const always = /^(libc6|libgcc-s1|libcrypt1|libc-bin|gcc-.*-base)$/;

/**
 * Unpacks a package and the libraries it needs into `root`.
 * @param {string} name
 * @param {string} root
 * @param {(line: string) => void} log
 * @param {RegExp} [more] what else it needs that is no library
 */
export async function aptUnpack(name, root, log, more = /^$/) {
  const scratch = mkdtempSync(join(tmpdir(), "wangge-apt-"));
  chmodSync(scratch, 0o755);
  try {
    let failure = await download(name, scratch, [], more);
    if (failure) {
      log("reading the distribution's package lists");
      failure = await download(name, scratch, await privateLists(scratch), more);
    }
    if (failure) throw new Error(failure);
    mkdirSync(root, { recursive: true });
    for (const file of readdirSync(scratch).filter((entry) => entry.endsWith(".deb"))) {
      const { code, err } = await capture("dpkg", ["-x", join(scratch, file), root]);
      if (code !== 0) throw new Error(`dpkg: ${lastLine(err)}`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Options that make apt keep its lists and caches in our folder, and those lists fetched: needs no rights. */
async function privateLists(/** @type {string} */ scratch) {
  const state = join(scratch, "apt");
  mkdirSync(join(state, "lists/partial"), { recursive: true });
  mkdirSync(join(state, "cache/archives/partial"), { recursive: true });
  const options = ["-o", `Dir::State::Lists=${state}/lists`, "-o", `Dir::Cache=${state}/cache`];
  if (process.getuid?.() === 0) options.push("-o", "APT::Sandbox::User=root");
  await capture("apt-get", [...options, "-qq", "update"]);
  return options;
}

/** @returns {Promise<string | undefined>} why it failed */
async function download(
  /** @type {string} */ name,
  /** @type {string} */ dir,
  /** @type {string[]} */ options,
  /** @type {RegExp} */ more,
) {
  const only = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map((kind) => `--no-${kind}`);
  const depends = await capture("apt-cache", [...options, "depends", "--recurse", ...only, name]);
  if (depends.code !== 0) return `apt-cache: ${lastLine(depends.err)}`;
  const found = depends.out.split("\n").filter((line) => /^[a-z0-9]/.test(line));
  const wanted = found.filter((entry) => entry === name || isPartOf(entry, name) || more.test(entry));
  const fetched = await capture("apt-get", [...options, "-qq", "download", ...new Set(wanted)], { cwd: dir });
  return fetched.code === 0 ? undefined : `apt-get: ${lastLine(fetched.err)}`;
}

function isPartOf(/** @type {string} */ entry, /** @type {string} */ name) {
  if (always.test(entry) || entry.includes(":")) return false;
  return /^(lib|lua)/.test(entry) || (name === "redis-server" && entry === "redis-tools");
}

/** Installs a package into the system, as root, without letting it start a service. */
export async function aptInstall(/** @type {string} */ name) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const policy = "/usr/sbin/policy-rc.d"; // Debian's way to say: start nothing
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const install = () => capture("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], { env });
    if ((await install()).code === 0) return;
    await capture("apt-get", ["update", "-qq"], { env });
    const again = await install();
    if (again.code !== 0) throw new Error(`apt-get: ${lastLine(again.err)}`);
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
