/**
 * 一次成型. Composing a service makes its schemas, hundreds of them, and that is most of what composing costs. In a simulation it is composed a
 * hundred thousand times: here a schema that is made of nothing but its module's own names is made once for each place where it is written.
 * Schemas never change, so nothing else is different from what runs in the district.
 */
import { registerHooks } from "node:module";
import ts from "typescript";

/** Where services and their libraries are; `node_modules` links here too. */
const OURS = /\/(services|shared)\/[^/]+\/src\/[^?]*\.ts$/;
/** What a schema is asked for to become another one. */
const DERIVES = new Set([
  ...["array", "catch", "default", "describe", "exactOptional", "exclude", "extend", "extract", "keyof", "lowercase", "length"],
  ...["max", "meta", "min", "multipleOf", "nonempty", "nonnegative", "nullable", "nullish", "omit", "optional", "overwrite"],
  ...["partial", "pick", "positive", "readonly", "refine", "regex", "required", "safeExtend", "strict", "superRefine"],
  ...["toUpperCase", "toLowerCase", "transform", "trim", "unwrap", "gte", "lte", "gt", "lt", "int", "check", "pipe", "or", "and", "brand"],
]); // prettier-ignore

const rootOf = (node: ts.Expression): ts.Expression =>
  ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : node;

/** `z.…(…)`, or `Name.optional()` and the like. */
const makesSchema = (node: ts.Node): node is ts.CallExpression => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const root = rootOf(node);
  if (!ts.isIdentifier(root)) return false;
  return root.text === "z" || (/^[A-Z]/.test(root.text) && DERIVES.has(node.expression.name.text));
};

const namesIn = (name: ts.BindingName, into: Set<string>): void => {
  if (ts.isIdentifier(name)) into.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) namesIn(element.name, into);
};

/** Every name that is declared inside this function, by it or by what is in it. */
const localsOf = (scope: ts.Node): ReadonlySet<string> => {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) namesIn(node.name, names);
    if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name !== undefined)
      names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(scope, visit);
  return names;
};

/** Whether it is the same whenever it is made: it names nothing local, and calls nothing but what makes schemas. */
const isSame = (made: ts.CallExpression, locals: ReadonlySet<string>): boolean => {
  let same = true;
  const visit = (node: ts.Node): void => {
    if (!same) return;
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      // Runs when something is parsed; what it sees must be the module's.
      const own = localsOf(node);
      const names = (inner: ts.Node): void => {
        if (ts.isIdentifier(inner) && locals.has(inner.text) && !own.has(inner.text)) same = false;
        ts.forEachChild(inner, names);
      };
      names(node);
      return;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isAwaitExpression(node) || ts.isNewExpression(node)) same = false;
    else if (ts.isCallExpression(node) && !makesSchema(node)) same = false;
    else if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else if (ts.isPropertyAssignment(node)) {
      if (ts.isComputedPropertyName(node.name)) visit(node.name);
      visit(node.initializer);
    } else if (ts.isIdentifier(node)) {
      if (locals.has(node.text)) same = false;
    } else ts.forEachChild(node, visit);
  };
  visit(made);
  return same;
};

/** The same source, with its schemas made once. */
export const madeOnce = (source: string, name: string): string => {
  if (!source.includes('from "zod"') && !/\.(extend|pick|optional|partial)\(/.test(source)) return source;
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const cuts: { readonly at: number; readonly text: string }[] = [];
  let count = 0;
  const visit = (node: ts.Node, locals: ReadonlySet<string> | undefined): void => {
    if (ts.isTypeNode(node)) return;
    if (locals !== undefined && makesSchema(node) && isSame(node, locals)) {
      const place = `__once[${String(count++)}]`;
      cuts.push({ at: node.getStart(), text: `(${place} ??= ` }, { at: node.end, text: ")" });
      return;
    }
    const inner = locals === undefined && ts.isFunctionLike(node) ? localsOf(node) : locals;
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  };
  visit(file, undefined);
  if (count === 0) return source;
  let text = "";
  let from = 0;
  for (const { at, text: put } of cuts) {
    text += source.slice(from, at) + put;
    from = at;
  }
  return `const __once: any[] = [];${text}${source.slice(from)}`;
};

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    if (!OURS.test(url) || loaded.source === undefined) return loaded;
    const source = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: madeOnce(source, url) };
  },
});
