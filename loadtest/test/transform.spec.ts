import { describe, expect, it } from "vitest";
import { each } from "../runner/modules/each.ts";
import { asyncify } from "../runner/transform/asyncify.ts";
import { readModule, ScriptError } from "../runner/transform/module.ts";

const IMPORTS = `import http from "k6/http"; import { check, group, sleep } from "k6";`;
const ENTRY = "file:///script.js";

const turn = (body: string): string => {
  const module = readModule(ENTRY, `${IMPORTS}\n${body}`);
  const text = asyncify(new Map([[ENTRY, module]]), (_from, specifier) => specifier).get(ENTRY) ?? "";
  return text.slice(text.indexOf("\n") + 1);
};

type Log = (line: unknown) => void;
const NAMES = ["http", "check", "group", "sleep", "log", "__wanggeEach"];

/** As k6 runs it: everything answers at once. */
const atOnce = (body: string): readonly unknown[] => {
  const lines: unknown[] = [];
  const log: Log = (line) => lines.push(line);
  const get = (url: string) => {
    log(`asked ${url}`);
    return { status: url === "bad" ? 500 : 200, url, json: () => ({ url }) };
  };
  const http = { get, post: get };
  const check = (value: unknown, tests: Record<string, (value: unknown) => unknown>) =>
    Object.entries(tests).every(([name, test]) => {
      const holds = Boolean(test(value));
      log(`${name}: ${String(holds)}`);
      return holds;
    });
  const group = (name: string, work: () => unknown) => {
    log(`in ${name}`);
    const made = work();
    log(`out ${name}`);
    return made;
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function(...NAMES, body)(
    http,
    check,
    group,
    (time: number) => {
      log(`slept ${time}`);
    },
    log,
    each,
  );
  return lines;
};

/** As the runner runs it: everything takes its time, and what comes first takes longest. */
const turned = async (body: string): Promise<readonly unknown[]> => {
  const lines: unknown[] = [];
  const log: Log = (line) => lines.push(line);
  let patience = 8;
  const later = () => new Promise((resolve) => setTimeout(resolve, Math.max(0, (patience -= 2))));
  const get = async (url: string) => {
    await later();
    log(`asked ${url}`);
    return { status: url === "bad" ? 500 : 200, url, json: () => ({ url }) };
  };
  const check = async (value: unknown, tests: Record<string, (value: unknown) => unknown>) => {
    for (const [name, test] of Object.entries(tests)) {
      await later();
      const holds = Boolean(await test(value));
      log(`${name}: ${String(holds)}`);
      if (!holds) return false;
    }
    return true;
  };
  const group = async (name: string, work: () => unknown) => {
    log(`in ${name}`);
    const made = await work();
    log(`out ${name}`);
    return made;
  };
  const sleep = async (time: number) => {
    await later();
    log(`slept ${time}`);
  };
  const AsyncFunction = turned.constructor as FunctionConstructor;
  const run = new AsyncFunction(...NAMES, turn(body)) as unknown as (...args: unknown[]) => Promise<void>;
  await run({ get, post: get }, check, group, sleep, log, each);
  return lines;
};

const SCRIPTS: Readonly<Record<string, string>> = {
  "nested functions": `
    function outer() { function inner(x) { return http.get(x).url; } return inner("a") + inner("b"); }
    log(outer());`,
  "functions used before they stand there": `log(first()); function first() { return second() + 1; } function second() { return http.get("x").status; }`,
  "arrow functions, with and without a body": `
    const ask = x => http.get(x); const status = (x) => { const y = ask(x); return y.status; };
    log(status("a")); log([status("b"), ask("c").json().url].join());`,
  "callbacks in group and check": `
    const result = group("one", () => { sleep(1); return group("two", function () { return http.get("a").status; }); });
    log(result);
    if (!check(http.get("bad"), { fine: (r) => r.status === 200, again: () => http.get("never").status })) log("no");
    check(http.get("ok"), { fine: ({ status }) => status === 200, again: () => http.get("b").status === 200 });`,
  loops: `
    for (let i = 0; i < 3; i += 1) http.get(String(i));
    for (const x of ["p", "q"]) { if (x === "q") continue; log(http.get(x).url); }
    let n = 0; while (http.get("w" + n).status === 200 && n < 2) n += 1; do { sleep(n); n -= 1; } while (n > 0)`,
  "try, catch and finally": `
    const risky = (x) => { const { status } = http.get(x); if (status !== 200) throw new Error("status " + status); return status; };
    try { risky("a"); risky("bad"); log("not reached"); } catch (error) { log(error.message); } finally { sleep(2); log("at last"); }`,
  "callbacks of arrays, in order": `
    log(["a", "b", "c"].map((x) => http.get(x).url).join());
    ["d", "e"].forEach(x => { http.get(x); });
    const good = (x) => http.get(x).status === 200;
    log(["bad", "f"].filter(good)); log(["bad", "g", "h"].find(good)); log(["i", "bad", "j"].every(good)); log(["bad", "k"].some(good));
    log([1, 2].reduce((sum, x) => sum + http.get("r" + x).status, 0));
    log((["l"]).concat("m")
      .flatMap(
        (x) => [http.get(x).url, 0]).length);
    log([3, 1, 2].sort((a, b) => a - b).map((x) => x * 2).join());`,
  "methods, this and closures that are handed out": `
    class Client { constructor(base) { this.base = base; } get(path) { return http.get(this.base + path); } static of(base) { return new Client(base); } both() { return this.get("1").status + this.get("2").status; } }
    log(Client.of("c").both());
    const session = (name) => ({ ask: (x) => http.get(name + x).url, "other way": () => 1, get size() { return 3; } });
    const { ask } = session("s"); log(ask("1")); log(session("t").ask("2")); log(session("u").size);
    const table = { a: () => http.get("ta").url, b: () => "tb" }; for (const key of ["a", "b"]) log(table[key]());
    const timed = (work) => { log("before"); const made = work(); log("after"); return made; };
    log(timed(() => http.get("z").url)); log(timed(() => 5));
    const { get } = http; log(get("v").url); let ever = (x) => http.get(x).url; log(ever("e")); ever = () => "f"; log(ever()); const post = http.post; log(post("w").status);`,
  "lines without semicolons": `
    const a = 1
    http.get("x").json()
    const b = "y"
    ;[a, b].map((x) => http.get(String(x)).url)
    if (a) http.get("z").json()
    else log("no")
    log(b)`,
  "chains, conditions and templates": `
    const maybe = undefined; log(maybe?.get("x")); log(http.get("y").status > 0 ? \`\${http.get("t").url}!\` : 0);
    const f = (x, { y = 2, ...rest } = {}) => x || http.get("d" + y + Object.keys(rest)).url; log(f(0, { z: 1 })); log(f(1));
    log(((x) => http.get(x).url)("iife"));
    label: for (const x of [1, 2]) { switch (http.get("s" + x).status) { case 200: log("ok"); continue label; default: log("no"); } }`,
};

describe("a script that waits without saying so", () => {
  for (const [name, script] of Object.entries(SCRIPTS))
    it(`does the same under the runner: ${name}`, async () => {
      const expected = atOnce(script);
      expect(expected.length).toBeGreaterThan(1);
      expect(await turned(script)).toEqual(expected);
    });

  it("keeps its lines", () => {
    const script = `const one = () =>\n  http.get("x");\n\n["a"]\n  .forEach(\n    (x) => one(x));\n`;
    expect(turn(script).split("\n")).toHaveLength(script.split("\n").length);
  });

  it("is left alone where nothing waits", () => {
    const script = `const add = (x, y) => x + y;\nconst random = () => Math.random();\nadd(random(), [1].map((x) => x).length);\n`;
    expect(turn(script)).toBe(script);
  });

  it("waits for no function that it is given, unless one that waits is given away", () => {
    const draw = `const draw = (random) => random() + 1;\nArray.from({ length: 2 }, () => draw(Math.random));\n`;
    expect(turn(`${draw}export const ask = () => http.get("x");\nask();`)).toBe(
      `${draw}export const ask = async () => (await http.get("x"));\n;(await ask());`,
    );
    expect(() => turn(`${draw}const ask = () => http.get("x");\ndraw(ask);`)).toThrow(ScriptError);
  });

  it("does not wait for what the script itself made async", () => {
    expect(turn(`async function own() { return http.get("x"); }\nconst both = Promise.all([own(), own()]);`)).toBe(
      `async function own() { return (await http.get("x")); }\nconst both = Promise.all([own(), own()]);`,
    );
  });
});

describe("a script that cannot be turned", () => {
  const refused: Readonly<Record<string, string>> = {
    "a comparison that asks": `[1, 2].sort((a, b) => http.get("x").status);`,
    "a getter that asks": `const x = { get y() { return http.get("x"); } };`,
    "a constructor that asks": `class X { constructor() { this.x = http.get("x"); } }`,
    "a generator that asks": `function* x() { yield http.get("x"); }`,
    "a default of a parameter that asks": `const x = (y = http.get("x")) => y;`,
    "a timer that asks": `setTimeout(() => http.get("x"), 1);`,
    "the middle of a chain": `const session = { ask: () => http.get("x") }; session?.ask().json();`,
    "no script at all": `const = 1`,
  };
  for (const [name, script] of Object.entries(refused))
    it(`is refused, with its line: ${name}`, () => {
      expect(() => turn(script)).toThrow(ScriptError);
      expect(() => turn(script)).toThrow(/script\.js(:2:\d+|: .*\(2:\d+\))/);
    });
});

it("waits for helpers of other files, through re-exports and namespaces", () => {
  const files: Readonly<Record<string, string>> = {
    "file:///script.js": `import { ask } from "./index.js";\nimport * as all from "./index.js";\nimport plain from "./deep.js";\nexport default () => { ask("a"); all.quick(1); all.again("b"); plain(); };`,
    "file:///index.js": `export { fetch as ask } from "./deep.js";\nexport * from "./deep.js";\nexport const quick = (x) => x;`,
    "file:///deep.js": `import { get } from "k6/http";\nexport function fetch(x) { return get(x); }\nexport const again = (x) => fetch(x);\nexport default function () { return again("c"); }`,
  };
  const modules = new Map(Object.entries(files).map(([url, code]) => [url, readModule(url, code)]));
  const texts = asyncify(modules, (from, specifier) => new URL(specifier, from).href);
  expect(texts.get("file:///script.js")).toContain(
    `export default async () => { ;(await ask("a")); all.quick(1); ;(await all.again("b")); ;(await plain()); };`,
  );
  expect(texts.get("file:///deep.js")).toContain(
    `export async function fetch(x) { return (await get(x)); }\nexport const again = async (x) => (await fetch(x));\nexport default async function () { return (await again("c")); }`,
  );
});
