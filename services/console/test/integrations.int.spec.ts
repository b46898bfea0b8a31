/** 集成 in a browser: an endpoint is made, let in, proven, sent to, given up and sent to again. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answering, startReceiver, type Receiver } from "../../../deploy/test/receiver.ts";
import { until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, settled, signIn, type Site } from "./browser.ts";
import { mustLookRight } from "./looks.ts";

const browser = await browserOrWhy();

describe.skipIf("why" in browser)("the pages of integrations", () => {
  let site: Site;
  let receiver: Receiver;
  let endpoint: string;

  beforeAll(async () => {
    receiver = await startReceiver();
    site = await openSite("path" in browser ? browser.path : "", { SWEEP_MS: "200", PATROLS: "none" });
  }, 240_000);
  afterAll(async () => {
    await site.stop();
    await receiver.stop();
  });

  const as = async (post: string): Promise<Page> => {
    const page = await site.open(endpoint);
    await signIn(page, post);
    await settled(page);
    return page;
  };
  const statusOf = (page: Page) => page.getByTestId("status");
  const report = async (): Promise<void> => {
    const { client, as: tokenOf } = site.platform;
    const { body } = await client.get("/api/v1/grids?limit=1");
    const [{ code: grid }] = body["grids"] as [{ readonly code: string }];
    const token = await tokenOf({ sub: "clerk-1", roles: ["clerk"] });
    const sent = { category: "event-0201", description: "乱贴小广告", grid };
    expect((await client.post("/api/v1/reports", sent, { token })).status).toBe(201);
  };
  const row = (page: Page, event: string) => page.locator(`[data-event="${event}"]`);

  it("an integrator registers an address and is told its secret, the office lets it in, it proves itself", async () => {
    const integrator = await site.open("/console/integrations");
    await signIn(integrator, "集成方");
    await integrator.getByRole("textbox", { name: "地址（https）" }).fill(receiver.url);
    await integrator.getByRole("combobox", { name: "事件" }).click();
    await integrator.getByRole("option", { name: /dispatch\.case\.filed\.v1/ }).click();
    await integrator.keyboard.press("Escape");
    await integrator.getByRole("button", { name: "登记推送地址" }).click();
    receiver.secrets.push((await integrator.getByTestId("secret").textContent()) ?? "");
    await integrator.getByTestId("endpoints").getByRole("link", { name: receiver.url }).click();
    await statusOf(integrator).getByText("待核准").waitFor();
    await integrator.getByText("此处内容仅对下列岗位显示：集成管理员。").waitFor();
    endpoint = new URL(integrator.url()).pathname;

    const office = await as("集成管理员");
    await office.getByRole("textbox", { name: "理由" }).fill("协议已签");
    await office.getByRole("button", { name: "核准", exact: true }).click();
    await statusOf(office).getByText("待证明归属").waitFor();
    await office.context().close();

    await integrator.reload();
    await integrator.getByRole("button", { name: "证明归属" }).click();
    await statusOf(integrator).getByText("推送中").waitFor();
    expect(receiver.own.map(({ type }) => type)).toEqual(["webhooks.endpoint.challenge"]);
    await integrator.getByRole("button", { name: "测试投递" }).click();
    await integrator.getByTestId("pinged").filter({ hasText: "200" }).waitFor();
    await integrator.context().close();
  });

  it("what happens is delivered and sent again at a press, signed by a new secret too", async () => {
    const page = await as("集成方");
    await page.getByRole("button", { name: "更换密钥" }).click();
    receiver.secrets.push((await page.getByTestId("secret").textContent()) ?? "");
    await report();
    const [first] = await until(() => Promise.resolve(receiver.events.length > 0 ? receiver.events : undefined), "it");
    expect(first?.signatures).toBe(2);
    const { id = "" } = first ?? {};
    await row(page, id).getByText("已送达").waitFor();
    await page.getByRole("button", { name: `重投 ${id}` }).click();
    await page.getByText("已安排重投 1 次。").waitFor();
    await until(() => Promise.resolve(receiver.events.filter((one) => one.id === id).length > 1 || undefined), "again");
    expect(receiver.forged).toEqual([]);
    await page.context().close();
  });

  it("a dead letter says why it is one, and goes out when the address is back", async () => {
    receiver.answer = answering(410);
    const before = receiver.events.length;
    await report();
    const dead = await until(() => Promise.resolve(receiver.events[before]), "the refused one");
    const page = await as("集成方");
    await statusOf(page).filter({ hasText: "已停用 · 地址已不存在（410）" }).waitFor();
    await page.getByText("死信", { exact: true }).first().click();
    await row(page, dead.id).getByText("地址已不存在（410）").waitFor();
    receiver.answer = answering(204);
    await page.getByRole("button", { name: "恢复" }).click();
    await statusOf(page).getByText("推送中").waitFor();
    await page.getByRole("button", { name: "重投全部死信" }).click();
    await page.getByText("已安排重投 1 次。").waitFor();
    await page.getByText("已送达", { exact: true }).first().click();
    await row(page, dead.id).getByText("已送达").waitFor();
    await page.context().close();
  });

  it("the office reads who may have what, an integrator only what is its own", async () => {
    const office = await site.open("/console/integrations/grants");
    await signIn(office, "集成管理员");
    await office.getByRole("region", { name: "推送授权" }).getByText("dev-integrator").waitFor();
    await office.getByRole("region", { name: "跨部门调用" }).getByText("appraised-places").waitFor();
    await office.context().close();
    const integrator = await site.open("/console/integrations/grants");
    await signIn(integrator, "集成方");
    await integrator.getByRole("region", { name: "推送授权" }).getByText("dispatch.case.filed.v1").first().waitFor();
    expect(await integrator.getByRole("region", { name: "跨部门调用" }).count()).toBe(0);
    await integrator.getByRole("link", { name: "事件目录" }).click();
    const assigned = integrator.locator("li", {
      has: integrator.getByText("dispatch.case.assigned.v1", { exact: true }),
    });
    await assigned.locator("summary").click();
    await assigned.getByText('"attempt": 1').waitFor();
    await integrator.context().close();
  });

  it("every page looks right", async () => {
    const paths = ["integrations", endpoint.replace("/console/", ""), "integrations/events", "integrations/grants"];
    await mustLookRight(site, { zh: "集成管理员", en: "integration officer" }, paths);
    await mustLookRight(site, { zh: "集成方", en: "Sign in as integrator" }, paths.slice(0, 2));
    expect(site.complaints).toEqual([]);
  }, 120_000);
});
