import fc from "fast-check";
import { walk } from "@wangge/kit/testing";
import { expect, it } from "vitest";
import {
  applicationDecider,
  panelDecider,
  type ApplicationCommand,
  type ApplicationState,
  type Entry,
  type PanelCommand,
  type PanelState,
  type Proposal,
} from "../src/domain/selection/index.ts";
import { LEAD, OTHER, PARTNER, rules } from "./selection-builders.ts";

const instant = (hour: number): string => new Date(Date.UTC(2018, 0, 1, hour)).toISOString();

const anyApplicationCommand: fc.Arbitrary<ApplicationCommand> = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom("save", "submit", "ask") },
      { weight: 4, arbitrary: fc.constantFrom("invite", "consent", "supply", "remove") },
      { weight: 1, arbitrary: fc.constantFrom("screen", "withdraw") },
    ),
    fc.nat({ max: 2 }),
    fc.nat({ max: 200 }),
    fc.boolean(),
  )
  .map(([what, seen, hour, flag]): ApplicationCommand => {
    const said = { by: `account-${seen}`, at: instant(hour) };
    const key = flag ? "need" : "title";
    switch (what) {
      case "save":
        return { type: "SaveAnswers", answers: { [key]: { kind: "text", value: `v${hour}` } }, seen, ...said };
      case "invite":
        return { type: "InviteCoApplicant", organization: flag ? PARTNER : OTHER, mayEdit: flag, ...said };
      case "consent":
        return { type: "AnswerInvitation", organization: flag ? PARTNER : OTHER, consents: seen > 0, ...said };
      case "submit":
        return { type: "SubmitApplication", seen, problems: [], ineligible: [], ...said };
      case "ask":
        return { type: "RequestInfo", fields: ["need"], reason: "补充", until: instant(hour + 50), ...said };
      case "supply":
        return { type: "SupplyInfo", seen, problems: [], ...said };
      case "screen":
        return {
          type: "ScreenApplication",
          passed: flag,
          reason: flag ? "fits" : "unclear",
          note: "初筛",
          problems: [],
          ...said,
        };
      case "remove":
        return { type: "RemoveCoApplicant", organization: OTHER, ...said };
      default:
        return { type: "WithdrawApplication", why: "合并", ...said };
    }
  });

it("a submitted application stands still but for what is asked, has the consent of all, and ends once", () => {
  const seen = { draft: 0, submitted: 0, moreInfo: 0, passed: 0, failed: 0, withdrawn: 0, changedOnRequest: 0 };
  const begin: ApplicationCommand = {
    type: "BeginApplication",
    beginning: { round: "round", organization: LEAD, theme: "elderly", form: { code: "plain", version: 1 } },
    ...{ by: "account-0", at: instant(0) },
  };
  fc.assert(
    fc.property(fc.array(anyApplicationCommand, { minLength: 20, maxLength: 80, size: "max" }), (commands) => {
      const states = walk(applicationDecider, [begin, ...commands]);
      let before: Exclude<ApplicationState, { status: "none" }> | undefined;
      for (const state of states) {
        if (state.status === "none") throw new Error("it was begun");
        seen[state.status] += 1;
        if (before !== undefined && before.status !== "draft") {
          expect(state.answers["title"]).toEqual(before.answers["title"]);
          expect(state.status).not.toBe("draft");
          if (before.status !== "moreInfo") expect(state.answers).toEqual(before.answers);
          else if (JSON.stringify(state.answers) !== JSON.stringify(before.answers)) seen.changedOnRequest += 1;
          expect(state.coApplicants).toEqual(before.coApplicants);
          expect(state.coApplicants.some(({ status }) => status === "invited")).toBe(
            before.coApplicants.some(({ status }) => status === "invited"),
          );
        }
        if (state.status === "submitted" || state.status === "passed")
          expect(state.coApplicants.every(({ status }) => status !== "invited")).toBe(true);
        if (before?.status === "withdrawn" || before?.status === "failed") expect(state.status).toBe(before.status);
        if (before?.status === "passed") expect(["passed", "withdrawn"]).toContain(state.status);
        before = state;
      }
    }),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
});

const members = ["member-1", "member-2", "member-3", "member-4", "member-5"];
const applications = ["app-1", "app-2", "app-3", "app-4"];
const entry = (application: string): Entry => ({
  ...{ application, organization: LEAD, title: application, budget: 10, asked: 6, own: 4 },
  ...{ raw: 1, score: 1, reviews: 3, isNormalised: false, stages: [], grids: [] },
});

const anyRecused = fc.record(
  Object.fromEntries(applications.map((one) => [one, fc.subarray(members, { maxLength: 3 })])),
);
const anySplit = fc
  .shuffledSubarray(members)
  .chain((voters) =>
    fc.nat({ max: voters.length }).map((at) => ({ inFavour: voters.slice(0, at), against: voters.slice(at) })),
  );

it("a rank changes only with most of those who may vote, of a quorum, and never with a recused vote", () => {
  const seen = { moved: 0, recused: 0, refused: 0 };
  fc.assert(
    fc.property(
      anyRecused,
      fc.subarray(members, { minLength: 3 }),
      fc.array(fc.tuple(fc.constantFrom(...applications), fc.integer({ min: 1, max: 4 }), anySplit), {
        minLength: 8,
        maxLength: 30,
        size: "max",
      }),
      (recused, present, moves) => {
        const said = { by: "officer-1", at: instant(0) };
        const proposal: Proposal = { ranking: applications.map(entry), excluded: [], recused };
        const rule = rules.panel;
        const appointment = { members, chair: "member-1", programme: "p", rulesVersion: rules.version, rule };
        const setUp: PanelCommand[] = [
          { type: "AppointPanel", appointment, ...said },
          { type: "OpenPanel", proposal, ...said },
          { type: "TakeAttendance", present, ...said },
        ];
        let state: PanelState = walk(panelDecider, setUp).at(-1) ?? panelDecider.initial;
        for (const [application, to, vote] of moves) {
          if (state.status !== "sitting") throw new Error("it sits");
          const { order, present: there } = state;
          const from = order.indexOf(application) + 1;
          const touched = order.filter(
            (_, index) => index + 1 >= Math.min(from, to) && index + 1 <= Math.max(from, to),
          );
          const barred = new Set(touched.flatMap((one) => recused[one] ?? []));
          const free = there.filter((one) => !barred.has(one));
          const needed = members.filter((one) => !barred.has(one)).length * rule.quorum;
          const voters = [...vote.inFavour, ...vote.against];
          const isCarried =
            voters.every((one) => there.includes(one) && !barred.has(one)) &&
            free.length > 0 &&
            free.length * 10_000 >= needed &&
            vote.inFavour.length > free.length / 2;
          const command: PanelCommand = { type: "MoveApplication", application, to, reasons: "更急", ...vote, ...said };
          const [next] = walk({ ...panelDecider, initial: state }, [command]);
          if (from === to) {
            expect(next).toEqual(state);
            continue;
          }
          expect(next !== undefined).toBe(isCarried);
          if (voters.some((one) => barred.has(one))) seen.recused += 1;
          if (next === undefined) {
            seen.refused += 1;
            continue;
          }
          if (next.status !== "sitting") throw new Error("it sits");
          expect(next.order[to - 1]).toBe(application);
          expect([...next.order].sort()).toEqual(applications);
          expect(next.order.filter((one) => one !== application)).toEqual(order.filter((one) => one !== application));
          seen.moved += 1;
          state = next;
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});
