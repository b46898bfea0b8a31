import { CommunityCode, GridCode, Point, RecordId, RecordKind, StreetCode } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import { exceptionsOn, historyOf, recordView, recordsOn, zonesOn } from "../app/questions.ts";
import { responsibilityView } from "../app/responsibility.ts";
import * as view from "../view.ts";
import { limit, on, STAFF, type Edge } from "./edge.ts";

/** 地点. Places, records and their history, for any day. */
export const placeActions = ({ registrar: { register }, look }: Edge) => ({
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
  communityCourtyards: action({
    rest: "GET /communities/:code/courtyards",
    summary: "院落: what the courtyards of a community are called, by id, and in which grid each lies",
    access: [...STAFF, "communityOfficer", "socialOfficer"],
    input: z.strictObject({ code: CommunityCode, after: RecordId.optional(), limit, on }),
    output: z.object({ courtyards: z.array(view.CourtyardLine), next: RecordId.optional() }),
    run: look(({ code, after = "", limit: most }, { community, day }) => {
      const found = community(code)
        .grids.flatMap((grid) =>
          register
            .childrenOf(grid.id, "courtyard", day)
            .map(({ id, version }) => ({ id, name: version.value.name, grid: grid.code })),
        )
        .filter(({ id }) => id > after)
        .toSorted((one, other) => (one.id < other.id ? -1 : 1));
      const page = found.slice(0, most);
      const last = found.length > most ? page.at(-1)?.id : undefined;
      return { courtyards: page, ...(last === undefined ? {} : { next: last }) };
    }),
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
});
