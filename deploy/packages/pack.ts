/**
 * Packages for who works outside this repository: compiled JavaScript with types, as npm installs it. Inside of it nothing is built, for Node
 * runs the sources; but it runs no TypeScript below `node_modules`.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const ofNpm = (path: string): string => join(root, "node_modules", path);

interface Described {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly license: string;
  readonly type: string;
}

interface Packed {
  readonly folder: string;
  readonly description: string;
  /** Goes along as it is. */
  readonly files: readonly string[];
  /** Doors more than inside. */
  readonly doors?: Readonly<Record<string, string>>;
  /** Doors for our own tests only. */
  readonly closed?: readonly string[];
}

/** In the order in which they need each other. */
const packages: readonly Packed[] = [
  {
    folder: "shared/contracts",
    description: "Wangge 网格: the published language of the platform",
    files: ["schemas", "asyncapi.yaml", "events.html", "README.md"],
    doors: { "./schemas/*.json": "./schemas/*.json", "./asyncapi.yaml": "./asyncapi.yaml" },
  },
  {
    folder: "shared/kit",
    description: "Wangge 网格: what a service needs to join the bus",
    files: [],
    closed: ["./conformance"],
  },
];

const read = (folder: string): Described =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Described;

const compiledDoor = (source: string): unknown => {
  if (!source.endsWith(".ts")) return source;
  const place = source.replace("./src/", "./dist/").slice(0, -".ts".length);
  return { types: `${place}.d.ts`, default: `${place}.js` };
};

const described = ({ folder, description, files, doors = {}, closed = [] }: Packed): unknown => {
  const { name, version, license, type, exports, dependencies = {} } = read(folder);
  const open = Object.entries(exports).filter(([door]) => !closed.includes(door));
  const compiled = open.map(([door, source]) => [door, compiledDoor(source)] as const);
  const ours = Object.fromEntries(packages.map((one) => read(one.folder)).map((one) => [one.name, one.version]));
  const needed = Object.entries(dependencies).map(([other, range]) => [other, ours[other] ?? range] as const);
  return {
    ...{ name, version, description, license, type, engines: { node: ">=22.18" }, files: ["dist", ...files] },
    exports: Object.fromEntries([...compiled, ...Object.entries(doors)]),
    dependencies: Object.fromEntries(needed),
  };
};

const compile = (folder: string, into: string): void => {
  const config = join(into, "tsconfig.json");
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, allowImportingTsExtensions: false, rewriteRelativeImportExtensions: true },
    ...{ rootDir: join(root, folder, "src"), outDir: join(into, "dist"), typeRoots: [ofNpm("@types")] },
  };
  const include = [join(root, folder, "src")];
  writeFileSync(config, JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, include }));
  execFileSync(process.execPath, [ofNpm("typescript/bin/tsc"), "-p", config], { stdio: "inherit" });
};

export interface Tarball {
  /** Of the package: `@wangge/kit`. */
  readonly name: string;
  readonly path: string;
}

/** Packs every package into the folder `out`. `scratch` is a folder that may be filled. */
export const packAll = (out: string, scratch: string): readonly Tarball[] =>
  packages.map((one) => {
    const { name, version } = read(one.folder);
    const stage = join(scratch, name.replace("/", "-"));
    mkdirSync(stage, { recursive: true });
    mkdirSync(out, { recursive: true });
    compile(one.folder, stage);
    writeFileSync(join(stage, "package.json"), `${JSON.stringify(described(one), undefined, 2)}\n`);
    for (const file of one.files) cpSync(join(root, one.folder, file), join(stage, file), { recursive: true });
    cpSync(join(root, "LICENSE"), join(stage, "LICENSE"));
    execFileSync("npm", ["pack", "--silent", "--pack-destination", out], {
      cwd: stage,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const tarball = join(out, `${name.slice(1).replace("/", "-")}-${version}.tgz`);
    if (!existsSync(tarball)) throw new Error(`npm made no ${tarball}`);
    return { name, path: tarball };
  });
