import { getLineInfo, parse, type AnyNode, type CallExpression, type Program } from "acorn";
import { childrenOf, isFunction, namesIn, type FunctionNode } from "./nodes.ts";

/** A script that the runner cannot run as k6 would. Says where. */
export class ScriptError extends Error {}

/** One function of a script, and whether it must wait. */
export interface Fn {
  readonly module: Module;
  readonly node: FunctionNode;
  /** Where `async` goes. */
  readonly at: number;
  /** Why it can never be async; undefined: it can. */
  readonly never: string | undefined;
  /** Made async by us, since it waits for something that k6 does at once. */
  isMade: boolean;
}

/** What a name stands for. */
export type Binding =
  | { readonly kind: "function"; readonly fn: Fn }
  | { readonly kind: "import"; readonly from: string; readonly name: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "class" };

/** What is called. */
export type Callee =
  | Binding
  /** `thing.name(…)`, where we do not know the thing. */
  | { readonly kind: "member"; readonly name: string; readonly isGlobal: boolean }
  /** A name that the script does not bind: the language's own. */
  | { readonly kind: "global"; readonly name: string };

/** A use of a function as a value. */
export interface Use {
  readonly value: { readonly kind: "function"; readonly fn: Fn } | Extract<Binding, { kind: "import" }>;
  readonly node: AnyNode;
  /** Given to this call. */
  readonly to: Call | undefined;
  /** Under this name in an object or a class. */
  readonly member: string | undefined;
}

export interface Call {
  readonly module: Module;
  readonly node: CallExpression | Extract<AnyNode, { type: "NewExpression" }>;
  readonly callee: Callee;
  readonly parents: readonly AnyNode[];
  /** The function it stands in; undefined: the module's own body. */
  readonly within: Fn | undefined;
  /** In a place where nothing can be awaited. */
  readonly barred: string | undefined;
}

export interface Module {
  readonly url: string;
  readonly code: string;
  readonly program: Program;
  readonly imports: readonly string[];
  readonly calls: Call[];
  readonly uses: Use[];
  readonly functions: Fn[];
  /** Names of functions in objects and classes. */
  readonly members: Set<string>;
  readonly exports: Map<string, Binding>;
  /** `export * from`. */
  readonly stars: string[];
}

class Scope {
  readonly names = new Map<string, Binding>();
  readonly parent: Scope | undefined;
  constructor(parent?: Scope) {
    this.parent = parent;
  }
  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.parent?.find(name);
  }
}

export const whereIn = ({ url, code }: Pick<Module, "url" | "code">, at: number): string => {
  const { line, column } = getLineInfo(code, at);
  return `${url.replace(/^file:\/\//, "")}:${String(line)}:${String(column + 1)}`;
};

const isCallee = (parents: readonly AnyNode[]): boolean => {
  const call = parents.at(-2);
  return call?.type === "CallExpression" && call.callee === parents.at(-1);
};

const nameOf = (node: AnyNode): string | undefined =>
  node.type === "Identifier" ? node.name : node.type === "Literal" ? String(node.value) : undefined;

