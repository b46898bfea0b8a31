import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
};
/** Files whose name holds the hash of what is in them. */
const HASHED = "/assets/";
const FOR_EVER = "public, max-age=31536000, immutable";
const ALWAYS_ASK = "no-cache";
const WORTH_PACKING = 1024;

/** Paths of pages that find their way by themselves: what lies below is the page's own matter. */
const APPS = ["/console", "/field"];

export interface PagesOptions {
  /** The built pages: `index.html`, `console/index.html`, `field/index.html`, `assets/…`. */
  readonly dir: string;
  /** How one signs in here; the pages ask for it at `/pages.json`. */
  readonly signIn: {
    /** Where the development issuer gives a token to whoever asks; absent where there is none. */
    readonly devTokenPath?: string;
    readonly oidc?: { readonly issuer: string; readonly clientId: string; readonly rolesClaim: string };
  };
}

interface Page {
  readonly type: string;
  readonly content: Buffer;
  readonly cacheControl: string;
  packed: Promise<Buffer> | undefined;
}

/** No code from strings. Styles on elements are set by the components and the map. */
const policyFor = (origins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src ${["'self'", ...origins].join(" ")}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const pagesIn = (dir: string): ReadonlyMap<string, Page> =>
  new Map(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = `/${relative(dir, file).split(sep).join("/")}`;
        const page: Page = {
          type: TYPES[extname(entry.name)] ?? "",
          content: readFileSync(file),
          cacheControl: path.startsWith(HASHED) ? FOR_EVER : ALWAYS_ASK,
          packed: undefined,
        };
        return [path, page];
      }),
  );

const pack = promisify(gzip);

/** 网页: what people look at, as it was built, from memory. Everything else stays the API's. */
export const mountPages = (app: FastifyInstance, { dir, signIn }: PagesOptions): void => {
  const pages = pagesIn(dir);
  const policy = policyFor(signIn.oidc === undefined ? [] : [new URL(signIn.oidc.issuer).origin]);

  const send = async (page: Page, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    void reply
      .header("content-type", page.type)
      .header("content-security-policy", policy)
      .header("cache-control", page.cacheControl)
      .header("vary", "accept-encoding");
    const isPacked = page.content.length >= WORTH_PACKING && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    if (!isPacked) return reply.send(page.content);
    page.packed ??= pack(page.content);
    return reply.header("content-encoding", "gzip").send(await page.packed);
  };

  for (const [path, page] of pages)
    if (!path.endsWith("/index.html")) app.get(path, (request, reply) => send(page, request, reply));
  const root = pages.get("/index.html");
  if (root !== undefined) app.get("/", (request, reply) => send(root, request, reply));
  for (const base of APPS) {
    const page = pages.get(`${base}/index.html`);
    if (page === undefined) continue;
    // Relative addresses in it would otherwise lead elsewhere.
    app.get(base, (_request, reply) => reply.redirect(`${base}/`));
    app.get(`${base}/*`, (request, reply) => send(page, request, reply));
  }
  app.get("/pages.json", (_request, reply) => reply.header("cache-control", ALWAYS_ASK).send(signIn));
};
