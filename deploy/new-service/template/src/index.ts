export { aggregates, compose } from "./compose.ts";
export { manifest } from "./manifest.ts";
