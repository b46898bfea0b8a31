import { CommunityCode, GridCode, Point, StreetCode, WorkerId } from "@wangge/contracts";
import { CurrentVersion, ResolvePlaces } from "@wangge/contracts/calls";
import {
  action,
  defineService,
  DomainError,
  reject,
  type Clock,
  type DeciderStore,
  type Role,
  type ServiceDefinition,
} from "@wangge/kit";
import { z } from "zod";
import { registerOf, type Register } from "./app/register.ts";
import type { GridStaffed, StaffGrid, StaffingState } from "./domain/index.ts";
import { manifest } from "./manifest.ts";
import type { Filed } from "./models/archive.ts";
import * as view from "./view.ts";

export interface Deps {
  readonly staffing: Pick<DeciderStore<StaffingState, StaffGrid, GridStaffed>, "handle" | "load">;
  /** Fills the register where it is empty, then reads all of it. */
  readonly openRegister: () => Promise<Filed>;
  readonly clock: Clock;
}

const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];

const limit = z.int().min(1).max(500).default(100);

/** 网格登记服务: knows the district's places, where a point lies, and who works in a grid. */
export const registryService = ({ staffing, openRegister, clock }: Deps): ServiceDefinition => {
  let open: { readonly register: Register; readonly people: Pick<Filed, "workers" | "responsibles"> } | undefined;

  /** Calls may come before the register is read: they are asked to come again. */
  const opened = (): NonNullable<typeof open> => {
    if (open === undefined) throw new DomainError("unavailable", "registry.starting", "The register is being read");
    return open;
  };
  /** Questions that memory answers. */
  const look =
    <Input, Answer>(answer: (input: Input, register: Register) => Answer) =>
    (input: Input): Promise<Answer> =>
      new Promise((resolve) => {
        resolve(answer(input, opened().register));
      });

  const mustBeKnown = (people: ReadonlyMap<string, unknown>, ids: readonly string[]): void => {
    const unknown = ids.filter((id) => !people.has(id));
    if (unknown.length > 0)
      throw reject("registry.person.unknown", "The register has no such person for this work", { unknown });
  };

  return defineService({
    manifest,
    onStart: async () => {
      const { places, synthetic, ...people } = await openRegister();
      open = { register: registerOf(places, synthetic), people };
    },
    actions: {
      resolve: action({
        summary: "Which grid each of these places lies in",
        access: "service",
        idempotent: true,
        input: ResolvePlaces.input,
        output: ResolvePlaces.output,
        run: look(({ places }, register) => {
          const { locate, has } = register;
          return {
            grids: places.map((place) =>
              "point" in place ? (locate(place.point) ?? null) : has(place.grid) ? place.grid : null,
            ),
          };
        }),
      }),
      version: action({
        summary: "How far the register is",
        access: "service",
        idempotent: true,
        input: CurrentVersion.input,
        output: CurrentVersion.output,
        run: look(() => ({ version: "1" })),
      }),
      district: action({
        rest: "GET /district",
        summary: "区: the district",
        access: "public",
        input: z.strictObject({}),
        output: view.DistrictView,
        run: look((_input, register) => view.districtView(register)),
      }),
      streets: action({
        rest: "GET /streets",
        summary: "街道: the streets of the district, by code",
        access: "public",
        input: z.strictObject({ after: StreetCode.optional(), limit }),
        output: z.object({ streets: z.array(view.StreetLine), next: StreetCode.optional() }),
        run: look((page, register) =>
          view.pageView("streets", register.streets(page), (street) => view.streetLine(register, street)),
        ),
      }),
      street: action({
        rest: "GET /streets/:code",
        summary: "街道: one street",
        access: "public",
        input: z.strictObject({ code: StreetCode }),
        output: view.StreetView,
        run: look(({ code }, register) => view.streetView(register, register.street(code))),
      }),
      communities: action({
        rest: "GET /communities",
        summary: "社区: communities, all or of one street, by code",
        access: "public",
        input: z.strictObject({ street: StreetCode.optional(), after: CommunityCode.optional(), limit }),
        output: z.object({ communities: z.array(view.CommunityLine), next: CommunityCode.optional() }),
        run: look(({ street, ...page }, register) => {
          const within = street === undefined ? [] : [register.street(street).code];
          return view.pageView("communities", register.communities(within, page), (community) =>
            view.communityLine(register, community),
          );
        }),
      }),
      community: action({
        rest: "GET /communities/:code",
        summary: "社区: one community",
        access: "public",
        input: z.strictObject({ code: CommunityCode }),
        output: view.CommunityView,
        run: look(({ code }, register) => view.communityView(register, register.community(code))),
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
        }),
        output: z.object({ grids: z.array(view.GridLine), next: GridCode.optional() }),
        run: look(({ street, community, ...page }, register) => {
          const within = [
            ...(street === undefined ? [] : [register.street(street).code]),
            ...(community === undefined ? [] : [register.community(community).code]),
          ];
          return view.pageView("grids", register.grids(within, page), view.gridLine);
        }),
      }),
      grid: action({
        rest: "GET /grids/:code",
        summary: "网格: one grid, with the places it lies in",
        access: "public",
        input: z.strictObject({ code: GridCode }),
        output: view.GridView,
        run: look(({ code }, register) => view.gridView(register, register.grid(code))),
      }),
      locate: action({
        rest: "GET /locate",
        summary: "定位: the grid, community and street of a point",
        access: "public",
        input: Point,
        output: view.LocationView,
        run: look((point, register) => {
          const grid = register.locate(point);
          if (grid === undefined)
            throw reject("registry.place.outside_district", "This point is not in the district", { ...point });
          return view.locationView(register.grid(grid));
        }),
      }),
      people: action({
        rest: "GET /grids/:code/people",
        summary: "网格人员: who walks a grid and who answers for it",
        access: STAFF,
        input: z.strictObject({ code: GridCode }),
        output: view.PeopleView,
        run: async ({ code }) => {
          const { register, people } = opened();
          const { grid } = register.grid(code);
          const stored = await staffing.load(grid.code);
          return view.peopleView(stored ?? { id: code, version: 0, state: { status: "unstaffed" } }, people);
        },
      }),
      staff: action({
        rest: "POST /grids/:code/staff",
        summary: "配备: gives a grid its people anew; who is not named leaves it",
        access: ["supervisor", "admin"],
        input: z.strictObject({ code: GridCode, workers: z.array(WorkerId).max(20), responsible: WorkerId }),
        output: view.PeopleView,
        run: async ({ code, workers, responsible }, { meta }) => {
          const { register, people } = opened();
          const { grid } = register.grid(code);
          mustBeKnown(people.workers, workers);
          mustBeKnown(people.responsibles, [responsible]);
          const data = { households: grid.households, workers, responsible };
          const saved = await staffing.handle(code, { type: "StaffGrid", data, at: clock.now() }, meta);
          return view.peopleView(saved, people);
        },
      }),
    },
    subscriptions: [],
  });
};
