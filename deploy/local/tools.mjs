/**
 * Programs of others that only tests need, from the registries of their languages into the cache as the engines are. Where one
 * cannot be had the reason is the answer.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, lastLine, which } from "./proc.mjs";
import { cached, pipInstall } from "./programs.mjs";
import { root } from "./root.mjs";

const examples = join(root, "deploy/examples");
const fetchTimeoutMs = 240_000;

/** @type {Record<import("./tools.mjs").ToolName, string[]>} */
const packages = {
  schemathesis: ["schemathesis==4.32.5"],
  "example-subscriber": readFileSync(join(examples, "python/requirements.txt"), "utf8").trim().split("\n"),
  // Two clients of Open311 as their users have them; the second one and its XML come as source alone.
  "open311-clients": ["georeport==0.3.1", "--no-binary=three,relaxml", "three==0.8.0"],
  // Schemas of Kubernetes 1.25 to 1.37, and what holds a manifest against them.
  "kubernetes-validate": ["kubernetes-validate==1.37.0"],
};

/**
 * What was found, or in words why there is nothing: a test that needs it says so and is left out.
 * @template T
 * @param {() => Promise<T>} find
 * @returns {Promise<T | { missing: string }>}
 */
async function orWhyNot(find) {
  try {
    return await find();
  } catch (error) {
    return { missing: /** @type {Error} */ (error).message };
  }
}

/** @type {import("./tools.mjs").pythonTool} */
export const pythonTool = (name, log = () => {}) =>
  orWhyNot(async () => {
    const asked = await capture("python3", ["-c", "import sys; print(sys.executable, sys.implementation.cache_tag)"]);
    const [python, tag] = asked.out.trim().split(" ");
    if (!python || !tag) throw new Error("python3: not installed");
    const versions = packages[name].filter((one) => one.includes("==")).map((one) => one.replace("==", "-"));
    const home = await cached(`${versions.join("-")}-${tag}`, async (dir) => {
      log(`fetching ${name} from PyPI`);
      await pipInstall(dir, packages[name]);
    });
    return { python, env: { PYTHONPATH: home, PYTHONNOUSERSITE: "1" } };
  });

/** A cache folder of its own for every content of these files. */
const keyOf = (/** @type {string} */ name, /** @type {string[]} */ files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return `${name}-${hash.digest("hex").slice(0, 16)}`;
};

/** Runs the programs of a build one after the other; the first that fails is the reason why there is none. */
const build = async (/** @type {readonly (readonly [string, string[]])[]} */ steps, /** @type {string} */ cwd) => {
  for (const [program, args] of steps) {
    const done = await capture(program, args, { cwd, timeoutMs: fetchTimeoutMs });
    if (done.code !== 0) throw new Error(`${program}: ${lastLine(done.err || done.out)}`);
  }
};

/** @type {import("./tools.mjs").goExample} */
export const goExample = (log = () => {}) =>
  orWhyNot(async () => {
    if (!which("go")) throw new Error("go: not installed");
    const dir = join(examples, "go");
    const files = ["go.mod", "go.sum", "subscriber.go"].map((file) => join(dir, file));
    const home = await cached(keyOf("example-go", files), async (draft) => {
      log("building the Go example");
      await build([["go", ["build", "-mod=readonly", "-o", join(draft, "subscriber"), "."]]], dir);
    });
    return { command: join(home, "subscriber") };
  });

/** @type {import("./tools.mjs").javaExample} */
export const javaExample = (log = () => {}) =>
  orWhyNot(async () => {
    for (const program of ["mvn", "java", "javac"]) if (!which(program)) throw new Error(`${program}: not installed`);
    const pom = join(examples, "java/pom.xml");
    const source = join(examples, "java/Subscriber.java");
    const home = await cached(keyOf("example-java", [pom, source]), async (draft) => {
      log("building the Java example");
      const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
      const fetch = ["-q", "-B", "-f", pom, copy, `-DoutputDirectory=${join(draft, "lib")}`];
      const compile = ["-cp", join(draft, "lib/*"), "-d", draft, source];
      await build(
        [
          ["mvn", fetch],
          ["javac", compile],
        ],
        draft,
      );
    });
    return { classPath: `${home}:${join(home, "lib/*")}` };
  });

export { natsProgram } from "./programs.mjs";
