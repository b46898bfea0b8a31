import type { Grant, GrantEvent } from "./grant.ts";
import { milestoneOf, forbid, mustBe, mustBeApart, mustBeOfOrganization, refuse, type Of } from "./guards.ts";
import { earnedBy } from "./terms.ts";

export const report = (command: Of<"ReportMilestone">, grant: Grant): readonly GrantEvent[] => {
  mustBeOfOrganization(grant, command);
  const { data, by, at } = command;
  const { status } = milestoneOf(grant, data.milestone);
  if (status === "reported" || status === "verified") return [];
  mustBe(grant, "active");
  return [{ type: "MilestoneReported", data: { milestone: data.milestone, by: by.account, at } }];
};

/** 里程碑核验, by somebody without ties to who reported it; a milestone that failed is reported again. */
export const verify = (command: Of<"VerifyMilestone">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const { status, verifiedBy, reportedBy } = milestoneOf(grant, data.milestone);
  if (status === (data.passed ? "verified" : "failed") && verifiedBy === by.account) return [];
  mustBe(grant, "active");
  if (status !== "reported") throw refuse("not_reported", "This milestone is not reported", { status });
  if (reportedBy === by.account) throw forbid("own_report", "Somebody else verifies what you have reported");
  return [{ type: "MilestoneVerified", data: { ...data, by: by.account, at } }];
};

/** 中期评估、终期评估. Deferred: it is evaluated again. */
export const evaluate = (command: Of<"Evaluate">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const last = grant.evaluations.findLast(({ kind }) => kind === data.kind);
  if (last?.result === data.result && last.by === by.account && last.reason === data.reason) return [];
  mustBe(grant, "active");
  if (last !== undefined && last.result !== "deferred") throw refuse("evaluated", "This evaluation is made");
  const open = grant.milestones.filter(({ status }) => status !== "verified").map(({ number }) => number);
  if (data.kind === "final" && data.result === "qualified" && open.length > 0)
    throw refuse("milestones_open", "Each milestone is verified before", { milestones: open });
  return [{ type: "GrantEvaluated", data: { ...data, by: by.account, at } }];
};

export const readIndicator = (command: Of<"ReadIndicator">, grant: Grant): readonly GrantEvent[] => {
  mustBeOfOrganization(grant, command);
  const { data, by, at } = command;
  const same = grant.readings.find(({ id }) => id === data.id);
  if (same !== undefined) {
    if (same.value === data.value && same.indicator === data.indicator) return [];
    throw refuse("reading_differs", "This reading was given with another value");
  }
  mustBe(grant, "active");
  if (grant.conditions?.indicators.some(({ id }) => id === data.indicator) !== true)
    throw refuse("no_indicator", "The agreement has no such indicator", { indicator: data.indicator });
  if (!grant.grids.includes(data.grid))
    throw refuse("no_grid", "The project has nothing in this grid", { grid: data.grid });
  return [{ type: "IndicatorRead", data: { ...data, by: by.account, at } }];
};

/** 网格员现场核实: what he finds counts, whether it is what was reported or not. That he is of the grid is known outside. */
export const checkReading = (command: Of<"CheckReading">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const reading = grant.readings.find(({ id }) => id === data.id);
  if (reading === undefined) throw refuse("no_reading", "There is no such reading", { id: data.id });
  if (reading.check !== undefined) {
    if (reading.check.by === by.account && reading.check.value === data.value) return [];
    throw refuse("checked", "This reading was looked at", { by: reading.check.by });
  }
  mustBe(grant, "active");
  if (data.confirmed !== (data.value === reading.value))
    throw refuse("value_differs", "Confirmed is what was found as reported, and only that");
  return [{ type: "ReadingChecked", data: { ...data, by: by.account, at } }];
};

/** Made again until its tranche is asked for: cases that become known late still count. */
export const measure = ({ data, at }: Of<"MeasureOutcome">, grant: Grant): readonly GrantEvent[] => {
  const formula = grant.conditions?.outcome;
  if (formula === undefined) throw refuse("no_outcome", "Nothing of this grant depends on case data");
  mustBe(grant, "active", "ending");
  const { before, after, cases } = data;
  if (grant.measured?.cases === cases && grant.measured.before === before && grant.measured.after === after) return [];
  const tranche = grant.tranches.find(({ gate }) => gate.is === "outcome");
  if (tranche !== undefined && tranche.status !== "planned")
    throw refuse("outcome_asked", "What was earned is asked for already");
  return [{ type: "OutcomeMeasured", data: { before, after, cases, earned: earnedBy(formula, before, after), at } }];
};
