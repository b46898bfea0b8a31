/** Measures the figures of the README in a browser, with a platform of its own: `npm run bench:pages [-- storm list points drops]`. */
import { browserOrWhy, openSite } from "../browser.ts";
import { reportDay } from "../district.ts";
import { measureDrops } from "./drops.ts";
import { measureLongList } from "./long-list.ts";
import { measureMovingPoints } from "./moving-points.ts";
import { measureStorm } from "./storm.ts";

const measures = {
  storm: measureStorm,
  list: measureLongList,
  points: measureMovingPoints,
  drops: measureDrops,
} as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in measures));
if (unknown.length > 0) throw new Error(`not measured here: ${unknown.join(" ")}; ${Object.keys(measures).join(" ")}`);
const browser = await browserOrWhy();
if ("why" in browser) throw new Error(browser.why);
const site = await openSite(browser.path);
try {
  await reportDay(site.platform, 300);
  for (const [name, measure] of Object.entries(measures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(name);
    for (const [figure, value] of Object.entries(await measure(site)))
      console.log(`  ${figure}: ${JSON.stringify(value)}`);
  }
  if (site.complaints.length > 0) throw new Error(`the pages complained: ${site.complaints.join("; ")}`);
} finally {
  await site.stop();
}
