import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busOf, plantDeadLetter } from "../../../deploy/test/dead-letter.ts";
import { browserOrWhy, openSite, settled, signIn, violationsOf, type Site } from "./browser.ts";
import { beyondTheEdge } from "./looks.ts";

const browser = await browserOrWhy();
const shots = process.env["WANGGE_SHOTS"];

const OPERATOR = { sub: "operator-7", roles: ["operator"] };

describe.skipIf("why" in browser)("the operations page", () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite("path" in browser ? browser.path : "");
  }, 240_000);
  afterAll(() => site.stop());

  it("needs no account of the district's work: an operator sees every process, and no case", async () => {
    const page = await site.open("/console/");
    await signIn(page, "运维人员");
    await page.waitForURL(/\/console\/ops$/);
    const services = page.getByTestId("services");
    for (const name of ["appraisal", "dispatch", "enforcement", "gateway", "intake", "registry", "social", "webhooks"])
      await services.locator(`[data-service=${name}]`).getByText(`${name}.1`).waitFor();
    await page.getByTestId("traces").getByText("TRACES_URL").waitFor();
    await page.getByTestId("anchors").getByText("dispatch").waitFor();
    const { status } = await site.platform.client.get("/api/v1/cases", await site.platform.as(OPERATOR));
    expect(status).toBe(403);
    await page.context().close();
  });

  it("a dead letter is seen with its cause and discarded with a reason, which stays on record beside the account", async () => {
    const bus = await busOf(site.platform);
    const letter = await plantDeadLetter(bus);
    const page = await site.open("/console/ops");
    await signIn(page, "运维人员");
    const row = page.getByRole("group", { name: "dispatch" }).locator(`[data-letter="${String(letter.sequence)}"]`);
    await row.getByText("bus.unreadable").waitFor();
    const discard = row.getByRole("button", { name: "弃置" });
    expect(await discard.isDisabled()).toBe(true);
    await page.getByRole("group", { name: "dispatch" }).getByLabel("处理理由").fill("测试系统发来的");
    if (shots !== undefined) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: `${shots}/ops.png`, fullPage: true });
    }
    await discard.click();
    await row.waitFor({ state: "detached" });
    const said = (await bus.read("REDRIVE", { limit: 10 })).map(({ text }) => JSON.parse(text) as object);
    expect(said).toContainEqual(
      expect.objectContaining({
        deadLetter: letter.sequence,
        reason: "测试系统发来的",
        by: expect.stringContaining("operator") as string,
      }),
    );
    await page.context().close();
    await bus.close();
  });

  it("others are told whose it is", async () => {
    const page = await site.open("/console/ops");
    await signIn(page, "派遣员");
    await page.getByText("此处内容仅对下列岗位显示：运维人员、系统管理员。").waitFor();
    await page.context().close();
  });

  it.each(["zh", "en"] as const)(
    "axe finds nothing, dark or light, and nothing is wider than a small telephone (%s)",
    async (language) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await site.open("/console/ops", { language, colorScheme, viewport: { width: 360, height: 740 } });
        await signIn(page, language === "zh" ? "运维人员" : "operator");
        await page.getByTestId("services").waitFor();
        await settled(page);
        expect(await violationsOf(page)).toEqual([]);
        expect(await beyondTheEdge(page)).toEqual([]);
        if (shots !== undefined)
          await page.screenshot({ path: `${shots}/ops-${language}-${colorScheme}.png`, fullPage: true });
        await page.context().close();
      }
    },
    120_000,
  );
});
