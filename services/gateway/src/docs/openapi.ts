import type { Announcement } from "@wangge/kit";
import type { Route, RouteTable } from "../api/routes.ts";
import { isRecord, type Schema } from "../api/schema.ts";

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiOptions {
  readonly version: string;
  /** Path of the token endpoint, where there is a development issuer. */
  readonly tokenPath?: string | undefined;
}

const componentOf = (action: string, part: string): string => `${action}.${part}`;

/** The schema as a component: its inner references lead to where it lies now. */
const embedded = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => embedded(one, name));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "$schema")
      .map(([key, inner]) => [
        key,
        key === "$ref" && typeof inner === "string" && inner.startsWith("#")
          ? `#/components/schemas/${name}${inner.slice(1)}`
          : embedded(inner, name),
      ]),
  );
};

const isWithoutBody = ({ method }: Route): boolean => method === "GET" || method === "DELETE";

const propertyOf = (input: Schema, name: string): Schema => input.properties?.[name] ?? {};

const parameter = (where: "path" | "query", name: string, route: Route): Json => {
  const { description, ...schema } = propertyOf(route.input, name);
  return {
    name,
    in: where,
    required: where === "path" || route.input.required?.includes(name) === true,
    ...(description === undefined ? {} : { description }),
    schema: embedded(schema, componentOf(route.action, "input")),
  };
};

const binary: Json = { schema: { type: "string", format: "binary" } };

/** What else is said of a body that is only bytes: it stands in the query then. */
const besideMedia = (route: Route): readonly Json[] =>
  route.announcement.media === undefined
    ? []
    : Object.keys(route.input.properties ?? {})
        .filter((name) => name !== "content" && !route.params.includes(name))
        .map((name) => ({ ...parameter("query", name, route), required: false }));

const mediaContent = ({ action, announcement: { media = [] } }: Route): Json => {
  if (media.length === 0) return {};
  const schema = {
    allOf: [{ $ref: `#/components/schemas/${componentOf(action, "input")}` }],
    properties: { content: { type: "string", format: "binary" } },
  };
  return { ...Object.fromEntries(media.map((type) => [type, binary])), "multipart/form-data": { schema } };
};

const answersOf = ({ announcement: { answers = [] } }: Route): Json =>
  Object.fromEntries(answers.map((type) => [type, binary]));

const parametersOf = (route: Route): readonly Json[] => [
  ...route.params.map((name) => parameter("path", name, route)),
  ...(isWithoutBody(route)
    ? Object.keys(route.input.properties ?? {})
        .filter((name) => !route.params.includes(name))
        .map((name) => parameter("query", name, route))
    : [...besideMedia(route), { $ref: "#/components/parameters/IdempotencyKey" }]),
];

/** What is left of the input when the path has its part. */
const bodyOf = ({ input, params }: Route): Schema => {
  const { properties, required, ...rest } = input;
  if (properties === undefined) return input;
  const left = (names: readonly string[]): readonly string[] => names.filter((name) => !params.includes(name));
  return {
    ...rest,
    properties: Object.fromEntries(left(Object.keys(properties)).map((name) => [name, properties[name] ?? {}])),
    ...(required === undefined ? {} : { required: left(required) }),
  };
};

const ndjson = (what: string): Json => ({ "application/x-ndjson": { schema: { type: "string", description: what } } });

const requestBody = (route: Route): Json => {
  if (isWithoutBody(route)) return {};
  const body = bodyOf(route);
  const isEmpty = isRecord(body.properties) && Object.keys(body.properties).length === 0;
  if (isEmpty) return {};
  return {
    requestBody: {
      required: body.required === undefined || body.required.length > 0,
      content: {
        "application/json": { schema: { $ref: `#/components/schemas/${componentOf(route.action, "input")}` } },
        ...mediaContent(route),
        ...(route.isBulk ? ndjson("one item a line, as many as you like; read the answers while you send") : {}),
      },
    },
  };
};

const problem = (name: string): Json => ({ $ref: `#/components/responses/${name}` });

const accessOf = (access: Announcement["access"]): string =>
  access === "public" ? "Anyone." : Array.isArray(access) ? `Roles: ${access.join(", ")}.` : "Other services.";

const security = (access: Announcement["access"]): readonly Json[] =>
  access === "public" ? [{}, { bearer: [] }] : [{ bearer: [] }];

/** Every status but that of success which whoever asks can get; another one is a bug. */
const refusals = (hasBody: boolean): Json => ({
  400: problem("Invalid"),
  401: problem("Unauthorized"),
  403: problem("Forbidden"),
  404: problem("Missing"),
  ...(hasBody ? { 409: problem("Conflict"), 413: problem("TooLarge"), 415: problem("MediaType") } : {}),
  422: problem("Rule"),
  429: problem("Limited"),
  431: problem("HeadersTooLarge"),
  503: problem("Unavailable"),
});

const operation = (route: Route): Json => {
  const { announcement, action, service } = route;
  const success: Json = {
    description: "Done",
    content: {
      ...(announcement.answers === undefined
        ? { "application/json": { schema: { $ref: `#/components/schemas/${componentOf(action, "output")}` } } }
        : answersOf(route)),
      ...(route.isBulk ? ndjson('one answer a line: {"line":1,…} or {"line":2,"problem":{…}}') : {}),
    },
  };
  return {
    operationId: action,
    tags: [service],
    summary: announcement.summary,
    description: `${accessOf(announcement.access)}${announcement.idempotent ? " Safe to ask again." : ""}`,
    security: security(announcement.access),
    // For programs that show what an account may ask for, such as the pages.
    ...(Array.isArray(announcement.access) ? { "x-roles": announcement.access } : {}),
    parameters: parametersOf(route),
    ...requestBody(route),
    responses: {
      [announcement.status]: announcement.status === 204 ? { description: "Done" } : success,
      ...refusals(!isWithoutBody(route)),
    },
  };
};

