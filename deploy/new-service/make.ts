/** A new service of the template, in this repository or in one of its own. Writes nothing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { places, type Name } from "./places.ts";

export class Refusal extends Error {}

const template = join(import.meta.dirname, "template");
/** Users of the bus and tokens of its subjects that are no services. */
const RESERVED = [
  "admin",
  "doctor",
  "demo",
  "replay",
  "backup",
  "restore",
  "examples",
  "sample",
  "evt",
  "dlq",
  "redrive",
  "contracts",
  "kit",
];

/** @throws Refusal */
export const nameOf = (asked: string, root: string): Name => {
  if (!/^[a-z]{3,20}$/.test(asked))
    throw new Refusal(`"${asked}" is no name of a service: 3 to 20 letters a to z, as in subjects and node ids`);
  if (RESERVED.includes(asked)) throw new Refusal(`"${asked}" means something else on the bus: choose another name`);
  const taken = ["services", "shared", "shared/contracts/src"].find((folder) => existsSync(join(root, folder, asked)));
  if (taken !== undefined) throw new Refusal(`"${asked}" is taken: there is ${taken}/${asked}`);
  return { lower: asked, pascal: asked.charAt(0).toUpperCase() + asked.slice(1) };
};

const named = (text: string, { lower, pascal }: Name): string =>
  text.replaceAll("sample", lower).replaceAll("Sample", pascal).replaceAll("SAMPLE", lower.toUpperCase());

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** What the template finds beside it lies elsewhere in its place. */
const moved = (path: string, text: string): string => {
  if (path.startsWith("src/contract/"))
    return text
      .replace(
        'import { defineLogSealed, type DataOf } from "@wangge/contracts";',
        'import type { DataOf } from "../event.ts";\nimport { defineLogSealed } from "../log-sealed.ts";',
      )
      .replace('"@wangge/contracts"', '"../event.ts"')
      .replace('"@wangge/contracts/vocabulary"', '"../vocabulary.ts"');
  if (path === "smoke.js") return text.replaceAll("../../../loadtest/lib/", "../lib/");
  if (path === "tsconfig.json") return text.replace("../../../tsconfig.base.json", "../../tsconfig.base.json");
  return text
    .replaceAll(/"(?:\.\.?\/)+(?:src\/)?contract\/index\.ts"/g, '"@wangge/contracts/events"')
    .replaceAll(/"(?:\.\.?\/)+(?:src\/)?contract\/custody\.ts"/g, '"@wangge/contracts/custody"');
};

const placeOf = (path: string, { lower }: Name): string | undefined => {
  const own = path.replaceAll("sample", lower);
  switch (path) {
    // Both are lists of the platform, which `places` enters it in.
    case "src/contract/index.ts":
    case "src/contract/custody.ts":
      return undefined;
    case "smoke.js":
      return `loadtest/scenarios/${lower}-smoke.js`;
    case "k8s/service.yaml":
      return `k8s/base/${lower}/kustomization.yaml`;
    case "k8s/store.yaml":
      return `k8s/base/mongo/${lower}/kustomization.yaml`;
  }
  return path.startsWith("src/contract/")
    ? `shared/contracts/src/${lower}/${own.slice("src/contract/".length)}`
    : `services/${lower}/${own}`;
};

/** Files of a clone with their new text, by their path from its root. @throws Refusal */
export const newServiceFiles = (name: Name, root: string): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const path of filesOf(template)) {
    const place = placeOf(path, name);
    if (place !== undefined) files.set(place, named(moved(path, readFileSync(join(template, path), "utf8")), name));
  }
  for (const { file, enter } of places) {
    const text = readFileSync(join(root, file), "utf8");
    const entered = enter(text, name);
    if (entered === text)
      throw new Refusal(`${file} does not look as it did: deploy/new-service/places.ts has to learn it`);
    files.set(file, entered);
  }
  return files;
};

type Texts = Readonly<Record<string, string>>;
interface Described {
  readonly dependencies: Texts;
  readonly devDependencies: Texts;
  readonly scripts: Texts;
}
const described = (folder: string): Described =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Described;

/** With the same tools as here, in the same versions. */
const standalonePackage = (name: Name, root: string, packages: Texts): unknown => {
  const { dependencies, scripts, ...own } = described(template);
  const { devDependencies } = described(root);
  const tools = ["@types/node", "fast-check", "typescript", "vitest"];
  return {
    ...own,
    name: name.lower,
    scripts: { ...scripts, check: "tsc && vitest run --exclude '**/*.int.spec.ts'" },
    dependencies: { ...dependencies, ...packages },
    devDependencies: Object.fromEntries(tools.map((tool) => [tool, devDependencies[tool]] as const)),
  };
};

/**
 * Files of a service in a repository of its own, by their path in it. Its contracts stay with it; `packages` are those of the platform:
 * their names, and where npm finds them.
 */
export const standaloneFiles = (name: Name, root: string, packages: Texts): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const path of filesOf(template).filter((file) => file !== "smoke.js" && !file.startsWith("k8s/")))
    files.set(path.replaceAll("sample", name.lower), named(readFileSync(join(template, path), "utf8"), name));
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.base.json"), "utf8")) as {
    readonly compilerOptions: unknown;
  };
  files.set("package.json", JSON.stringify(standalonePackage(name, root, packages)));
  files.set("tsconfig.json", JSON.stringify({ compilerOptions, include: ["src", "test"] }));
  return files;
};
