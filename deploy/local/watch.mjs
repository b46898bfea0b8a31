/**
 * Which services have to begin anew when a file changes. Ours, not `node --watch`: that puts a process of its own between us and
 * the service, and what kills the one leaves the other.
 */
import { watch } from "node:fs";
import { join, sep } from "node:path";

/** An editor that saves a file makes several events of it, and a branch that is switched makes hundreds. */
const quietMs = 200;

/** @type {import("./watch.d.mts").affectedBy} */
export function affectedBy(file, services) {
  if (/(^|\/)(test|node_modules)\/|\.(spec|bench)\.ts$/.test(file)) return [];
  if (!/\.(ts|js|mjs|json|html|css)$/.test(file)) return [];
  const [top, part] = file.split("/");
  if (top === "services") return services.filter((name) => name === part);
  return top === "shared" && part !== "decisions" ? services : [];
}

/** @type {import("./watch.d.mts").watchSources} */
export function watchSources({ root, services, tell }) {
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const rest = () => {
    const files = [...changed];
    changed.clear();
    const names = new Set(files.flatMap((file) => affectedBy(file, services)));
    if (names.size > 0)
      tell(
        [...names],
        files.filter((file) => affectedBy(file, services).length > 0),
      );
  };
  const watchers = ["services", "shared"].map((top) =>
    watch(join(root, top), { recursive: true }, (_event, name) => {
      if (name === null) return;
      changed.add(`${top}/${name.split(sep).join("/")}`);
      clearTimeout(timer);
      timer = setTimeout(rest, quietMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
