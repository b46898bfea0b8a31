import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";

const own = fileURLToPath(new URL("page/", import.meta.url));
const contracts = dirname(createRequire(import.meta.url).resolve("@wangge/contracts/package.json"));
const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

const files = [
  { url: "/docs", path: join(own, "index.html"), type: "text/html; charset=utf-8" },
  { url: "/docs/page.js", path: join(own, "page.js"), type: "text/javascript; charset=utf-8" },
  { url: "/docs/page.css", path: join(own, "page.css"), type: "text/css; charset=utf-8" },
  { url: "/docs/swagger-ui.css", path: join(swagger, "swagger-ui.css"), type: "text/css; charset=utf-8" },
  {
    url: "/docs/swagger-ui-bundle.js",
    path: join(swagger, "swagger-ui-bundle.js"),
    type: "text/javascript; charset=utf-8",
  },
  { url: "/docs/favicon-32x32.png", path: join(swagger, "favicon-32x32.png"), type: "image/png" },
  { url: "/docs/events", path: join(contracts, "events.html"), type: "text/html; charset=utf-8" },
  { url: "/docs/asyncapi.yaml", path: join(contracts, "asyncapi.yaml"), type: "application/yaml; charset=utf-8" },
] as const;

/** Swagger UI sets styles on elements; it runs no code from strings. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/docs/schemas/<event>.json`: what there is when the gateway starts. */
const schemas = () =>
  readdirSync(join(contracts, "schemas")).map((name) => ({
    url: `/docs/schemas/${name}`,
    path: join(contracts, "schemas", name),
    type: "application/schema+json; charset=utf-8",
  }));

/** The page to try the API and the catalogue of events, from this machine alone. */
export const mountDocs = (app: FastifyInstance): void => {
  for (const { url, path, type } of [...files, ...schemas()]) {
    let content: Buffer | undefined;
    app.get(url, (_request, reply) => {
      content ??= readFileSync(path);
      return reply
        .header("content-type", type)
        .header("content-security-policy", POLICY)
        .header("cache-control", "max-age=3600")
        .send(content);
    });
  }
};
