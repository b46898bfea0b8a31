import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PARTITIONS, filterSubject, serviceOf, streamOf, type EventContract } from "../src/event.ts";
import { sayReader, type Reader } from "./readers.ts";
import { schemaOf, type Schema } from "./schemas.ts";

/** What the page says of one version beside its contract. */
export interface Listed {
  readonly contract: EventContract;
  /** The first release that has it; undefined: in none yet. */
  readonly since: string | undefined;
  readonly readers: readonly Reader[];
}

const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value: string): string => value.replaceAll(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign);

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const valuesOf = (schema: Schema): readonly unknown[] =>
  Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]) : "const" in schema ? [schema["const"]] : [];

const boundsOf = (schema: Schema): string => {
  const { minimum, maximum } = schema;
  const low = typeof minimum === "number" && minimum !== Number.MIN_SAFE_INTEGER ? ` ≥ ${String(minimum)}` : "";
  const high = typeof maximum === "number" && maximum !== Number.MAX_SAFE_INTEGER ? ` ≤ ${String(maximum)}` : "";
  return low + high;
};

/** In a few words; the schema says it to the letter. */
const kindOf = (schema: Schema): string => {
  const values = valuesOf(schema);
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" | ");
  const either = [schema["anyOf"], schema["oneOf"]].find(Array.isArray) as readonly unknown[] | undefined;
  if (either !== undefined) return either.filter(isSchema).map(kindOf).join(" or ");
  const { type, format, items } = schema;
  if (type === "array") return isSchema(items) ? `list of ${kindOf(items)}` : "list";
  const name = [format, type].find((one) => typeof one === "string") ?? "anything";
  return `${name}${boundsOf(schema)}`;
};

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** Every field with its path: `items[].code`. */
const fieldsOf = (schema: Schema, at = ""): readonly Field[] => {
  const { properties, required, items, anyOf } = schema;
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  const own = Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, value]): readonly Field[] => {
    if (!isSchema(value)) return [];
    const { description } = value;
    const meaning = typeof description === "string" ? description : "";
    return [
      { name: at + name, kind: kindOf(value), isRequired: isRequired(name), meaning },
      ...fieldsOf(value, `${at}${name}.`),
    ];
  });
  const within = isSchema(items) ? fieldsOf(items, at.replace(/\.$/, "[].")) : [];
  const either = Array.isArray(anyOf) ? anyOf.filter(isSchema).flatMap((one) => fieldsOf(one, at)) : [];
  return [...own, ...within, ...either];
};

/** `v1` is superseded by `v2` and ends with its day; both are published until then. */
const versionsOf = ({ subject, supersedes }: EventContract, all: readonly EventContract[]): string => {
  const later = all.find((other) => other.supersedes?.event.subject === subject);
  const link = (to: string): string => `<a href="#${to}">${to}</a>`;
  if (later?.supersedes !== undefined)
    return `<p class="change">${link(later.subject)} takes its place. Both are published until ${later.supersedes.until}; move your reader before.</p>`;
  if (supersedes === undefined) return "";
  return `<p class="change">Takes the place of ${link(supersedes.event.subject)}, which is published beside it until ${supersedes.until}.</p>`;
};

const fieldRow = ({ name, kind, isRequired, meaning }: Field): string =>
  `<tr><td><code>${text(name)}</code></td><td>${text(kind)}</td><td>${isRequired ? "always" : "may be absent"}</td><td>${text(meaning)}</td></tr>`;

const readersList = (readers: readonly Reader[]): string =>
  readers.length === 0 ? "nobody yet" : `<ul>${readers.map((one) => `<li>${text(sayReader(one))}</li>`).join("")}</ul>`;

const eventSection = ({ contract, since, readers }: Listed, all: readonly EventContract[]): string => {
  const { subject, title, why, example } = contract;
  return `<article id="${subject}">
<h3><code>${subject}</code> <span lang="zh">${text(title.zh)}</span> ${text(title.en)}</h3>
<p>${text(why)}</p>
${versionsOf(contract, all)}<dl>
<dt>stream</dt><dd><code>${streamOf(subject)}</code></dd>
<dt>filter of a durable</dt><dd><code>${text(filterSubject(subject))}</code></dd>
<dt>schema</dt><dd><a href="schemas/${subject}.json">JSON Schema</a></dd>
<dt>may be read by</dt><dd>${readersList(readers)}</dd>
<dt>since</dt><dd>${since === undefined ? "the next release" : `release ${since}`}</dd>
</dl>
<table><thead><tr><th>field of <code>data</code></th><th>is</th><th>there</th><th>means</th></tr></thead>
<tbody>
${fieldsOf(schemaOf(contract)).map(fieldRow).join("\n")}
</tbody></table>
<details><summary>example</summary><pre>${text(JSON.stringify(example, undefined, 2))}</pre></details>
</article>`;
};

const introduction = (version: string): string => `<h1>Wangge 网格: events</h1>
<p>What has happened in the district, release ${version}. Also as <a href="asyncapi.yaml">AsyncAPI 3</a>, for tools; the <a href="/docs">HTTP API</a> is described elsewhere.</p>
<p>A message is a CloudEvents 1.0 envelope in JSON: <code>type</code> names the event, <code>data</code> is what the tables below
describe, <code>id</code> is its own for ever, <code>subject</code> the id of what it happened to, <code>sequence</code> that one’s version
after it. It lies in the stream of its service at <code>evt.&lt;type&gt;.&lt;partition&gt;.&lt;key&gt;</code>, in the order it happened for each key;
the partition is one of ${String(PARTITIONS)}.</p>
<p><b>Who may read.</b> Nobody by default. Operators give you a user and a durable consumer for the events that you asked for, and you can
read that and nothing else; or what you asked for is sent to you over HTTP. At each event stands who may read it, as the district’s file of this
release says: departments with their services, integrators with purpose and last day. A message comes at least once: do its work, acknowledge after it, keep its <code>id</code>.</p>
<p><b>What may change.</b> Within a version optional fields may come; look only at those you know. Anything else is a new version, published
beside the old one until a day that stands here.</p>`;

/** One self-contained page, without scripts and without anything from elsewhere. */
export const catalogueOf = (listed: readonly Listed[], version: string): string => {
  const all = listed.map(({ contract }) => contract);
  const services = [...new Set(all.map(({ subject }) => serviceOf(subject)))];
  const of = (service: string): readonly Listed[] =>
    listed.filter(({ contract }) => serviceOf(contract.subject) === service);
  const link = ({ contract: { subject, title } }: Listed): string =>
    `<li><a href="#${subject}"><code>${subject.slice(subject.indexOf(".") + 1)}</code></a> <span lang="zh">${text(title.zh)}</span> ${text(title.en)}</li>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wangge 网格 · events</title>
<style>
${readFileSync(join(import.meta.dirname, "catalogue.css"), "utf8").trim()}
</style>
</head>
<body>
<header>
${introduction(version)}
</header>
<nav aria-label="Events">
${services
  .map(
    (service) =>
      `<details><summary>${service} (${String(of(service).length)})</summary><ul>\n${of(service).map(link).join("\n")}\n</ul></details>`,
  )
  .join("\n")}
</nav>
<main>
${services
  .map(
    (service) =>
      `<section aria-labelledby="of-${service}">\n<h2 id="of-${service}">${service}</h2>\n${of(service)
        .map((one) => eventSection(one, all))
        .join("\n")}\n</section>`,
  )
  .join("\n")}
</main>
</body>
</html>
`;
};
