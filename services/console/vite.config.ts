import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Three pages that share what is in `src/common`: residents at `/`, staff at `/console/`, grid workers at `/field/`. */
export default defineConfig({
  root: at("."),
  base: "/",
  build: {
    target: "es2023",
    emptyOutDir: true,
    // A picture in the code would need a looser policy, and is not kept by its name.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { resident: at("index.html"), staff: at("console/index.html"), field: at("field/index.html") },
    },
  },
});
