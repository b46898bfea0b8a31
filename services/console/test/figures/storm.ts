/** A storm of events on the dispatch board: is it still a board? */
import type { Page } from "playwright-core";
import { signIn, type Site } from "../browser.ts";
import { standBetween } from "./between.ts";
import { spreadOf, type Spread } from "./numbers.ts";

export interface StormFigures {
  readonly sent: number;
  /** What the page counted; it tells as many as were sent. */
  readonly counted: number;
  /** How often the page showed another number, in a second. */
  readonly updatesPerSecond: number;
  /** The shortest time between two of these, in ms. */
  readonly closestMs: number;
  /** From sending an event to the page showing it, in ms. */
  readonly seenMs: Spread;
  /** From a key or a click to the next picture, in ms. */
  readonly inputMs: Spread;
  /** How long the page's own work held everything else up at a time, in ms; 0: never above 50. */
  readonly longestTaskMs: number;
  /** How often rows came or went by themselves. */
  readonly listChanges: number;
  /** How often the counts of the district were asked for again, in a second. */
  readonly recountsPerSecond: number;
}

const TICK_MS = 50;

/** Watches the page from within; its policy lets no text become code there, so it is put in from outside. */
const WATCH = `
  window.figures = { seen: [], inputs: [], longest: 0, list: 0 };
  new PerformanceObserver((all) => {
    for (const { duration } of all.getEntries()) window.figures.longest = Math.max(window.figures.longest, duration);
  }).observe({ type: "longtask" });
  new PerformanceObserver((all) => {
    for (const { duration, interactionId } of all.getEntries()) if (interactionId > 0) window.figures.inputs.push(duration);
  }).observe({ type: "event", durationThreshold: 16 });
`;
const WATCH_PAGE = `(() => {
  const live = document.querySelector("[data-testid=live]");
  const note = () => window.figures.seen.push([Date.now(), Number(live.dataset.events)]);
  new MutationObserver(note).observe(live, { attributes: true, attributeFilter: ["data-events"] });
  new MutationObserver(() => { window.figures.list += 1; })
    .observe(document.querySelector("[data-testid=cases]"), { childList: true, subtree: true });
})()`;

interface Watched {
  readonly seen: readonly (readonly [number, number])[];
  readonly inputs: readonly number[];
  readonly longest: number;
  readonly list: number;
}

const eventText = (sequence: number): string => {
  const type = sequence % 2 === 0 ? "dispatch.case.assigned.v1" : "dispatch.case.accepted.v1";
  const data = { caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", grid: "510108001001012", attempt: 1, type };
  return `id: ${String(sequence)}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
};

const pressAndType = async (page: Page): Promise<void> => {
  const field = page.getByRole("combobox", { name: "责任部门" }).or(page.getByLabel("责任部门")).first();
  await field.click();
  await page.keyboard.type("园林");
  await page.keyboard.press("Escape");
  await field.fill("");
  await page.keyboard.press("Escape");
};

/** So many events a second, for so long, on a board that somebody works at. */
export const measureStorm = async (site: Site, { perSecond = 200, seconds = 60 } = {}): Promise<StormFigures> => {
  const between = await standBetween(site.url);
  const sentAt: number[] = [];
  let isOn = false;
  between.play("/api/v1/stream/cases", (write) => {
    write(`retry: 1000\nid: 0\n\n`);
    const began = Date.now();
    let idle = 0;
    const timer = setInterval(() => {
      if (!isOn) {
        idle = Date.now() - began;
        return;
      }
      // By the clock and not by the tick: a busy machine ticks late.
      const due = Math.min(perSecond * seconds, Math.floor(((Date.now() - began - idle) / 1000) * perSecond));
      let text = "";
      while (sentAt.length < due) {
        sentAt.push(Date.now());
        text += eventText(sentAt.length);
      }
      if (text !== "") write(text);
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  });
  try {
    const page = await site.open("/pages.json");
    await page.addInitScript(WATCH);
    await page.goto(`${between.url}/console/board`);
    await signIn(page, "派遣员");
    await page.getByTestId("live").getByText(/^实时/).waitFor();
    await page.locator("[data-case]").first().waitFor();
    await page.locator('[data-testid=map][data-drawn="748"]').waitFor();
    await page.evaluate(WATCH_PAGE);
    let recounts = 0;
    page.on("request", (asked) => {
      if (asked.url().endsWith("/cases/by-grid")) recounts += 1;
    });
    isOn = true;
    const began = Date.now();
    while (Date.now() - began < seconds * 1000) await pressAndType(page);
    const count = perSecond * seconds;
    await page.locator(`[data-testid=live][data-events="${String(count)}"]`).waitFor();
    const tookS = (Date.now() - began) / 1000;
    const { seen, inputs, longest, list } = await page.evaluate<Watched>("window.figures");
    const waits: number[] = [];
    for (const [at, shown] of seen) while (waits.length < shown) waits.push(at - (sentAt[waits.length] ?? at));
    const gaps = seen.slice(1).map(([at], index) => at - (seen[index]?.[0] ?? at));
    await page.context().close();
    return {
      sent: sentAt.length,
      counted: seen.at(-1)?.[1] ?? 0,
      updatesPerSecond: Math.round((seen.length / tookS) * 100) / 100,
      closestMs: Math.min(...gaps),
      seenMs: spreadOf(waits),
      inputMs: spreadOf(inputs),
      longestTaskMs: Math.round(longest),
      listChanges: list,
      recountsPerSecond: Math.round((recounts / tookS) * 100) / 100,
    };
  } finally {
    await between.stop();
  }
};
