import { HttpError } from "../api/problems.ts";
import { refusal } from "./errors.ts";
import type { Form } from "./form.ts";
import type { Language } from "./language.ts";

export type Format = "xml" | "json";

/** A document: its root in XML, its value in JSON. */
export interface Answer {
  readonly root: string;
  readonly value: unknown;
}

export interface Asked {
  readonly id: string;
  readonly form: Form;
  /** 接口密钥, of the form or of the header X-Api-Key. */
  readonly key: string | undefined;
  readonly language: Language;
  readonly idempotencyKey: string | undefined;
  readonly traceparent: string;
  /** `https://district.example/open311/v2` */
  readonly base: string;
  readonly nowMs: number;
}

export type Name =
  "discovery" | "services" | "definition" | "requests" | "request" | "report" | "token" | "updates" | "comment";
export type Handlers = Readonly<Record<Name, (asked: Asked) => Promise<Answer>>>;

/** Resources of GeoReport and mySociety's extension, by their path without the format, and what each method does there. */
const RESOURCES: readonly (readonly [RegExp, Readonly<Record<string, Name>>])[] = [
  [/^\/(?:v2\/)?discovery$/, { GET: "discovery" }],
  [/^\/v2\/services$/, { GET: "services" }],
  [/^\/v2\/services\/([^/]{1,100})$/, { GET: "definition" }],
  [/^\/v2\/requests$/, { GET: "requests", POST: "report" }],
  [/^\/v2\/requests\/([^/]{1,100})$/, { GET: "request" }],
  [/^\/v2\/tokens\/([^/]{1,200})$/, { GET: "token" }],
  [/^\/v2\/servicerequestupdates$/, { GET: "updates", POST: "comment" }],
];
const FORMAT = /^(.*)\.(xml|json)$/;

export interface Place {
  readonly name: Name;
  readonly format: Format;
  /** The last part of the path, where it is one thing's. */
  readonly id: string;
}

const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id);
  } catch {
    throw refusal(400, "The address does not parse");
  }
};

/** Where a request goes. @param path behind `/open311` @throws HttpError 404, also for a format that is none, and 405 */
export const placeOf = (method: string, path: string): Place => {
  // A client may ask for /discovery alone: the specification's name of it.
  const [, resource, format] = FORMAT.exec(path.endsWith("/discovery") ? `${path}.xml` : path) ?? [];
  if (resource === undefined || format === undefined)
    throw refusal(404, "There is nothing here; paths end in .xml or .json");
  for (const [pattern, methods] of RESOURCES) {
    const [match, id] = pattern.exec(resource) ?? [];
    if (match === undefined) continue;
    const name = methods[method === "HEAD" ? "GET" : method];
    const allow = Object.keys(methods).flatMap((one) => (one === "GET" ? ["GET", "HEAD"] : [one]));
    if (name === undefined)
      throw new HttpError(405, "http.method_not_allowed", `${method} is not possible here`, {
        allow: allow.join(", "),
      });
    return { name, format: format as Format, id: decoded(id ?? "") };
  }
  throw refusal(404, "There is nothing here");
};
