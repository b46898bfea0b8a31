import { defineService, type Actor, type Parts, type StoreFactory, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import type { OrganizationsPort, SelectionPort, Standing } from "../src/app/ports.ts";
import { createSelection } from "../src/app/selection/selection.ts";
import type { Answers } from "../src/domain/selection/index.ts";
import { testConfig } from "./config.ts";
import { hearing } from "./slice-manifest.ts";
import { answers, form, HUB, LEAD, marks, NO_GRID, OTHER, PARTNER, rubric, T0 } from "./selection-builders.ts";

interface Kept {
  name: string;
  status: Standing["status"];
  registeredOn?: string;
  reportsMissing: number[];
  ban?: Standing["ban"] & object;
  people: string[];
  related: string[];
}
const kept = (name: string): Kept => ({
  ...{ name, status: "registered", registeredOn: "2014-01-01", reportsMissing: [], people: [], related: [] },
});

/** A small register of organizations that tests may change. */
export const smallRegister = () => {
  const all: Record<string, Kept> = {
    [LEAD]: kept("和美社工中心"),
    [PARTNER]: kept("银龄互助社"),
    [OTHER]: kept("青禾少年社"),
    [HUB]: kept("社会组织孵化园"),
  };
  const port: OrganizationsPort = {
    standing: (organization) => {
      const one = all[organization];
      if (one === undefined) return Promise.resolve(undefined);
      const { people: _people, related: _related, ...standing } = one;
      return Promise.resolve({ organization, form: "minban", ...standing });
    },
    ban: () => Promise.reject(new Error("selection bans nobody")),
    people: (organization) => Promise.resolve(all[organization]?.people ?? []),
    related: (organization) => Promise.resolve(all[organization]?.related ?? []),
  };
  return { all, port };
};

export const as = (id: string, roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id, roles, ...more },
  external: true,
});
export const officer = as("officer-1", ["socialOfficer"]);
export const second = as("officer-2", ["socialOfficer"]);
export const ofOrganization = (organization: string): WireMeta =>
  as(`account-${organization}`, ["organization"], { organization });
export const lead = ofOrganization(LEAD);
export const partner = ofOrganization(PARTNER);
export const judge = (id: string): WireMeta => as(id, ["reviewer"]);

export const REVIEWERS = ["judge-1", "judge-2", "judge-3", "judge-4", "judge-5"];
export const MEMBERS = ["member-1", "member-2", "member-3"];
export const OPENS = "2017-12-28T01:00:00.000Z";
export const CLOSES = "2018-01-26T10:00:00.000Z";
export const AFTER = "2018-01-26T10:00:00.001Z";

/** An answer, and the ids that most of them have. */
interface Shown extends Readonly<Record<string, unknown>> {
  readonly roundId: string;
  readonly applicationId: string;
  readonly hash: string;
}

export interface District {
  readonly platform: MemoryPlatform;
  readonly register: ReturnType<typeof smallRegister>["all"];
  readonly port: () => SelectionPort;
  readonly sweep: () => Promise<void>;
  readonly ask: (action: string, input: object, meta?: WireMeta) => Promise<Shown>;
  /** What is read of the store from now on, until it is stopped: which collection, and how. */
  readonly reads: () => { readonly stop: () => readonly string[] };
  /** Its code, or undefined where it is not refused. */
  readonly refusal: (action: string, input: object, meta?: WireMeta) => Promise<string | undefined>;
  readonly round: (more?: object) => Promise<string>;
  /** A draft with these answers. */
  readonly drafted: (roundId: string, by?: WireMeta, more?: Answers) => Promise<string>;
  readonly submitted: (roundId: string, by?: WireMeta, more?: Answers) => Promise<string>;
  readonly passed: (roundId: string, by?: WireMeta, more?: Answers) => Promise<string>;
  readonly declared: (roundId: string, accounts: readonly string[]) => Promise<void>;
  readonly finish: (applicationId: string, account: string, ...given: readonly (number | null)[]) => Promise<Shown>;
}

