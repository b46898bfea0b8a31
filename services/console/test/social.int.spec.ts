/** The pages of social work in a browser: from a call to a blind review, a council's topic, and how the lists look. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, testClock, until, type TestClock } from "../../../deploy/test/stack.ts";
import { social } from "../src/common/texts/social.ts";
import { browserOrWhy, openSite, type Site } from "./browser.ts";
import { choose, formOf, look, send, signInAs, type Post } from "./law-pages.ts";
import { mustLookRight } from "./looks.ts";

const browser = await browserOrWhy();

const DAY_MS = 86_400_000;
const NOW = new Date();
const dayIn = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString().slice(0, 10);
const inDays = (days: number): string => `${dayIn(days)}T09:00`;
/** What a form takes for an instant is the district's time. */
const instantOf = (local: string): string => new Date(`${local}:00+08:00`).toISOString();
const [OPENS, CLOSES] = [inDays(2), inDays(5)];

/** One that no stand-in council sits in. */
const COMMUNITY = "510108002002";
const GRID = `${COMMUNITY}001`;
const STREET = "510108002";
const drafter: Post = { role: "socialOfficer", sub: "social-1" };
const checker: Post = { role: "socialOfficer", sub: "social-2" };
const REVIEWERS = ["judge-1", "judge-2", "judge-3"];
const judge = (sub = REVIEWERS[0] ?? ""): Post => ({ role: "reviewer", sub });
const treasurer: Post = { role: "financeOfficer", sub: "finance-1" };
const serving: Post = { role: "communityOfficer", sub: "community-officer-1" };
const MEMBERS = [1, 2, 3, 4, 5, 6, 7].map((place) => `member-${String(place)}`);
const member = (place: number): Post => ({ role: "citizen", sub: MEMBERS[place - 1] ?? "" });
const convener = member(1);
const FUND = "公益创投资金";
const TOPIC = "整治楼道小广告";
const TEAM = "十名志愿者，队长住在本社区";

const label = (zh: string, en: string) => ({ zh, en });
const title = label("邻里公益创投", "Neighbours' venture");
const asked = { required: true, identifies: false };
const form = {
  fields: [
    { ...asked, key: "title", label: label("项目名称", "Name of the project"), kind: "text", most: 40 },
    { ...asked, key: "team", label: label("团队", "Team"), kind: "text", most: 2_000, identifies: true },
    { ...asked, key: "households", label: label("受益户数", "Households"), kind: "number", least: 1, most: 1_000 },
    { ...asked, key: "budget", label: label("项目预算", "Budget of the project"), kind: "budget" },
    { ...asked, key: "stages", label: label("实施阶段", "Stages"), kind: "stages" },
    { ...asked, key: "grids", label: label("服务网格", "Grids served"), kind: "places" },
  ],
};
const rubric = {
  criteria: [
    { key: "need", label: label("需求", "Need"), weight: 60 },
    { key: "plan", label: label("方案", "Plan"), weight: 40 },
  ],
  scale: [label("无", "none"), label("可", "fair"), label("优", "excellent")],
};

