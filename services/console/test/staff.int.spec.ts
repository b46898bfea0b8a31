import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../../deploy/test/stack.ts";
import { telephoneJpeg } from "@wangge/kit/testing/pictures";
import { browserOrWhy, openSite, signIn, type Site } from "./browser.ts";
import { reportDay } from "./district.ts";
import { startIssuer, type Issuer } from "./issuer.ts";

const browser = await browserOrWhy();
const shots = process.env["WANGGE_SHOTS"];
const LIFETIME_S = 24;

describe.skipIf("why" in browser)("what staff do with a case", () => {
  let site: Site;
  let issuer: Issuer;
  let cases: readonly string[];

  beforeAll(async () => {
    issuer = await startIssuer({ lifetime: `${LIFETIME_S}s` });
    site = await openSite("path" in browser ? browser.path : "", { OIDC_ISSUER: issuer.url });
    cases = await reportDay(site.platform, 60);
  }, 240_000);

  afterAll(async () => {
    await site.stop();
    issuer.stop();
  });

  const caseOf = async (caseId: string): Promise<Readonly<Record<string, unknown>>> => {
    const token = await site.platform.as({ sub: "supervisor-1", roles: ["supervisor"] });
    return (await site.platform.client.get(`/api/v1/cases/${caseId}`, token)).body;
  };
  const asWorkerOf = async (caseId: string): Promise<string> => {
    const worker = await until(async () => (await caseOf(caseId))["worker"] as string | undefined, "the worker");
    return site.platform.as({ sub: `w ${worker}`, roles: ["gridWorker"], worker });
  };

  it("sees the photos of those who were there, each with what it shows, and what is still missing", async () => {
    const [caseId = ""] = cases;
    const token = await asWorkerOf(caseId);
    await site.platform.client.post(`/api/v1/cases/${caseId}/accept`, {}, { token });
    const content = await telephoneJpeg();
    for (const kind of ["near", "far", "reference"]) {
      const { status } = await fetch(`${site.url}/api/v1/cases/${caseId}/photos?kind=${kind}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "image/jpeg" },
        body: new Uint8Array(content),
      });
      expect(status).toBe(201);
    }
    const page = await site.open(`/console/cases/${caseId}`);
    await signIn(page, "派遣员");
    for (const kind of ["近景", "远景", "参照物"]) {
      const name = `第 1 次派遣：${kind}`;
      await page.getByRole("img", { name }).waitFor();
      // Drawn, and not only there.
      await until(
        async () =>
          (await page.evaluate<number>(`document.querySelector('img[alt="${name}"]').naturalWidth`)) > 0
            ? true
            : undefined,
        `the picture ${kind}`,
      );
    }
    if (shots !== undefined) await page.screenshot({ path: `${shots}/case-photos.png`, fullPage: true });
    await page.context().close();
  });

  it("a department asks for time, withdraws, and asks again; the dispatcher decides on the same page", async () => {
    const [, caseId = ""] = cases;
    const token = await asWorkerOf(caseId);
    await site.platform.client.post(`/api/v1/cases/${caseId}/accept`, {}, { token });
    const { department } = await caseOf(caseId);
    const ask = await site.open(`/console/cases/${caseId}`);
    await signIn(ask, "责任部门");
    const requested = async (): Promise<unknown> =>
      ((await caseOf(caseId))["request"] as { readonly kind?: unknown } | undefined)?.kind;
    const becomes = (wanted: unknown) =>
      until(async () => ((await requested()) === wanted ? true : undefined), `the request ${String(wanted)}`);
    expect(department).toBe("urban-management");
    await ask.getByLabel("申请理由").fill("等待配件");
    await ask.getByRole("button", { name: "提出申请" }).click();
    await becomes("extension");
    await ask.getByRole("button", { name: "撤回申请" }).click();
    await becomes(undefined);
    await ask.context().close();
  });

  it("is signed in for as long as the provider says so, and keeps what is typed over the end of a token", async () => {
    const [, , caseId = ""] = cases;
    const page = await site.open(`/console/cases/${caseId}`);
    await page.getByRole("button", { name: "统一身份认证登录" }).click();
    await page.getByTestId("who").getByText("dispatcher-of-the-district").waitFor();
    const reason = page.getByLabel("收回的理由");
    await reason.fill("责任不清");
    const tokenNow = () =>
      page.evaluate<string>(`JSON.parse(sessionStorage.getItem("wangge.session") ?? "{}").token ?? ""`);
    const first = await tokenNow();
    const ended = Date.now() + LIFETIME_S * 1000;
    await until(
      async () => (Date.now() > ended && (await tokenNow()) !== first ? true : undefined),
      "a token after the first",
      3 * LIFETIME_S * 1000,
    );
    expect(await reason.inputValue()).toBe("责任不清");
    await page.getByRole("button", { name: "收回派遣" }).click();
    await until(async () => ((await caseOf(caseId))["status"] === "filed" ? true : undefined), "the order revoked");
    await page.getByTestId("timeline").getByText("收回派遣").waitFor();
    await page.context().close();
  }, 120_000);

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
