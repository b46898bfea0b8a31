/** Our images are made of what `Dockerfile.dockerignore` lets in: a program that imports something else dies at its start, in a cluster. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../local/stack.mjs";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const letIn = read("deploy/Dockerfile.dockerignore")
  .split("\n")
  .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
/** `provision|doctor|…) workspace=deploy`: the parts that are no services. */
const parts = /^ {6}([a-z|]+)\) workspace=deploy;/m.exec(read("deploy/Dockerfile"))?.[1]?.split("|") ?? [];

/** Every file that a program loads by a relative path, itself among them. */
const loadedBy = (path: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, to = ""] of read(path).matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g))
    loadedBy(relative(root, join(root, dirname(path), to)), found);
  return found;
};

it("there is a part for each image that the manifests name, beside the services", () => {
  expect(parts).toEqual(["provision", "doctor", "backup"]);
  const manifests = ["k8s/components", "k8s/base"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => read(join(folder, name))),
  );
  const named = manifests.flatMap((text) => [...text.matchAll(/image: wangge\/([a-z]+)/g)].map(([, part]) => part));
  expect(new Set(named)).toEqual(new Set([...parts, "service"]));
});

it.each([...parts.map((part) => `deploy/${part}/main.ts`), "deploy/backup/restore.ts"])(
  "%s is whole in its image",
  (main) => {
    const loaded = [...loadedBy(main)];
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((path) => !letIn.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual([]);
  },
);
