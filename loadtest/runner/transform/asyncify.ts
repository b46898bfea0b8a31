import type { AnyNode } from "acorn";
import { ScriptError, whereIn, type Binding, type Call, type Callee, type Fn, type Module } from "./module.ts";

/** What k6 does at once and Node cannot: by module. */
const WAITING: Readonly<Record<string, readonly string[]>> = {
  k6: ["check", "group", "sleep"],
  "k6/http": ["get", "head", "post", "put", "patch", "del", "options", "request", "batch"],
};
/** Of an array, with a callback that waits: `each` of the runtime does them one after the other. */
const EACH = ["forEach", "map", "flatMap", "filter", "find", "findIndex", "some", "every", "reduce"];
const OF_PROMISES = ["then", "catch", "finally"];

/** The names that the runtime brings into each module, on its first line so that lines keep their numbers. */
export const PRELUDE = `import { __ENV, __VU, __ITER, open, each as __wanggeEach } from "k6/x/wangge";`;

interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** Of two at one place, the lower one comes first in the text. */
  readonly rank: number;
}

/**
 * Turns k6 scripts, which wait without saying so, into scripts that say `await`. Functions that call what waits become async, and
 * so do those that call them, over all modules. What cannot be turned is refused with its line; nothing is turned half.
 */
export const asyncify = (
  modules: ReadonlyMap<string, Module>,
  resolve: (from: string, specifier: string) => string,
): ReadonlyMap<string, string> => {
  const all = [...modules.values()];
  const isBuiltin = (from: string): boolean => /^k6(\/|$)/.test(from);

  /** The function behind an import, through re-exports; "waiting" for one of k6's own. */
  const behind = (module: Module, binding: Binding, seen = 0): Fn | "waiting" | undefined => {
    if (binding.kind === "function") return binding.fn;
    if (binding.kind !== "import" || seen > 50) return undefined;
    if (isBuiltin(binding.from)) return WAITING[binding.from]?.includes(binding.name) === true ? "waiting" : undefined;
    const target = modules.get(resolve(module.url, binding.from));
    if (target === undefined) return undefined;
    const found = target.exports.get(binding.name);
    if (found !== undefined) return behind(target, found, seen + 1);
    for (const star of target.stars) {
      const through = behind(target, { kind: "import", from: star, name: binding.name }, seen + 1);
      if (through !== undefined) return through;
    }
    return undefined;
  };

  const members = new Set(all.flatMap((module) => [...module.members]));
  const asyncMembers = new Set<string>();
  let escapes = false;

  const waits = (module: Module, callee: Callee): boolean => {
    switch (callee.kind) {
      case "function":
        return callee.fn.isMade;
      case "import": {
        const found = behind(module, callee);
        if (found === undefined) return escapes && !isBuiltin(callee.from);
        return found === "waiting" || found.isMade;
      }
      case "member":
        return asyncMembers.has(callee.name);
      case "unknown":
        return escapes;
      case "global":
      case "class":
        return false;
    }
  };

  const isMade = (module: Module, value: Binding): boolean => {
    const found = behind(module, value);
    return found !== undefined && found !== "waiting" && found.isMade;
  };

  /** Calls of an array's method with a callback that waits. */
  const eachCalls = new Set<Call>();
  const awaited = new Set<Call>();

  /** A callback that waits, given to something that will not wait for it. */
  const refuseUnless = (module: Module, call: Call): void => {
    const { callee } = call;
    const knows =
      callee.kind === "unknown" ||
      callee.kind === "function" ||
      callee.kind === "class" ||
      (callee.kind === "import" && (!isBuiltin(callee.from) || (callee.from === "k6" && callee.name === "group"))) ||
      (callee.kind === "member" && (members.has(callee.name) || OF_PROMISES.includes(callee.name)));
    if (knows) return;
    throw new ScriptError(
      `${whereIn(module, call.node.start)}: a function that waits (for http, sleep, check or group) is given to something that cannot wait for it`,
    );
  };

  const mustWait = (call: Call): void => {
    if (awaited.has(call)) return;
    const { module, within, barred, parents, node } = call;
    const refuse = (where: string): never => {
      throw new ScriptError(`${whereIn(module, node.start)}: nothing can be waited for in ${where}`);
    };
    if (barred !== undefined) refuse(barred);
    if (isCutShort(node, parents, eachCalls.has(call)))
      refuse("the middle of a chain with ?. (write it as two statements)");
    awaited.add(call);
    if (within === undefined || within.node.async) return;
    if (within.never !== undefined) refuse(within.never);
    within.isMade = true;
  };

  for (let before = -1, now = 0; before !== now;) {
    before = now;
    for (const module of all) {
      for (const { value, to, member } of module.uses) {
        if (value.kind === "import" && isBuiltin(value.from)) {
          // `const { get } = http`, `const ask = http.post`: from here on it may go by any name.
          const names = WAITING[value.from] ?? [];
          if (value.name === "default" || value.name === "*") names.forEach((name) => asyncMembers.add(name));
          if (names.length > 0) escapes = true;
          continue;
        }
        if (!isMade(module, value)) continue;
        if (member !== undefined) asyncMembers.add(member);
        const callee = to?.callee;
        if (to !== undefined && callee?.kind === "member" && EACH.includes(callee.name) && !callee.isGlobal) {
          eachCalls.add(to);
          mustWait(to);
        } else if (callee?.kind !== "import" || !isBuiltin(callee.from)) escapes = true;
      }
      for (const call of module.calls)
        if (call.node.type === "CallExpression" && waits(module, call.callee)) mustWait(call);
    }
    now =
      awaited.size +
      asyncMembers.size +
      Number(escapes) +
      all.flatMap(({ functions }) => functions).filter((fn) => fn.isMade).length;
  }
  for (const module of all)
    for (const { value, to } of module.uses)
      if (to !== undefined && !eachCalls.has(to) && isMade(module, value)) refuseUnless(module, to);

  return new Map(all.map((module) => [module.url, `${PRELUDE}${write(module, awaited, eachCalls)}`]));
};

