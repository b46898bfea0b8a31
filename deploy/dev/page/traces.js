/* global document, location */
import { ask, cell, element, link, number, rowsOf, timeOf } from "./dom.js";

const traceRow = ({ traceId, at, name, services, spans, ms, errors }) =>
  element(
    "tr",
    {},
    cell(timeOf(at)),
    cell(link(name, () => openTrace(traceId))),
    cell(services.join(", ")),
    number(spans),
    cell(`${ms.toFixed(1)}${errors > 0 ? ` · ${errors} errors` : ""}`, errors > 0 ? "bad" : "number"),
  );

export const showTraces = (traces) => rowsOf("traces").replaceChildren(...traces.map(traceRow));

/** Spans as a tree, in the order in which they began; a span whose parent is not there stands at the top. */
const inTree = (spans) => {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const below = Map.groupBy(spans, ({ parent }) => (known.has(parent) ? parent : undefined));
  const walk = (parent, depth) =>
    (below.get(parent) ?? []).flatMap((span) => [{ span, depth }, ...walk(span.spanId, depth + 1)]);
  return walk(undefined, 0);
};

const barOf = ({ at, ms, error }, begin, whole) =>
  element(
    "svg",
    { class: error === undefined ? "span" : "span bad", viewBox: "0 0 1000 10", preserveAspectRatio: "none" },
    element("rect", {
      x: ((at - begin) / whole) * 1000,
      y: 1,
      width: Math.max(2, (ms / whole) * 1000),
      height: 8,
    }),
  );

const spanRow = ({ span, depth }, begin, whole) =>
  element(
    "tr",
    {},
    cell(`${"\u00a0\u00a0".repeat(depth)}${span.name}`),
    cell(span.service),
    number(span.ms, 2),
    element("td", { class: "bar" }, barOf(span, begin, whole)),
    cell(span.error, "bad"),
  );

/** Shows one trace with its log lines. Spans are handed over a little after they end: an empty one is asked for again. */
export const openTrace = async (traceId, attempt = 1) => {
  const { spans, logs } = await ask(`/traces/${traceId}`);
  const place = document.querySelector("#trace");
  location.hash = "#traces";
  if (spans.length === 0) {
    place.replaceChildren(element("p", {}, `trace ${traceId}: no spans yet, or not any more`));
    if (attempt < 8) setTimeout(() => void openTrace(traceId, attempt + 1), 500);
    return;
  }
  const begin = Math.min(...spans.map(({ at }) => at));
  const whole = Math.max(0.001, ...spans.map(({ at, ms }) => at + ms - begin));
  place.replaceChildren(
    element("p", {}, element("code", {}, traceId), ` ${whole.toFixed(1)} ms, ${spans.length} spans `),
    element("table", {}, element("tbody", {}, ...inTree(spans).map((one) => spanRow(one, begin, whole)))),
    ...logs.map(({ at, of, message }) => element("p", {}, `${timeOf(at)} ${of}: ${message}`)),
  );
};
