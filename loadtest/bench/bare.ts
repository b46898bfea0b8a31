/**
 * The floor of `bench:gateway`: fastify alone, giving one known answer on one route, with schemas for what comes in and what goes out.
 * Reads its route from the argument as JSON and writes its port.
 */
import fastify from "fastify";
import type { Exchange } from "./exchange.ts";

interface Schema {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

const typeOf = (value: unknown): string =>
  value === null ? "null" : Number.isInteger(value) ? "integer" : typeof value;

/** What values like this one have in common: enough for a compiled check and a compiled serializer. */
const schemaOf = (value: unknown): Schema => {
  if (Array.isArray(value)) return { type: "array", ...(value.length === 0 ? {} : { items: schemaOf(value[0]) }) };
  if (typeof value !== "object" || value === null) return { type: typeOf(value) };
  const properties = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, schemaOf(inner)]));
  return { type: "object", properties, required: Object.keys(properties) };
};

const { method, path, route, body, status, answer } = JSON.parse(process.argv[2] ?? "{}") as Exchange;
const app = fastify({ logger: false });
app.route({
  method,
  url: route,
  schema: {
    ...(body === undefined ? {} : { body: schemaOf(body) }),
    response: { [status]: schemaOf(answer) },
  },
  handler: (_request, reply) => reply.code(status).send(answer),
});
const url = await app.listen({ host: "127.0.0.1", port: 0 });
const check = await app.inject({
  method: method as "GET",
  url: path,
  ...(body === undefined ? {} : { payload: body as object }),
});
if (check.statusCode !== status || check.body !== JSON.stringify(answer))
  throw new Error(`the floor answers ${String(check.statusCode)} ${check.body}`);
process.stdout.write(`${url}\n`);