/** The selection alone, with a form and a rubric that are published; on the memory bus, and the memory store unless another is given. */
export const openDistrict = async (
  storeOf: (parts: Pick<Parts<unknown>, "store" | "bus">) => StoreFactory = ({ store }) => store,
  config: { readonly CLAMD_ADDRESS?: string } = {},
): Promise<District> => {
  const { all: register, port } = smallRegister();
  let noted: string[] | undefined;
  const noting =
    (store: StoreFactory): StoreFactory["decider"] =>
    async (collection, decider, options) => {
      const made = await store.decider(collection, decider, options);
      const note =
        <Input extends readonly unknown[], Output>(how: string, read: (...input: Input) => Output) =>
        (...input: Input): Output => {
          noted?.push(`${collection} ${how}`);
          return read(...input);
        };
      return {
        ...made,
        load: note("load", made.load),
        find: note("find", made.find),
        history: note("history", made.history),
        handle: note("handle", made.handle),
      };
    };
  let slice: Awaited<ReturnType<typeof createSelection>> | undefined;
  const platform = await memoryPlatform({
    manifests: [hearing()],
    config: { ...testConfig, ...config },
    at: T0,
    calls: {
      "registry.resolve": ({ places }: { places: { grid: string }[] }) => ({
        grids: places.map(({ grid }) => (grid === NO_GRID ? null : grid)),
      }),
    },
    compose: async (parts) => {
      slice = await createSelection({
        ...{ ...parts, organizations: port },
        store: { ...parts.store, decider: noting(storeOf(parts)) },
      });
      return defineService({ manifest: hearing(), actions: slice.actions, subscriptions: slice.subscriptions });
    },
  });
  const made = (): NonNullable<typeof slice> => {
    if (slice === undefined) throw new Error("not composed");
    return slice;
  };
  const ask: District["ask"] = async (action, input, meta = officer) =>
    (await platform.call(action, input, meta)) as Shown;
  const refusal: District["refusal"] = async (action, input, meta = officer) =>
    platform.call(action, input, meta).then(
      () => undefined,
      (error: unknown) => (error as { code: string }).code,
    );

  const title = { zh: "公益创投", en: "Venture" };
  await ask("draftVentureForm", { code: "plain", title, content: form, why: "首版" });
  await ask("publishVentureForm", { code: "plain", version: 1 }, second);
  await ask("draftVentureRubric", { code: "plain", title, content: rubric, why: "首版" });
  await ask("publishVentureRubric", { code: "plain", version: 1 }, second);
  await ask("foundProgramme", { programme: "neighbours-help", title, themes: ["elderly", "youth"] });

  const district: District = {
    platform,
    register,
    port: () => made().port,
    sweep: async () => made().sweep(),
    ask,
    reads: () => {
      const own: string[] = [];
      noted = own;
      return {
        stop: () => {
          noted = undefined;
          return own;
        },
      };
    },
    refusal,
    round: async (more = {}) => {
      const { roundId } = await ask("draftRound", {
        ...{ programme: "neighbours-help", title: "2018 第一轮", call: "征集公告", themes: ["elderly", "youth"] },
        ...{ fund: "01JD6Z0Q8V4Y7R2K3M5N6P8T9F", envelope: 100_000_000, opensAt: OPENS, closesAt: CLOSES },
        ...{ form: { code: "plain", version: 1 }, rubric: { code: "plain", version: 1 }, isBlind: true },
        ...more,
      });
      await ask("announceRound", { roundId }, second);
      platform.clock.set(OPENS);
      return roundId;
    },
    drafted: async (roundId, by = lead, more = {}) => {
      const { applicationId } = await ask("beginApplication", { roundId, theme: "elderly" }, by);
      await ask("saveAnswers", { applicationId, seen: 0, answers: answers(more) }, by);
      return applicationId;
    },
    submitted: async (roundId, by = lead, more = {}) => {
      const applicationId = await district.drafted(roundId, by, more);
      await ask("submitApplication", { applicationId, seen: 1 }, by);
      return applicationId;
    },
    passed: async (roundId, by = lead, more = {}) => {
      const applicationId = await district.submitted(roundId, by, more);
      await ask("screenApplication", { applicationId, reason: "fits", note: "符合" });
      return applicationId;
    },
    declared: async (roundId, accounts) => {
      for (const account of accounts) await ask("declareTies", { roundId, ties: [] }, judge(account));
      await made().sweep();
    },
    finish: (applicationId, account, ...given) =>
      ask("finishReview", { applicationId, marks: marks(...given), comment: "总评" }, judge(account)),
  };
  return district;
};

/** A round with two applications in review: the reviewers have declared and been assigned. */
export const inReview = async (district: District, more: object = {}) => {
  const roundId = await district.round(more);
  const first = await district.passed(roundId);
  const other = await district.passed(roundId, ofOrganization(OTHER), { title: { kind: "text", value: "四点半课堂" } });
  for (const account of REVIEWERS)
    await district.ask("enlistReviewer", { roundId, account, themes: ["elderly"], limit: 10 });
  district.platform.clock.set(AFTER);
  await district.sweep();
  await district.declared(roundId, REVIEWERS);
  await district.ask("openReviews", { roundId });
  return { roundId, first, other };
};

/** The reviewers of an application whose review is awaited. */
export const awaited = async (district: District, applicationId: string): Promise<readonly string[]> => {
  const { reviewers } = (await district.ask("ventureApplication", { applicationId })) as unknown as {
    reviewers: readonly { reviewer: string; status: string }[];
  };
  return reviewers.filter(({ status }) => status === "assigned").map(({ reviewer }) => reviewer);
};

/** Until nothing is awaited: every reviewer marks it like this. */
export const reviewAll = async (district: District, applicationId: string, ...given: readonly (number | null)[]) => {
  for (const account of await awaited(district, applicationId)) await district.finish(applicationId, account, ...given);
};

/** All reviewed; the panel has met and signed. */
export const ranked = async (district: District, roundId: string) => {
  await district.ask("appointPanel", { roundId, members: MEMBERS, chair: MEMBERS[0] });
  await district.declared(roundId, MEMBERS);
  await district.ask("openPanel", { roundId });
  await district.ask("takeAttendance", { roundId, present: MEMBERS });
  await district.ask("writePanelMinutes", { roundId, text: "一致同意" });
  return district.ask("signPanelMinutes", { roundId }, judge("member-2"));
};
