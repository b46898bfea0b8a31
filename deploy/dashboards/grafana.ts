import type { Panel, Row } from "./panels.ts";

type Json = Readonly<Record<string, unknown>>;

const WIDTH = 24;
const ACROSS = 3;
const HEIGHT = 8;

const panelOf = ({ title, unit, queries, description }: Panel, id: number, x: number, y: number): Json => ({
  id,
  type: "timeseries",
  title,
  description,
  datasource: { type: "prometheus", uid: "${datasource}" },
  gridPos: { x, y, w: WIDTH / ACROSS, h: HEIGHT },
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
  targets: queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode(65 + index),
    expr,
    legendFormat: legend,
  })),
});

/** A dashboard as Grafana imports it; the source of its numbers is chosen there. */
export const dashboardOf = (rows: readonly Row[]): Json => {
  const panels: Json[] = [];
  let y = 0;
  for (const { title, panels: members } of rows) {
    panels.push({ id: panels.length + 1, type: "row", title, collapsed: false, gridPos: { x: 0, y, w: WIDTH, h: 1 } });
    y += 1;
    members.forEach((panel, index) => {
      const x = (index % ACROSS) * (WIDTH / ACROSS);
      panels.push(panelOf(panel, panels.length + 1, x, y + Math.floor(index / ACROSS) * HEIGHT));
    });
    y += Math.ceil(members.length / ACROSS) * HEIGHT;
  }
  return {
    uid: "wangge",
    title: "Wangge 网格",
    tags: ["wangge"],
    editable: false,
    refresh: "30s",
    schemaVersion: 41,
    time: { from: "now-3h", to: "now" },
    templating: { list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" }] },
    panels,
  };
};
