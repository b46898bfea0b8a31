export { compose } from "./compose.ts";
export { config } from "./config.ts";
export { manifest } from "./manifest.ts";
export { routeTable } from "./api/routes.ts";
export { openApiOf } from "./docs/openapi.ts";
export { operationsActions } from "./ops/actions.ts";
export { tlsTerms } from "./tls.ts";
