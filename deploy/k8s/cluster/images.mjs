/**
 * The images of a test, built by buildah and kept in the cache by the content they are made of. Ours come from `deploy/Dockerfile`; no registry has to be in
 * reach, so the bases and the engines are stand-ins: programs of this machine with the libraries they need, under the names that the manifests say.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ingressController, wayIn } from "../../local/k8s-programs.mjs";
import { capture, lastLine, since, UserError, which } from "../../local/proc.mjs";
import { cacheDir, cached, mongoProgram, natsProgram, redisProgram } from "../../local/programs.mjs";
import { root } from "../../local/root.mjs";
import { pauseImage } from "./node.mjs";
import { saidBy } from "./machine.mjs";

/** Under these names the manifests ask for them (`k8s/base`). */
export const names = {
  pause: pauseImage,
  coredns: "wangge.invalid/coredns:1",
  node: "wangge.invalid/node:1",
  build: "wangge.invalid/build:1",
  nats: "docker.io/library/nats:2.15.2-alpine",
  redis: "docker.io/valkey/valkey:8.1.3-alpine",
  mongo: "docker.io/library/mongo:8.0.12",
  traefik: `docker.io/library/traefik:v${wayIn().traefik}`,
};
export const ours = [
  "registry",
  "intake",
  "dispatch",
  "enforcement",
  "social",
  "appraisal",
  "webhooks",
  "gateway",
  "provision",
  "doctor",
  "backup",
];
const tag = "0.1.0";

/** What every stand-in has: somebody to be, and a place for what is passing. */
const common = (/** @type {string} */ dir) => {
  for (const folder of ["etc", "tmp"]) mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(
    join(dir, "etc/passwd"),
    "root:x:0:0:root:/:/bin/false\nnonroot:x:65532:65532:nonroot:/tmp:/bin/false\n",
  );
};

/** Copies a program or a folder to where it is called from. */
const put = (/** @type {string} */ from, /** @type {string} */ dir, /** @type {string} */ to) => {
  mkdirSync(dirname(join(dir, to)), { recursive: true });
  cpSync(realpathSync(from), join(dir, to), { recursive: true, verbatimSymlinks: true });
};

/** Copies the libraries that programs load at their start, each to the place where it was found. */
const putLibraries = async (
  /** @type {string[]} */ programs,
  /** @type {string} */ dir,
  /** @type {NodeJS.ProcessEnv} */ env = {},
) => {
  const { out } = await capture("ldd", programs, { env: { ...process.env, ...env } });
  const found = new Set([...out.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, file]) => file ?? ""));
  // Those of programs that are themselves folders of the image have come with them.
  for (const file of found) if (!existsSync(join(dir, file))) put(file, dir, file);
};

/** @typedef {{ env?: Record<string, string>, entrypoint?: string }} Shape */
/** @typedef {(dir: string, programs: { bin: string }) => Promise<Shape>} StandIn fills a folder with what the image has */

