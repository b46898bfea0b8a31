import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:cluster`: the platform on real nodes. Apart from the other tests: it needs root, takes minutes, and the machine for itself. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["deploy/k8s/test/*.cluster.spec.ts"],
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    maxWorkers: 1,
    bail: 1,
  },
});
