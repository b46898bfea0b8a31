import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:k8s`: manifests on a control plane of real programs. Apart from the other tests: building those programs takes minutes, once. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["deploy/k8s/test/*.k8s.spec.ts"],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 1,
    bail: 1,
  },
});
