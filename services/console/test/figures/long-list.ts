/** A list that is far longer than anybody reads: does it scroll? */
import { drawFrom } from "../../../../deploy/simulation/draw.ts";
import { until } from "../../../../deploy/test/stack.ts";
import { signIn, type Site } from "../browser.ts";
import { spreadOf, type Spread } from "./numbers.ts";

export interface ListFigures {
  readonly rows: number;
  /** From a jump to a place in the list to the picture with the rows of that place, in ms. */
  readonly jumpMs: Spread;
  /** From one picture to the next while it is scrolled without a stop, in ms. */
  readonly frameMs: Spread;
  /** The most rows that stood in the page at a time. */
  readonly drawn: number;
  /** Pages of the list that were read again when the window came back to the front. */
  readonly readAgain: number;
}

const PAGE = 200;
const ROW_PX = 40;
const CATEGORIES = ["event-0201", "event-0110", "component-0137", "event-0203"] as const;
const ID = "01JD6Z0Q8V4Y7R2K3M";

const rowOf = (index: number) => ({
  caseId: `${ID}${String(index).padStart(8, "0")}`,
  ...{ version: 1, status: "assigned", process: "1", standard: "s@1", grid: "510108002001001", street: "510108002" },
  ...{ category: CATEGORIES[index % CATEGORIES.length], department: "urban-management", attempts: 1, overdue: false },
  reportedAt: "2026-01-05T01:00:00.000Z",
  dueAt: new Date(Date.now() + index * 60_000).toISOString(),
});

const SCROLL = `(async (rowPx, places) => {
  const list = document.querySelector("[data-testid=cases]");
  const picture = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const drawn = () => list.querySelectorAll("[data-case]").length;
  let most = 0;
  const jumped = [];
  for (const index of places) {
    const began = performance.now();
    list.scrollTop = index * rowPx;
    while (list.querySelector('[aria-rowindex="' + (index + 4) + '"]') === null) await picture();
    await picture();
    jumped.push(performance.now() - began);
    most = Math.max(most, drawn());
  }
  const frames = [];
  let last = performance.now();
  list.scrollTop = 0;
  for (let turn = 0; turn < 240; turn += 1) {
    list.scrollTop += 120;
    await picture();
    const now = performance.now();
    frames.push(now - last);
    last = now;
    most = Math.max(most, drawn());
  }
  return { jumped, frames, most };
})`;

export const measureLongList = async (site: Site, { rows = 100_000, jumps = 200 } = {}): Promise<ListFigures> => {
  const page = await site.open("/console/board");
  let read = 0;
  await page.route(
    (url) => url.pathname === "/api/v1/cases",
    (route) => {
      read += 1;
      const after = new URL(route.request().url()).searchParams.get("after");
      const from = after === null ? 0 : Number(after.slice(ID.length)) + 1;
      const cases = Array.from({ length: Math.min(PAGE, rows - from) }, (_, index) => rowOf(from + index));
      const next = from + PAGE < rows ? { next: cases.at(-1)?.caseId } : {};
      return route.fulfill({ json: { cases, ...next } });
    },
  );
  await signIn(page, "派遣员");
  await page.locator("[data-case]").first().waitFor();
  const loaded = async (): Promise<number> =>
    (await page.evaluate<number>(`document.querySelector("[data-testid=cases]").scrollHeight - 30`)) / ROW_PX;
  while ((await loaded()) < rows - 1) {
    await page.evaluate(
      `(() => { const one = document.querySelector("[data-testid=cases]"); one.scrollTop = one.scrollHeight; })()`,
    );
    await page.waitForTimeout(10);
  }
  const { below } = drawFrom(11);
  const places = Array.from({ length: jumps }, () => below(rows - 30));
  const { jumped, frames, most } = await page.evaluate<{ jumped: number[]; frames: number[]; most: number }>(
    `${SCROLL}(${String(ROW_PX)}, ${JSON.stringify(places)})`,
  );
  // The counts are asked for again when the window comes to the front, once they are some seconds old: the list is not.
  let recounts = 0;
  page.on("request", (asked) => {
    if (asked.url().endsWith("/cases/by-grid")) recounts += 1;
  });
  const before = read;
  await until(async () => {
    await page.evaluate(`document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))`);
    return recounts > 0 ? true : undefined;
  }, "the counts again");
  const readAgain = read - before;
  await page.context().close();
  return { rows, jumpMs: spreadOf(jumped), frameMs: spreadOf(frames), drawn: most, readAgain };
};
