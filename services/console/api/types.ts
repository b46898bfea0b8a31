import openapiTS, { astToString } from "openapi-typescript";
import paths from "./paths.json" with { type: "json" };

type Json = Readonly<Record<string, unknown>>;
export interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, Json>>;
}

const REF = /"#\/components\/([^/"]+)\/([^/"]+)/g;

/** Every component that `text` leads to, by way of others too. */
const reached = (text: string, components: Document["components"], found = new Set<string>()): ReadonlySet<string> => {
  for (const [, kind = "", name = ""] of text.matchAll(REF)) {
    const key = `${kind}/${name}`;
    if (found.has(key)) continue;
    found.add(key);
    reached(JSON.stringify(components[kind]?.[name] ?? {}), components, found);
  }
  return found;
};

/** What the console uses of the platform's OpenAPI document, as TypeScript. @throws where a path of `paths.json` is not announced */
export const typesOf = async (document: Document): Promise<string> => {
  const wanted = Object.fromEntries(
    paths.map((path) => {
      const item = document.paths[path];
      if (item === undefined) throw new Error(`${path} is not in the OpenAPI document`);
      return [path, item];
    }),
  );
  const used = reached(JSON.stringify(wanted), document.components);
  const components = Object.fromEntries(
    Object.entries(document.components).map(([kind, all]) => [
      kind,
      Object.fromEntries(Object.entries(all).filter(([name]) => used.has(`${kind}/${name}`))),
    ]),
  );
  const ast = await openapiTS(JSON.stringify({ ...document, paths: wanted, components, security: [] }), {
    silent: true,
    defaultNonNullable: false,
  });
  return `// Made by \`npm run console:types\` from the OpenAPI document of the running platform.\n${astToString(ast)}`;
};
