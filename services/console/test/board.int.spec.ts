/** The dispatch board in a browser: a case changes hands, by pointer and by keyboard, to the events that it makes on the bus. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, until } from "../../../deploy/test/stack.ts";
import { browserOrWhy, openSite, signIn, violationsOf, type Site } from "./browser.ts";
import { reportDay } from "./district.ts";
import { eventsAfter, placeOf } from "./stream.ts";
import { beyondTheEdge } from "./looks.ts";

const browser = await browserOrWhy();
const OTHER = "园林绿化管理所";

describe.skipIf("why" in browser)("a case changes hands on the board", () => {
  let site: Site;
  let cases: string[];
  const { get, post } = asking(() => site.platform);
  const desk = { sub: "dispatcher-1", roles: ["dispatcher"] } as const;

  beforeAll(async () => {
    site = await openSite("path" in browser ? browser.path : "");
    cases = [...(await reportDay(site.platform, 80))];
  }, 240_000);

  afterAll(() => site.stop());

  const caseOf = (caseId: string) => get(`/cases/${caseId}`, { ...desk, roles: [...desk.roles] });
  /** One that is with a worker, each time another. */
  const next = async (): Promise<string> => {
    const caseId = cases.shift() ?? "";
    // It is a case a moment after it was reported.
    const isOut = async () => ((await caseOf(caseId))["status"] === "assigned" ? true : undefined);
    await until(() => isOut().catch(() => undefined), "an order", 40_000);
    return caseId;
  };
  const openBoard = async (options: Parameters<Site["open"]>[1] = {}, role = "派遣员"): Promise<Page> => {
    const page = await site.open("/console/board", options);
    await signIn(page, role);
    await page.getByTestId("map").waitFor();
    return page;
  };
  /** Scrolls until the row is drawn. */
  const rowOf = async (page: Page, caseId: string) => {
    const row = page.locator(`[data-case="${caseId}"]`);
    await until(async () => {
      if ((await row.count()) > 0) return true;
      await page.evaluate(`document.querySelector("[data-testid=cases]").scrollBy(0, 400)`);
      return undefined;
    }, "the row");
    await row.scrollIntoViewIfNeeded();
    return row;
  };
  const target = (page: Page, name: string) => page.getByTestId("targets").getByRole("button", { name });

  it("is dragged onto a department: the reason is asked for, and order and revocation are on the bus", async () => {
    const caseId = await next();
    const before = await placeOf(site.platform);
    const page = await openBoard();
    const row = await rowOf(page, caseId);
    // The places to put it come with the drag, so it is not one movement.
    const from = await row.boundingBox();
    await page.mouse.move((from?.x ?? 0) + 260, (from?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move((from?.x ?? 0) + 240, (from?.y ?? 0) + 24, { steps: 4 });
    const place = target(page, OTHER);
    await place.waitFor();
    await place.scrollIntoViewIfNeeded();
    const to = await place.boundingBox();
    await page.mouse.move((to?.x ?? 0) + 20, (to?.y ?? 0) + 10, { steps: 6 });
    await page.mouse.up();
    const confirm = page.getByTestId("confirm");
    await confirm.getByText(`派给${OTHER}？`).waitFor();
    expect(await confirm.getByRole("button", { name: "确认改派" }).isDisabled()).toBe(true);
    await confirm.getByLabel("收回的理由").fill("应由园林部门处理");
    await confirm.getByRole("button", { name: "确认改派" }).click();
    await page.getByTestId("said").getByText(`已派给${OTHER}`).waitFor();
    await row.getByText(OTHER).waitFor();
    expect(await caseOf(caseId)).toMatchObject({ status: "assigned", department: "landscape", attempts: 2 });
    const events = await eventsAfter(site.platform, before, caseId, 2);
    expect(events.map(({ type, data }) => [type, data.department])).toEqual([
      ["dispatch.case.revoked.v1", "urban-management"],
      ["dispatch.case.assigned.v1", "landscape"],
    ]);
    await page.context().close();
  });

  it("goes by keyboard alone, is said to who hears the page, and Escape puts it back", async () => {
    const caseId = await next();
    const page = await openBoard();
    const grip = (await rowOf(page, caseId)).getByRole("button", { name: /^改派：/ });
    const hasFocus = (what: string, name: string) =>
      until(
        async () => ((await page.evaluate<boolean>(`${what} === document.activeElement`)) ? true : undefined),
        `the keyboard at ${name}`,
      );
    const firstPlace = `document.querySelector("[data-target]")`;
    const itsGrip = `document.querySelector('[data-case="${caseId}"] .grip')`;
    await grip.focus();
    await page.keyboard.press("Enter");
    await page
      .getByTestId("said")
      .getByText(/已拿起「.+」，有 \d+ 处可放。/)
      .waitFor();
    await hasFocus(firstPlace, "the first place");
    expect(await grip.getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("Escape");
    await page.getByTestId("said").getByText("已放回，没有改动").waitFor();
    await hasFocus(itsGrip, "the grip again");
    expect(await page.getByTestId("targets").count()).toBe(0);

    await page.keyboard.press("Enter");
    await hasFocus(firstPlace, "the first place");
    await page.keyboard.press("End");
    await hasFocus(`[...document.querySelectorAll("[data-target]")].at(-1)`, "the last place");
    const name = (await page.locator("[data-target]").last().textContent()) ?? "";
    const code = await page.locator("[data-target]").last().getAttribute("data-target");
    await page.keyboard.press("Enter");
    await hasFocus(`document.querySelector("dialog textarea")`, "the reason");
    await page.keyboard.type("归口调整");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByTestId("said").getByText(`已派给${name}`).waitFor();
    await hasFocus(itsGrip, "the grip at the end");
    expect(await caseOf(caseId)).toMatchObject({ status: "assigned", department: code, attempts: 2 });
    await page.context().close();
  });

  it("goes back from its worker to the department without a reason, and its deadline stays", async () => {
    const caseId = await next();
    const { dueAt, worker, department } = await caseOf(caseId);
    expect(worker).toBeDefined();
    const page = await openBoard();
    await (await rowOf(page, caseId)).getByRole("button", { name: /^改派：/ }).click();
    await page.locator(`[data-target="${String(department)}"]`).click();
    expect(await page.getByLabel("收回的理由").count()).toBe(0);
    await page.getByTestId("confirm").getByRole("button", { name: "确认改派" }).click();
    await page.getByTestId("said").getByText("已派给").waitFor();
    const after = await caseOf(caseId);
    expect([after["worker"], after["dueAt"], after["attempts"]]).toEqual([undefined, dueAt, 1]);
    await page.context().close();
  });

  it("is refused with the reason where it was handled meanwhile, and the list shows what it is now", async () => {
    const caseId = await next();
    const page = await openBoard();
    const row = await rowOf(page, caseId);
    await row.getByRole("button", { name: /^改派：/ }).click();
    await target(page, OTHER).waitFor();
    const worker = String((await caseOf(caseId))["worker"]);
    const hand = { sub: `w ${worker}`, roles: ["gridWorker"], worker };
    await post(`/cases/${caseId}/accept`, {}, hand);
    await post(`/cases/${caseId}/handle`, {}, hand);
    await target(page, OTHER).click();
    await page.getByLabel("收回的理由").fill("应由园林部门处理");
    await page.getByRole("button", { name: "确认改派" }).click();
    await page.getByTestId("confirm").getByText("没有可收回的派遣单").waitFor();
    await page.keyboard.press("Escape");
    await row.getByText("待核查").waitFor();
    expect(await row.getByRole("button", { name: /^改派：/ }).count()).toBe(0);
    expect((await caseOf(caseId))["status"]).toBe("handled");
    await page.context().close();
  });

  it("says so where it was taken back and could not be given out, and another try gives it out", async () => {
    const caseId = await next();
    const page = await openBoard();
    await (await rowOf(page, caseId)).getByRole("button", { name: /^改派：/ }).click();
    await target(page, OTHER).click();
    await page.getByLabel("收回的理由").fill("应由园林部门处理");
    const away = { title: "Service Unavailable", status: 503, code: "service.unavailable", detail: "away" };
    await page.route("**/assign", (route) =>
      route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(away) }),
    );
    await page.getByRole("button", { name: "确认改派" }).click();
    await page.getByTestId("confirm").getByText("派遣单已收回，但还没有派出").waitFor();
    expect((await caseOf(caseId))["status"]).toBe("filed");
    await page.unroute("**/assign");
    await page.getByRole("button", { name: "确认改派" }).click();
    await page.getByTestId("said").getByText(`已派给${OTHER}`).waitFor();
    expect(await caseOf(caseId)).toMatchObject({ status: "assigned", department: "landscape" });
    await page.context().close();
  });

  it("is nothing that a clerk is offered", async () => {
    const caseId = await next();
    const page = await openBoard({}, "窗口受理员");
    const row = await rowOf(page, caseId);
    expect(await row.getByRole("button").count()).toBe(0);
    expect(await row.getAttribute("draggable")).toBe("false");
    await page.context().close();
  });

  it.each([
    ["zh", "light", "派遣员"],
    ["en", "dark", "dispatcher"],
  ] as const)(
    "axe finds nothing with a case in hand, nor with the question open (%s)",
    async (language, colorScheme, role) => {
      const caseId = await next();
      const page = await openBoard({ language, colorScheme, viewport: { width: 360, height: 740 } }, role);
      await (await rowOf(page, caseId)).getByRole("button").click();
      await page.locator('[data-target="landscape"]').waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.locator('[data-target="landscape"]').click();
      await page.getByTestId("confirm").waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(await beyondTheEdge(page)).toEqual([]);
      await page.context().close();
    },
  );

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
