import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { metrics } from "../src/index.ts";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook?: string };
}

const file = new URL("../../../k8s/components/telemetry/alerts.yaml", import.meta.url);
const map = parse(readFileSync(file, "utf8")) as { readonly data: Readonly<Record<string, string>> };
const { groups } = parse(map.data["wangge.rules.yaml"] ?? "") as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** As Prometheus has them: dots become underscores, a counter ends in `_total`, a histogram has three. */
const known = new Set(Object.values(metrics).map((name) => name.replaceAll(".", "_")));
/** Of kube-state-metrics, which tells of Jobs what they cannot tell themselves. */
const OF_CLUSTER = ["kube_job_status_active", "kube_cronjob_status_last_successful_time", "kube_cronjob_created"];
const named = ({ expr }: Rule): readonly string[] => expr.match(/\b(?:wangge|kube)_\w+/g) ?? [];
const bare = (name: string): string => name.replace(/_(total|bucket|sum|count)$/, "");

describe("alerts", () => {
  it("speak only of metrics that there are", () => {
    for (const rule of rules) {
      expect(named(rule), rule.alert).not.toEqual([]);
      for (const name of named(rule).filter((one) => !OF_CLUSTER.includes(one)))
        expect(known, `${rule.alert}: ${name}`).toContain(bare(name));
    }
  });

  it("watch lag, outbox, admission, lanes and the loop", () => {
    const watched = new Set(rules.flatMap(named).map(bare));
    const wanted = [
      metrics.lag,
      metrics.oldestAge,
      metrics.outboxAge,
      metrics.outboxPending,
      metrics.admissionRefused,
      metrics.laneDepth,
      metrics.loopDelay,
      metrics.loopUtilization,
      metrics.deadLetters,
    ];
    for (const name of wanted) expect(watched).toContain(name.replaceAll(".", "_"));
  });

  it("know of every Job that runs by night", () => {
    const night = rules.find(({ alert }) => alert === "WanggeNightMissed")?.expr ?? "";
    const jobs = ["backup/cronjob.yaml", "store-backup/mongo.yaml", "doctor/cronjob.yaml"].map((path) => {
      const text = readFileSync(new URL(`../../../k8s/components/${path}`, import.meta.url), "utf8");
      return (parse(text) as { readonly metadata: { readonly name: string } }).metadata.name;
    });
    expect(/cronjob=~"([^"]+)"/.exec(night)?.[1]?.split("|").sort()).toEqual(jobs.sort());
  });

  it("each say what is wrong, how bad, and what to do", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, labels, annotations } of rules) {
      expect(["page", "ticket"], alert).toContain(labels?.severity);
      expect(annotations?.summary?.length ?? 0, alert).toBeGreaterThan(20);
      expect(annotations?.runbook?.length ?? 0, alert).toBeGreaterThan(40);
    }
  });
});
