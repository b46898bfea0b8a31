// @ts-check
// What people report, and how often.

/** @typedef {{ weight: number, category: string, attributes?: Record<string, string> }} Kind */

/**
 * An everyday mix: Los Angeles, 1 to 3 January 2020 (../data/README.md), in this platform's categories.
 * @type {readonly Kind[]}
 */
export const EVERYDAY = [
  { weight: 5303, category: "event-0135", attributes: { pieces: "1" } }, // bulky items, household appliances
  { weight: 2628, category: "event-0201" }, // graffiti
  { weight: 901, category: "event-0111" }, // illegal dumping
  { weight: 405, category: "event-0698", attributes: { injured: "no" } }, // encampments
  { weight: 335, category: "event-0199", attributes: { pieces: "2" } }, // electronic waste
  { weight: 172, category: "event-0137" }, // dead animals
  { weight: 135, category: "component-0137", attributes: { fault: "dark" } }, // street lamps
  { weight: 115, category: "event-0699" }, // other
];

/**
 * A rainstorm. The weights are assumed: water and trees first, drains behind them, and a little of what every day brings.
 * @type {readonly Kind[]}
 */
export const RAINSTORM = [
  { weight: 50, category: "event-0506" }, // flooded road
  { weight: 25, category: "event-0195" }, // fallen branch or tree
  { weight: 12, category: "event-0503" }, // blocked or burst drain
  { weight: 5, category: "event-0508", attributes: { live: "no" } }, // fallen overhead line
  { weight: 8, category: "event-0201" }, // leaflets, as ever
];

/** @type {readonly { weight: number, channel: string }[]} the shares of calls, app, own rounds and web there */
export const CHANNELS = [
  { weight: 455, channel: "phone" },
  { weight: 230, channel: "app" },
  { weight: 209, channel: "patrol" },
  { weight: 106, channel: "web" },
];
