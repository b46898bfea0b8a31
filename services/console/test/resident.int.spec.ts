/** What a resident does on his telephone besides reporting: follow, see who answers, and say what his courtyard's money is spent on. */
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, testClock, until, type TestClock } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, settled, violationsOf, type Language, type Site } from "./browser.ts";
import { beyondTheEdge } from "./looks.ts";

const browser = await browserOrWhy();
const shots = process.env["WANGGE_SHOTS"];

const TELEPHONE = { viewport: { width: 360, height: 740 } };
const socialOfficer = { sub: "social-1", roles: ["socialOfficer"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const officer = { sub: "officer-1", roles: ["communityOfficer"] };
const resident = (sub: string) => ({ sub, roles: ["citizen"] });
const PLAN = [
  ["accepting", "2017-12-27"],
  ["reviewing", "2017-12-29"],
  ["selecting", "2017-12-30"],
  ["valuating", "2017-12-31"],
  ["publishingPrices", "2018-01-02"],
  ["balloting", "2018-01-03"],
  ["reviewingBallots", "2018-01-06"],
  ["finished", "2018-01-08"],
] as const;
const noonOf = (phase: string): string => `${PLAN.find(([name]) => name === phase)?.[1] ?? ""}T04:00:00.000Z`;
const TITLE = "院落微更新";

interface Budget {
  readonly phase?: string;
  readonly decided?: unknown;
  readonly projects: readonly { readonly id: string; readonly text: string; readonly withdrawn: boolean }[];
}

describe.skipIf("why" in browser)("the page of residents", () => {
  let site: Site;
  let clock: TestClock;
  let grid = "";
  let gridName = "";
  let community = "";
  let budget = "";
  const { get, post } = asking(() => site.platform);

  beforeAll(async () => {
    clock = testClock("2017-12-27T01:00:00.000Z");
    const path = "path" in browser ? browser.path : "";
    const env = { CLOCK_FILE: clock.file, SWEEP_MS: "250", PATROLS: "none", SOCIAL_SEED: "none" };
    site = await openSite(path, env);
    const { grids } = (await get("/grids?limit=1", officer)) as { grids: readonly [{ code: string; name: string }] };
    ({ code: grid, name: gridName } = grids[0]);
    community = grid.slice(0, 12);
    await post("/councils", { community, officers: [officer.sub] }, socialOfficer);
    const { courtyards } = (await get(`/grids/${grid}/courtyards`, supervisor)) as {
      readonly courtyards: readonly { readonly id: string }[];
    };
    const opened = { courtyard: courtyards[0]?.id ?? "", title: TITLE, amount: 10_000_000 };
    const plan = PLAN.map(([phase, from]) => ({ phase, from }));
    budget = String((await post(`/councils/${community}/budgets`, { ...opened, plan }, officer))["id"]);
  }, 240_000);

  afterAll(async () => {
    await site.stop();
    clock.remove();
  });

  const open = (path: string, language: Language = "zh"): Promise<Page> => site.open(path, { language, ...TELEPHONE });
  const choosePlace = async (page: Page): Promise<void> => {
    await page.getByRole("textbox", { name: /^在哪里/ }).fill(gridName);
    await page.getByRole("button", { name: gridName, exact: true }).click();
    await page.getByTestId("place").getByText(gridName).waitFor();
  };
  const signIn = async (page: Page, account: string): Promise<void> => {
    await page.getByText("登录后可以提项目、投票").click();
    await page.getByLabel("居民账号").fill(account);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.getByTestId("who").getByText(account).waitFor();
  };
  const budgetNow = async (): Promise<Budget> => (await get(`/budgets/${budget}`, officer)) as unknown as Budget;
  const phaseIs = (phase: string): Promise<true> =>
    until(async () => ((await budgetNow()).phase === phase ? true : undefined), `the phase ${phase}`);
  const idOf = async (text: string): Promise<string> =>
    (await budgetNow()).projects.find((one) => one.text === text)?.id ?? "";

  it("shows who answers for a place, by posts and labels", async () => {
    const page = await open("/?page=card");
    await choosePlace(page);
    await page.getByTestId("card").getByRole("heading", { name: gridName }).waitFor();
    await page.getByTestId("card").getByText("网格责任人").first().waitFor();
    await page.context().close();
  });

  it("lets one follow what is reported nearby already, and ties no report to an account that is signed in", async () => {
    const first = await post(
      "/reports",
      { category: "event-0201", description: "墙上有非法小广告", grid, channel: "web" },
      resident("acc-z"),
    );
    const page = await open(`/?page=budgets&community=${community}`);
    await signIn(page, "acc-a");
    await page.getByRole("button", { name: "上报问题" }).click();
    const signed: string[] = [];
    page.on("request", (request: Request) => {
      if (request.headers()["authorization"] !== undefined) signed.push(request.url());
    });
    await page.getByLabel("发生了什么").fill("楼道里有小广告");
    await page.getByRole("combobox", { name: /^类别/ }).selectOption("event-0201");
    await choosePlace(page);
    await page.getByLabel("手机号").fill("13800000001");
    const similar = page.getByTestId("similar");
    await similar.getByText(String(first["trackingNumber"])).waitFor();
    await similar.getByRole("button", { name: "就是这件，我要关注" }).click();
    await page.getByText(/已关注，编号/).waitFor();
    await page.getByRole("button", { name: "上报", exact: true }).click();
    await page.getByTestId("tracking-number").waitFor();
    expect(signed).toEqual([]);
    await page.context().close();
  });

  it("shows a courtyard's money to everybody; who is signed in proposes, and takes back what is his own", async () => {
    const page = await open("/?page=budgets");
    await choosePlace(page);
    const view = page.locator(`[data-budget="${budget}"]`);
    await view.getByTestId("phase").getByText("征集项目").waitFor();
    await view.getByText("登录后可以提项目。").waitFor();
    expect(new URL(page.url()).searchParams.get("community")).toBe(community);
    await signIn(page, "acc-a");
    for (const [text, yuan] of [
      ["加装长椅", "50000"],
      ["修整花坛", "40000.50"],
    ] as const) {
      await view.getByLabel("想做什么？").fill(text);
      await view.getByLabel("大约要多少钱（元）").fill(yuan);
      await view.getByRole("button", { name: "提出项目" }).click();
      await view.getByTestId("projects").getByText(text).waitFor();
      expect(await view.getByLabel("想做什么？").inputValue()).toBe("");
    }
    const flowers = view.locator(`[data-project="${await idOf("修整花坛")}"]`);
    await flowers.getByText("¥ 40,000.50").waitFor();
    await flowers.getByRole("button", { name: "撤回这个项目" }).click();
    await flowers.getByText("已撤回").waitFor();
    await view.getByLabel("想做什么？").fill("太贵的事");
    await view.getByLabel("大约要多少钱（元）").fill("100000.01");
    await view.getByRole("button", { name: "提出项目" }).click();
    await page.getByText("超过了预算总额。").waitFor();
    expect((await budgetNow()).projects.map(({ text, withdrawn }) => [text, withdrawn])).toEqual([
      ["加装长椅", false],
      ["修整花坛", true],
    ]);
    await page.context().close();
  });

  it("takes a vote of who is on the roll, sealed, withdrawn and cast again, and of nobody else", async () => {
    for (const [text, cost] of [
      ["增设路灯", 4_000_000],
      ["粉刷围墙", 2_000_000],
    ] as const)
      await post(`/budgets/${budget}/projects`, { text, cost }, resident("acc-b"));
    for (const voter of ["a", "b"])
      await post(`/budgets/${budget}/voters`, { voter: `door ${voter}`, accounts: [`acc-${voter}`] }, officer);
    const projects = await Promise.all(["加装长椅", "增设路灯", "粉刷围墙"].map(idOf));
    clock.set(noonOf("selecting"));
    await phaseIs("selecting");
    for (const project of projects)
      await post(`/budgets/${budget}/projects/${project}/select`, { selected: true }, officer);
    clock.set(noonOf("valuating"));
    await phaseIs("valuating");
    for (const [place, project] of projects.entries())
      await post(
        `/budgets/${budget}/projects/${project}/valuation`,
        {
          ...{ cost: [5_000_000, 4_000_000, 2_000_000][place], feasible: true, text: "已询价" },
          execution: { wanted: { category: "event-0201", grid } },
        },
        officer,
      );
    clock.set(noonOf("balloting"));
    await phaseIs("balloting");

    const page = await open(`/?page=budgets&community=${community}`);
    const vote = page.getByRole("form", { name: "投票" });
    await page.locator(`[data-budget="${budget}"]`).getByText("登录后可以投票").waitFor();
    await signIn(page, "acc-a");
    const choose = (text: string) => vote.getByLabel(new RegExp(text)).click();
    const cast = () => vote.getByRole("button", { name: "投票", exact: true }).click();
    expect(await vote.getByLabel(/修整花坛/).count()).toBe(0);
    await choose("加装长椅");
    await vote.getByTestId("chosen").getByText("已选 ¥ 50,000.00").waitFor();
    await cast();
    await vote.getByText("选得太少").waitFor();
    await choose("增设路灯");
    if (shots !== undefined) await page.screenshot({ path: `${shots}/resident-vote.png`, fullPage: true });
    await cast();
    await vote.getByText("已投票。").waitFor();
    await cast();
    await vote.getByText("这一票已经投过").waitFor();
    await vote.getByRole("button", { name: "撤回选票" }).click();
    await vote.getByText("您的选票已撤回").waitFor();
    await choose("增设路灯");
    await choose("粉刷围墙");
    await cast();
    await vote.getByText("已投票。").waitFor();
    // What costs more than there is cannot even be sent.
    await choose("增设路灯");
    expect(await vote.getByRole("button", { name: "投票", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "退出" }).click();
    await signIn(page, "acc-stranger");
    await choose("加装长椅");
    await choose("粉刷围墙");
    await cast();
    await vote.getByText("这个账号不在选民名册上").waitFor();
    await page.context().close();
  });

  it("shows everybody what won, and where the money goes", async () => {
    clock.set(noonOf("finished"));
    await until(async () => (await budgetNow()).decided, "the outcome", 30_000);
    const won = await idOf("粉刷围墙");
    await post(`/budgets/${budget}/projects/${won}/spendings`, { amount: 1_500_000 }, officer);
    await post(`/budgets/${budget}/projects/${won}/reports`, { text: "围墙已粉刷一半" }, officer);
    const page = await open(`/?page=budgets&community=${community}`);
    const view = page.locator(`[data-budget="${budget}"]`);
    await view.getByTestId("outcome").getByText("收到 1 张选票，2 个项目当选；已用 ¥ 15,000.00").waitFor();
    const wall = view.locator(`[data-project="${won}"]`);
    await wall.getByText("当选 · 1 票").waitFor();
    await wall.getByText("已用 ¥ 15,000.00，共 ¥ 20,000.00").waitFor();
    await wall.getByText("围墙已粉刷一半").waitFor();
    await view
      .locator(`[data-project="${await idOf("增设路灯")}"]`)
      .getByText("未当选")
      .waitFor();
    await page.context().close();
  });

  it.each(["zh", "en"] as const)(
    "axe finds nothing on any of its pages, none is wider than a telephone (%s)",
    async (language) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await site.open("/", { language, colorScheme, ...TELEPHONE });
        for (const path of ["report", "track", "card", `budgets&community=${community}`]) {
          await page.goto(`${site.url}/?page=${path}`);
          await settled(page);
          if (path.startsWith("budgets")) await page.locator(`[data-budget="${budget}"]`).waitFor();
          for (const more of await page.locator("summary").all()) await more.click();
          if (shots !== undefined)
            await page.screenshot({ path: `${shots}/resident-${path.slice(0, 6)}-${language}.png`, fullPage: true });
          expect([path, await violationsOf(page)]).toEqual([path, []]);
          expect([path, await beyondTheEdge(page)]).toEqual([path, []]);
        }
        await page.context().close();
      }
    },
  );

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
