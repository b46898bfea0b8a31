export { compose } from "./compose.ts";
export { publishAs } from "./app/publish-as.ts";
export { manifest } from "./manifest.ts";
