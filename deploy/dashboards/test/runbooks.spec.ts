import { readFileSync } from "node:fs";
import { join } from "node:path";
import { metrics } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const map = parse(read("k8s/components/telemetry/alerts.yaml")) as { readonly data: Readonly<Record<string, string>> };
const { groups } = parse(map.data["wangge.rules.yaml"] ?? "") as {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));

interface Section {
  readonly alert: string;
  readonly text: string;
}
const sections: readonly Section[] = read("deploy/RUNBOOKS.md")
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ alert: text.slice(0, text.indexOf("\n")).trim(), text }));

const partsOf = ({ text }: Section): readonly string[] => text.split(/^\*\*(?:Means|Look|Do)\.\*\*/m).slice(1);
const codesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
/** What an operator has besides: what the role `wangge-operator` lets him do, and nats-box. */
const VERBS: Readonly<Record<string, RegExp>> = {
  kubectl: /^kubectl -n wangge (get|describe|logs|scale|delete pod) ?/,
  nats: /^nats (consumer info|stream report|server report (jetstream|connections)) ?/,
};
const told = new Set(Object.values(metrics).map((name) => name.replaceAll(".", "_")));

/** What of a code is no command, no metric, and nothing else that there is. */
const problemOf = (code: string): string | undefined => {
  const [, script] = /^npm run (?:-s )?([\w:-]+)/.exec(code) ?? [];
  if (script !== undefined) return script in scripts ? undefined : `no npm script ${script}`;
  const [first = ""] = code.split(" ");
  const verbs = VERBS[first];
  if (verbs !== undefined) return verbs.test(code) ? undefined : `not for operators: ${code}`;
  if (!code.startsWith("wangge_")) return undefined;
  return told.has(code.replace(/_(total|bucket|sum|count)$/, "")) ? undefined : `no metric ${code}`;
};

describe("runbooks", () => {
  it("there is one for every alert, and none for another, in their order", () => {
    expect(sections.map(({ alert }) => alert)).toEqual(alerts);
    expect(alerts.length).toBeGreaterThan(15);
  });

  it("each says what it means, how to look and what to do", () => {
    for (const section of sections) {
      const parts = partsOf(section);
      expect(parts.length, section.alert).toBe(3);
      for (const part of parts) expect(part.trim().length, section.alert).toBeGreaterThan(30);
      expect(codesIn(parts[1] ?? "").length, section.alert).toBeGreaterThan(0);
    }
  });

  it("name commands and metrics that there are", () => {
    expect(sections.flatMap(({ text }) => codesIn(text)).flatMap((code) => problemOf(code) ?? [])).toEqual([]);
    expect(["npm run nothing", "kubectl -n wangge edit x", "wangge_nothing"].map(problemOf)).not.toContain(undefined);
  });

  it("send the reader to sections that there are", () => {
    const known = new Set(alerts);
    for (const { text } of sections)
      for (const [name] of text.matchAll(/\bWangge[A-Z]\w+/g)) expect(known, name).toContain(name);
  });
});
