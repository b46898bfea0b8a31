import { dayAfter } from "@wangge/calendar";
import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  banOn,
  reportsMissingOn,
  statusOn,
  type OrganizationCommand,
  type OrganizationState,
} from "../src/domain/organizations/index.ts";
import { CODE, on, organizationDecider, profile, rules } from "./organizations-builders.ts";

const START = "2017-12-27";

type Step =
  | { readonly do: "wait"; readonly days: number }
  | {
      readonly do: "apply" | "record" | "register" | "refuse" | "suspend" | "resume" | "deregister" | "forward";
      readonly by: string;
    }
  | { readonly do: "submit"; readonly by: string; readonly back: number }
  | { readonly do: "ban" | "lift"; readonly by: string; readonly nth: number; readonly days: number };

/** What an organization is, told as plainly as the rules are: nothing of it is shared with the decider. */
interface Model {
  status: string;
  enteredBy?: string | undefined;
  enteredOn?: string | undefined;
  since?: number;
  gone?: string;
  received: Set<string>;
  bans: Map<string, { from: string; until: string; by: string; liftedOn?: string }>;
}

const maker = fc.constantFrom("acc-a", "acc-b", "acc-c");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("wait" as const), days: fc.nat({ max: 150 }) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "apply",
        "apply",
        "record",
        "register",
        "register",
        "register",
        "refuse",
        "suspend",
        "resume",
        "forward",
      ),
      by: maker,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("deregister" as const), by: maker }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("submit" as const), by: maker, back: fc.nat({ max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("ban", "lift"),
      by: maker,
      nth: fc.nat({ max: 2 }),
      days: fc.nat({ max: 400 }),
    }),
  },
);

const commandOf = (one: Exclude<Step, { do: "wait" }>, day: string): OrganizationCommand => {
  const asked = { by: one.by, at: on(day) };
  switch (one.do) {
    case "apply":
      return { type: "Apply", profile: profile(), ...asked };
    case "record":
      return { type: "RecordGroup", profile: profile({ form: "group" }), ...asked };
    case "register":
      return { type: "Register", code: CODE, ...asked };
    case "refuse":
      return { type: "Refuse", reason: "noNeed", ...asked };
    case "suspend":
      return { type: "Suspend", reason: "noActivity", ...asked };
    case "resume":
      return { type: "Resume", ...asked };
    case "deregister":
      return { type: "Deregister", reason: "dissolved", ...asked };
    case "submit":
      return { type: "SubmitReport", year: Number(day.slice(0, 4)) - one.back, digest: "a".repeat(64), ...asked };
    case "forward":
      return { type: "ForwardReport", year: Number(day.slice(0, 4)) - 1, ...asked };
    case "ban":
      return {
        type: "Ban",
        ban: { id: `ban-${String(one.nth)}`, from: day, until: dayAfter(day, one.days), reason: "breach" },
        ...asked,
      };
    case "lift":
      return { type: "LiftBan", id: `ban-${String(one.nth)}`, reason: "settled", ...asked };
  }
};

/** Does the step in the model. False: it may not be done. */
const allowed = (model: Model, one: Exclude<Step, { do: "wait" }>, day: string): boolean => {
  const turn = (status: string): void => {
    model.status = status;
  };
  const standing = model.status === "registered" || model.status === "suspended";
  const end = (): boolean => model.enteredBy !== undefined && model.enteredBy !== one.by;
  const year = Number(day.slice(0, 4));
  switch (one.do) {
    case "record":
      if (model.status === "forming") return true;
      if (model.status !== "none") return false;
      turn("forming");
      return true;
    case "apply":
      if (model.enteredBy !== undefined) return true;
      if (!["none", "forming", "refused"].includes(model.status)) return false;
      model.enteredBy = one.by;
      model.enteredOn = day;
      if (model.status !== "forming") turn("applied");
      return true;
    case "register":
      if (model.status === "registered") return true;
      if (!end()) return false;
      model.enteredBy = undefined;
      model.since = year;
      turn("registered");
      return true;
    case "refuse":
      if (!end()) return false;
      model.enteredBy = undefined;
      if (model.status !== "forming") turn("refused");
      return true;
    case "suspend":
      if (standing) turn("suspended");
      return standing;
    case "resume":
      if (standing) turn("registered");
      return standing;
    case "deregister":
      if (model.status === "deregistered") return true;
      if (!(standing || model.status === "forming") || model.enteredBy !== undefined) return false;
      model.gone = day;
      turn("deregistered");
      return true;
    case "submit": {
      const about = year - one.back;
      if (!standing || model.since === undefined || about < model.since || one.back === 0) return false;
      model.received.add(`${String(about)} supervisor`);
      return true;
    }
    case "forward":
      if (!standing || !model.received.has(`${String(year - 1)} supervisor`)) return false;
      model.received.add(`${String(year - 1)} registrar`);
      return true;
    case "ban": {
      if (model.status === "none") return false;
      const id = `ban-${String(one.nth)}`;
      if (!model.bans.has(id)) model.bans.set(id, { from: day, until: dayAfter(day, one.days), by: one.by });
      return true;
    }
    case "lift": {
      const found = model.bans.get(`ban-${String(one.nth)}`);
      if (found === undefined) return false;
      if (found.liftedOn !== undefined) return true;
      if (found.by === one.by || day > found.until) return false;
      found.liftedOn = day;
      return true;
    }
  }
};

