import {
  CourtyardsAt,
  CurrentVersion,
  DutyTurns,
  GridShapes,
  PersonLabels,
  PlacesByCode,
  ResolvePlaces,
  SuperiorsOf,
} from "@wangge/contracts/calls";
import { action } from "@wangge/kit";
import type { z } from "zod";
import { dutyTurns } from "../app/duty-turns.ts";
import { placeByCode } from "../app/place-by-code.ts";
import { superiorsOn } from "../app/superiors.ts";
import { sideOf, toGeoJsonRing, toVertex } from "../domain/index.ts";
import type { Edge } from "./edge.ts";

/** What other services ask. */
export const serviceActions = ({ registrar, look }: Edge) => ({
  version: action({
    summary: "How far the register is: another version means that answers may be others",
    access: "service",
    idempotent: true,
    input: CurrentVersion.input,
    output: CurrentVersion.output,
    run: look(() => ({ version: registrar.version() })),
  }),
  courtyardsAt: action({
    summary: "Which courtyards a point lies in",
    access: "service",
    idempotent: true,
    input: CourtyardsAt.input,
    output: CourtyardsAt.output,
    run: look(({ point }: z.output<typeof CourtyardsAt.input>, { places, day }) => {
      const [grid] = places.locateAll([point]);
      if (grid === undefined) return { courtyards: [] };
      const here = toVertex(point);
      const around = registrar.register
        .childrenOf(grid.id, "courtyard", day)
        .filter(({ version: { value } }) => value.ring !== undefined && sideOf(value.ring, here) !== "outside");
      return { courtyards: around.map(({ id }) => id) };
    }),
  }),
  superiors: action({
    summary: "Who holds the posts above these grids today",
    access: "service",
    idempotent: true,
    input: SuperiorsOf.input,
    output: SuperiorsOf.output,
    run: look(({ grids }: z.output<typeof SuperiorsOf.input>, { gridNow, day }) => ({
      lines: grids.map((code) => {
        const grid = gridNow(code);
        return grid === undefined ? [] : superiorsOn(registrar.register, grid, day).map((one) => ({ ...one }));
      }),
    })),
  }),
  dutyTurns: action({
    summary: "Whose turn it is in the rota of a section, day by day, and who of these people is away",
    access: "service",
    idempotent: true,
    input: DutyTurns.input,
    output: DutyTurns.output,
    run: look((asked: z.output<typeof DutyTurns.input>) => dutyTurns(registrar.register, asked)),
  }),
  gridShapes: action({
    summary: "The ground of each of these grids, and its kind of housing",
    access: "service",
    idempotent: true,
    input: GridShapes.input,
    output: GridShapes.output,
    run: look(({ grids }: z.output<typeof GridShapes.input>, { gridNow }) => ({
      shapes: grids.map((asked) => {
        const found = gridNow(asked);
        if (found === undefined) return null;
        const ring = toGeoJsonRing(found.ring).map(([lng, lat]): [number, number] => [lng, lat]);
        return { grid: found.code, management: found.management, ring };
      }),
    })),
  }),
  personLabels: action({
    summary:
      "称呼: what a screen shows of these people, those who have left too; whom the register does not know is left out",
    access: "service",
    idempotent: true,
    input: PersonLabels.input,
    output: PersonLabels.output,
    run: look(({ ids }: z.output<typeof PersonLabels.input>) => ({
      people: ids.flatMap((id) => {
        const value = registrar.register.timelineOf(id, "person").at(-1)?.value;
        return value === undefined ? [] : [{ id, label: value.label }];
      }),
    })),
  }),
  placesByCode: action({
    summary: "What the places of these codes are, and the street and community that they lie in",
    access: "service",
    idempotent: true,
    input: PlacesByCode.input,
    output: PlacesByCode.output,
    run: look(({ codes }: z.output<typeof PlacesByCode.input>, { places, day }) => ({
      places: codes.map((code) => placeByCode(registrar.register, places, code, day) ?? null),
    })),
  }),
  resolve: action({
    summary: "Which grid each of these places lies in",
    access: "service",
    idempotent: true,
    input: ResolvePlaces.input,
    output: ResolvePlaces.output,
    run: look(({ places: asked }: z.output<typeof ResolvePlaces.input>, { places, gridNow }) => {
      const points = asked.flatMap((place) => ("point" in place ? [place.point] : []));
      const located = places.locateAll(points).values();
      return {
        grids: asked.map((place) => ("point" in place ? located.next().value : gridNow(place.grid))?.code ?? null),
      };
    }),
  }),
});
