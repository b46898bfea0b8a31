/** A grid worker's day on his telephone: orders with photos, patrols, what he puts right himself, and 200 operations without a network. */
import type { Page, Route } from "playwright-core";
import { telephoneJpeg } from "@wangge/kit/testing/pictures";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, testClock, until, type TestClock } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, settled, violationsOf, type Language, type Site } from "./browser.ts";
import { reportAll } from "./district.ts";
import { followCases, type Stream } from "./stream.ts";
import { beyondTheEdge } from "./looks.ts";

const browser = await browserOrWhy();
const shots = process.env["WANGGE_SHOTS"];

/** A Wednesday, in the morning window of patrols. */
const NOW = "2017-12-27T02:00:00.000Z";
const DAY = "2017-12-27";
const TELEPHONE = { viewport: { width: 360, height: 740 } };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const dispatcher = { sub: "dispatcher-1", roles: ["dispatcher"] };
/** Goes to the worker of the grid at once. */
const ORDERED = "event-0201";

interface Cut {
  readonly west: number;
  readonly south: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly cells: readonly number[];
  readonly visited: readonly number[];
}
interface Case {
  readonly caseId: string;
  readonly status: string;
  readonly worker?: string;
  readonly [field: string]: unknown;
}

describe.skipIf("why" in browser)("the page of grid workers", () => {
  let site: Site;
  let clock: TestClock;
  let stream: Stream;
  let grid = "";
  let worker = "";
  let patrolId = "";
  let cut: Cut;
  let picture: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };
  const { get, post } = asking(() => site.platform);

  beforeAll(async () => {
    clock = testClock(NOW);
    picture = { name: "photo.jpg", mimeType: "image/jpeg", buffer: await telephoneJpeg() };
    const path = "path" in browser ? browser.path : "";
    site = await openSite(path, { CLOCK_FILE: clock.file, SWEEP_MS: "500", SOCIAL_SEED: "none" });
    stream = await followCases(site.platform);
    // A patrol whose window is open, of a grid with people; the plan wants what it wants once the staff of grids is known.
    const found = await until(
      async () => {
        await post("/patrols/plan", {}, supervisor);
        const { patrols } = (await get(`/patrols?day=${DAY}&status=planned&limit=500`, supervisor)) as {
          readonly patrols: readonly { patrolId: string; grid: string; from: string; to: string; cells: number }[];
        };
        return patrols.find(({ from, to, cells }) => from <= NOW && NOW < to && cells > 3);
      },
      "a patrol of this morning",
      60_000,
    );
    ({ grid, patrolId } = found);
    ({ cut } = (await get(`/patrols/${patrolId}`, supervisor)) as unknown as { readonly cut: Cut });
    const { grid: answering } = (await get(`/responsibility?grid=${grid}`, supervisor)) as unknown as {
      readonly grid: { readonly workers: readonly { readonly id: string }[] };
    };
    worker = answering.workers[0]?.id ?? "";
  }, 240_000);

  afterAll(async () => {
    stream.stop();
    await site.stop();
    clock.remove();
  });

  const caseOf = async (caseId: string): Promise<Case> =>
    (await get(`/cases/${caseId}`, supervisor)) as unknown as Case;
  const becomes = (caseId: string, status: string): Promise<Case> =>
    until(
      async () => {
        // It may not be filed yet.
        const one = await caseOf(caseId).catch(() => undefined);
        return one?.status === status ? one : undefined;
      },
      `case ${caseId} ${status}`,
      30_000,
    );
  /** Orders of one worker, as many as are wanted, and who he is. */
  const orders = async (count: number, name: string): Promise<{ worker: string; caseIds: readonly string[] }> => {
    // Two or three people share the orders of a grid.
    const wanted = Array.from({ length: 4 * count }, (_, place) => ({
      ...{ category: ORDERED, grid, idempotencyKey: `${name}-${String(place)}` },
    }));
    const caseIds = await reportAll(site.platform, wanted);
    const byWorker = new Map<string, string[]>();
    for (const caseId of caseIds) {
      const { worker: whose = "" } = await becomes(caseId, "assigned");
      byWorker.set(whose, [...(byWorker.get(whose) ?? []), caseId]);
    }
    const [most = ["", []]] = [...byWorker].toSorted(([, one], [, other]) => other.length - one.length);
    return { worker: most[0], caseIds: most[1].slice(0, count) };
  };
  const middleOf = (cell: number) => ({
    longitude: cut.west + ((cell % cut.columns) + 0.5) * cut.width,
    latitude: cut.south + (Math.floor(cell / cut.columns) + 0.5) * cut.height,
    accuracy: 5,
  });
  const ELSEWHERE = { longitude: 104.0, latitude: 30.0, accuracy: 5 };
  const open = async (who: string, at = ELSEWHERE, language: Language = "zh"): Promise<Page> => {
    const page = await site.open("/field/", {
      ...{ language, permissions: ["geolocation"], geolocation: at },
      // Kept by the service worker, what the page asks could not be stopped on its way here; `pages.int.spec.ts` looks at that one.
      serviceWorkers: "block",
      ...TELEPHONE,
    });
    await page.getByLabel(language === "zh" ? "网格员编号" : "Number of the worker").fill(who);
    await page.getByRole("button", { name: language === "zh" ? "登录" : "Sign in", exact: true }).click();
    await page.getByTestId("network").waitFor();
    return page;
  };
  const waiting = (page: Page, count: number): Promise<void> =>
    page
      .getByTestId("network")
      .getByText(`待上传 ${String(count)}`, { exact: false })
      .waitFor();
  const step = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  const photo = (page: Page, kind: string): Promise<void> =>
    page.getByLabel(kind, { exact: true }).setInputFiles(picture);
  const openTask = (page: Page, caseId: string): Promise<void> =>
    page.locator(`[data-case="${caseId}"] button`).click();

  it("takes an order on, arrives, shows near, far and reference, before and after, and it is done", async () => {
    const { worker: who, caseIds } = await orders(1, "photos");
    const [caseId = ""] = caseIds;
    const page = await open(who);
    await openTask(page, caseId);
    await step(page, "接单");
    await step(page, "到达现场");
    for (const kind of ["处置前", "近景", "远景", "参照物", "处置后"]) await photo(page, kind);
    await waiting(page, 0);
    await step(page, "处置完成");
    await becomes(caseId, "handled");
    const { photos } = (await get(`/cases/${caseId}/photos`, supervisor)) as {
      readonly photos: readonly { readonly kind: string }[];
    };
    expect(photos.map(({ kind }) => kind).sort()).toEqual(["after", "before", "far", "near", "reference"]);
    await until(
      () =>
        Promise.resolve(
          stream.events.some(({ type, data }) => type === "dispatch.case.handled.v1" && data["caseId"] === caseId) ||
            undefined,
        ),
      "the event of it on the bus",
    );
    await page.context().close();
  }, 90_000);

  it("is shown what others did meanwhile where his own steps came too late, and nothing is done by them", async () => {
    const { worker: who, caseIds } = await orders(1, "conflict");
    const [caseId = ""] = caseIds;
    const page = await open(who);
    await openTask(page, caseId);
    await page.context().setOffline(true);
    await step(page, "接单");
    await step(page, "到达现场");
    await waiting(page, 2);
    await post(`/cases/${caseId}/revoke`, { reason: "责任不清" }, dispatcher);
    await becomes(caseId, "filed");
    await page.context().setOffline(false);
    await waiting(page, 0);
    const queue = page.getByTestId("queue");
    await queue.locator('[data-outcome="conflict"]').getByText("现在：已立案").waitFor();
    if (shots !== undefined) await page.screenshot({ path: `${shots}/field-conflict.png`, fullPage: true });
    await queue.locator('[data-outcome="held"]').getByText("到达现场").waitFor();
    const { entries } = (await get(`/cases/${caseId}/history`, supervisor)) as {
      readonly entries: readonly { readonly event: string }[];
    };
    expect(entries.map(({ event }) => event)).not.toContain("CaseAccepted");
    for (const left of [1, 0]) {
      await queue.getByRole("button", { name: "知道了" }).first().click();
      await expect.poll(() => queue.locator("[data-outcome]").count()).toBe(left);
    }
    await page.context().close();
  }, 90_000);

  it("walks a patrol, part of it without a network: which cells were seen comes to the platform, and no track stays", async () => {
    const [first = 0, second = 0] = cut.cells;
    const page = await open(worker);
    await page.getByRole("button", { name: "巡查", exact: true }).click();
    const patrol = page.locator(`[data-patrol="${patrolId}"]`);
    await patrol.getByRole("button", { name: "开始巡查" }).click();
    await patrol.getByTestId("patrol-status").getByText("巡查中").waitFor();
    await patrol.getByRole("img").waitFor();
    const covered = (count: number) =>
      patrol
        .getByTestId("covered")
        .getByText(`已看 ${String(count)} 格`)
        .waitFor();
    await covered(0);
    await page.context().setGeolocation(middleOf(first));
    await covered(1);
    await page.context().setOffline(true);
    await page.context().setGeolocation(middleOf(second));
    await covered(2);
    if (shots !== undefined) await page.screenshot({ path: `${shots}/field-walking.png`, fullPage: true });
    // There and back is no news.
    await page.context().setGeolocation(middleOf(first));
    await patrol.getByRole("button", { name: "结束巡查" }).click();
    await patrol.getByTestId("patrol-status").getByText("已巡").waitFor();
    await waiting(page, 1);
    expect(await get(`/patrols/${patrolId}`, supervisor)).toMatchObject({ status: "walking" });
    await page.context().setOffline(false);
    await waiting(page, 0);
    const finished = await get(`/patrols/${patrolId}`, supervisor);
    expect(finished).toMatchObject({ status: "finished", worker, covered: 2 });
    expect((finished["cut"] as Cut).visited).toEqual([first, second].toSorted((one, other) => one - other));
    const kept = await page.evaluate<number>(`new Promise((resolve, reject) => {
      const opened = indexedDB.open("wangge-field");
      opened.onerror = () => reject(opened.error);
      opened.onsuccess = () => {
        const asked = opened.result.transaction("passed").objectStore("passed").count();
        asked.onsuccess = () => resolve(asked.result);
      };
    })`);
    expect(kept).toBe(0);
    await page.context().close();
  }, 90_000);

  it("puts a small thing right on the spot without a network: it is filed, done and closed, and counted as his", async () => {
    const [cell = 0] = cut.cells;
    const page = await open(worker, middleOf(cell));
    await page.getByRole("button", { name: "随手处置", exact: true }).click();
    await page.getByText("位置：手机现在所在的地方").waitFor();
    await page.locator('optgroup[label="可以当场处置"] option[value="event-0110"]').waitFor({ state: "attached" });
    await page.context().setOffline(true);
    const category = page.getByRole("combobox", { name: /^类别/ });
    await category.selectOption("event-0110");
    await page.getByLabel("看到什么").fill("楼下一袋生活垃圾，已清走");
    await page.getByLabel("照片（可不拍）").setInputFiles(picture);
    expect(await page.getByLabel("我已当场处置好").isChecked()).toBe(true);
    await step(page, "记为已处置");
    await waiting(page, 1);
    await page.context().setOffline(false);
    const number = await page.locator('[data-outcome="taken"]').getByTestId("tracking-number").textContent();
    const event = await until(
      () =>
        Promise.resolve(
          stream.events.find(({ type, data }) => type === "dispatch.case.closed.v1" && data["grid"] === grid),
        ),
      "the closing on the bus",
      30_000,
    );
    const closed = await caseOf(event.data.caseId);
    expect(closed).toMatchObject({ status: "closed", selfHandled: true, category: "event-0110", grid });
    expect((await site.platform.client.get(`/api/v1/track/${number ?? ""}`)).body).toMatchObject({
      progress: { status: "closed" },
    });
    await page.context().close();
  }, 90_000);

  it("sends 200 operations with photos that were made offline, over 20 lost answers, each once: none is lost, none is double", async () => {
    const { worker: who, caseIds } = await orders(40, "day");
    expect(caseIds).toHaveLength(40);
    const page = await open(who);
    await page.locator(`[data-case="${caseIds[39] ?? ""}"]`).waitFor();
    await page.context().setOffline(true);
    await page.getByTestId("network").getByText("离线").waitFor();
    for (const caseId of caseIds) {
      await openTask(page, caseId);
      await step(page, "接单");
      await step(page, "到达现场");
      await photo(page, "近景");
      await photo(page, "处置后");
      await page.getByText("已保存 2 张照片").waitFor();
      await step(page, "处置完成");
      await page.getByTestId("status").getByText("待核查").waitFor();
      await page.getByRole("button", { name: "返回任务" }).click();
    }
    await waiting(page, 200);

    // The platform does what it is asked, twice at once; the telephone does not hear of it.
    const lost = { photo: 0, sync: 0 };
    const lose = async (what: keyof typeof lost, route: Route): Promise<void> => {
      await Promise.all([route.fetch(), route.fetch()]);
      lost[what] += 1;
      await route.abort();
    };
    const known = new Set<string>();
    await page.context().route(/\/api\/v1\/cases\/[^/]+\/photos/, async (route) => {
      const key = route.request().headers()["idempotency-key"];
      const isFirst = key !== undefined && !known.has(key);
      if (isFirst) known.add(key);
      // Of every fourth one.
      await (isFirst && known.size % 4 === 1 ? lose("photo", route) : route.continue());
    });
    await page.context().route("**/api/v1/sync", (route) => (lost.sync < 20 ? lose("sync", route) : route.continue()));
    await page.context().setOffline(false);
    await until(
      async () => {
        const text = (await page.getByTestId("network").textContent()) ?? "";
        if (text.includes("待上传 0")) return true;
        const before = lost.photo + lost.sync;
        await step(page, "刷新");
        await expect
          .poll(async () => lost.photo + lost.sync > before || (await page.getByText("待上传 0").count()) > 0, {
            timeout: 60_000,
          })
          .toBe(true);
        return undefined;
      },
      "an empty queue",
      400_000,
    );
    expect(lost).toEqual({ photo: 20, sync: 20 });
    expect(await page.locator("[data-outcome]").count()).toBe(0);

    for (const caseId of caseIds) {
      const { entries } = (await get(`/cases/${caseId}/history`, supervisor)) as {
        readonly entries: readonly { readonly event: string }[];
      };
      const own = entries
        .map(({ event }) => event)
        .filter((event) => event !== "CaseFiled" && event !== "CaseAssigned");
      const { photos } = (await get(`/cases/${caseId}/photos`, supervisor)) as {
        readonly photos: readonly { readonly kind: string }[];
      };
      expect([own, photos.map(({ kind }) => kind).sort()]).toEqual([
        ["CaseAccepted", "NoteAdded", "CaseHandled"],
        ["after", "near"],
      ]);
    }
    const told = (type: string): readonly unknown[] =>
      stream.events.filter((one) => one.type === type).map(({ data }) => data["caseId"]);
    for (const type of ["dispatch.case.accepted.v1", "dispatch.case.handled.v1"])
      await expect
        .poll(
          () =>
            told(type)
              .filter((caseId) => caseIds.includes(String(caseId)))
              .sort(),
          { timeout: 20_000 },
        )
        .toEqual(caseIds.toSorted());
    await page.context().close();
  }, 600_000);

  it.each(["zh", "en"] as const)(
    "axe finds nothing on any of his pages, and none is wider than a small telephone (%s)",
    async (language) => {
      const { worker: who, caseIds } = await orders(1, `looks-${language}`);
      const words = { zh: ["任务", "巡查", "随手处置", "接单"], en: ["Tasks", "Patrols", "On the spot", "Take it on"] };
      const [tasks = "", patrols = "", spot = "", accept = ""] = words[language];
      const page = await open(who, ELSEWHERE, language);
      const look = async (what: string): Promise<void> => {
        await settled(page);
        if (shots !== undefined) await page.screenshot({ path: `${shots}/field-${what}.png`, fullPage: true });
        expect([what, await violationsOf(page)]).toEqual([what, []]);
        expect([what, await beyondTheEdge(page)]).toEqual([what, []]);
      };
      const tab = (name: string): Promise<void> =>
        page.getByRole("navigation").getByRole("button", { name, exact: true }).click();
      await page.locator(`[data-case="${caseIds[0] ?? ""}"]`).waitFor();
      await look(tasks);
      await openTask(page, caseIds[0] ?? "");
      await step(page, accept);
      await page.locator('input[type="file"]').first().waitFor();
      await look(accept);
      await tab(patrols);
      await page.locator("[data-patrol]").first().waitFor();
      await look(patrols);
      await tab(spot);
      await look(spot);
      await page.context().close();
    },
    90_000,
  );

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
