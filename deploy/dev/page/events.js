/* global document */
import { cell, element, inputOf, link, rowsOf, timeOf } from "./dom.js";
import { openTrace } from "./traces.js";

const MOST_ROWS = 200;
const MOST_LINES = 400;
const LEVELS = ["debug", "info", "warn", "error"];

/** Opens and closes what lies below a row. */
const toggled = (row, content) => {
  const below = row.nextElementSibling;
  if (below?.classList.contains("open")) below.remove();
  else row.after(element("tr", { class: "open" }, element("td", { colspan: "6" }, element("pre", {}, content))));
};

const eventRow = ({ at, stream, sequence, type, aggregate, actor, traceId, data }) => {
  const row = element(
    "tr",
    {},
    cell(timeOf(at)),
    cell(`${stream} ${sequence}`),
    cell(link(type, () => toggled(row, JSON.stringify(data, undefined, 2)))),
    cell(aggregate),
    cell(actor),
    cell(traceId === undefined ? "" : link(traceId.slice(0, 8), () => openTrace(traceId))),
  );
  return row;
};

const isMatch = (filter, ...texts) => filter === "" || texts.some((text) => text.includes(filter));

let events = 0;
export const showEvents = ({ events: seen, skipped }) => {
  events += seen.length + skipped;
  document.querySelector("#events h2 small").textContent =
    `${events} since the page was opened${skipped > 0 ? `; ${skipped} passed over just now` : ""}`;
  if (inputOf("events", "pause").checked) return;
  const filter = inputOf("events", "filter").value;
  const rows = rowsOf("events");
  const wanted = seen.filter(({ type, aggregate, subject }) => isMatch(filter, type, aggregate, subject));
  rows.prepend(...wanted.reverse().map(eventRow));
  while (rows.children.length > MOST_ROWS) rows.lastElementChild.remove();
};

/** @type {readonly object[]} */
let lines = [];

const lineRow = ({ at, of, level, message, fields }) => {
  const details = JSON.stringify(fields);
  return element(
    "tr",
    {},
    cell(timeOf(at)),
    cell(of),
    cell(level, level === "error" || level === "warn" ? "bad" : undefined),
    cell(element("span", {}, message, " ", details === "{}" ? "" : element("code", {}, details))),
  );
};

const isWanted = ({ of, level, message, fields }) => {
  const [name, least, filter] = ["of", "level", "filter"].map((one) => inputOf("logs", one).value);
  const isLoud = level === "plain" || LEVELS.indexOf(level) >= LEVELS.indexOf(least);
  return (name === "" || name === of) && isLoud && isMatch(filter, message, JSON.stringify(fields));
};

const drawLines = () =>
  rowsOf("logs").replaceChildren(...lines.filter(isWanted).slice(-MOST_LINES).reverse().map(lineRow));

export const showLogs = (more) => {
  lines = [...lines, ...more].slice(-MOST_LINES * 5);
  const select = inputOf("logs", "of");
  const known = new Set([...select.options].map(({ value }) => value));
  for (const { of } of more)
    if (!known.has(of)) {
      known.add(of);
      select.append(element("option", {}, of));
    }
  drawLines();
};

inputOf("logs", "of").append(element("option", { value: "" }, "all"));
inputOf("logs", "level").append(...LEVELS.map((level) => element("option", { selected: level === "info" }, level)));
for (const name of ["of", "level", "filter"]) inputOf("logs", name).addEventListener("input", drawLines);
