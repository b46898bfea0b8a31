// @ts-check
// What is left of a run: one JSON file with everything, and a few lines for whoever waits.

/** Shown beside each other; the file has all that k6 computes. */
export const TREND_STATS = ["avg", "med", "p(90)", "p(95)", "p(99)", "max"];

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/**
 * `SUMMARY` names the file; default: `load-<scenario>.json` where k6 was started.
 * @param {string} name
 */
export const summaryOf = (name) => (/** @type {any} */ data) => {
  const lines = Object.entries(data.metrics)
    .filter(
      ([key, { thresholds }]) => thresholds !== undefined || /^(iterations|dropped_iterations|http_reqs)$/.test(key),
    )
    .map(([key, { values, thresholds = {} }]) => {
      const figures = Object.entries(values).map(([stat, value]) => `${stat}=${round(Number(value))}`);
      const verdicts = Object.entries(thresholds).map(([text, { ok }]) => `${ok ? "✓" : "✗"} ${text}`);
      return `  ${key}: ${figures.join(" ")}  ${verdicts.join("  ")}`;
    });
  const file = __ENV.SUMMARY || `load-${name}.json`;
  return {
    [file]: JSON.stringify({ scenario: name, ...data, setup_data: undefined }, null, 1),
    stdout: `${name}\n${lines.join("\n")}\n  all figures: ${file}\n`,
  };
};
