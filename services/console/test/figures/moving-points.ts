/** Many points that move on the map of an operation: how soon are they seen where they are? */
import { signInAs } from "../law-pages.ts";
import type { Site } from "../browser.ts";
import { standBetween } from "./between.ts";
import { spreadOf, type Spread } from "./numbers.ts";

export interface PointFigures {
  readonly points: number;
  /** How often they moved. */
  readonly moves: number;
  /** How often the map was drawn with them, in a second. */
  readonly drawnPerSecond: number;
  /** From sending where they are to the picture with them there, in ms. */
  readonly paintMs: Spread;
}

const OPERATION = "01JD6Z0Q8V4Y7R2K3M5N6P8T9X";
const EVERY_MS = 250;
const STREET = "510108002";

/** An operation as the service answers it, with so many people who all move a little from one version to the next. */
const operationOf = (version: number, points: number) => ({
  ...{ operationId: OPERATION, version, status: "live", type: "night-market", edition: "1", level: 1, street: STREET },
  ...{ area: [STREET], from: "2026-01-05T01:00:00.000Z", to: "2026-01-05T09:00:00.000Z", forces: ["urbanManagement"] },
  ...{ commander: "officer-0", communication: `version ${String(version)}`, safety: "vests", risk: "low", tasks: [] },
  ...{ plannedBy: "planner", units: [], needs: [], alarms: [], dossiers: [], posts: {} },
  persons: Array.from({ length: points }, (_, index) => ({
    ...{ officer: `officer-${String(index)}`, force: "urbanManagement", street: STREET, status: "onScene" },
    seen: {
      place: {
        lng: 104.06 + ((index * 7919) % 1_000) / 9_000 + Math.sin(version / 5 + index) / 2_000,
        lat: 30.62 + ((index * 104_729) % 1_000) / 9_000 + Math.cos(version / 5 + index) / 2_000,
      },
      at: "2026-01-05T02:00:00.000Z",
    },
  })),
});

const WATCH = `(() => {
  window.figures = [];
  const map = document.querySelector("[data-testid=map]");
  new MutationObserver(() => {
    const version = Number(/version (\\d+)/.exec(document.querySelector("main").textContent)?.[1] ?? 0);
    requestAnimationFrame(() => window.figures.push([Date.now(), version]));
  }).observe(map, { attributes: true, attributeFilter: ["data-moves"] });
})()`;

export const measureMovingPoints = async (site: Site, { points = 2_000, seconds = 40 } = {}): Promise<PointFigures> => {
  const between = await standBetween(site.url);
  const sentAt = new Map<number, number>();
  let version = 1;
  between.play(`/api/v1/stream/operations/${OPERATION}`, (write) => {
    const send = (): void => {
      version += 1;
      const text = `event: operation\ndata: ${JSON.stringify(operationOf(version, points))}\n\n`;
      sentAt.set(version, Date.now());
      write(text);
    };
    const timer = setInterval(send, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  });
  try {
    const page = await site.open("/pages.json");
    page.setDefaultTimeout(60_000);
    await signInAs(page, site.url, { role: "dispatcher", sub: "dispatcher-1" });
    await page.route(`**/api/v1/operations/${OPERATION}`, (route) => route.fulfill({ json: operationOf(1, points) }));
    await page.route(`**/api/v1/operations/${OPERATION}/log`, (route) => route.fulfill({ json: { entries: [] } }));
    await page.route(`**/api/v1/operations/${OPERATION}/results`, (route) =>
      route.fulfill({ json: { bodies: [], unknown: [], late: [] } }),
    );
    await page.route(`**/api/v1/operations/${OPERATION}/recommendation`, (route) =>
      route.fulfill({ json: { chosen: [], excluded: [], short: [] } }),
    );
    await page.goto(`${between.url}/console/enforcement/operations/${OPERATION}`);
    await page.locator(`[data-testid=map][data-points="${String(points)}"]`).waitFor();
    await page.getByTestId("map").scrollIntoViewIfNeeded();
    await page.evaluate(WATCH);
    const began = Date.now();
    const first = version;
    await page.waitForTimeout(seconds * 1_000);
    const seen = await page.evaluate<readonly (readonly [number, number])[]>("window.figures");
    const tookS = (Date.now() - began) / 1_000;
    const moves = version - first;
    await page.context().close();
    return {
      ...{ points, moves, drawnPerSecond: Math.round((seen.length / tookS) * 100) / 100 },
      paintMs: spreadOf(
        seen.flatMap(([at, shown]) => {
          const sent = sentAt.get(shown);
          return sent === undefined ? [] : [at - sent];
        }),
      ),
    };
  } finally {
    await between.stop();
  }
};
