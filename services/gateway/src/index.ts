export { compose } from "./compose.ts";
export { config } from "./config.ts";
export { manifest } from "./manifest.ts";
