import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, resolve as resolvePath } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncify } from "./transform/asyncify.ts";
import { readModule, ScriptError, type Module } from "./transform/module.ts";

/** Of `k6/http` and so on, for one VU. */
export type ModulesOf = (vu: number) => Readonly<Record<string, object>>;

const RUNTIME = Symbol.for("wangge.load");
const MARK = "wangge-vu";
const BUILT_IN = /^k6(\/|$)/;

const vuOf = (url: string): string | null => new URL(url).searchParams.get(MARK);
const fileOf = (url: string): string => url.replace(/\?.*$/, "");

const resolveScript = (from: string, specifier: string): string => {
  if (!/^(\.\.?\/|\/|file:)/.test(specifier))
    throw new ScriptError(`${fileURLToPath(from)}: "${specifier}" is neither one of k6's own modules nor a file`);
  return fileOf(new URL(specifier, from).href);
};

/** Reads a script and all that it imports, and turns them at once: whether a function waits is known over all of them. */
export const turned = (entry: string): ReadonlyMap<string, string> => {
  const modules = new Map<string, Module>();
  const load = (url: string): void => {
    if (modules.has(url)) return;
    let code: string;
    try {
      code = readFileSync(new URL(url), "utf8");
    } catch (error) {
      throw new ScriptError(error instanceof Error ? error.message : String(error));
    }
    const module = readModule(url, code);
    modules.set(url, module);
    for (const specifier of module.imports) if (!BUILT_IN.test(specifier)) load(resolveScript(url, specifier));
  };
  load(entry);
  return asyncify(modules, resolveScript);
};

/** A script's own `open`: a file beside it, as text or bytes. */
export const openFrom =
  (entry: string, isInit: () => boolean) =>
  (path: string, mode?: "b"): string | ArrayBuffer => {
    if (!isInit()) throw new Error("open() is for the init context");
    const file = resolvePath(dirname(fileURLToPath(entry)), path.startsWith("file:") ? fileURLToPath(path) : path);
    if (mode !== "b") return readFileSync(file, "utf8");
    const bytes = readFileSync(file);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  };

/**
 * Lets Node load a k6 script: `k6` and `k6/…` are the runner's, and each VU has the script's modules for itself, as in k6.
 * Returns how to load it for a VU.
 */
export const hookScript = (entry: string, modulesOf: ModulesOf): ((vu: number) => Promise<Record<string, unknown>>) => {
  const sources = turned(entry);
  Object.assign(globalThis, { [RUNTIME]: modulesOf });
  registerHooks({
    resolve: (specifier, context, next) => {
      const vu = !context.parentURL?.includes(MARK) ? null : vuOf(context.parentURL);
      if (vu === null) return next(specifier, context);
      const url = BUILT_IN.test(specifier)
        ? `wangge-load:${specifier}?${MARK}=${vu}`
        : `${resolveScript(fileOf(context.parentURL ?? ""), specifier)}?${MARK}=${vu}`;
      return { url, format: "module", shortCircuit: true };
    },
    load: (url, context, next) => {
      if (!url.includes(MARK)) return next(url, context);
      if (!url.startsWith("wangge-load:"))
        return { format: "module", source: sources.get(fileOf(url)) ?? "", shortCircuit: true };
      const name = fileOf(url).slice("wangge-load:".length);
      const vu = Number(vuOf(url));
      const module = modulesOf(vu)[name];
      if (module === undefined) throw new ScriptError(`the runner does not have ${name}`);
      const names = Object.keys(module);
      const source = [
        `const own = globalThis[Symbol.for("wangge.load")](${String(vu)})[${JSON.stringify(name)}];`,
        "export default own;",
        // `__ITER` changes with every iteration, and an import sees it.
        ...(name === "k6/x/wangge" ? ["export let __ITER = 0;", "own.onIteration((next) => { __ITER = next; });"] : []),
        ...names.filter((one) => one !== "default").map((one) => `export const ${one} = own.${one};`),
      ].join("\n");
      return { format: "module", source, shortCircuit: true };
    },
  });
  return async (vu) => (await import(`${entry}?${MARK}=${String(vu)}`)) as Record<string, unknown>;
};
