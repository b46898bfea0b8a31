import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { affectedBy, watchSources } from "../watch.mjs";
import { eventually } from "./places.ts";

const services = ["intake", "dispatch"];

it("begins a service anew for its own code and data, and all for what is shared", () => {
  expect(affectedBy("services/dispatch/src/app/cases.ts", services)).toEqual(["dispatch"]);
  expect(affectedBy("services/dispatch/data/process.json", services)).toEqual(["dispatch"]);
  expect(affectedBy("shared/kit/src/clock.ts", services)).toEqual(services);
});

it("leaves services alone for tests, pages to read, and what they do not have", () => {
  const others = [
    "services/dispatch/test/case.spec.ts",
    "services/dispatch/README.md",
    "services/social/src/main.ts",
    "services/dispatch/node_modules/x/index.js",
    "services/dispatch/src/.main.ts.swp",
    "shared/decisions/0001.md",
    "services/dispatch/src/case.bench.ts",
  ];
  for (const file of others) expect(affectedBy(file, services), file).toEqual([]);
});

it("tells once of files that change together", async () => {
  const root = mkdtempSync(join(tmpdir(), "wangge-watch-"));
  for (const folder of ["services/intake/src", "services/dispatch/src", "shared/kit/src"])
    mkdirSync(join(root, folder), { recursive: true });
  const told: (readonly string[])[] = [];
  const stop = watchSources({ root, services, tell: (names) => told.push(names) });
  try {
    writeFileSync(join(root, "services/dispatch/src/a.ts"), "");
    writeFileSync(join(root, "services/dispatch/src/b.ts"), "");
    writeFileSync(join(root, "services/intake/src/a.ts"), "");
    await eventually(
      () => told.length,
      (times) => times > 0,
    );
    expect(told.map((names) => names.toSorted())).toEqual([["dispatch", "intake"]]);
  } finally {
    stop();
    rmSync(root, { recursive: true, force: true });
  }
});
