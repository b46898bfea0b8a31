import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, signIn, type Site } from "./browser.ts";
import { startIssuer, type Issuer } from "./issuer.ts";

const browser = await browserOrWhy();
const LIFETIME_S = 24;
const WORDS = "东街社区一盏路灯不亮";
const PHONE = "13800000000";

describe.skipIf("why" in browser)("the end of a sign-in", () => {
  let site: Site;
  let issuer: Issuer;

  beforeAll(async () => {
    issuer = await startIssuer({ lifetime: `${LIFETIME_S}s`, role: "clerk", renews: false });
    site = await openSite("path" in browser ? browser.path : "", { OIDC_ISSUER: issuer.url });
  }, 240_000);

  afterAll(async () => {
    await site.stop();
    issuer.stop();
  });

  const kept = (page: Page) => page.evaluate<string>(`sessionStorage.getItem("wangge.drafts") ?? ""`);
  const tokenOf = (page: Page) =>
    page.evaluate<string>(`JSON.parse(sessionStorage.getItem("wangge.session") ?? "{}").token ?? ""`);
  const byProvider = (page: Page) => page.getByRole("button", { name: "统一身份认证登录" }).click();
  const as = async (page: Page, account: string, role: string): Promise<void> => {
    await page.getByLabel("账号（可不填）").fill(account);
    await signIn(page, role);
  };
  const fillReport = async (page: Page): Promise<void> => {
    await page.getByLabel("诉求内容").fill(WORDS);
    await page.getByRole("combobox", { name: "类别" }).focus();
    await page.keyboard.type("xgg");
    await page
      .getByRole("option", { name: /小广告/ })
      .first()
      .click();
    await page.getByLabel("位置").first().fill("东街社区");
    await page.getByRole("option", { name: "东街社区第1网格", exact: true }).click();
    await page.getByTestId("place").getByText("东街社区第1网格").waitFor();
    await page.getByLabel("手机号").fill(PHONE);
    await expect.poll(() => page.getByRole("button", { name: "登记 (Ctrl+Enter)" }).isEnabled()).toBe(true);
  };
  /** The account is signed out somewhere else. */
  const endElsewhere = async (account: string, role = "clerk"): Promise<void> => {
    const token = await site.platform.as({ sub: account, roles: [role] });
    const { status } = await site.platform.client.post("/api/v1/sign-ins/end", {}, { token });
    expect(status).toBe(200);
  };
  const isRefused = (token: string): Promise<true> =>
    until(async () => {
      const { body } = await site.platform.client.get("/api/v1/departments", token);
      return body["code"] === "auth.withdrawn" ? true : undefined;
    }, "a token that is not taken any more");
  /** Whoever was signed out is let in again some seconds later. */
  const backIn = (page: Page, account: string, field: string, button: RegExp): Promise<true> =>
    until(
      async () => {
        // What is there now may be gone in a moment: then it is looked at again.
        if (await page.getByLabel(field).isVisible()) {
          const timeout = 2_000;
          await page
            .getByLabel(field)
            .fill(account, { timeout })
            .then(() => page.getByRole("button", { name: button }).click({ timeout }))
            .catch(() => undefined);
        }
        const token = await tokenOf(page);
        const { status } = await site.platform.client.get("/api/v1/departments", token);
        return token !== "" && status === 200 ? true : undefined;
      },
      "a sign-in that counts",
      40_000,
    );

  it("by itself, where the provider renews nothing, costs nobody what he has typed: it is sent after the next sign-in", async () => {
    const page = await site.open("/console/window");
    await byProvider(page);
    await page.getByTestId("who").getByText("clerk-of-the-district").waitFor();
    await fillReport(page);
    expect(await kept(page)).toBe("");
    const { exp } = JSON.parse(Buffer.from((await tokenOf(page)).split(".")[1] ?? "", "base64url").toString()) as {
      readonly exp: number;
    };
    // With the five seconds that clocks may differ by.
    await until(async () => (Date.now() > (exp + 6) * 1_000 ? true : undefined), "the token's end", 60_000);
    await page.keyboard.press("Control+Enter");
    await page.getByText("登录已过期").waitFor();
    expect(await kept(page)).toContain(PHONE);
    await byProvider(page);
    await page.waitForURL(/console\/window$/);
    await expect.poll(() => page.getByLabel("诉求内容").inputValue(), { timeout: 20_000 }).toBe(WORDS);
    expect(await page.getByLabel("手机号").inputValue()).toBe(PHONE);
    await page.getByTestId("place").getByText("东街社区第1网格").waitFor();
    await page.getByLabel("诉求内容").press("Control+Enter");
    await page.getByTestId("tracking-number").waitFor();
    expect(await kept(page)).toBe("");
    await page.context().close();
  }, 120_000);

  it("leaves nothing to the next account in this tab", async () => {
    const page = await site.open("/console/matters");
    await as(page, "clerk-first", "窗口受理员");
    await page.getByLabel("咨询内容").fill("老年证在哪里办？");
    await page.getByLabel("手机号").fill(PHONE);
    await endElsewhere("clerk-first");
    await isRefused(await tokenOf(page));
    await page.getByRole("button", { name: "登记咨询" }).click();
    await page.getByText("这个账号已退出登录").waitFor();
    expect(await kept(page)).toContain("老年证");
    await as(page, "clerk-second", "窗口受理员");
    await page.getByLabel("咨询内容").waitFor();
    expect([await page.getByLabel("咨询内容").inputValue(), await kept(page)]).toEqual(["", ""]);
    await page.context().close();
  });

  it("by signing out counts on every device, and leaves nothing in this one", async () => {
    const [page, other] = [await site.open("/console/window"), await site.open("/console/window")];
    for (const one of [page, other]) await as(one, "clerk-third", "窗口受理员");
    const tokens = [await tokenOf(page), await tokenOf(other)];
    await page.getByLabel("诉求内容").fill(WORDS);
    await page.getByRole("button", { name: "退出" }).click();
    await page.getByRole("button", { name: "统一身份认证登录" }).waitFor();
    for (const token of tokens) await isRefused(token);
    expect([await kept(page), await tokenOf(page)]).toEqual(["", ""]);
    expect(await page.getByText("未能通知平台").count()).toBe(0);
    await other.getByRole("button", { name: "English" }).click();
    await other.goto(`${site.url}/console/board`);
    await other.getByText("This account was signed out").waitFor();
    await backIn(page, "clerk-third", "账号（可不填）", /窗口受理员/);
    expect(await page.getByLabel("诉求内容").inputValue()).toBe("");
    await page.context().close();
    await other.context().close();
  });

  it("leaves a grid worker the words that he was writing, on his telephone too", async () => {
    const page = await site.open("/field/", { serviceWorkers: "block" });
    const write = () => page.getByRole("button", { name: "随手处置", exact: true }).click();
    const words = page.getByLabel("看到什么");
    await page.getByLabel("网格员编号").fill("w-0002");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await write();
    await words.fill("路边一袋生活垃圾");
    await endElsewhere("w-0002", "gridWorker");
    await isRefused(await tokenOf(page));
    // The next thing that the page asks.
    await page.context().setOffline(true);
    await page.getByTestId("network").getByText("离线").waitFor();
    await page.context().setOffline(false);
    await page.getByText("这个账号已退出登录").waitFor();
    await backIn(page, "w-0002", "网格员编号", /^登录$/);
    await write();
    expect(await words.inputValue()).toBe("路边一袋生活垃圾");
    await page.context().close();
  }, 90_000);

  it("leaves whoever was changing the register or drafting rules what he had begun", async () => {
    /** A form that is a page's own, what opens it, what is written in it, and the button that finds the sign-in over. */
    const forms = [
      {
        ...{ post: "督查长", role: "supervisor", address: "/console/registry?place=510108002001002" },
        ...{ opening: undefined, words: { 名称: "新名称第2网格", 理由和依据: "按区里的决定更名" }, button: "预演" },
      },
      {
        ...{ post: "考核办经办", role: "appraisalOfficer", address: "/console/appraisal/what-if" },
        ...{ opening: "拟新稿", words: { 新版本号: "2099.1", 理由: "按新办法修订" }, button: "校验" },
      },
    ];
    for (const { post, role, address, opening, words, button } of forms) {
      const account = `drafts-${role}`;
      const page = await site.open(address);
      await as(page, account, post);
      if (opening !== undefined) await page.getByRole("button", { name: opening }).click();
      const field = (label: string) => page.getByRole("textbox", { name: label, exact: true });
      for (const [label, text] of Object.entries(words)) await field(label).fill(text);
      await endElsewhere(account, role);
      await isRefused(await tokenOf(page));
      await page.getByRole("button", { name: button, exact: true }).click();
      await page.getByText("这个账号已退出登录").waitFor();
      await backIn(page, account, "账号（可不填）", new RegExp(post));
      for (const [label, text] of Object.entries(words))
        await expect.poll(() => field(label).inputValue(), { timeout: 20_000 }).toBe(text);
      await page.context().close();
    }
  }, 120_000);

  it("is no matter of where one was: a resident comes back from the identity provider to his courtyard's budget", async () => {
    const { body } = await site.platform.client.get("/api/v1/grids?limit=1");
    const [{ code }] = body["grids"] as readonly [{ readonly code: string }];
    const where = `/?page=budgets&community=${code.slice(0, 12)}`;
    const page = await site.open(where);
    await page.getByText("登录后可以提项目、投票").click();
    await byProvider(page);
    await page.getByTestId("who").getByText("clerk-of-the-district").waitFor();
    await page.getByTestId("budgets").waitFor();
    const { pathname, search } = new URL(page.url());
    expect(pathname + search).toBe(where);
    await page.context().close();
  });

  it("without a network is one here, and says that nobody else knows", async () => {
    const page = await site.open("/field/");
    await page.getByLabel("网格员编号").fill("w-0001");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.getByTestId("network").waitFor();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "退出" }).click();
    await page.getByText("未能通知平台").waitFor();
    expect(await tokenOf(page)).toBe("");
    await page.context().close();
  });

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
