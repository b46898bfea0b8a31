import type { Call, Clock, Meta, Stored } from "@wangge/kit";
import { ResolvePlaces } from "@wangge/contracts/calls";
import {
  answerProblems,
  applicationDecider,
  gridsOf,
  ofApplication,
  partiesOf,
  takesAt,
  type Answers,
  type Application,
  type ApplicationCommand,
  type Beginning,
  type FieldProblem,
  type Round,
} from "../../domain/selection/index.ts";
import type { SelectionData } from "./data.ts";
import type { Parties } from "./parties.ts";
import type { Rounds } from "./rounds.ts";
import type { Stores } from "./stores.ts";

interface Needed {
  readonly stores: Stores;
  readonly rounds: Rounds;
  readonly parties: Parties;
  readonly data: SelectionData;
  readonly clock: Clock;
  /** Those of these grids that the registry does not have. */
  readonly unknownGrids: (grids: readonly string[]) => Promise<readonly string[]>;
}

/** Asks the registry. */
export const gridCheck =
  (call: Call): Needed["unknownGrids"] =>
  async (grids) => {
    if (grids.length === 0) return [];
    const places = grids.map((grid) => ({ grid }));
    const found = ResolvePlaces.output.parse(await call(ResolvePlaces.name, { places })).grids;
    return grids.filter((_, index) => found[index] === null);
  };

/** 申报: what organizations write, and what the office makes of it before anybody judges it. */
export const createApplications = ({ stores, rounds, parties, data, clock, unknownGrids }: Needed) => {
  const { applications } = stores;

  const load = async (id: string): Promise<Stored<Application>> => {
    const stored = await applications.load(id);
    if (stored === undefined || stored.state.status === "none") throw ofApplication.unknown();
    return { ...stored, state: stored.state };
  };
  /** Who it was stands in the command. The envelope of a public event names nobody: an account would tell who applies. */
  const say = async (id: string, command: ApplicationCommand, meta?: Meta): Promise<Stored<Application>> => {
    await applications.handle(id, command, { ...meta, actor: "social" });
    return load(id);
  };

  /** Every problem of what it says now. */
  const problemsOf = async (application: Application, round: Round, at: string): Promise<readonly FieldProblem[]> => {
    const form = await rounds.formOf(application.form);
    const names = round.isBlind ? await parties.namesOf(application, at) : [];
    const { budget } = rounds.rulesOf(round);
    const places = form.fields.find(({ kind }) => kind === "places")?.key ?? "";
    const unknown = await unknownGrids(gridsOf(application.answers));
    return [
      ...answerProblems(form, application.answers, { rules: budget, names }),
      ...(unknown.length > 0 ? [{ field: places, problem: "unknownGrid" }] : []),
    ];
  };

  const check = async (id: string) => {
    const at = clock.now();
    const { state } = await load(id);
    const { state: round } = await rounds.load(state.round);
    const problems = await problemsOf(state, round, at);
    const ineligible = await parties.ineligibleOf(id, state, round, { rules: rounds.rulesOf(round), at });
    return { state, round, at, problems, ineligible };
  };

  return {
    load,
    say,
    check,
    problemsOf,
    begin: async (
      id: string,
      wanted: Omit<Beginning, "form">,
      by: string,
      meta: Meta,
    ): Promise<Stored<Application>> => {
      const at = clock.now();
      const { state: round } = await rounds.load(wanted.round);
      if (!takesAt(round, at)) throw ofApplication.rule("round_not_open", "The round takes no applications now");
      if (!round.themes.includes(wanted.theme)) throw ofApplication.rule("foreign_theme", "Not a theme of this round");
      const beginning = { ...wanted, form: round.form };
      return say(id, { type: "BeginApplication", beginning, by, at }, meta);
    },
    /** Only what the form asks for is kept; what is missing or wrong is said when it is submitted. */
    save: async (id: string, answers: Answers, seen: number, by: string, meta: Meta): Promise<Stored<Application>> => {
      const { state } = await load(id);
      const form = await rounds.formOf(state.form);
      const unknown = Object.keys(answers).filter((key) => form.fields.every((field) => field.key !== key));
      if (unknown.length > 0)
        throw ofApplication.rule("no_such_field", "The form has no such field", { fields: unknown });
      return say(id, { type: "SaveAnswers", answers, seen, by, at: clock.now() }, meta);
    },
    submit: async (id: string, seen: number, by: string, meta: Meta): Promise<Stored<Application>> => {
      const { state, at, problems, ineligible } = await check(id);
      const command = { type: "SubmitApplication", seen, problems, ineligible, by, at } as const;
      // What would be refused takes no place of the round; what is submitted has its.
      if (applicationDecider.decide(command, state).length > 0) {
        const most = data.rules((await rounds.load(state.round)).state.rules).applicationsPerOrganization;
        const place = { application: id, parties: partiesOf(state), at };
        await rounds.say(state.round, { type: "TakePlace", most, ...place });
      }
      return say(id, command, meta);
    },
    supply: async (id: string, seen: number, by: string, meta: Meta): Promise<Stored<Application>> => {
      const { at, problems } = await check(id);
      return say(id, { type: "SupplyInfo", seen, problems, by, at }, meta);
    },
    screen: async (
      id: string,
      { reason, note }: { readonly reason: string; readonly note: string },
      by: string,
      meta: Meta,
    ): Promise<Stored<Application>> => {
      const { at, problems } = await check(id);
      const passed = data.passesFor(reason, at);
      if (passed === undefined)
        throw ofApplication.rule("no_such_reason", "There is no such reason of screening", { reason });
      return say(id, { type: "ScreenApplication", passed, reason, note, problems, by, at }, meta);
    },
    /** Said again, it finishes what a crash has left. */
    withdraw: async (id: string, why: string, by: string, meta: Meta): Promise<Stored<Application>> => {
      const at = clock.now();
      const stored = await say(id, { type: "WithdrawApplication", why, by, at }, meta);
      await rounds.say(stored.state.round, { type: "LeavePlace", application: id, at });
      if ((await stores.assessments.load(id)) !== undefined)
        await stores.assessments.handle(id, { type: "DropAssessment", at });
      return stored;
    },
  };
};
export type Applications = ReturnType<typeof createApplications>;
