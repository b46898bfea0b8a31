import type { Announcement, Method } from "@wangge/kit";
import createRouter, { type HTTPMethod } from "find-my-way";
import { coercion, propertiesOf, schemaFrom, type Coerce, type Schema } from "./schema.ts";

export interface Announced {
  readonly name: string;
  readonly announcement: Announcement;
}

/** An announced action at its place under `/api/v1`. */
export interface Route {
  readonly action: string;
  readonly service: string;
  readonly method: Method;
  /** `/cases/:caseId/assign` */
  readonly path: string;
  readonly params: readonly string[];
  readonly announcement: Announcement;
  readonly input: Schema;
  readonly coerce: ReadonlyMap<string, Coerce>;
  /** Its input has `items`, its path ends in `/bulk`: takes NDJSON. */
  readonly isBulk: boolean;
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string | undefined>>;
}

export interface RouteTable {
  readonly routes: readonly Route[];
  readonly find: (method: string, path: string) => Found | undefined;
  /** Methods with which the path can be asked. */
  readonly allowed: (path: string) => readonly string[];
}

const REST = /^(GET|POST|PUT|PATCH|DELETE) ((?:\/(?:[a-z0-9][a-z0-9._-]*|:[A-Za-z][A-Za-z0-9]*))+)$/;
/** Paths of the gateway itself. */
const RESERVED = ["/stream"];
const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const routeOf = ({ name, announcement }: Announced): Route | string | undefined => {
  if (announcement.rest === undefined || announcement.access === "service") return undefined;
  const [, method, path] = REST.exec(announcement.rest) ?? [];
  if (method === undefined || path === undefined) return "not a route";
  if (RESERVED.some((reserved) => path === reserved || path.startsWith(`${reserved}/`))) return "a path of the gateway";
  const params = [...path.matchAll(/:([A-Za-z0-9]+)/g)].map(([, param]) => param ?? "");
  if (new Set(params).size < params.length) return "one parameter twice";
  const input = schemaFrom(announcement.input);
  const properties = propertiesOf(input);
  return {
    action: name,
    service: name.slice(0, name.indexOf(".")),
    method: method as Method,
    path,
    params,
    announcement,
    input,
    coerce: new Map([...properties].map(([property, schemas]) => [property, coercion(schemas, input)])),
    isBulk: method === "POST" && path.endsWith("/bulk") && properties.has("items"),
  };
};

/** Two routes of one shape cannot be told apart: `/cases/:id` and `/cases/:caseId`. */
const shapeOf = ({ method, path }: Route): string => `${method} ${path.replaceAll(/:[A-Za-z0-9]+/g, ":")}`;

/** Where two services want one place, the first by name has it. `refused` hears what was not mounted, and why. */
export const routeTable = (
  announced: readonly Announced[],
  refused: (action: string, reason: string) => void = () => undefined,
): RouteTable => {
  const router = createRouter({ ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 200 });
  const routes: Route[] = [];
  const taken = new Map<string, string>();
  for (const one of announced.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const route = routeOf(one);
    if (route === undefined) continue;
    if (typeof route === "string") {
      refused(one.name, route);
      continue;
    }
    const owner = taken.get(shapeOf(route));
    if (owner !== undefined) {
      refused(one.name, `the place of ${owner}`);
      continue;
    }
    taken.set(shapeOf(route), route.action);
    router.on(route.method, route.path, () => undefined, route);
    routes.push(route);
  }
  const find = (method: string, path: string): Found | undefined => {
    const hit = router.find((method === "HEAD" ? "GET" : method) as HTTPMethod, path);
    return hit === null ? undefined : { route: hit.store as Route, params: hit.params };
  };
  return {
    routes,
    find,
    allowed: (path) =>
      METHODS.filter((method) => router.find(method, path) !== null).flatMap((method) =>
        method === "GET" ? ["GET", "HEAD"] : [method],
      ),
  };
};
