/** Forced drops of the event stream: is anything missed, or told twice? */
import { setTimeout as wait } from "node:timers/promises";
import { drawFrom } from "../../../../deploy/simulation/draw.ts";
import { until } from "../../../../deploy/test/stack.ts";
import { signIn, type Site } from "../browser.ts";
import { reportDay } from "../district.ts";
import { placeOf, since } from "../stream.ts";
import { standBetween } from "./between.ts";

export interface DropFigures {
  readonly drops: number;
  /** On the bus meanwhile. */
  readonly happened: number;
  /** That the page took in. */
  readonly counted: number;
  /** The last on the bus, and the last that the page knows. */
  readonly last: readonly [string, string];
}

/** Breaks the stream again and again while cases are reported; the page has to know all of it in the end. */
export const measureDrops = async (site: Site, { drops = 100, seed = 7 } = {}): Promise<DropFigures> => {
  const between = await standBetween(site.url);
  try {
    const page = await site.open("/pages.json");
    await page.goto(`${between.url}/console/board`);
    // What has happened before is not what the page is asked for.
    const quiet = async (): Promise<string> => {
      const place = await placeOf(site.platform);
      await wait(1_500);
      return (await placeOf(site.platform)) === place ? place : quiet();
    };
    const place = await quiet();
    await signIn(page, "派遣员");
    const live = page.getByTestId("live");
    await live.getByText(/^实时/).waitFor();
    const { below } = drawFrom(seed);
    let done = 0;
    const over = new AbortController();
    const reporting = (async () => {
      for (let day = 0; !over.signal.aborted; day += 1) {
        await reportDay(site.platform, 12, `drops-${String(day)}`);
        await wait(300);
      }
    })();
    while (done < drops) {
      await wait(100 + below(900));
      // Between two connections there is nothing to break.
      done += between.cut() > 0 ? 1 : 0;
    }
    over.abort();
    await reporting;
    const end = await quiet();
    const seen = await since(site.platform, place, end);
    await until(
      async () => ((await live.getAttribute("data-place")) === end ? true : undefined),
      "the last event",
      60_000,
    );
    const counted = Number(await live.getAttribute("data-events"));
    const last = [end, (await live.getAttribute("data-place")) ?? ""] as const;
    await page.context().close();
    return { drops: done, happened: seen.length, counted, last };
  } finally {
    await between.stop();
  }
};
