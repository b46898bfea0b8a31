import { PlaceNames } from "@wangge/contracts/calls";
import { action } from "@wangge/kit";
import type { z } from "zod";
import { placeNames } from "../app/place-names.ts";
import type { Edge } from "./edge.ts";

/** 地名, for services that search by name. */
export const nameActions = ({ registrar, look }: Edge) => ({
  placeNames: action({
    summary: "地名: what streets, communities, grids and courtyards are called today, by id",
    access: "service",
    idempotent: true,
    input: PlaceNames.input,
    output: PlaceNames.output,
    run: look(({ after = "", limit }: z.output<typeof PlaceNames.input>, { places, day }) => {
      const left = placeNames(registrar.register, places, day).filter(({ id }) => id > after);
      const page = left.slice(0, limit);
      const next = left.length > limit ? page.at(-1)?.id : undefined;
      return { version: registrar.version(), places: page, ...(next === undefined ? {} : { next }) };
    }),
  }),
});
