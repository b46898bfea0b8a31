/** Who may import whom, type imports included: STYLE in `CONTRIBUTING.md`, "Dependency rules". */

const drivers = "node_modules/(mongodb|mongoose|moleculer|nats|@nats-io|@opentelemetry/sdk)[-/]";
const driversButMongoose = drivers.replace("|mongoose", "");
/** Pure npm packages that compute on points and polygons. */
const geometry = "node_modules/(robust-predicates|polygon-clipping|polyclip-ts|@turf|d3-geo|delaunator|flatbush)/";

module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment:
        "A decision imports its own folder, the vocabulary, the kit's errors and decider, the calendar, and its own data.",
      severity: "error",
      from: { path: "^services/([^/]+)/src/domain/", pathNot: "^services/registry/" },
      to: {
        pathNot: [
          "^services/$1/src/domain/",
          // First editions of rules that are data.
          "^services/$1/data/[^/]+\\.json$",
          "^services/$1/data/[^/]+/[^/]+\\.json$",
          "^shared/contracts/src/vocabulary\\.ts$",
          "^shared/kit/src/(errors|domain|exact|rulebook/shelf)\\.ts$",
          "^shared/calendar/src/",
        ],
      },
    },
    {
      name: "domain-is-pure-registry",
      comment: "The same, and pure geometry from npm.",
      severity: "error",
      from: { path: "^services/registry/src/domain/" },
      to: {
        pathNot: [
          "^services/registry/src/domain/",
          "^shared/contracts/src/vocabulary\\.ts$",
          "^shared/kit/src/(errors|domain|exact|rulebook/shelf)\\.ts$",
          "^shared/calendar/src/",
          geometry,
          // Only the types of GeoJSON.
          "node_modules/@types/geojson/",
        ],
      },
    },
    {
      name: "services-meet-on-the-bus",
      comment: "A service never imports another one, not even a type.",
      severity: "error",
      from: { path: "^services/([^/]+)/" },
      to: { path: "^services/", pathNot: "^services/$1/" },
    },
    {
      name: "contracts-stand-alone",
      comment: "An integrator can install the contracts alone: their sources import zod and nothing else.",
      severity: "error",
      from: { path: "^shared/contracts/src/" },
      to: { pathNot: ["^shared/contracts/src/", "node_modules/zod/"] },
    },
    {
      name: "contracts-stand-alone-in-tools",
      comment: "Generator and tests of the contracts know no other package of ours either.",
      severity: "error",
      from: { path: "^shared/contracts/" },
      to: { path: "^(services|deploy|loadtest|shared)/", pathNot: "^shared/contracts/" },
    },
    {
      name: "kit-knows-no-service",
      comment: "Shared code never imports a service, nor what runs the services.",
      severity: "error",
      from: { path: "^shared/", pathNot: "^shared/[^/]+/test/" },
      to: { path: "^(services|deploy|loadtest)/" },
    },
    {
      name: "tests-of-shared-know-no-service",
      comment: "They may ask deploy/local for engines, and nothing else.",
      severity: "error",
      from: { path: "^shared/[^/]+/test/" },
      to: { path: "^(services|deploy|loadtest)/", pathNot: "^deploy/local/[^/]+\\.(mjs|d\\.mts)$" },
    },
    {
      name: "drivers-live-in-the-kit",
      comment: "Engines are reached through the kit's ports; an adapter is the exception.",
      severity: "error",
      from: {
        path: "^(services|shared|deploy|loadtest)/",
        pathNot: ["^shared/kit/", "/adapters/", "^services/[^/]+/(src/models|test)/", "^(deploy|loadtest/bench)/"],
      },
      to: { path: drivers },
    },
    {
      name: "drivers-live-in-the-kit-but-mongoose",
      comment: "Models of a register are written with mongoose.",
      severity: "error",
      from: { path: "^services/[^/]+/src/models/" },
      to: { path: driversButMongoose },
    },
    {
      name: "packages-have-doors",
      comment: "A package is entered by its exports, never by a path.",
      severity: "error",
      from: { path: "^(services|shared)/([^/]+)/" },
      to: { path: "^(services|shared)/", pathNot: "^$1/$2/", dependencyTypesNot: ["aliased-workspace"] },
    },
    {
      name: "packages-have-doors-for-tools",
      comment: "The same for what runs and loads the services.",
      severity: "error",
      from: { path: "^(deploy|loadtest)/" },
      to: { path: "^(services|shared)/", dependencyTypesNot: ["aliased-workspace"] },
    },
    {
      name: "k6-scripts-know-only-k6",
      comment: "What k6 runs has no modules of Node or npm; the runner must not need more than k6 does.",
      severity: "error",
      from: { path: "^loadtest/(scenarios|lib)/" },
      to: { pathNot: ["^loadtest/lib/", "^k6(/|$)", "node_modules/@types/k6/"] },
    },
    {
      name: "load-runner-knows-no-platform",
      comment: "It executes scripts, whatever they load.",
      severity: "error",
      from: { path: "^loadtest/runner/" },
      to: { path: "^(services|shared|deploy)/|^loadtest/(?!runner/)" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "all-resolve",
      comment: "k6 brings its own modules to its scripts.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^k6(/|$)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["(^|/)\\.wangge/", "(^|/)\\.tsc/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: ".config/tsconfig.json" },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".tsx", ".mts", ".d.mts", ".d.ts", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
