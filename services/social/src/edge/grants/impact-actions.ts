import { CategoryCode, Day, GridCode, Instant, OrganizationId, Ulid, CaseId } from "@wangge/contracts";
import { Amount, GrantId } from "@wangge/contracts/events";
import { action, DomainError, reject, type Clock, type Stored } from "@wangge/kit";
import { dayOf } from "@wangge/calendar";
import { z } from "zod";
import { grant360 } from "../../app/grants/export-360.ts";
import type { Outcomes } from "../../app/grants/outcomes.ts";
import type { GrantPorts } from "../../app/grants/ports.ts";
import type { Books, Grants } from "../../app/grants/stores.ts";
import { knownGrant } from "../../app/grants/treasury.ts";
import type { Grant } from "../../domain/grants/grant/index.ts";
import { OFFICE } from "./access.ts";
import type { GrantDesk } from "./grant-desk.ts";
import { GrantView } from "./grant-view.ts";

interface Deps {
  readonly desk: GrantDesk;
  readonly grants: Grants;
  readonly books: Books;
  readonly outcomes: Outcomes;
  readonly ports: Pick<GrantPorts, "organizations">;
  readonly clock: Clock;
}

const ById = z.strictObject({ grantId: GrantId });

const Measured = z.object({
  before: z.int().min(0),
  after: z.int().min(0),
  earned: Amount,
  cases: z.string().describe("SHA-256 of the ids that were counted"),
});

const formulaOf = ({ state }: Stored<Grant>) => {
  const formula = state.conditions?.outcome;
  if (formula === undefined) throw reject("social.grant.no_outcome", "Nothing of this grant depends on case data");
  return formula;
};

/** 成效: readings checked on site, outcomes from case data, exits, and what is published of grants. */
export const impactActions = ({ desk, grants, books, outcomes, ports, clock }: Deps) => ({
  checkReading: action({
    rest: "POST /grants/:grantId/readings/:reading/check",
    summary: "现场核实, by a worker of that grid: what he finds counts",
    access: ["gridWorker"],
    input: ById.extend({ reading: Ulid, confirmed: z.boolean(), value: z.int() }),
    output: GrantView,
    run: async ({ grantId, reading: id, confirmed, value }, context) => {
      const { state } = await desk.known(grantId, context.actor);
      const grid = state.readings.find((one) => one.id === id)?.grid;
      const worker = context.actor?.worker;
      if (grid !== undefined && (worker === undefined || !(await outcomes.walks(worker, grid))))
        throw new DomainError("forbidden", "social.grant.not_your_grid", "A worker of the grid looks at it", { grid });
      return desk.ask(grantId, { type: "CheckReading", data: { id, confirmed, value } }, context);
    },
  }),
  outcome: action({
    rest: "GET /grants/:grantId/outcome",
    summary: "成效测算: what case data come to now, beside what was measured",
    access: [...OFFICE, "organization"],
    input: ById,
    output: z.object({ now: Measured, measured: Measured.extend({ at: Instant }).optional() }),
    run: async ({ grantId }, { actor }) => {
      const stored = await desk.known(grantId, actor);
      const { measured } = stored.state;
      return {
        now: await outcomes.measure(formulaOf(stored)),
        ...(measured === undefined ? {} : { measured }),
      };
    },
  }),
  outcomeCases: action({
    rest: "GET /grants/:grantId/outcome/cases",
    summary: "The cases behind a count, by age, a page at a time; some are private, so for the office alone",
    access: ["supervisor"],
    input: ById.extend({
      of: z.enum(["baseline", "span"]),
      after: CaseId.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    output: z.object({
      cases: z.array(
        z.object({
          caseId: CaseId,
          grid: GridCode,
          category: CategoryCode,
          filedOn: Day,
          closedAt: Instant.optional(),
          reopenedAt: Instant.optional(),
        }),
      ),
      next: CaseId.optional(),
    }),
    run: async ({ grantId, of, after, limit }, { actor }) => {
      const formula = formulaOf(await desk.known(grantId, actor));
      const found = await outcomes.casesOf(formula, of, { after, limit });
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      const cases = found.map(
        ({ id: caseId, state: { grid = "", category = "", filedOn = "", closedAt, reopenedAt } }) => ({
          ...{ caseId, grid, category, filedOn },
          ...(closedAt === undefined ? {} : { closedAt }),
          ...(reopenedAt === undefined ? {} : { reopenedAt }),
        }),
      );
      return { cases, ...(next === undefined ? {} : { next }) };
    },
  }),
  measureOutcome: action({
    rest: "POST /grants/:grantId/outcome",
    summary: "成效认定: what case data come to now is what the tranche pays; after the days that count are over",
    access: ["socialOfficer"],
    input: ById,
    output: GrantView,
    run: async ({ grantId }, context) => {
      const formula = formulaOf(await desk.known(grantId, context.actor));
      if (dayOf(clock.now()) <= formula.span.until)
        throw reject("social.grant.too_early", "The days that count are not over", { until: formula.span.until });
      const { before, after, cases } = await outcomes.measure(formula);
      return desk.ask(grantId, { type: "MeasureOutcome", data: { before, after, cases } }, context);
    },
  }),
  exitGrant: action({
    rest: "POST /grants/:grantId/exit",
    summary:
      "退出: handed over, self-sustaining or given up; what was bought goes to a registered organization for a purpose",
    access: ["districtGovernment"],
    input: ById.extend({
      kind: z.enum(["handover", "selfSustaining", "stop"]),
      assetsTo: OrganizationId,
      purpose: z.string().min(1).max(500),
    }),
    output: GrantView,
    run: async ({ grantId, ...data }, context) => {
      const standing = await ports.organizations.standing(data.assetsTo, dayOf(clock.now()));
      if (standing?.status !== "registered" || standing.ban !== undefined)
        throw reject("social.grant.no_heir", "What was bought goes to a registered organization that is not barred");
      return desk.ask(grantId, { type: "ExitGrant", data }, context);
    },
  }),
  exportGrants: action({
    rest: "GET /grants/360giving",
    summary: "360Giving: agreed grants as open data, by age, a page at a time",
    access: "public",
    input: z.strictObject({
      publisher: z
        .string()
        .regex(/^360G-[A-Za-z0-9]{1,40}$/)
        .default("360G-wangge"),
      after: GrantId.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    output: z.object({ grants: z.array(z.looseObject({ id: z.string() })), next: GrantId.optional() }),
    run: async ({ publisher, after, limit }) => {
      const where = { "state.agreedAt": { gt: "" } };
      const found = await grants.find({ where, limit, after, order: "oldest" });
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      const today = dayOf(clock.now());
      const shown = found.map(knownGrant);
      const bookIds = [...new Set(shown.map(({ state }) => state.book))];
      const held = new Map(await Promise.all(bookIds.map(async (id) => [id, await books.load(id)] as const)));
      const published: { id: string }[] = [];
      for (const stored of shown) {
        const book = held.get(stored.state.book)?.state;
        const standing = await ports.organizations.standing(stored.state.organization, today);
        if (book === undefined || book.status === "none") continue;
        published.push(grant360(publisher, stored, book, standing?.name ?? stored.state.organization));
      }
      return { grants: published, ...(next === undefined ? {} : { next }) };
    },
  }),
});
