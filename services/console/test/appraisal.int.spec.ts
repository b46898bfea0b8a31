/** 考核 in a browser: from a ranking to the events behind a number; a period with an objection, its appeal and its decision; a draft that is tried. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, settled, signIn, type Site } from "./browser.ts";
import { reportDay } from "./district.ts";
import { mustLookRight } from "./looks.ts";

const browser = await browserOrWhy();
const DAY_MS = 86_400_000;
const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
/** Orders of today are due within it. */
const NOW = { from: dayFromNow(-20), until: dayFromNow(20) };
/** Late facts of this one have had their days. */
const PAST = { card: "street", from: dayFromNow(-120), until: dayFromNow(-60) };
const OFFICER = "考核办经办";

describe.skipIf("why" in browser)("the pages of the appraisal", () => {
  let site: Site;
  let street: { readonly code: string; readonly name: string };
  let period: string;
  const { get, post } = asking(() => site.platform);
  const officer = { sub: "dev-appraisalOfficer", roles: ["appraisalOfficer"] };

  beforeAll(async () => {
    site = await openSite("path" in browser ? browser.path : "", { PATROLS: "none" });
    await reportDay(site.platform, 60);
    street = await until(async () => {
      const { results, names } = (await get(
        `/appraisal/standings/street?from=${NOW.from}&until=${NOW.until}`,
        officer,
      )) as {
        readonly results: readonly { subject: string; items: readonly { counters: Record<string, string> }[] }[];
        readonly names: Readonly<Record<string, { readonly zh: string }>>;
      };
      const found = results.find(({ items }) => Number(items[0]?.counters["due"]) > 0);
      return found && { code: found.subject, name: names[found.subject]?.zh ?? "" };
    }, "a street with cases");
    for (const amount of [80, 75, 90, 85, 70, 80]) {
      const about = { measure: "residents-satisfied", subject: street.code, at: `${PAST.from}T04:00:00.000Z` };
      await post("/appraisal/surveys", { ...about, amount }, officer);
    }
  }, 240_000);
  afterAll(() => site.stop());

  const as = async (path: string, name: string): Promise<Page> => {
    const page = await site.open(`/console/${path}`);
    await signIn(page, `以「${name}」身份登录`);
    await settled(page);
    return page;
  };
  const asStreet = async (path: string): Promise<Page> => {
    const page = await site.open(`/console/${path}`);
    await page.getByRole("combobox", { name: "责任部门" }).fill(`${street.name}办事处`);
    await page.getByRole("option", { name: `${street.name}办事处` }).click();
    await signIn(page, "以「责任部门」身份登录");
    await settled(page);
    return page;
  };
  const league = `appraisal?from=${NOW.from}&until=${NOW.until}`;

  it("an officer goes from the table to the number, its formula, its cases and their events", async () => {
    const page = await as(league, OFFICER);
    await page.getByTestId("league").getByRole("link", { name: street.name }).click();
    const item = page.getByTestId("item-closingRate");
    await item.getByText("closed ÷ due").waitFor();
    await item.getByText("直线：50% 得 0 分，100% 得 100 分").waitFor();
    const counter = item.getByRole("button", { name: /^应处置数/ });
    const count = Number(await counter.textContent());
    expect(count).toBeGreaterThan(0);
    await counter.click();
    const behind = page.getByTestId("behind");
    await behind.getByText(`共 ${String(count)} 条`).waitFor();
    expect(await behind.getByRole("listitem").count()).toBe(count);
    await behind.getByRole("link", { name: /^溯源/ }).first().click();
    await page.getByTestId("events").getByText("dispatch · case.assigned").first().waitFor();
    await page.context().close();
  });

  it("a supervisor goes on to the case itself", async () => {
    const page = await as(`appraisal/scores/street/${street.code}?from=${NOW.from}&until=${NOW.until}`, "督查长");
    await page
      .getByTestId("item-closingRate")
      .getByRole("button", { name: /^应处置数/ })
      .click();
    await page.getByTestId("behind").getByRole("link", { name: /^案件/ }).first().click();
    await page.getByTestId("timeline").getByText("立案").first().waitFor();
    await page.context().close();
  });

  it("the two sides are never seen together, and who may not see one is told why", async () => {
    const page = await as(league, OFFICER);
    await page.getByTestId("league").waitFor();
    await page.getByText("投资服务分中心", { exact: true }).click();
    await page.getByText("这一侧的考核由另一部门负责，公布之前您看不到。").waitFor();
    expect(await page.getByTestId("league").count()).toBe(0);
    await page.context().close();
    const economist = await as(`${league}&side=subCentre`, "经济考核经办");
    await economist.getByTestId("league").getByRole("link", { name: street.name }).waitFor();
    await economist.context().close();
    const own = await asStreet(league);
    await own.getByText("只显示您代表的一个").waitFor();
    expect(await own.getByTestId("league").getByRole("link").allTextContents()).toEqual([street.name]);
    await own.context().close();
  });

  it("an officer takes a period as far as its notice, with a picture and tables to take away", async () => {
    period = String((await post("/appraisals", PAST, officer))["appraisalId"]);
    const page = await as("appraisal/periods", OFFICER);
    await page
      .getByTestId("periods")
      .getByRole("link", { name: /^街道考核/ })
      .click();
    for (const step of ["截止事实", "核算", "公示"])
      await page.getByRole("button", { name: step, exact: true }).click();
    await page.locator(".steps [aria-current]").filter({ hasText: "公示中" }).waitFor();
    await page.getByTestId("results").getByRole("link", { name: street.name }).waitFor();
    expect(await page.getByTestId("chart").getAttribute("alt")).toContain(street.name);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载 CSV" }).click();
    expect(readFileSync(await (await waiting).path(), "utf8")).toContain(street.code);
    await page.context().close();
  });

  it("a street objects, the officer rejects it, the street appeals, the government upholds it, another edition follows", async () => {
    const path = `appraisal/periods/${period}`;
    const own = await asStreet(path);
    await own.getByRole("textbox", { name: "异议理由" }).fill("调查样本有误");
    await own.getByRole("button", { name: "提出异议" }).click();
    await own.getByTestId("objections").getByText("待答复").waitFor();

    const runs = await as(path, OFFICER);
    await runs.getByRole("textbox", { name: "答复" }).fill("样本已核对");
    await runs.getByRole("button", { name: "异议不成立" }).click();
    await runs
      .getByTestId("objections")
      .getByText(/· 不成立 ·/)
      .waitFor();

    await own.reload();
    await own.getByTestId("objections").getByText("样本已核对").waitFor();
    await own.getByRole("button", { name: "申请复核" }).click();
    await own.getByTestId("objections").getByText("申请复核中").waitFor();
    await own.context().close();

    const government = await as(path, "区政府");
    await government.getByRole("textbox", { name: "答复" }).fill("应重新核算");
    await government.getByRole("button", { name: "复核：成立" }).click();
    await government
      .getByTestId("objections")
      .getByText(/· 复核成立 ·/)
      .waitFor();
    await government.context().close();

    await runs.reload();
    await runs.getByRole("textbox", { name: "再次核算的理由" }).fill("复核成立");
    await runs.getByRole("button", { name: "再次核算" }).click();
    await runs.getByTestId("diff").getByText("再次核算的理由: 复核成立").waitFor();
    await runs.getByTestId("results").getByRole("link", { name: street.name }).click();
    await runs.getByRole("region", { name: "历次得分" }).getByText("还没有公布过的结果。").waitFor();
    await runs.context().close();
  });

  it("a draft is checked, kept, compared with what holds, and tried", async () => {
    const page = await as(`appraisal/what-if?from=${NOW.from}&until=${NOW.until}`, OFFICER);
    await page.getByRole("button", { name: "拟新稿" }).click();
    const content = page.getByRole("textbox", { name: "内容（JSON）" });
    const text = await content.inputValue();
    await content.fill(text.replace('"weight": "30"', '"weight": "31"'));
    await page.getByRole("button", { name: "校验" }).click();
    await page.getByText(/处问题/).waitFor();
    await content.fill(text.replace('"none": "0.5"', '"none": "0.4"'));
    await page.getByRole("button", { name: "校验" }).click();
    await page.getByText("可以发布。").waitFor();
    await page.getByRole("textbox", { name: "新版本号" }).fill("2026.9");
    await page.getByRole("textbox", { name: "理由" }).fill("放宽结案率");
    await page.getByRole("button", { name: "保存为草案" }).click();
    await page.getByTestId("differences").getByText('"0.5" → "0.4"').waitFor();
    await page.getByRole("button", { name: "试算" }).click();
    await page.getByTestId("trial").getByRole("link", { name: street.name }).waitFor();
    await page.context().close();
  });

  it("every page looks right", async () => {
    const paths = [
      ...[league, `appraisal/scores/street/${street.code}?from=${NOW.from}&until=${NOW.until}`, "appraisal/periods"],
      ...[`appraisal/periods/${period}`, "appraisal/what-if", "appraisal/findings"],
    ];
    await mustLookRight(site, { zh: `以「${OFFICER}」`, en: "Sign in as appraisal officer" }, paths);
    expect(site.complaints).toEqual([]);
  }, 120_000);
});