/** Reads one module: what it binds, what it calls, where functions go. */
export const readModule = (url: string, code: string): Module => {
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  } catch (error) {
    throw new ScriptError(
      `${url.replace(/^file:\/\//, "")}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const module: Module = {
    url,
    code,
    program,
    imports: program.body.flatMap((one) =>
      (one.type === "ImportDeclaration" ||
        one.type === "ExportNamedDeclaration" ||
        one.type === "ExportAllDeclaration") &&
      one.source
        ? [String(one.source.value)]
        : [],
    ),
    calls: [],
    uses: [],
    functions: [],
    members: new Set(),
    exports: new Map(),
    stars: [],
  };
  const known = new Map<FunctionNode, Fn>();

  const fnOf = (node: FunctionNode, holder?: AnyNode): Fn => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const isMethod =
      (holder?.type === "Property" && (holder.method || holder.kind !== "init")) || holder?.type === "MethodDefinition";
    const kind = holder?.type === "Property" || holder?.type === "MethodDefinition" ? holder.kind : "";
    const key = isMethod && "key" in holder ? holder.key : undefined;
    const start =
      key === undefined
        ? node.start
        : "computed" in holder! && holder.computed
          ? code.lastIndexOf("[", key.start)
          : key.start;
    const never =
      kind === "get" || kind === "set"
        ? "a getter or setter"
        : kind === "constructor"
          ? "a constructor"
          : node.generator
            ? "a generator"
            : undefined;
    const fn: Fn = { module, node, at: start, never, isMade: false };
    known.set(node, fn);
    module.functions.push(fn);
    return fn;
  };

  /** Lexical names of a list of statements; functions are known before they are reached. */
  const declare = (scope: Scope, statements: readonly AnyNode[]): void => {
    for (const outer of statements) {
      const one =
        (outer.type === "ExportNamedDeclaration" || outer.type === "ExportDefaultDeclaration") && outer.declaration
          ? (outer.declaration as AnyNode)
          : outer;
      // `export default function () {}` has no name.
      if (one.type === "FunctionDeclaration" && one.id !== null)
        scope.names.set(one.id.name, { kind: "function", fn: fnOf(one) });
      else if (one.type === "ClassDeclaration" && one.id !== null) scope.names.set(one.id.name, { kind: "class" });
      else if (one.type === "VariableDeclaration")
        for (const { id, init } of one.declarations)
          if (one.kind === "const" && id.type === "Identifier" && isFunction(init))
            scope.names.set(id.name, { kind: "function", fn: fnOf(init) });
          else for (const name of namesIn(id)) scope.names.set(name, { kind: "unknown" });
      else if (one.type === "ImportDeclaration")
        for (const specifier of one.specifiers)
          scope.names.set(specifier.local.name, {
            kind: "import",
            from: String(one.source.value),
            name:
              specifier.type === "ImportDefaultSpecifier"
                ? "default"
                : specifier.type === "ImportNamespaceSpecifier"
                  ? "*"
                  : (nameOf(specifier.imported) ?? ""),
          });
    }
  };
  /** `var` reaches out of blocks. */
  const declareVars = (scope: Scope, node: AnyNode): void => {
    for (const child of childrenOf(node)) {
      if (isFunction(child)) continue;
      if (child.type === "VariableDeclaration" && child.kind === "var")
        for (const { id } of child.declarations)
          for (const name of namesIn(id)) scope.names.set(name, { kind: "unknown" });
      declareVars(scope, child);
    }
  };

  const calleeOf = (node: AnyNode, scope: Scope): Callee => {
    if (node.type === "ParenthesizedExpression") return calleeOf(node.expression, scope);
    if (isFunction(node)) return { kind: "function", fn: fnOf(node) };
    if (node.type === "Identifier") return scope.find(node.name) ?? { kind: "global", name: node.name };
    if (node.type !== "MemberExpression" || node.computed) return { kind: "unknown" };
    const name = nameOf(node.property) ?? (node.property.type === "PrivateIdentifier" ? `#${node.property.name}` : "");
    if (node.object.type === "Identifier") {
      const binding = scope.find(node.object.name);
      if (binding === undefined) return { kind: "member", name, isGlobal: true };
      // `import http from "k6/http"` and `import * as http from "k6/http"` are the same to k6.
      if (
        binding.kind === "import" &&
        (binding.name === "*" || (binding.name === "default" && /^k6(\/|$)/.test(binding.from)))
      )
        return { kind: "import", from: binding.from, name };
    }
    return { kind: "member", name, isGlobal: false };
  };

  interface Place {
    readonly scope: Scope;
    readonly parents: readonly AnyNode[];
    readonly within: Fn | undefined;
    readonly barred: string | undefined;
  }

  const calls = new Map<AnyNode, Call>();

  const use = (value: Use["value"], node: AnyNode, { parents }: Place): void => {
    const parent = parents.at(-1);
    const isCalled = parent?.type === "CallExpression" && parent.callee === node;
    const above = parents.at(-2);
    const isNamed =
      parent?.type === "VariableDeclarator" &&
      parent.init === node &&
      parent.id.type === "Identifier" &&
      isFunction(node) &&
      above?.type === "VariableDeclaration" &&
      above.kind === "const";
    const isName = parent?.type === "VariableDeclarator" && parent.id === node;
    const isExport = parent?.type === "ExportDefaultDeclaration" || parent?.type === "ExportSpecifier";
    // `http.get` in `http.get(…)`: the call knows.
    const isAsked =
      parent?.type === "MemberExpression" && parent.object === node && !parent.computed && isCallee(parents);
    if (isCalled || isName || isNamed || isExport || isAsked || node.type === "FunctionDeclaration") return;
    const isHeld =
      parent?.type === "Property" || parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition";
    const isPut = parent?.type === "AssignmentExpression" && parent.left.type === "MemberExpression";
    const key = isHeld
      ? parent.key
      : isPut && parent.left.type === "MemberExpression"
        ? parent.left.property
        : undefined;
    const member =
      key === undefined ? undefined : key.type === "PrivateIdentifier" ? `#${key.name}` : (nameOf(key) ?? "");
    if (member !== undefined) module.members.add(member);
    const to = parent?.type === "CallExpression" || parent?.type === "NewExpression" ? calls.get(parent) : undefined;
    module.uses.push({ value, node, to, member });
  };

  const visit = (node: AnyNode, place: Place): void => {
    const inside: Place = { ...place, parents: [...place.parents, node] };
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        const fn = fnOf(node, place.parents.at(-1));
        use({ kind: "function", fn }, node, place);
        const scope = new Scope(place.scope);
        if (node.type === "FunctionExpression" && node.id) scope.names.set(node.id.name, { kind: "function", fn });
        for (const name of node.params.flatMap(namesIn)) scope.names.set(name, { kind: "unknown" });
        declareVars(scope, node.body);
        for (const param of node.params)
          visit(param, { ...inside, scope, within: fn, barred: "a default of a parameter" });
        visit(node.body, { ...inside, scope, within: fn, barred: undefined });
        return;
      }
      case "Program":
      case "BlockStatement":
      case "StaticBlock":
      case "SwitchStatement": {
        const scope = new Scope(place.scope);
        const body = node.type === "SwitchStatement" ? node.cases.flatMap((one) => one.consequent) : node.body;
        declare(scope, body);
        if (node.type === "Program") declareVars(scope, node);
        const barred = node.type === "StaticBlock" ? "a static block" : place.barred;
        for (const child of childrenOf(node)) visit(child, { ...inside, scope, barred });
        return;
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const scope = new Scope(place.scope);
        const head = node.type === "ForStatement" ? node.init : node.left;
        if (head?.type === "VariableDeclaration") declare(scope, [head]);
        for (const child of childrenOf(node)) visit(child, { ...inside, scope });
        return;
      }
      case "CatchClause": {
        const scope = new Scope(place.scope);
        for (const name of namesIn(node.param ?? null)) scope.names.set(name, { kind: "unknown" });
        visit(node.body, { ...inside, scope });
        return;
      }
      case "PropertyDefinition": {
        visitKey(node, inside);
        if (node.value) visit(node.value, { ...inside, barred: "a field of a class" });
        return;
      }
      case "Property":
      case "MethodDefinition":
        visitKey(node, inside);
        visit(node.value, inside);
        return;
      case "MemberExpression":
        visit(node.object, inside);
        if (node.computed) visit(node.property, inside);
        return;
      case "CallExpression":
      case "NewExpression": {
        const { parents, within, barred } = place;
        const call: Call = { module, node, callee: calleeOf(node.callee, place.scope), parents, within, barred };
        calls.set(node, call);
        module.calls.push(call);
        for (const child of childrenOf(node)) visit(child, inside);
        return;
      }
      case "Identifier": {
        const binding = place.scope.find(node.name);
        if (binding?.kind === "function" || binding?.kind === "import") use(binding, node, place);
        return;
      }
      case "ImportDeclaration":
        return;
      case "ExportAllDeclaration":
        if (node.exported)
          module.exports.set(nameOf(node.exported) ?? "", {
            kind: "import",
            from: String(node.source.value),
            name: "*",
          });
        else module.stars.push(String(node.source.value));
        return;
      case "ExportNamedDeclaration":
        for (const { local, exported } of node.specifiers) {
          const name = nameOf(local) ?? "";
          module.exports.set(
            nameOf(exported) ?? "",
            node.source
              ? { kind: "import", from: String(node.source.value), name }
              : (place.scope.find(name) ?? { kind: "unknown" }),
          );
        }
        if (node.declaration) {
          const { declaration } = node;
          const names =
            declaration.type === "VariableDeclaration"
              ? declaration.declarations.flatMap(({ id }) => namesIn(id))
              : [declaration.id.name];
          for (const name of names) module.exports.set(name, place.scope.find(name) ?? { kind: "unknown" });
          visit(declaration, inside);
        }
        return;
      case "ExportDefaultDeclaration": {
        const declaration = node.declaration as AnyNode;
        if (isFunction(declaration)) module.exports.set("default", { kind: "function", fn: fnOf(declaration) });
        else if (declaration.type === "Identifier")
          module.exports.set("default", place.scope.find(declaration.name) ?? { kind: "unknown" });
        else module.exports.set("default", { kind: "unknown" });
        visit(declaration, inside);
        return;
      }
      default:
        for (const child of childrenOf(node)) visit(child, inside);
    }
  };
  const visitKey = (
    node: Extract<AnyNode, { type: "Property" | "MethodDefinition" | "PropertyDefinition" }>,
    inside: Place,
  ): void => {
    if (node.computed) visit(node.key, inside);
  };

  visit(program, { scope: new Scope(), parents: [], within: undefined, barred: undefined });
  return module;
};
