import { CommunityCode, Day, GridCode, Point, RecordId, RecordKind, StreetCode, WorkerId } from "@wangge/contracts";
import { CurrentVersion, ResolvePlaces } from "@wangge/contracts/calls";
import {
  action,
  defineService,
  DomainError,
  reject,
  type DeciderStore,
  type Role,
  type ServiceDefinition,
} from "@wangge/kit";
import { z } from "zod";
import { staffOperations } from "./app/grid-staff.ts";
import { importActions } from "./app/import/actions.ts";
import type { Imports } from "./app/import/imports.ts";
import { ChangeInput, operationsOf } from "./app/operations.ts";
import {
  exceptionsOn,
  historyOf,
  placeFinder,
  recordView,
  recordsOn,
  vacanciesOn,
  zonesOn,
  type PlaceFinder,
} from "./app/questions.ts";
import type { Registrar } from "./app/registrar.ts";
import { responsibilityView } from "./app/responsibility.ts";
import type { StaffGrid, StaffingEvent, StaffingState } from "./domain/index.ts";
import { manifest } from "./manifest.ts";
import * as view from "./view.ts";

export interface Deps {
  readonly registrar: Registrar;
  readonly imports: Imports;
  /** Reads the register, and begins it where it is empty. */
  readonly open: () => Promise<void>;
  readonly staffing: Pick<DeciderStore<StaffingState, StaffGrid, StaffingEvent>, "load">;
}

const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];

const limit = z.int().min(1).max(500).default(100);
const on = Day.optional().describe("as of this day; default today");