/** @type {Record<Exclude<keyof typeof names, "build">, StandIn>} */
const standIns = {
  // Of all images this one alone is run by containerd itself, which asks it what to run.
  pause: async (dir, { bin }) => (put(join(bin, "pause"), dir, "pause"), { env: { PATH: "/" }, entrypoint: "/pause" }),
  coredns: async (dir, { bin }) => (put(join(bin, "coredns"), dir, "coredns"), { env: { PATH: "/" } }),
  node: async (dir) => {
    put(process.execPath, dir, "nodejs/bin/node");
    await putLibraries([process.execPath], dir);
    // The base of a release has the whole C library, and compiled parts of packages count on it.
    const [home] = ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/lib"].filter((one) =>
      existsSync(join(dir, one, "libc.so.6")),
    );
    for (const part of ["libresolv.so.2", "librt.so.1", "libutil.so.1", "libanl.so.1"])
      if (home && existsSync(join(home, part))) put(join(home, part), dir, join(home, part));
    return {};
  },
  nats: async (dir) => {
    const { command } = await natsProgram(() => {});
    put(command, dir, "bin/nats-server");
    const tools = ["sh", "cat", "sha256sum", "sleep"].map((name) => which(name) ?? "");
    for (const tool of tools) put(tool, dir, `bin/${basename(tool)}`);
    await putLibraries([command, ...tools], dir);
    return { env: { PATH: "/bin" } };
  },
  redis: async (dir) => {
    const program = await redisProgram(() => {});
    if (!program) throw new UserError("no Redis to be had");
    put(program.command, dir, "bin/valkey-server");
    await putLibraries([program.command], dir, program.env);
    const libraries = program.env.LD_LIBRARY_PATH;
    return { env: { PATH: "/bin", ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) } };
  },
  // Called as mongod is in the manifests; of what it is told it keeps what it knows.
  mongo: async (dir) => {
    const program = await mongoProgram(() => {}, undefined);
    if (program.kind !== "fast")
      throw new UserError("the store that stands in for MongoDB is not built yet: npm run engines");
    put(program.command, dir, "bin/store");
    const helpers = ["sh", "cat", "install"].map((name) => which(name) ?? "");
    for (const helper of helpers) put(helper, dir, `bin/${basename(helper)}`);
    await putLibraries([program.command, ...helpers], dir);
    const flags =
      "--host 0.0.0.0 --port 27017 --storage-path /data/db --sync-on-commit --cache-size 256M --log-level WARNING";
    const files = "--config /etc/store.toml --tls-cert-file /tls/tls.crt --tls-key-file /tls/tls.key";
    writeFileSync(join(dir, "etc/store.toml"), "");
    writeFileSync(join(dir, "bin/mongod"), `#!/bin/sh\nexec store ${files} ${flags}\n`, { mode: 0o755 });
    return { env: { PATH: "/bin" } };
  },
  traefik: async (dir) => {
    const found = await ingressController();
    if ("missing" in found) throw new UserError(`no Traefik to be had: ${found.missing}`);
    put(found.command, dir, "bin/traefik");
    await putLibraries([found.command], dir);
    return { env: { PATH: "/bin" } };
  },
};

/** Folders of this machine that the stand-in for the base of builds has as its own while it builds: compiler, shell and npm of nobody else. */
const lent = ["/usr", "/etc/ssl"];

/** Everything that goes into an image of ours, as git sees the working tree. */
const sourcesKey = async () => {
  const tracked = ["deploy", "services", "shared", "package.json", "package-lock.json", "tsconfig.base.json"];
  const files = (
    await saidBy(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "--", ...tracked])
  )
    .trim()
    .split("\n")
    .filter(
      (file) =>
        !/\.md$|\/test\/|^deploy\/(?!Dockerfile|backup|doctor|provision|replay|healthy|package\.json)/.test(file),
    )
    .sort();
  const hash = createHash("sha256");
  for (const file of files) if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex").slice(0, 16);
};

const buildah = async (/** @type {string} */ store, /** @type {string[]} */ args) => {
  const places = ["--root", join(store, "root"), "--runroot", join(store, "run"), "--storage-driver", "overlay"];
  const { code, err, out } = await capture("buildah", [...places, ...args]);
  if (code !== 0)
    throw new UserError(`buildah ${args[0]} ${args.at(-2) ?? ""}: ${lastLine(err || out)}\n${err.slice(-2_000)}`);
};

/** Builds within a store of images that is thrown away; what is kept are archives that a node can load. */
const withStore = async (/** @type {(store: string) => Promise<void>} */ work) => {
  const store = mkdtempSync(join(tmpdir(), "wangge-images-"));
  try {
    await work(store);
  } finally {
    await capture("buildah", ["--root", join(store, "root"), "--runroot", join(store, "run"), "rm", "--all"]);
    rmSync(store, { recursive: true, force: true });
  }
};

