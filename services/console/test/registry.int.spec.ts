/** 网格登记 in a browser: a change seen as of two days, an import with an error, a division before and after. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, signIn, type Site } from "./browser.ts";
import { mustLookRight } from "./looks.ts";

const browser = await browserOrWhy();
const DAY_MS = 86_400_000;
const shanghaiDay = (days: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10);

describe.skipIf("why" in browser)("the pages of the register", () => {
  let site: Site;
  const { get, post } = asking(() => site.platform);
  const supervisor = { sub: "dev-supervisor", roles: ["supervisor"] };
  beforeAll(async () => {
    site = await openSite("path" in browser ? browser.path : "", { PATROLS: "none" });
  }, 240_000);
  afterAll(() => site.stop());

  const as = async (path: string, post = "督查长"): Promise<Page> => {
    const page = await site.open(`/console/${path}`);
    await signIn(page, post);
    return page;
  };

  it("a change of a grid holds from its day on, and not the day before", async () => {
    const page = await as("registry");
    const tree = page.getByTestId("tree");
    await tree.getByRole("button", { name: /^猛追湾街道/ }).click();
    await tree.getByRole("button", { name: /^东街社区/ }).click();
    await tree.getByRole("button", { name: /^东街社区第1网格/ }).click();
    const place = page.getByTestId("place");
    await place.getByText("东街社区第1网格").waitFor();
    await page.getByTestId("people").getByText(/w-/).first().waitFor();
    await until(
      async () => ((await page.getByTestId("map").getAttribute("data-drawn")) === "748" ? true : undefined),
      "748 grids on the map",
    );

    await page.getByRole("textbox", { name: "名称" }).fill("东街桥头网格");
    await page.getByRole("textbox", { name: "理由和依据" }).fill("居民议事会决议");
    await page.getByRole("button", { name: "预演" }).click();
    await page.getByTestId("outcome").getByText("东街社区第1网格 → 东街桥头网格").waitFor();
    await place.getByText("东街社区第1网格").waitFor();
    await page.getByRole("button", { name: "登记", exact: true }).click();
    await place.getByText("东街桥头网格").waitFor();
    await page
      .getByTestId("history")
      .getByText(/名称: 东街社区第1网格 → 东街桥头网格/)
      .waitFor();

    await page.getByLabel("查看哪一天").fill(shanghaiDay(-1));
    await place.getByText("东街社区第1网格").waitFor();
    await tree.getByRole("button", { name: /^东街社区第1网格/ }).waitFor();
    await page.getByRole("button", { name: "今天" }).click();
    await place.getByText("东街桥头网格").waitFor();
    await page.getByRole("link", { name: "变更记录" }).click();
    await page.getByTestId("changes").getByText("居民议事会决议").waitFor();
    await page.context().close();
  });

  it("who does not lead sees the register and why nothing may be changed", async () => {
    const page = await as("registry?place=510108002001002", "窗口受理员");
    await page.getByTestId("place").getByText("东街社区第2网格").waitFor();
    await page.getByText("此处内容仅对下列岗位显示：督查长、系统管理员。").waitFor();
    expect(await page.getByRole("button", { name: "登记", exact: true }).count()).toBe(0);
    await page.context().close();
  });

  it("a grid whose people are away without a stand-in is among the vacancies from that day on", async () => {
    const community = "510108002001";
    const idsOf = async (path: string, list: string): Promise<readonly string[]> =>
      ((await get(path, supervisor))[list] as readonly { readonly id: string }[]).map(({ id }) => id);
    const rotas = await idsOf(`/records?kind=rota&parent=${community}`, "records");
    const away = (await idsOf(`/grids/${community}002/people`, "workers")).map((parent) => ({
      ...{ op: "register", kind: "absence", value: { parent, reason: "年休假" }, until: shanghaiDay(9) },
    }));
    const operations = [...rotas.map((record) => ({ op: "end", record })), ...away];
    await post("/changes", { effectiveFrom: shanghaiDay(0), reason: "年休假安排", operations }, supervisor);
    const page = await as("registry/vacancies");
    const row = page.getByTestId("vacancies").getByRole("row", { name: /东街社区第2网格/ });
    await row.getByText(/缺网格员 \d 名/).waitFor();
    await page.getByLabel("查看哪一天").fill(shanghaiDay(-1));
    await row.waitFor({ state: "detached" });
    await page.goBack();
    await row.getByRole("link").click();
    await page.getByTestId("place").getByText("东街社区第2网格").waitFor();
    await page.context().close();
  });

  it("an import that is tried tells each error by file, row and column, and one without is made", async () => {
    const page = await as("registry/imports");
    const send = async (text: string): Promise<void> => {
      const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByRole("textbox", { name: "理由和依据" }).fill("新增人员");
    };
    await send("key,label,origin\nn1,新增 1,社工\nn2,新增 2,天上来\n");
    await page.getByRole("button", { name: "开始" }).click();
    const errors = page.getByTestId("errors");
    await errors.getByRole("cell", { name: "3", exact: true }).waitFor();
    await errors.getByRole("cell", { name: "origin", exact: true }).waitFor();
    await errors.getByText("registry.import.value_unknown").waitFor();

    await send("key,label,origin\nn1,新增 1,社工\n");
    await page.getByLabel("只预演").uncheck();
    await page.getByRole("button", { name: "无误，正式导入" }).click();
    await page.getByTestId("import").getByText("新增 1，修改 0").waitFor();
    await page
      .getByTestId("import")
      .getByText(/已登记为变更/)
      .waitFor();
    await page.context().close();
  });

  it("a proposed division stands beside today's, and publishing it can be tried", async () => {
    const page = await as("registry/gridding?community=510108002002");
    await page.getByRole("button", { name: "计算建议" }).click();
    await page
      .getByTestId("comparison")
      .getByText(/户换网格/)
      .waitFor({ timeout: 60_000 });
    const maps = page.getByTestId("map");
    await until(async () => {
      const drawn = [await maps.nth(0).getAttribute("data-drawn"), await maps.nth(1).getAttribute("data-drawn")];
      return drawn.every((count) => Number(count) > 3) && drawn[0] === drawn[1] ? true : undefined;
    }, "the courtyards on both maps");
    const [total] = await page
      .getByTestId("scores")
      .getByRole("row", { name: /总分/ })
      .getByRole("cell")
      .allTextContents();
    expect(Number(total)).toBeGreaterThan(0);
    await page.getByRole("textbox", { name: "理由和依据" }).fill("网格调整方案");
    await page.getByRole("button", { name: "预演发布" }).click();
    await page.getByTestId("outcome").waitFor({ timeout: 60_000 });
    await page.context().close();
  }, 120_000);

  it("every page looks right", async () => {
    const paths = ["registry?place=510108002001002", "registry/vacancies", "registry/gridding"];
    paths.push("registry/imports", "registry/changes");
    await mustLookRight(site, { zh: "督查长", en: "supervisor" }, paths);
    expect(site.complaints).toEqual([]);
  }, 120_000);
});