/** 网格登记服务: knows the district on every day, where a point lies, and who answers for what. */
export const registryService = ({ registrar, imports, open, staffing }: Deps): ServiceDefinition => {
  const { register, placesOn, today } = registrar;
  let isOpen = false;

  /** Calls may come before the register is read: they are asked to come again. */
  const mustBeOpen = (): void => {
    if (!isOpen) throw new DomainError("unavailable", "registry.starting", "The register is being read");
  };
  /** Questions that memory answers, about a day. */
  const look =
    <Input, Answer>(answer: (input: Input, finder: PlaceFinder) => Answer) =>
    (input: Input & { readonly on?: string | undefined }): Promise<Answer> =>
      new Promise((resolve) => {
        mustBeOpen();
        const day = input.on ?? today();
        resolve(answer(input, placeFinder(register, placesOn(day), day)));
      });

  return defineService({
    manifest,
    onStart: async () => {
      await open();
      isOpen = true;
    },
    onStop: async () => {
      await imports.stop();
      await registrar.stop();
    },
    actions: {
      ...importActions({ registrar, imports, mustBeOpen }),
      version: action({
        summary: "How far the register is: another version means that answers may be others",
        access: "service",
        idempotent: true,
        input: CurrentVersion.input,
        output: CurrentVersion.output,
        run: look(() => ({ version: registrar.version() })),
      }),
      resolve: action({
        summary: "Which grid each of these places lies in",
        access: "service",
        idempotent: true,
        input: ResolvePlaces.input,
        output: ResolvePlaces.output,
        run: look(({ places }: z.output<typeof ResolvePlaces.input>, finder) => ({
          grids: places.map((place) =>
            "point" in place
              ? (finder.places.locate(place.point)?.code ?? null)
              : (finder.gridNow(place.grid)?.code ?? null),
          ),
        })),
      }),
      district: action({
        rest: "GET /district",
        summary: "区: the district",
        access: "public",
        input: z.strictObject({ on }),
        output: view.DistrictView,
        run: look((_input, { places }) => view.districtView(places)),
      }),
      streets: action({
        rest: "GET /streets",
        summary: "街道: the streets of the district, by code",
        access: "public",
        input: z.strictObject({ after: StreetCode.optional(), limit, on }),
        output: z.object({ streets: z.array(view.StreetLine), next: StreetCode.optional() }),
        run: look((page, { places }) => view.pageView("streets", view.pageOf(places.streets, page), view.streetLine)),
      }),
      street: action({
        rest: "GET /streets/:code",
        summary: "街道: one street. A code of before leads to what stands in its place",
        access: "public",
        input: z.strictObject({ code: StreetCode, on }),
        output: view.StreetView,
        run: look(({ code }, finder) => view.streetView(finder.places, finder.street(code))),
      }),
      communities: action({
        rest: "GET /communities",
        summary: "社区: communities, all or of one street, by code",
        access: "public",
        input: z.strictObject({ street: StreetCode.optional(), after: CommunityCode.optional(), limit, on }),
        output: z.object({ communities: z.array(view.CommunityLine), next: CommunityCode.optional() }),
        run: look(({ street, ...page }, finder) => {
          const within = street === undefined ? finder.places.communities : finder.street(street).communities;
          return view.pageView("communities", view.pageOf(within, page), view.communityLine);
        }),
      }),
      community: action({
        rest: "GET /communities/:code",
        summary: "社区: one community. A code of before leads to what stands in its place",
        access: "public",
        input: z.strictObject({ code: CommunityCode, on }),
        output: view.CommunityView,
        run: look(({ code }, finder) => view.communityView(finder.places, finder.community(code))),
      }),
      grids: action({
        rest: "GET /grids",
        summary: "网格: grids, all or of one street or community, by code",
        access: "public",
        input: z.strictObject({
          street: StreetCode.optional(),
          community: CommunityCode.optional().describe("instead of a street"),
          after: GridCode.optional(),
          limit,
          on,
        }),
        output: z.object({ grids: z.array(view.GridLine), next: GridCode.optional() }),
        run: look(({ street, community, ...page }, finder) => {
          const ofStreet = street === undefined ? undefined : finder.street(street);
          const ofCommunity = community === undefined ? undefined : finder.community(community);
          const within = (ofCommunity ?? ofStreet)?.grids ?? finder.places.grids;
          const both = ofStreet === undefined ? within : within.filter((grid) => grid.community.street === ofStreet);
          return view.pageView("grids", view.pageOf(both, page), view.gridLine);
        }),
      }),
      grid: action({
        rest: "GET /grids/:code",
        summary: "网格: one grid, with the places it lies in. A code of before leads to what stands in its place",
        access: "public",
        input: z.strictObject({ code: GridCode, on }),
        output: view.GridView,
        run: look(({ code }, finder) => view.gridView(finder.places, finder.grid(code))),
      }),
      courtyards: action({
        rest: "GET /grids/:code/courtyards",
        summary: "院落: the courtyards of a grid, with buildings and addresses",
        access: STAFF,
        input: z.strictObject({ code: GridCode, on }),
        output: z.object({ courtyards: z.array(view.RecordView) }),
        run: look(({ code }, { grid, day }) => ({
          courtyards: register.childrenOf(grid(code).id, "courtyard", day).map(recordView),
        })),
      }),
      locate: action({
        rest: "GET /locate",
        summary: "定位: the grid, community and street of a point",
        access: "public",
        input: Point.extend({ on }),
        output: view.LocationView,
        run: look(({ on: _on, ...point }, finder) => view.locationView(finder.places, finder.at(point))),
      }),
      responsibility: action({
        rest: "GET /responsibility",
        summary: "责任公示: who answers for what here, by point or by grid",
        access: "public",
        input: z
          .strictObject({
            grid: GridCode.optional(),
            lng: Point.shape.lng.optional(),
            lat: Point.shape.lat.optional(),
            on,
          })
          .refine(({ grid, lng, lat }) => (grid === undefined) !== (lng === undefined || lat === undefined), {
            message: "a grid, or lng and lat",
          }),
        output: view.ResponsibilityView,
        run: look(({ grid, lng, lat }, finder) => {
          const place = grid === undefined ? finder.at({ lng: lng ?? 0, lat: lat ?? 0 }) : finder.grid(grid);
          return responsibilityView(register, finder, place);
        }),
      }),
      zones: action({
        rest: "GET /zones",
        summary: "产业功能区: the functional zones, their streets, and who answers for what between them",
        access: "public",
        input: z.strictObject({ on }),
        output: z.object({ zones: z.array(view.ZoneView) }),
        run: look((_input, finder) => ({ zones: zonesOn(register, finder) })),
      }),
      exceptions: action({
        rest: "GET /grid-exceptions",
        summary: "Grids that may have more or fewer households than the rule wants, each with its reason",
        access: "public",
        input: z.strictObject({ on }),
        output: z.object({ grids: z.array(view.GridLine) }),
        run: look((_input, { places }) => ({ grids: exceptionsOn(places).map(view.gridLine) })),
      }),
      vacancies: action({
        rest: "GET /vacancies",
        summary: "缺岗: grids in which fewer people act than the rule wants",
        access: STAFF,
        input: z.strictObject({ on }),
        output: z.object({
          grids: z.array(
            z.object({ grid: GridCode, name: z.string(), missingWorkers: z.int(), missingResponsible: z.boolean() }),
          ),
        }),
        run: look((_input, finder) => ({ grids: vacanciesOn(registrar, finder) })),
      }),
      history: action({
        rest: "GET /places/:code/history",
        summary: "What became of a place, by any code it ever had or by its id",
        access: "public",
        input: z.strictObject({ code: z.string().regex(/^(\d{6,20}|[a-z]-[0-9a-z]{4,20})$/) }),
        output: view.HistoryView,
        run: look(({ code }, finder) => historyOf(register, finder, code)),
      }),
      records: action({
        rest: "GET /records",
        summary: "Records of one kind on a day, by id; of one parent, if you like",
        access: STAFF,
        input: z.strictObject({
          kind: RecordKind,
          parent: z.string().max(40).optional(),
          after: RecordId.optional(),
          limit,
          on,
        }),
        output: z.object({ records: z.array(view.RecordView), next: RecordId.optional() }),
        run: (input, { actor }) => look((page: typeof input, { day }) => recordsOn(register, page, day, actor))(input),
      }),
      people: action({
        rest: "GET /grids/:code/people",
        summary: "网格人员: who walks a grid and who answers for it, today",
        access: STAFF,
        input: z.strictObject({ code: GridCode }),
        output: view.PeopleView,
        run: async ({ code }) => {
          const { code: grid } = await look((input: { code: string }, finder) => finder.grid(input.code))({ code });
          const stored = await staffing.load(grid);
          return view.peopleView(register, grid, stored?.state ?? { status: "unstaffed" });
        },
      }),
      staff: action({
        rest: "POST /grids/:code/staff",
        summary: "配备: gives a grid its people anew from today; who is not named leaves it",
        access: ["supervisor", "admin"],
        input: z.strictObject({ code: GridCode, workers: z.array(WorkerId).max(20), responsible: WorkerId }),
        output: view.PeopleView,
        run: async ({ code, workers, responsible }, { meta }) => {
          mustBeOpen();
          const day = today();
          const { id, code: grid } = placeFinder(register, placesOn(day), day).grid(code);
          const unknown = [...workers, responsible].filter(
            (person) => register.find("person", person, day) === undefined,
          );
          if (unknown.length > 0)
            throw reject("registry.person.unknown", "The register has no such person", { unknown });
          const operations = staffOperations(register, id, { workers, responsible }, day);
          await registrar.record({ effectiveFrom: day, operations }, { reason: "配备", meta });
          const stored = await staffing.load(grid);
          return view.peopleView(register, grid, stored?.state ?? { status: "unstaffed" });
        },
      }),
      changes: action({
        rest: "GET /changes",
        summary: "变更: the journal of the register, newest first",
        access: STAFF,
        input: z.strictObject({ before: z.int().min(1).optional(), limit }),
        output: z.object({ changes: z.array(view.ChangeView), next: z.int().optional() }),
        run: look(({ before, limit: most }) => {
          const all = registrar.changes().filter(({ number }) => before === undefined || number < before);
          const page = all.slice(-most).reverse();
          const last = page.at(-1)?.number ?? 1;
          return {
            changes: page.map(({ number: change, effectiveFrom, reason, records, recordedAt, by }) => ({
              change,
              effectiveFrom,
              reason,
              records: { ...records },
              recordedAt,
              by,
            })),
            ...(last > 1 ? { next: last } : {}),
          };
        }),
      }),
      change: action({
        rest: "POST /changes",
        summary: "变更: registers, amends, renames, re-codes, merges, splits, ends; all of it or nothing",
        access: ["supervisor", "admin"],
        input: ChangeInput,
        output: view.RecordedView,
        run: async (input, { meta }) => {
          mustBeOpen();
          const { effectiveFrom, reason, dryRun } = input;
          const recorded = await registrar.record(
            { effectiveFrom, operations: operationsOf(input) },
            { reason, meta, dryRun },
          );
          return {
            change: recorded.change,
            happenings: recorded.happenings.map((happening) => ({ ...happening })),
            problems: recorded.problems.map((problem) => ({ ...problem, details: { ...problem.details } })),
          };
        },
      }),
    },
    subscriptions: [],
  });
};