/** In the midst of a chain that an earlier `?.` may cut short: a parenthesis here would go on with undefined. */
const isCutShort = (node: AnyNode, parents: readonly AnyNode[], isEach: boolean): boolean => {
  const above = parents.at(-1);
  const goesOn =
    (above?.type === "MemberExpression" && above.object === node) ||
    (above?.type === "CallExpression" && above.callee === node);
  if (!goesOn && !isEach) return false;
  for (let left = node; ;) {
    if (left.type !== "CallExpression" && left.type !== "MemberExpression") return false;
    if (left.optional) return true;
    left = left.type === "CallExpression" ? left.callee : left.object;
  }
};

const write = (
  { code, calls, functions }: Module,
  awaited: ReadonlySet<Call>,
  eachCalls: ReadonlySet<Call>,
): string => {
  const edits: Edit[] = functions.filter((fn) => fn.isMade).map(({ at }) => ({ at, end: at, text: "async ", rank: 2 }));
  for (const call of calls) {
    if (!awaited.has(call)) continue;
    const { node, parents } = call;
    // An outer call may begin where its callee does: the outer parenthesis stands first.
    const rank = 1 + parents.length / 10_000;
    const start = startsStatement(node, parents) ? ";" : "";
    edits.push({ at: node.start, end: node.start, text: `${start}(await `, rank });
    edits.push({ at: node.end, end: node.end, text: ")", rank: 0 });
    if (eachCalls.has(call) && node.callee.type === "MemberExpression" && call.callee.kind === "member") {
      const { object, property } = node.callee;
      const from = closed(code, object.end, property.start);
      const end = code.indexOf("(", property.end) + 1;
      const lines = code.slice(from, end).replace(/[^\n]/g, "");
      const text = `__wanggeEach("${call.callee.name}", `;
      edits.push({ at: node.start, end: node.start, text, rank: rank + 0.5 / 10_000 });
      edits.push({ at: from, end, text: `, ${lines}`, rank: 3 });
    }
  }
  edits.sort((one, other) => one.at - other.at || one.rank - other.rank);
  let done = 0;
  let text = "";
  for (const { at, end, text: put } of edits) {
    text += code.slice(done, at) + put;
    done = end;
  }
  return text + code.slice(done);
};

/** After the parentheses that may stand around an object. */
const closed = (code: string, from: number, until: number): number => {
  const last = code.slice(from, until).lastIndexOf(")");
  return last < 0 ? from : from + last + 1;
};

/** Where the line before has no semicolon, a parenthesis would go on with it. */
const startsStatement = (node: AnyNode, parents: readonly AnyNode[]): boolean => {
  const at = parents.findLastIndex((one) => one.type === "ExpressionStatement");
  const list = parents[at - 1]?.type;
  return (
    at >= 0 &&
    parents[at]?.start === node.start &&
    (list === "Program" || list === "BlockStatement" || list === "SwitchCase" || list === "StaticBlock")
  );
};
