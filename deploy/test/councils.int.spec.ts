import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer } from "../demo/client.ts";
import { problemsOf } from "./examined.ts";
import { asking, startTestStack, testClock, until, type TestClock, type TestStack } from "./stack.ts";

type Account = Parameters<TestStack["as"]>[0];

const socialOfficer = { sub: "social-1", roles: ["socialOfficer"] };
const officer = { sub: "officer-1", roles: ["communityOfficer"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const MEMBERS = ["member-1", "member-2", "member-3"];
const member = (place: number): Account => ({ sub: MEMBERS[place] ?? "", roles: ["citizen"] });
const convener = member(0);
/** What a process had in hand when it was killed comes again when its time to acknowledge has passed. */
const REDELIVERY_MS = 60_000;

let platform: TestStack;
let clock: TestClock;
beforeAll(async () => {
  clock = testClock("2017-12-27T01:00:00.000Z");
  platform = await startTestStack({ SWEEP_MS: "300", PATROLS: "none", SOCIAL_SEED: "none", CLOCK_FILE: clock.file });
}, 90_000);
afterAll(async () => {
  await platform.stop();
  clock.remove();
}, 60_000);

const { get, post } = asking(() => platform);

it("what a council resolves is done: reception, dispatch, closed, fulfilled, whoever is killed in between", async () => {
  const { grids } = (await get("/grids?limit=1", supervisor)) as { grids: readonly [{ code: string }] };
  const grid = grids[0].code;
  const community = grid.slice(0, 12);
  const council = `/councils/${community}`;
  await post("/councils", { community, officers: [officer.sub] }, socialOfficer);
  for (const account of MEMBERS)
    await post(`${council}/seats`, { account, name: "演示成员", from: "2017-12-27", until: "2020-12-26" }, officer);
  await post(`${council}/convener`, { account: MEMBERS[0] }, officer);

  const wanted = { category: "event-0201", grid };
  const topic = (await post(`${council}/topics`, { text: "楼道小广告清理", wanted }, member(1)))["id"];
  await post(`/topics/${String(topic)}/accept`, {}, convener);
  const startsAt = "2018-01-03T01:00:00.000Z";
  const session = await post(`${council}/sessions`, { startsAt, items: [{ topic, ballot: "secret" }] }, convener);
  const step = (name: string, body: object, account: Account = convener): Promise<Answer["body"]> =>
    post(`/council-sessions/${String(session["id"])}/${name}`, body, account);
  clock.set(startsAt);
  await until(() => step("open", { present: MEMBERS }).catch(() => undefined), "the hour of the session");
  await step("start-vote", { topic });
  for (const [place, choice] of ["for", "for", "against"].entries())
    await step("vote", { topic, choice }, member(place));

  // Nobody takes reports on while it is resolved; and who resolved it is killed before it can say so.
  platform.stack.kill("intake", "SIGSTOP");
  const ended = await step("end-vote", { topic });
  platform.stack.kill("social", "SIGKILL");
  const [item] = ended["items"] as readonly [{ outcome: string; resolution: string; counts: object }];
  expect(item).toMatchObject({ outcome: "adopted", counts: { for: 2, against: 1, abstain: 0 } });
  const resolution = (): Promise<Answer["body"]> => get(`/resolutions/${item.resolution}`, officer);
  const known = await until(() => resolution().catch(() => undefined), "the resolution after the kill", REDELIVERY_MS);
  expect(known["status"]).toBe("waiting");
  platform.stack.kill("intake", "SIGCONT");
  const caseId = await until(
    async () => (await resolution())["caseId"] as string | undefined,
    "its case",
    REDELIVERY_MS,
  );

  const caseIn = (status: string): Promise<Answer["body"]> =>
    until(
      async () => {
        const { body } = await platform.client.get(`/api/v1/cases/${caseId}`, await platform.as(supervisor));
        return body["status"] === status ? body : undefined;
      },
      `the case ${status}`,
      REDELIVERY_MS,
    );
  const worker = { sub: "worker-1", roles: ["gridWorker"], worker: String((await caseIn("assigned"))["worker"]) };
  await post(`/cases/${caseId}/accept`, {}, worker);
  // Away while the case is handled and closed.
  platform.stack.kill("social", "SIGSTOP");
  await post(`/cases/${caseId}/handle`, {}, worker);
  await post(`/cases/${caseId}/check`, { passed: true }, supervisor);
  platform.stack.kill("social", "SIGCONT");
  platform.stack.kill("social", "SIGKILL");
  await until(
    async () => ((await resolution())["status"] === "fulfilled" ? true : undefined),
    "the resolution fulfilled",
    REDELIVERY_MS,
  );
  expect(await resolution()).toMatchObject({ stage: "closed", overdue: false, caseId });
  expect(await problemsOf(platform.stack)).toEqual([]);
}, 300_000);
