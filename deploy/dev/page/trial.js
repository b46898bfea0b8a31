/* global crypto, document, FormData */
import { ask, element, inputOf, link } from "./dom.js";
import { openTrace } from "./traces.js";

let description;
/** Answers are remembered by account: a token serves for hours. */
const tokens = new Map();

const resolved = (schema) =>
  schema?.$ref === undefined
    ? schema
    : schema.$ref
        .slice(2)
        .split("/")
        .reduce((at, key) => at?.[key], description);

/** Something that the schema allows, to begin with: what is required, with examples where it has some. */
const sampleOf = (given, depth = 0) => {
  const schema = resolved(given) ?? {};
  if (depth > 6) return null;
  if (schema.examples?.length > 0) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.length > 0) return schema.enum[0];
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice?.length > 0) return sampleOf(choice[0], depth + 1);
  if (schema.type === "object")
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name], depth + 1)]),
    );
  if (schema.type === "array") return schema.minItems > 0 ? [sampleOf(schema.items, depth + 1)] : [];
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 0;
  if (schema.type === "boolean") return false;
  if (schema.format === "date-time") return new Date().toISOString();
  return schema.type === "string" ? "…" : null;
};

const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ["get", "post", "put", "patch", "delete"].includes(method))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

const server = () => description.servers?.[0]?.url ?? "";

const choose = () => {
  const { path, operation } = operations()[Number(inputOf("trial", "operation").value)];
  inputOf("trial", "path").value = `${server()}${path}`;
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  inputOf("trial", "body").value = schema === undefined ? "" : JSON.stringify(sampleOf(schema), undefined, 2);
};

const grouped = (all) => Map.groupBy(all, ({ one }) => one.operation.tags?.[0] ?? "other");

const tokenOf = async ({ role, sub, worker, department }) => {
  if (role === "") return undefined;
  const wanted = Object.fromEntries(
    Object.entries({ role, sub, worker, department }).filter(([, value]) => value !== ""),
  );
  const key = JSON.stringify(wanted);
  if (!tokens.has(key)) tokens.set(key, (await ask("/token", wanted)).access_token);
  return tokens.get(key);
};

const pretty = ({ type, body }) => {
  try {
    return type.includes("json") ? JSON.stringify(JSON.parse(body), undefined, 2) : body;
  } catch {
    return body;
  }
};

const send = async (event) => {
  event.preventDefault();
  const form = Object.fromEntries(new FormData(event.target));
  const { method } = operations()[Number(form.operation)];
  const place = document.querySelector("#answer");
  try {
    const token = await tokenOf(form);
    const answer = await ask("/try", {
      method,
      path: form.path,
      ...(token === undefined ? {} : { token }),
      ...(method === "GET" ? {} : { idempotencyKey: crypto.randomUUID() }),
      ...(form.body.trim() === "" || method === "GET" ? {} : { body: JSON.parse(form.body) }),
    });
    place.replaceChildren(
      element(
        "p",
        { class: answer.status < 400 ? "good" : "bad" },
        `${answer.status} in ${answer.ms.toFixed(0)} ms · `,
        link("its trace", () => openTrace(answer.traceId)),
      ),
      element("pre", {}, pretty(answer)),
    );
  } catch (error) {
    place.replaceChildren(element("p", { class: "bad" }, String(error)));
  }
};

/** Reads the actions anew: the services that answer now may be others than before. */
export const readOperations = async (roles) => {
  description = await ask("/openapi.json");
  const all = operations().map((one, index) => ({ one, index }));
  const select = inputOf("trial", "operation");
  const before = select.value;
  select.replaceChildren(
    ...[...grouped(all)].map(([tag, members]) =>
      element(
        "optgroup",
        { label: tag },
        ...members.map(({ one, index }) =>
          element("option", { value: index }, `${one.method} ${one.path} · ${one.operation.summary ?? ""}`),
        ),
      ),
    ),
  );
  if (before === "") choose();
  else select.value = before;
  const role = inputOf("trial", "role");
  if (role.options.length === 0)
    role.append(
      element("option", { value: "" }, "nobody"),
      ...roles.map((name) => element("option", { selected: name === "clerk" }, name)),
    );
};

inputOf("trial", "operation").addEventListener("change", choose);
document.querySelector("#trial form").addEventListener("submit", (event) => void send(event));
