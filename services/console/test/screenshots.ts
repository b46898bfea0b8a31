/** Draws the pictures of the README with a platform of its own: `npm run screenshots`. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { asking, until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, settled, signIn } from "./browser.ts";
import { reportDay } from "./district.ts";
import { signInAs } from "./law-pages.ts";
import { COMMANDER, HELPER, liveOperation, officer } from "./operation.ts";

const pictures = fileURLToPath(new URL("../pictures/", import.meta.url));
const browser = await browserOrWhy();
if ("why" in browser) throw new Error(browser.why);
const SMALL = { viewport: { width: 1280, height: 800 } };
const TELEPHONE = { viewport: { width: 390, height: 780 } };

/** Pages that say enough as they open. */
const desks = [
  [
    "appraisal",
    { zh: "考核办经办", en: "Sign in as appraisal officer" },
    `appraisal/scores/street/510108002?from=${String(new Date().getFullYear())}-01-01&until=${String(new Date().getFullYear() + 1)}-01-01`,
  ],
  ["registry", { zh: "督查长", en: "supervisor" }, "registry?place=510108002001001"],
  ["integrations", { zh: "集成管理员", en: "integration officer" }, "integrations/grants"],
] as const;

/** Pages that are looked at as somebody in particular. */
const posts = (operation: string) =>
  [
    ["enforcement", { role: "dispatcher", sub: "dispatcher-1" }, `enforcement${operation}`],
    ["social", { role: "citizen", sub: `council-${COUNCIL}-1` }, `social/councils/${COUNCIL}`],
    ["ops", { role: "operator", sub: "operator-1" }, "ops"],
  ] as const;
const COUNCIL = "510108002001";
const TOPICS = ["院内增设电动自行车充电棚", "三单元楼道照明更换", "周末义诊每月一次"];
const HOUR_MS = 3_600_000;

mkdirSync(pictures, { recursive: true });
const site = await openSite(browser.path);
try {
  const [caseId = ""] = await reportDay(site.platform, 400);
  const ask = asking(() => site.platform);
  const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const operation = await liveOperation(ask, { from: soon(20_000), to: soon(4 * HOUR_MS) });
  for (const [index, name] of [COMMANDER, HELPER].entries()) {
    await ask.post(`${operation}/persons/status`, { officer: name, status: "onScene" }, officer(name));
    const place = { lng: 104.101 + index * 0.006, lat: 30.674 + index * 0.003 };
    await ask.post(`${operation}/check-ins`, { officer: name, place }, officer(name));
  }
  const member = { sub: `council-${COUNCIL}-2`, roles: ["citizen"] };
  // An empty service plants its councils when it has started.
  for (const text of TOPICS)
    await until(() => ask.post(`/councils/${COUNCIL}/topics`, { text }, member).catch(() => undefined), text, 120_000);
  const take = async (page: Page, name: string): Promise<void> => {
    await settled(page);
    // The map draws when it has a moment.
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: `${pictures}${name}.jpg`, type: "jpeg", quality: 72 });
    console.log(`${name}.jpg`);
  };
  for (const language of ["zh", "en"] as const) {
    const dispatcher = await site.open("/console/board", { language, ...SMALL });
    await signIn(dispatcher, language === "zh" ? "派遣员" : "dispatcher");
    await take(dispatcher, `board-${language}`);
    await dispatcher.goto(`${site.url}/console/cases/${caseId}`);
    await take(dispatcher, `case-${language}`);
    await dispatcher.context().close();

    const clerk = await site.open("/console/window", { language, ...SMALL });
    await signIn(clerk, language === "zh" ? "窗口受理员" : "window clerk");
    await clerk.getByRole("textbox").first().fill("东街社区路灯不亮");
    await take(clerk, `window-${language}`);
    await clerk.context().close();

    for (const [name, post, path] of desks) {
      const desk = await site.open(`/console/${path}`, { language, ...SMALL });
      await signIn(desk, post[language]);
      await take(desk, `${name}-${language}`);
      await desk.context().close();
    }

    for (const [name, post, path] of posts(operation)) {
      const desk = await site.open("/pages.json", { language, ...SMALL });
      await signInAs(desk, site.url, post);
      await desk.goto(`${site.url}/console/${path}`);
      await take(desk, `${name}-${language}`);
      await desk.context().close();
    }

    const resident = await site.open("/", { language, ...TELEPHONE });
    await take(resident, `resident-${language}`);
    await resident.context().close();
  }
} finally {
  await site.stop();
}
