import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtPages } from "../../../deploy/local/pages.mjs";
import { root } from "../../../deploy/local/stack.mjs";
import { until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, coloursOf, openSite, settled, signIn, violationsOf, type Site } from "./browser.ts";
import { reportDay } from "./district.ts";
import { startIssuer, type Issuer } from "./issuer.ts";
import { beyondTheEdge } from "./looks.ts";

const browser = await browserOrWhy();
if ("why" in browser) console.log(`the pages are not looked at: ${browser.why}`);

const PHONE = "13800000000";
/** As on a busy network: whoever types at once must not type into a list that is not there yet. */
const SLOW_LIST_MS = 3_000;
const LATE_MS = 200;
/** As on a busy machine: what a page would do at once, by a timer, it does after keys that came meanwhile. */
const lateTimers = (page: Page): Promise<void> =>
  page.evaluate((lateMs) => {
    const { setTimeout: real } = globalThis;
    const late = (work: () => void, ms = 0): unknown => real(work, ms === 0 ? lateMs : ms);
    globalThis.setTimeout = late as typeof setTimeout;
  }, LATE_MS);
const TELEPHONE = { viewport: { width: 360, height: 740 } };

describe.skipIf("why" in browser)("the pages in a browser", () => {
  let site: Site;
  let issuer: Issuer;
  let cases: readonly string[];

  beforeAll(async () => {
    issuer = await startIssuer();
    site = await openSite("path" in browser ? browser.path : "", { OIDC_ISSUER: issuer.url });
    cases = await reportDay(site.platform, 300);
  }, 240_000);

  afterAll(async () => {
    await site.stop();
    issuer.stop();
  });

  const caseOf = async (caseId: string): Promise<Readonly<Record<string, unknown>>> =>
    (
      await site.platform.client.get(
        `/api/v1/cases/${caseId}`,
        await site.platform.as({ sub: "supervisor-1", roles: ["supervisor"] }),
      )
    ).body;
  const statusOf = async (caseId: string, status: string): Promise<Readonly<Record<string, unknown>>> =>
    until(
      async () => {
        const one = await caseOf(caseId);
        return one["status"] === status ? one : undefined;
      },
      `case ${caseId} ${status}`,
      30_000,
    );
  const byNumber = async (trackingNumber: string): Promise<Readonly<Record<string, unknown>>> =>
    (await site.platform.client.get(`/api/v1/track/${trackingNumber}`)).body;
  const closeCase = async (caseId: string): Promise<void> => {
    const { worker } = await statusOf(caseId, "assigned");
    const { client, as } = site.platform;
    const token = await as({ sub: `w ${String(worker)}`, roles: ["gridWorker"], worker: String(worker) });
    await client.post(`/api/v1/cases/${caseId}/accept`, {}, { token });
    await client.post(`/api/v1/cases/${caseId}/handle`, {}, { token });
    const supervisor = await as({ sub: "supervisor-1", roles: ["supervisor"] });
    await client.post(`/api/v1/cases/${caseId}/check`, { passed: true }, { token: supervisor });
    await statusOf(caseId, "closed");
  };

  it("a clerk takes a report down by keyboard alone, and it is a case", async () => {
    const page = await site.open("/console/");
    await page.route("**/api/v1/categories", async (route) => {
      await delay(SLOW_LIST_MS);
      await route.continue();
    });
    await signIn(page, "窗口受理员");
    await lateTimers(page);
    await page.getByLabel("诉求内容").fill("东街社区一盏路灯不亮");
    await page.getByRole("combobox", { name: "类别" }).focus();
    await page.keyboard.type("ld");
    await delay(2 * LATE_MS);
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "路灯怎么了" }).focus();
    await page.keyboard.type("一盏");
    await delay(2 * LATE_MS);
    await page.keyboard.press("Enter");
    await page.getByLabel("位置").first().focus();
    await page.keyboard.type("djsq");
    await page.getByRole("option", { name: "东街社区第1网格", exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByTestId("place").getByText("东街社区第1网格").waitFor();
    await page.getByLabel("手机号").fill(PHONE);
    await page.keyboard.press("Control+Enter");
    const number = (await page.getByTestId("tracking-number").textContent()) ?? "";
    await until(async () => {
      const { progress } = (await byNumber(number)) as { readonly progress?: { readonly status: string } };
      return progress?.status === "assigned" ? true : undefined;
    }, "the case of the report is assigned");
    await page.context().close();
  });

  it("a clerk answers a consultation", async () => {
    const page = await site.open("/console/matters");
    await signIn(page, "窗口受理员");
    await page.getByLabel("咨询内容").fill("老年证在哪里办？");
    await page.getByRole("button", { name: "登记咨询" }).click();
    await page.getByLabel("答复内容").fill("在街道公共服务中心办理。");
    await page.getByRole("button", { name: "发出答复" }).click();
    await page.getByTestId("matter-status").getByText("已办结").waitFor();
    await page.context().close();
  });

  it("a dispatcher sees the grids on the map, narrows the list in the address, and gives a case to another department", async () => {
    const [caseId = ""] = cases;
    const { department, grid } = await statusOf(caseId, "assigned");
    const page = await site.open(`/console/board?status=assigned&grid=${String(grid)}`);
    await signIn(page, "派遣员");
    await until(
      async () => ((await page.getByTestId("map").getAttribute("data-drawn")) === "748" ? true : undefined),
      "748 grids on the map",
    );
    expect(await coloursOf(page)).toBeGreaterThan(3);
    await page.locator(`a[href$="/cases/${caseId}"]`).click();
    await page.getByTestId("timeline").getByText("派遣").first().waitFor();
    await page.getByTestId("why").getByText("routing@").waitFor();
    await page.getByLabel("收回的理由").fill("责任不清");
    await page.getByRole("button", { name: "收回派遣" }).click();
    await page.getByRole("combobox", { name: "部门" }).click();
    await page.getByRole("option", { name: "园林绿化管理所" }).click();
    await page.getByRole("button", { name: "派遣", exact: true }).click();
    const after = await until(async () => {
      const one = await caseOf(caseId);
      return one["department"] === "landscape" ? one : undefined;
    }, "the other department");
    expect([department === "landscape", after["attempts"]]).toEqual([false, 2]);
    await page.getByText("此处内容仅对下列岗位显示：督查长。").waitFor();
    await page.context().close();
  });

  it("a dispatcher signs in with the identity provider of the district, and is where he wanted to be", async () => {
    const page = await site.open("/console/board?status=assigned");
    await page.getByRole("button", { name: "统一身份认证登录" }).click();
    await page.getByTestId("who").getByText("派遣员 · dispatcher-of-the-district").waitFor();
    await page.getByTestId("open").waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/console/board?status=assigned");
    await page.context().close();
  });

  it("a supervisor orders supervision, and what happens elsewhere is seen on the board by itself", async () => {
    const [, caseId = "", other = ""] = cases;
    const page = await site.open(`/console/cases/${caseId}`);
    await signIn(page, "督查长");
    await page.getByLabel("督办要求").fill("请今日处置并回复。");
    await page.getByRole("button", { name: "发出督办" }).click();
    await page.getByTestId("timeline").getByText("督办").first().waitFor();
    expect((await caseOf(caseId))["supervisions"]).toHaveLength(1);

    await page.getByRole("link", { name: "派遣看板" }).click();
    await page.getByTestId("live").getByText(/^实时/).waitFor();
    await closeCase(other);
    await page.getByRole("button", { name: "有新动态" }).waitFor();
    await page.context().close();
  });

  it("a resident reports without an account, sees what happened, rates it and has it done again", async () => {
    const page = await site.open("/", TELEPHONE);
    await page.getByLabel("发生了什么").fill("墙上有非法小广告");
    await page.getByRole("combobox", { name: /^类别/ }).selectOption({ label: "非法小广告" });
    await page.getByRole("textbox", { name: /^在哪里/ }).fill("东街社区");
    await page.getByRole("button", { name: "东街社区第2网格", exact: true }).click();
    await page.getByTestId("place").getByText("东街社区第2网格").waitFor();
    await page.getByLabel("手机号").fill(PHONE);
    await page.getByRole("button", { name: "上报", exact: true }).click();
    const number = (await page.getByTestId("tracking-number").textContent())?.trim() ?? "";
    await page.getByRole("button", { name: "查看进度" }).click();
    await page.getByTestId("progress").getByText(number).waitFor();
    await page.getByText("没有人读过您的个人信息。").waitFor();

    const found = await site.platform.client.post(
      "/api/v1/reports/search",
      { phone: PHONE, reason: { purpose: "request", text: "居民来电查询其上报的办理情况" } },
      { token: await site.platform.as({ sub: "clerk-1", roles: ["clerk"] }) },
    );
    const reports = found.body["reports"] as readonly { readonly reportId: string; readonly trackingNumber: string }[];
    await closeCase(reports.find(({ trackingNumber }) => trackingNumber === number)?.reportId ?? "");
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByRole("button", { name: "4 星" }).click();
    await page.getByText("您评了 4 星。").waitFor();
    await page.getByTestId("readings").getByText("居民来电查询其上报的办理情况").waitFor();
    await page.getByLabel("现在是什么情况").fill("又贴上了");
    await page.getByRole("button", { name: "还没解决" }).click();
    await page.getByText("已申请重新办理。").waitFor();
    expect(await byNumber(number)).toMatchObject({ rating: 4 });
    await page.context().close();
  });

  it("a grid worker takes a case on and handles it without a network; it is done once he has one", async () => {
    const [, , , caseId = ""] = cases;
    const { worker } = await statusOf(caseId, "assigned");
    const page = await site.open("/field/", TELEPHONE);
    await page.getByLabel("网格员编号").fill(String(worker));
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.locator(`[data-case="${caseId}"] button`).click();
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await page.context().setOffline(true);
    await page.getByTestId("network").getByText("离线").waitFor();
    await page.getByRole("button", { name: "接单" }).click();
    await page.getByRole("button", { name: "到达现场" }).click();
    await page.getByRole("button", { name: "处置完成" }).click();
    await page.getByTestId("network").getByText("待上传 3").waitFor();
    expect((await caseOf(caseId))["status"]).toBe("assigned");
    await page.reload();
    await page.getByTestId("network").getByText("待上传 3").waitFor();
    await page.context().setOffline(false);
    await page.getByTestId("network").getByText("待上传 0").waitFor();
    const handled = await statusOf(caseId, "handled");
    expect([handled["worker"], handled["attempts"]]).toEqual([worker, 1]);
    await page.context().close();
  });

  const lookAt = async (page: Page): Promise<void> => {
    await settled(page);
    expect(await violationsOf(page)).toEqual([]);
  };

  it.each(["zh", "en"] as const)(
    "axe finds nothing on any route, dark or light (%s)",
    async (language) => {
      const [caseId = ""] = cases;
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await site.open("/console/", { language, colorScheme });
        await lookAt(page);
        await signIn(page, language === "zh" ? "窗口受理员" : "window clerk");
        for (const path of ["window", "matters", "items", "board", `cases/${caseId}`]) {
          await page.goto(`${site.url}/console/${path}`);
          await lookAt(page);
        }
        await page.context().close();
        const resident = await site.open("/", { language, colorScheme, ...TELEPHONE });
        for (const path of ["/?page=report", "/?page=track", "/?page=card", "/?page=budgets", "/field/"]) {
          await resident.goto(`${site.url}${path}`);
          await lookAt(resident);
        }
        await resident.context().close();
      }
    },
    180_000,
  );

  it("nothing is wider than a small telephone", async () => {
    const page = await site.open("/console/", TELEPHONE);
    await signIn(page, "派遣员");
    for (const path of ["/console/board", `/console/cases/${cases[0] ?? ""}`, "/console/items", "/", "/field/"]) {
      await page.goto(`${site.url}${path}`);
      await settled(page);
      expect([path, await beyondTheEdge(page)]).toEqual([path, []]);
    }
    await page.context().close();
  });

  it("a press on the map chooses a grid, which stands in the address then", async () => {
    const page = await site.open("/console/board");
    await signIn(page, "派遣员");
    await until(
      async () => ((await page.getByTestId("map").getAttribute("data-drawn")) === "748" ? true : undefined),
      "748 grids on the map",
    );
    await page.getByTestId("map").click();
    await page.waitForURL(/grid=/);
    const grid = new URL(page.url()).searchParams.get("grid")?.replaceAll('"', "") ?? "";
    const { status } = await site.platform.client.get(`/api/v1/grids/${grid}`);
    expect(status).toBe(200);
    await page.context().close();
  });

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});

describe("the size of what a first look loads, in kB as it is sent", () => {
  it.each([
    ["console/index.html", 350],
    ["index.html", 60],
    ["field/index.html", 60],
  ])(
    "%s: at most %i",
    async (page, limit) => {
      const dir = await builtPages(root, () => undefined);
      const html = readFileSync(join(dir, page), "utf8");
      const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
      expect(files.length).toBeGreaterThan(1);
      const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dir, file))).length, 0);
      expect(bytes / 1000).toBeLessThan(limit);
    },
    60_000,
  );
});
