import { readFileSync } from "node:fs";
import { metrics } from "@wangge/kit";
import { expect, it } from "vitest";
import { dashboardOf } from "../grafana.ts";
import { rows } from "../panels.ts";

const file = new URL("../../../k8s/components/telemetry/dashboards/wangge.json", import.meta.url);
const panels = rows.flatMap((row) => row.panels);
const seriesIn = (text: string): readonly string[] => text.match(/wangge_[a-z_]+/g) ?? [];
const bare = (name: string): string => name.replace(/_(total|bucket|sum|count)$/, "");
const known = new Set(Object.values(metrics).map((name) => name.replaceAll(".", "_")));

it("asks only for metrics that there are", () => {
  for (const { title, queries } of panels)
    for (const { expr } of queries) {
      expect(seriesIn(expr), title).not.toEqual([]);
      for (const name of seriesIn(expr)) expect(known, `${title}: ${name}`).toContain(bare(name));
    }
});

it("shows every metric somewhere", () => {
  const shown = new Set(panels.flatMap(({ queries }) => queries.flatMap(({ expr }) => seriesIn(expr))).map(bare));
  expect([...known].filter((name) => !shown.has(name))).toEqual([]);
});

it("is the file that Grafana gets", () => {
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(dashboardOf(rows));
});

it("lays no panel over another", () => {
  const { panels: placed } = dashboardOf(rows) as {
    panels: { gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  const fields = placed.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
  );
  expect(new Set(fields).size).toBe(fields.length);
});