const buildFolder = async (
  /** @type {string} */ store,
  /** @type {string} */ name,
  /** @type {string} */ dir,
  /** @type {Shape} */ { env = {}, entrypoint },
) => {
  const file = join(store, "Containerfile");
  const lines = [
    ...["FROM scratch", "COPY . /", ...Object.entries(env).map(([key, value]) => `ENV ${key}=${value}`)],
    ...(entrypoint ? [`ENTRYPOINT ["${entrypoint}"]`] : []),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  await buildah(store, ["bud", "--quiet", "--isolation", "chroot", "-f", file, "-t", name, dir]);
};

const save = (/** @type {string} */ store, /** @type {string} */ name, /** @type {string} */ file) =>
  buildah(store, ["push", "--quiet", name, `docker-archive:${file}:${name}`]);

const standInImages = (/** @type {{ bin: string }} */ programs) => async (/** @type {string} */ home) =>
  withStore(async (store) => {
    for (const [key, fill] of Object.entries(standIns)) {
      const name = names[/** @type {keyof typeof names} */ (key)];
      const dir = mkdtempSync(join(store, "folder-"));
      common(dir);
      const shape = await fill(dir, programs);
      await buildFolder(store, name, dir, shape);
      await save(store, name, join(home, `${key}.tar`));
      rmSync(dir, { recursive: true });
    }
  });

/** The base that builds: nearly empty, with this machine's programs lent to it, and the Node that we run by. */
const buildBase = async (/** @type {string} */ store) => {
  const dir = mkdtempSync(join(store, "folder-"));
  common(dir);
  for (const link of ["bin", "lib", "lib64", "sbin"]) symlinkSync(`usr/${link}`, join(dir, link));
  for (const folder of ["usr", "etc/ssl"]) mkdirSync(join(dir, folder), { recursive: true });
  put(process.execPath, dir, "opt/node/bin/node");
  const env = { PATH: "/opt/node/bin:/usr/bin:/bin" };
  // Whom this machine trusts beside everybody else, a proxy for one, is trusted while building too.
  const trusted = process.env.NODE_EXTRA_CA_CERTS;
  if (trusted) put(trusted, dir, "etc/trusted.crt");
  const trust = trusted ? { NODE_EXTRA_CA_CERTS: "/etc/trusted.crt" } : {};
  await buildFolder(store, names.build, dir, { env: { ...env, ...trust } });
};

const ourImages =
  (/** @type {string} */ bases, /** @type {(line: string) => void} */ log) => async (/** @type {string} */ home) =>
    withStore(async (store) => {
      await buildBase(store);
      await buildah(store, ["pull", "--quiet", `docker-archive:${join(bases, "node.tar")}`]);
      const npm = join(cacheDir(), "npm-of-images");
      mkdirSync(npm, { recursive: true });
      const volumes = [...lent.map((folder) => `${folder}:${folder}:ro`), `${npm}:/tmp/npm`].flatMap((one) => [
        "--volume",
        one,
      ]);
      for (const part of ours) {
        const startedAt = Date.now();
        const name = `docker.io/wangge/${part}:${tag}`;
        const args = { BUILD_IMAGE: names.build, RUN_IMAGE: names.node, PART: part };
        await buildah(store, [
          ...["bud", "--quiet", "--isolation", "chroot", "--network", "host", "--pull=never", ...volumes],
          ...Object.entries(args).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
          ...["-f", join(root, "deploy/Dockerfile"), "--ignorefile", join(root, "deploy/Dockerfile.dockerignore")],
          ...["-t", name, root],
        ]);
        await save(store, name, join(home, `${part}.tar`));
        log(`image ${part} (${since(startedAt)})`);
      }
    });

/** @type {import("./images.d.mts").images} */
export async function images(programs, log = () => {}) {
  const self = createHash("sha256")
    .update(readFileSync(new URL(import.meta.url)))
    .digest("hex")
    .slice(0, 16);
  const bases = await cached(`images-stand-ins-${self}`, standInImages(programs));
  const key = `images-of-ours-${await sourcesKey()}-${self}`;
  const own = await cached(key, ourImages(bases, log));
  // Two gigabytes of every state of the sources would fill a disk: the last one is kept.
  for (const name of readdirSync(cacheDir()))
    if (name.startsWith("images-of-ours-") && !name.startsWith(key))
      rmSync(join(cacheDir(), name), { recursive: true });
  const onNodes = Object.keys(standIns).filter((one) => one !== "node");
  return [...onNodes.map((one) => join(bases, `${one}.tar`)), ...ours.map((part) => join(own, `${part}.tar`))];
}