it("lives as a plain telling of the rules says: status by day, clock, reports, bans; what is refused changes nothing", () => {
  const seen = new Map<string, number>();
  const count = (what: string): void => {
    seen.set(what, (seen.get(what) ?? 0) + 1);
  };
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), (steps) => {
      let state: OrganizationState = organizationDecider.initial;
      let day = START;
      const told = new Map<string, string>();
      const model: Model = { status: "none", received: new Set(), bans: new Map() };
      const tell = (command: OrganizationCommand): boolean => {
        try {
          const events = organizationDecider.decide(command, state);
          for (const event of events) {
            if (event.type === "ReportMissed") {
              const { year, to, lastDay } = event.data;
              const key = `${String(year)} ${to}`;
              expect([lastDay < day, model.received.has(key), told.has(key)]).toEqual([true, false, false]);
              told.set(key, day);
              count("missed");
            }
            if (event.type === "DecisionOverdue") {
              expect(day > dayAfter(model.enteredOn ?? "", 60)).toBe(true);
              count("overdue");
            }
          }
          state = events.reduce(organizationDecider.evolve, state);
          return true;
        } catch (error) {
          if (!isDomainError(error)) throw error;
          return false;
        }
      };
      for (const one of steps) {
        if (one.do === "wait") {
          day = dayAfter(day, one.days);
          if (state.status === "none") continue;
          const isDue = state.wakeAt !== undefined && state.wakeAt <= on(day);
          const before = state;
          tell({ type: "Wake", at: on(day) });
          // It changes nothing before the instant that it says itself, and something from then on.
          expect(state !== before).toBe(isDue);
          continue;
        }
        expect([one.do, tell(commandOf(one, day))]).toEqual([one.do, allowed(model, one, day)]);
        expect(state.status).toBe(model.status);
        if (state.status === "none") continue;
        count(state.status);
        expect(statusOn(state, day)).toBe(model.status);
        const ban = [...model.bans].filter(
          ([, { from, until, liftedOn }]) => from <= day && day <= until && (liftedOn === undefined || day < liftedOn),
        );
        expect(banOn(state, day)?.until).toBe(
          ban
            .map(([, { until }]) => until)
            .toSorted()
            .at(-1),
        );
        count(ban.length > 0 ? "banned" : "not banned");
        const missing: number[] = [];
        for (let year = model.since ?? 9_999; year < Number(day.slice(0, 4)); year += 1) {
          const lastDay = `${String(year + 1)}-05-31`;
          const isOwed = model.gone === undefined || lastDay < model.gone;
          if (isOwed && lastDay < day && !model.received.has(`${String(year)} registrar`)) missing.push(year);
        }
        expect(reportsMissingOn(state, rules.at(on(day)), day)).toEqual(missing);
        count(missing.length > 0 ? "missing" : "none missing");
      }
    }),
    { numRuns: 250 },
  );
  for (const what of ["applied", "refused", "forming", "registered", "suspended", "deregistered"])
    expect([what, seen.get(what) ?? 0]).toEqual([what, expect.toSatisfy((times: number) => times > 50)]);
  for (const what of ["banned", "not banned", "missing", "none missing", "missed", "overdue"])
    expect([what, seen.get(what) ?? 0]).toEqual([what, expect.toSatisfy((times: number) => times > 50)]);
});