describe.skipIf("why" in browser)("the pages of social work", () => {
  let site: Site;
  let clock: TestClock;
  let organization: { readonly organizationId: string; readonly name: string };
  let book = "";
  let roundId = "";
  let applicationId = "";
  const { get, post: send_ } = asking(() => site.platform);
  const account = ({ role, ...who }: Post) => ({ ...who, roles: [role] });
  const post = (path: string, body: object, by: Post) => send_(path, body, account(by));
  const applicant = (): Post => ({ role: "organization", sub: "account-1", organization: organization.organizationId });

  beforeAll(async () => {
    clock = testClock(NOW.toISOString());
    const path = "path" in browser ? browser.path : "";
    site = await openSite(path, { CLOCK_FILE: clock.file, SWEEP_MS: "250", PATROLS: "none" });
    for (const [thing, content] of Object.entries({ forms: form, rubrics: rubric })) {
      await post(`/venture/${thing}/plain/editions`, { title, content, why: "首版" }, drafter);
      await post(`/venture/${thing}/plain/editions/1/publish`, {}, checker);
    }
    await post("/venture/programmes", { programme: "neighbours", title, themes: ["elderly", "youth"] }, drafter);
    organization = await until(async () => {
      const { organizations } = (await get("/organizations?limit=100&status=registered", account(drafter))) as {
        readonly organizations: readonly { organizationId: string; name: string; code?: string }[];
      };
      return organizations.find(({ code }) => code !== undefined);
    }, "an organization that is registered");
    await post("/councils", { community: COMMUNITY, officers: [serving.sub] }, drafter);
    const term = { from: dayIn(0), until: dayIn(1_000) };
    for (const [place, sub] of MEMBERS.entries())
      await post(
        `/councils/${COMMUNITY}/seats`,
        { account: sub, name: `成员${String(place + 1)}号`, ...term },
        serving,
      );
    await post(`/councils/${COMMUNITY}/convener`, { account: convener.sub }, serving);
    const fund = { fund: "lottery", title: FUND, source: "welfareLottery", envelope: 100_000_000 };
    const year = NOW.getUTCFullYear();
    const period = { from: `${String(year)}-01-01`, until: `${String(year + 1)}-12-31` };
    book = String((await post("/funds", { ...fund, period }, treasurer))["book"]);
    const deposit = { amount: 80_000_000, reference: "凭证 1" };
    const { deposits } = (await post(`/funds/${book}/deposits`, deposit, drafter)) as {
      readonly deposits: readonly [{ readonly id: string }];
    };
    await post(`/funds/${book}/deposits/${deposits[0].id}/judge`, { approved: true }, treasurer);
  }, 240_000);

  afterAll(async () => {
    await site.stop();
    clock.remove();
  });

  const open = async (who: Post, address: string): Promise<Page> => {
    const page = await site.open("/pages.json");
    await signInAs(page, site.url, who);
    await look(page, `${site.url}/console/social/${address}`);
    return page;
  };

  it("an officer drafts a call, and another announces it: nobody announces his own", async () => {
    const page = await open(drafter, "calls");
    const draft = await formOf(page, "draftRound");
    await choose(page, draft, "项目", title.zh);
    await draft.getByLabel("名称").fill("第一轮");
    await draft.getByLabel("公告").fill("征集为老服务项目");
    await choose(page, draft, "主题", "为老服务");
    await choose(page, draft, "资金", FUND);
    await draft.getByLabel("总额（元）").fill("500000");
    await draft.getByLabel("开始时间").fill(OPENS);
    await draft.getByLabel("截止时间").fill(CLOSES);
    for (const name of ["申报表单", "评分标准"]) {
      const edition = draft.getByRole("group", { name });
      await choose(page, edition, "代码", title.zh);
      await choose(page, edition, "版本", "1");
    }
    await draft.getByLabel("匿名评审").check();
    await send(draft);
    await page.waitForURL(/\/rounds\//);
    roundId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await page.getByTestId("round-status").getByText("草稿").waitFor();
    const own = await formOf(page, "announceRound");
    await send(own);
    await own.getByText("social.round.same_person").waitFor();
    await page.context().close();

    const other = await open(checker, `rounds/${roundId}`);
    await send(await formOf(other, "announceRound"));
    await other.getByTestId("round-status").getByText("已公布").waitFor();
    await other.context().close();
    expect(await get(`/venture/rounds/${roundId}`, account(checker))).toMatchObject({
      ...{ status: "announced", envelope: 50_000_000, isBlind: true, themes: ["elderly"] },
      ...{ opensAt: instantOf(OPENS), closesAt: instantOf(CLOSES) },
    });
    for (const reviewer of REVIEWERS)
      await post(`/venture/rounds/${roundId}/reviewers`, { account: reviewer, themes: ["elderly"], limit: 5 }, drafter);
  });

  const openApplication = async (who: Post): Promise<Page> => open(who, `applications/${applicationId}`);
  const savedAs = (page: Page, revision: number): Promise<void> =>
    page
      .getByTestId("saved")
      .getByText(`已保存，第 ${String(revision)} 版`)
      .waitFor();
  const roundIs = (status: string): Promise<true> =>
    until(
      async () => ((await get(`/venture/rounds/${roundId}`, account(checker)))["status"] === status ? true : undefined),
      `the round ${status}`,
    );

  it("an organization fills in an application that saves itself, overwrites nobody, and submits it", async () => {
    clock.set(instantOf(OPENS));
    await roundIs("open");
    const page = await open(applicant(), `rounds/${roundId}`);
    const begin = await formOf(page, "beginApplication");
    await choose(page, begin, "主题", "为老服务");
    await send(begin);
    await page.waitForURL(/\/applications\//);
    applicationId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    const problems = page.getByRole("region", { name: "提交前要解决的问题" });
    await problems.getByText("受益户数 · 未填写").waitFor();
    const answers = page.getByRole("region", { name: "申报内容" });
    await answers.getByRole("textbox", { name: "项目名称" }).fill("邻里助餐");
    await savedAs(page, 1);
    const other = await openApplication(applicant());

    await answers.getByRole("textbox", { name: "团队" }).fill(TEAM);
    await answers.getByRole("textbox", { name: "受益户数" }).fill("300");
    const budget = answers.getByRole("group", { name: "项目预算" });
    await budget.getByRole("button", { name: "添加项目预算" }).click();
    await budget.getByRole("textbox", { name: "项目" }).fill("餐费");
    await budget.getByRole("textbox", { name: "金额（元）" }).fill("1000");
    await budget.getByRole("textbox", { name: "申请资助（元）" }).fill("600");
    await budget.getByRole("textbox", { name: "自筹（元）" }).fill("400");
    const stages = answers.getByRole("group", { name: "实施阶段" });
    await stages.getByRole("button", { name: "添加实施阶段" }).click();
    await stages.getByRole("textbox", { name: "名称" }).fill("试点");
    await stages.getByRole("textbox", { name: "金额（元）" }).fill("600");
    await stages.getByLabel("期限").fill(`${String(NOW.getUTCFullYear() + 1)}-06-30`);
    await answers.getByRole("combobox", { name: "服务网格" }).fill(GRID);
    await page.getByRole("option", { name: GRID }).click();
    await page.getByTestId("no-problems").waitFor();

    const late = other.getByRole("region", { name: "申报内容" });
    await late.getByRole("textbox", { name: "项目名称" }).fill("另一个名称");
    await other.getByRole("alert").getByText("别人刚改过这份申报书", { exact: false }).waitFor();
    await other.context().close();

    await send(await formOf(page, "submitApplication"));
    await page.getByTestId("application-state").getByText("已提交").waitFor();
    await page.context().close();
    const { answers: kept } = (await get(`/venture/applications/${applicationId}`, account(applicant()))) as {
      readonly answers: { readonly values: Readonly<Record<string, { readonly value: unknown }>> };
    };
    expect(kept.values).toMatchObject({
      title: { value: "邻里助餐" },
      households: { value: 300 },
      budget: { value: [{ item: "餐费", amount: 100_000, asked: 60_000, own: 40_000 }] },
      grids: { value: [GRID] },
    });
  });

  it("an officer screens it, and a reviewer finishes a blind review without reading who applies", async () => {
    const office = await openApplication(drafter);
    const screening = await formOf(office, "screenApplication");
    await choose(office, screening, "理由", "符合征集范围");
    await screening.getByLabel("说明").fill("符合");
    await send(screening);
    await office.getByTestId("application-state").getByText("通过初筛").waitFor();
    await office.context().close();

    clock.set(instantOf(CLOSES));
    await roundIs("closed");
    for (const reviewer of REVIEWERS.slice(1))
      await post(`/venture/rounds/${roundId}/declaration`, { ties: [] }, judge(reviewer));
    const page = await open(judge(), `rounds/${roundId}`);
    const ties = await formOf(page, "declareTies");
    await send(ties);
    await ties.getByText("已完成。").waitFor();
    await post(`/venture/rounds/${roundId}/reviews`, {}, checker);
    await look(page, `${site.url}/console/social/reviews`);
    await page.getByRole("link", { name: "邻里助餐" }).click();
    await page.getByTestId("masked").waitFor();
    const review = page.getByRole("region", { name: "评审" });
    for (const criterion of ["需求", "方案"]) {
      await choose(page, review, `${criterion} · 权重`, "2 · 优");
      await review.getByLabel(`评语 · ${criterion}`).fill("见材料");
    }
    await review.getByLabel("总评").fill("值得资助");
    const read = await page.locator("body").innerText();
    expect(read).toContain("餐费");
    for (const identity of [organization.name, organization.organizationId, TEAM]) expect(read).not.toContain(identity);
    await review.getByRole("button", { name: "提交评审" }).click();
    await page.getByTestId("review-final").waitFor();
    await page.context().close();
    const { ownReview } = await get(`/venture/applications/${applicationId}`, account(judge()));
    expect(ownReview).toMatchObject({ status: "final", comment: "值得资助", marks: [{ mark: 2 }, { mark: 2 }] });
  });

  it("what a council member proposes is accepted and resolved, and the page says what the API has", async () => {
    const council = `/councils/${COMMUNITY}`;
    const page = await open(member(2), `councils/${COMMUNITY}`);
    const proposal = await formOf(page, "proposeTopic");
    await proposal.getByLabel("内容").fill(TOPIC);
    await proposal.getByRole("checkbox", { name: "所需" }).check();
    // There are more than are shown at a time.
    await proposal.getByRole("combobox", { name: "类别" }).fill("event-0201");
    await page.getByRole("option", { name: "event-0201" }).click();
    await choose(page, proposal, "网格", GRID);
    await send(proposal);
    const shown = page.locator("[data-topic]").filter({ hasText: TOPIC });
    await shown.getByText("已提出", { exact: false }).waitFor();
    const topic = (await shown.getAttribute("data-topic")) ?? "";
    const chair = await open(convener, `councils/${COMMUNITY}`);
    const own = chair.locator(`[data-topic="${topic}"]`);
    await own.locator('[data-command="acceptTopic"] summary').click();
    await send(own.locator('[data-command="acceptTopic"]'));
    await own.getByText("已采纳", { exact: false }).waitFor();
    await chair.context().close();

    const startsAt = instantOf(inDays(20));
    const convening = await open(convener, `councils/${COMMUNITY}`);
    const calling = await formOf(convening, "conveneSession");
    await calling.getByLabel("开始时间").fill(inDays(20));
    await calling.getByRole("button", { name: /^添加/ }).click();
    await choose(convening, calling, "议题", TOPIC);
    await send(calling);
    await calling.getByText("已完成。").waitFor();
    await convening.context().close();
    const { sessions } = (await get(`${council}/sessions`, account(convener))) as {
      readonly sessions: readonly { readonly id: string }[];
    };
    const id = sessions[0]?.id;
    const session = `/council-sessions/${String(id)}`;
    clock.set(startsAt);
    await until(
      () => post(`${session}/open`, { present: MEMBERS }, convener).catch(() => undefined),
      "the hour of the session",
    );
    await post(`${session}/start-vote`, { topic }, convener);
    for (const place of [1, 3, 4, 5]) await post(`${session}/vote`, { topic, choice: "for" }, member(place));
    await look(page, `${site.url}/console/social/sessions/${String(id)}`);
    const vote = await formOf(page, "vote");
    await choose(page, vote, "表决", "赞成");
    await send(vote);
    await vote.getByText("已完成。").waitFor();
    await post(`${session}/end-vote`, { topic }, convener);
    await page.getByText("赞成 5 · 反对 0 · 弃权 0").waitFor();
    const { text, status } = await until(async () => {
      const { resolutions } = (await get(`${council}/resolutions`, account(convener))) as {
        readonly resolutions: readonly {
          readonly text: string;
          readonly status: keyof typeof social.zh.resolutionStatus;
        }[];
      };
      return resolutions.find((one) => one.status === "open");
    }, "the resolution");
    await look(page, `${site.url}/console/social/councils/${COMMUNITY}`);
    const listed = page.getByRole("region", { name: "决议" }).getByRole("listitem");
    await listed.first().waitFor();
    expect(await listed.count()).toBe(1);
    expect(await listed.innerText()).toContain(text);
    expect(await listed.innerText()).toContain(social.zh.resolutionStatus[status]);
    await page.context().close();
  });

  it("a book of money says its accounts and movements in words", async () => {
    const page = await open(treasurer, `funds/${book}`);
    await page.getByTestId("ledger").getByText("银行存款 800,000.00 · 可用 -800,000.00").waitFor();
    await page.getByTestId("ledger").getByText("入账", { exact: true }).waitFor();
    await page.context().close();
  });

  it("a need for services is stated by names: nobody has to know a code", async () => {
    const page = await open(drafter, "purchases");
    const need = await formOf(page, "statePurchaseNeed");
    await need.getByLabel("名称").fill("社区助餐服务");
    await need.getByLabel("理由").fill("老人吃饭难");
    const buyer = need.getByRole("group", { name: "购买主体" });
    await choose(page, buyer, "种类", "街道");
    await choose(page, buyer, "代码", STREET);
    await choose(page, need, "服务类别", "养老服务");
    await need.getByLabel("预算科目").fill("elderly-2024");
    await need.getByLabel("金额（元）").fill("200000");
    await need.getByLabel("开始").fill(dayIn(30));
    await need.getByLabel("结束").fill(dayIn(300));
    await choose(page, need, "方式", "公开招标");
    await send(need);
    await page.waitForURL(/\/purchases\/.+/);
    const purchase = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await page.context().close();
    expect(await get(`/purchases/${purchase}`, account(drafter))).toMatchObject({
      ...{ serviceClass: "elderly-care", buyer: { kind: "street", code: STREET } },
    });
  });

  it("the lists look right, also to a post that may not see what is in them", async () => {
    const lists = ["organizations", "councils", "budgets", "calls", "reviews", "funds", "grants", "volunteers"];
    const paths = [...lists, "purchases", `rounds/${roundId}`, `councils/${COMMUNITY}`, `funds/${book}`].map(
      (path) => `social/${path}`,
    );
    await mustLookRight(site, { zh: "督查长", en: "supervisor" }, paths);
  }, 180_000);

  it("no page complained in its console", () => {
    expect(site.complaints).toEqual([]);
  });
});