const ticketParameter: Json = {
  name: "ticket",
  in: "query",
  description: "for EventSource, which sends no headers: of POST /stream/tickets, good once",
  schema: { type: "string" },
};

const streamPath = (): Json => ({
  get: {
    operationId: "gateway.streamCases",
    tags: ["gateway"],
    summary: "Live updates of cases as server-sent events",
    description:
      "Everyone signed in but citizens. `id` is the place in the stream: who comes back with it as Last-Event-ID misses nothing and gets nothing twice.",
    security: security([]),
    parameters: [
      { name: "Last-Event-ID", in: "header", schema: { type: "integer", minimum: 0 } },
      { name: "lastEventId", in: "query", schema: { type: "integer", minimum: 0 } },
      {
        name: "street",
        in: "query",
        description: "街道代码, or a longer beginning of grid codes",
        schema: { type: "string", pattern: "^\\d{6,15}$" },
      },
      ticketParameter,
    ],
    responses: {
      200: { description: "Events", content: { "text/event-stream": { schema: { type: "string" } } } },
      ...refusals(false),
    },
  },
});

const operationStreamPath = (): Json => ({
  get: {
    operationId: "gateway.streamOperation",
    tags: ["gateway"],
    summary: "行动实时: one operation as server-sent events, whole, each time that it changes",
    description:
      "For whom `GET /operations/{operationId}` answers. `operation` is what that answers; `ended` says by its `code` why nothing more comes.",
    security: security([]),
    parameters: [{ name: "operationId", in: "path", required: true, schema: { type: "string" } }, ticketParameter],
    responses: {
      200: { description: "Events", content: { "text/event-stream": { schema: { type: "string" } } } },
      ...refusals(false),
    },
  },
});

const ticketPath = (): Json => ({
  post: {
    operationId: "gateway.streamTicket",
    tags: ["gateway"],
    summary: "入场券: opens one stream of live updates, once, within half a minute",
    description: "Everyone signed in.",
    security: security([]),
    responses: {
      201: {
        description: "Done",
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["ticket", "expiresInSeconds"],
              properties: { ticket: { type: "string" }, expiresInSeconds: { type: "integer" } },
            },
          },
        },
      },
      ...refusals(false),
    },
  },
});

const problemContent: Json = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };

const mayComeBack: ReadonlySet<string> = new Set(["Limited", "Unavailable"]);
const retryAfter: Json = {
  "Retry-After": {
    description: "when to ask again, in seconds",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
};

const responses: Json = Object.fromEntries(
  Object.entries({
    Invalid: "It does not parse; `issues` says where",
    Unauthorized: "Sign in",
    Forbidden: "Your roles do not allow this",
    Missing: "There is no such thing",
    TooLarge: "More bytes than are taken",
    MediaType: "A body of a type that is not taken",
    Conflict: "Someone was quicker",
    Rule: "Understood, and the rules say no",
    HeadersTooLarge: "More in the address or the headers than is read",
    Limited: "Too many requests of this caller; Retry-After says when to come back",
    Unavailable: "A part is away; or more comes in than can be done (`http.overloaded`), and nothing was done of it",
  }).map(([name, description]) => [
    name,
    { description, ...(mayComeBack.has(name) ? { headers: retryAfter } : {}), content: problemContent },
  ]),
);

const problemSchema: Json = {
  type: "object",
  required: ["type", "title", "status", "detail", "code", "traceId"],
  properties: {
    type: { type: "string", description: "urn:wangge:problem:<code>" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "for people; may change" },
    code: { type: "string", description: "stable" },
    traceId: { type: "string", pattern: "^[0-9a-f]{32}$" },
  },
};

const pathOf = (path: string): string => path.replaceAll(/:([A-Za-z0-9]+)/g, "{$1}");

/** OpenAPI 3.1 of what is announced now. */
export const openApiOf = ({ routes }: RouteTable, { version, tokenPath }: OpenApiOptions): Json => {
  const paths: Record<string, Record<string, unknown>> = {
    "/stream/cases": { ...streamPath() },
    "/stream/operations/{operationId}": { ...operationStreamPath() },
    "/stream/tickets": { ...ticketPath() },
  };
  const schemas: Record<string, unknown> = { Problem: problemSchema };
  for (const route of routes) {
    const path = (paths[pathOf(route.path)] ??= {});
    path[route.method.toLowerCase()] = operation(route);
    const input = componentOf(route.action, "input");
    const output = componentOf(route.action, "output");
    schemas[input] = embedded(isWithoutBody(route) ? route.input : bodyOf(route), input);
    schemas[output] = embedded(route.announcement.output, output);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Wangge",
      version,
      description:
        "网格: a city district run by the grid. Errors are problem details (RFC 9457) with a stable `code`." +
        (tokenPath === undefined ? "" : `\n\nDevelopment: \`POST ${tokenPath}\` gives a token for any role.`),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    tags: [...new Set([...routes.map(({ service }) => service), "gateway"])].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas,
      responses,
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          description: "The same key twice is done once",
          schema: { type: "string", minLength: 1, maxLength: 200 },
        },
      },
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
};
