import eslint from "@eslint/js";
import { fileURLToPath } from "node:url";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Names of Node that plain JavaScript may use without an import. */
const nodeGlobals = Object.fromEntries(
  [
    "AbortController",
    "AbortSignal",
    "Buffer",
    "URL",
    "URLSearchParams",
    "clearImmediate",
    "clearInterval",
    "clearTimeout",
    "console",
    "fetch",
    "performance",
    "process",
    "setImmediate",
    "setInterval",
    "setTimeout",
    "structuredClone",
    "TextDecoder",
    "TextEncoder",
  ].map((name) => [name, "readonly"]),
);

export default defineConfig(
  globalIgnores([
    "**/node_modules/",
    ".wangge/",
    ".tsc/",
    "**/schemas/",
    "**/data/",
    "services/console/src/api/platform.d.ts",
  ]),
  { basePath: root, linterOptions: { reportUnusedDisableDirectives: "error" } },

  {
    basePath: root,
    files: ["**/*.{ts,tsx}"],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ".config/tsconfig.json", tsconfigRootDir: root } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "prefer-const": ["error", { ignoreReadBeforeAssign: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Only noise here: numbers in texts are wanted, the compiler forbids `process.env.X`, and generics name the shape.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/dot-notation": "off",
      // Index arithmetic under `noUncheckedIndexedAccess`; arrow functions know no `this`; both forms of a type read well.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Never ends on mongoose's schema types, which contain themselves.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // What a catch or a promise gives may be anything, and is passed on as it came.
      "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true, allowRethrowing: true }],
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
    },
  },

  {
    // Pages in the browser: their own libraries, names and markup.
    basePath: root,
    files: ["services/console/src/**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { project: "services/console/tsconfig.json", tsconfigRootDir: root } },
  },
  {
    basePath: root,
    files: ["services/console/public/**/*.js"],
    languageOptions: { globals: { self: "readonly", caches: "readonly" } },
  },

  {
    basePath: root,
    files: ["**/test/**/*.ts", "**/*.spec.ts"],
    rules: {
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },

  {
    basePath: root,
    files: ["**/*.{js,mjs,cjs}"],
    ignores: ["loadtest/{scenarios,lib}/**"],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: nodeGlobals },
    rules: { "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }] },
  },
  {
    basePath: root,
    files: ["**/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: { ...nodeGlobals, module: "writable", require: "readonly" } },
  },
  {
    // k6 runs these, not Node: the names are k6's, and the compiler checks them against its types.
    basePath: root,
    files: ["loadtest/{scenarios,lib}/*.js"],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: { __ENV: "readonly", __VU: "readonly", __ITER: "readonly", open: "readonly", console: "readonly" },
    },
    rules: { "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }] },
  },
);
