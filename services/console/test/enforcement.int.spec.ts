/** The pages of enforcement in a browser: from a lead to a decision step, and an operation with its roll call and check-in. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, testClock, until, type TestClock } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, violationsOf, type Site } from "./browser.ts";
import { choose, formOf, look, send, signInAs, type Post } from "./law-pages.ts";
import { COMMANDER, control, HELPER, liveOperation, officer as officerAs } from "./operation.ts";
import { beyondTheEdge } from "./looks.ts";

const browser = await browserOrWhy();

const STREET = "510108002";
const NOW = "2024-06-17T01:00:00.000Z";
const body = "urban-management";
const nameOf = (place: number): string => `officer-urbanManagement-${STREET}-${String(place)}`;
const officer: Post = { role: "officer", sub: nameOf(1), department: body };
const lead: Post = { role: "enforcementLead", sub: `lead-${body}`, department: body };
const dispatcher = { sub: "dispatcher-1", roles: ["dispatcher"] } as const;
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] } as const;
const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(64, 1)]);

describe.skipIf("why" in browser)("the pages of enforcement", () => {
  let site: Site;
  let clock: TestClock;
  let caseId: string;
  let dossierId: string;
  const { get, post } = asking(() => site.platform);

  beforeAll(async () => {
    clock = testClock(NOW);
    const path = "path" in browser ? browser.path : "";
    site = await openSite(path, { CLOCK_FILE: clock.file, SWEEP_MS: "250", PATROLS: "none" });
    const { grids } = (await get("/grids?limit=500", { sub: "clerk-1", roles: ["clerk"] })) as {
      readonly grids: readonly { readonly code: string }[];
    };
    const grid = grids.find(({ code }) => code.startsWith(STREET))?.code;
    const report = { category: "event-0201", description: "夜市占道经营", grid, channel: "window" };
    caseId = String((await post("/reports", report, { sub: "clerk-1", roles: ["clerk"] }))["reportId"]);
    const isAssigned = async (): Promise<true | undefined> => {
      const { body: one } = await site.platform.client.get(
        `/api/v1/cases/${caseId}`,
        await site.platform.as({ ...supervisor, roles: ["supervisor"] }),
      );
      return one["status"] === "assigned" ? true : undefined;
    };
    await until(isAssigned, "an order");
    await post(`/cases/${caseId}/revoke`, { reason: "for the body" }, { ...dispatcher, roles: ["dispatcher"] });
    await post(`/cases/${caseId}/assign`, { department: body }, { ...dispatcher, roles: ["dispatcher"] });
    await until(async () => {
      const { status } = await site.platform.client.get(
        `/api/v1/leads/${caseId}`,
        await site.platform.as({ ...supervisor, roles: ["supervisor"] }),
      );
      return status === 200 ? true : undefined;
    }, "the lead");
  }, 240_000);

  afterAll(async () => {
    await site.stop();
    clock.remove();
  });

  const open = async (who: Post, address: string, options = {}): Promise<Page> => {
    const page = await site.open("/pages.json", options);
    // What the page captures is captured on the day of the platform.
    await page.clock.setFixedTime(new Date(NOW));
    await signInAs(page, site.url, who);
    await look(page, `${site.url}/console/enforcement/${address}`);
    return page;
  };

  it("an officer takes a lead up and asks for a dossier, which his lead files: nobody files his own", async () => {
    const page = await open(officer, "leads");
    await page.locator(`a[href$="/leads/${caseId}"]`).click();
    await send(await formOf(page, "acceptLead"));
    await page.getByTestId("lead-status").getByText("已受理").waitFor();
    const form = await formOf(page, "openDossier");
    await choose(page, form, "权责事项", "power-0001");
    await choose(page, form, "种类", "公民");
    await form.getByLabel("姓名或名称").fill("孙三");
    await form.getByLabel("地址").fill("成华区某路1号");
    await form.getByLabel("行为日").fill("2024-06-17");
    await form.getByLabel("发现日").fill("2024-06-17");
    await form.getByLabel("事实").fill("现场发现占道经营");
    await send(form);
    await page.waitForURL(/\/dossiers\//);
    dossierId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await page.getByTestId("next-step").getByText("立案", { exact: false }).first().waitFor();
    await page.getByTestId("refused-steps").locator("summary").click();
    await page.locator('[data-step="fileDossier"]').waitFor();
    await page.context().close();

    const other = await open(lead, `dossiers/${dossierId}`);
    const filing = await formOf(other, "fileDossier");
    await choose(other, filing, "其他执法人员", nameOf(1), nameOf(2));
    await send(filing);
    await other.getByTestId("dossier-status").getByText("调查取证").waitFor();
    await other.context().close();
  });

  it("he captures evidence, records the investigation, and reads why there is no decision yet", async () => {
    const page = await open(officer, `dossiers/${dossierId}`);
    const capture = await formOf(page, "captureEvidence");
    await capture
      .locator('input[type="file"]')
      .setInputFiles({ name: "scene.png", mimeType: "image/png", buffer: PNG });
    await capture.getByLabel("名称").fill("现场照片");
    await choose(page, capture, "共同采集人", nameOf(2));
    await capture.getByLabel("存放地点").fill("room-1");
    await send(capture);
    await page.locator("[data-evidence]").getByText("现场照片").first().waitFor();
    const form = await formOf(page, "recordInvestigation");
    await choose(page, form, "其他执法人员", nameOf(2));
    await choose(page, form, "种类", "检查");
    await form.getByLabel("已出示执法证").check();
    await choose(page, form, "形成的证据", "现场照片");
    await choose(page, form, "全过程记录", "现场照片");
    await send(form);
    await page.getByTestId("next-step").getByText("提出处理建议").waitFor();
    const { entries } = {
      entries: (
        await get(`/dossiers/${dossierId}/history`, { sub: officer.sub, roles: ["officer"], department: body })
      )["events"] as readonly { readonly type: string }[],
    };
    expect(entries.map(({ type }) => type)).toContain("InvestigationRecorded");
    await page.getByTestId("refused-steps").locator("summary").click();
    await page.locator('[data-step="informParty"]').getByText("尚无处理建议").waitFor();
    await page.context().close();
  });

  it("somebody of another force is told every reason why he is not competent", async () => {
    const page = await open(officer, "competence");
    await page.getByLabel("执法人员").fill(`officer-traffic-${STREET}-1`);
    const main = page.locator("main");
    await choose(page, main, "权责事项", "power-0001");
    await choose(page, main, "街道", "猛追湾");
    await page.getByRole("button", { name: "核查" }).click();
    await page.getByTestId("competence").getByText("不具备资格").waitFor();
    expect(await page.getByTestId("competence").locator("li").count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it("an operation is seen as it happens, with who said where he is; another street's team sees none of it", async () => {
    const STARTS = "2024-06-17T01:20:00.000Z";
    clock.set("2024-06-17T01:15:00.000Z");
    const at = await liveOperation({ post }, { from: STARTS, to: "2024-06-17T06:00:00.000Z" }, () => {
      clock.set(STARTS);
    });
    const me: Post = { ...officer, sub: COMMANDER };
    const here = { longitude: 104.10123, latitude: 30.67456 };
    const page = await open(me, at.slice(1), {
      geolocation: here,
      permissions: ["geolocation"],
    });
    await page.getByTestId("live").getByText("实时更新").waitFor();
    // From here on the page is told by the stream or not at all.
    await page.route(`**/api/v1${at}`, (route) => route.abort());
    const row = page.locator(`[data-officer="${HELPER}"]`);
    await row.getByText("已通知").waitFor();
    await post(`${at}/persons/status`, { officer: HELPER, status: "onScene" }, officerAs(HELPER));
    await row.getByText("到场").waitFor();
    await post(`${at}/persons/status`, { officer: COMMANDER, status: "onScene" }, officerAs(COMMANDER));
    await page.getByLabel("报平安时附上我的位置").check();
    await page.getByRole("button", { name: `报平安 ${COMMANDER}` }).click();
    await page.locator(`[data-officer="${COMMANDER}"]`).getByText("位置报于").waitFor();
    await page.locator('[data-testid=map][data-points="1"]').waitFor();
    const { persons } = (await get(at, control)) as { readonly persons: readonly Readonly<Record<string, unknown>>[] };
    expect(persons.map(({ officer: who, seen }) => [who, (seen as { place?: unknown } | undefined)?.place])).toEqual([
      [COMMANDER, { lng: 104.1012, lat: 30.6746 }],
      [HELPER, undefined],
    ]);
    await page.context().close();

    const stranger = await site.platform.as(officerAs("officer-urbanManagement-510108003-1"));
    const answer = await fetch(`${site.url}/api/v1/stream${at}`, { headers: { authorization: `Bearer ${stranger}` } });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "enforcement.team.other_street" }]);
  });

  it.each(["zh", "en"] as const)(
    "axe finds nothing, with every form open, on a telephone (%s)",
    async (language) => {
      const page = await open(officer, "leads", { language, viewport: { width: 360, height: 740 } });
      const paths = [
        "leads",
        `leads/${caseId}`,
        "dossiers",
        `dossiers/${dossierId}`,
        "operations",
        "team",
        "competence",
        "party",
      ];
      for (const path of paths) {
        await look(page, `${site.url}/console/enforcement/${path}`);
        await page.evaluate("document.querySelectorAll('details.command').forEach((one) => { one.open = true; })");
        expect([path, await violationsOf(page)]).toEqual([path, []]);
        expect([path, await beyondTheEdge(page)]).toEqual([path, []]);
      }
      await page.context().close();
    },
    180_000,
  );

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
