import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const exclude = ["**/node_modules/**", "**/.wangge/**"];

export default defineConfig({
  root,
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.spec.ts"],
          exclude: [...exclude, "**/*.int.spec.ts", "**/*.k8s.spec.ts", "**/*.cluster.spec.ts"],
          // For a machine that is busy with something else; by itself none takes more than some seconds.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "int",
          include: ["**/*.int.spec.ts"],
          exclude,
          // Real engines, and whole platforms on them: side by side they would measure the machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
