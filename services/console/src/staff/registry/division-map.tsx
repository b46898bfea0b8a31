import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, type ReactElement } from "react";
import { raw } from "../../common/api.ts";
import type { Grids } from "../hooks.ts";
import { DistrictMap } from "../map/district-map.tsx";
import { Loading } from "../parts.tsx";

/** Neighbours are told apart, and names on them stay readable. */
const COLOURS = [
  ...["#a5d8ff", "#b2f2bb", "#ffec99", "#ffc9c9", "#d0bfff", "#99e9f2"],
  ...["#ffd8a8", "#fcc2d7", "#c0eb75", "#ced4da", "#91a7ff", "#63e6be"],
];

const useCourtyards = () =>
  useQuery({
    queryKey: ["ground", "courtyards"],
    queryFn: async () => (await raw("/exports/geojson/courtyard")).json() as Promise<Grids>,
    staleTime: 600_000,
  });

/** Courtyards in the colour of their grid. */
export const DivisionMap = ({
  division,
  label,
}: {
  readonly division: readonly (readonly string[])[];
  readonly label: string;
}): ReactElement => {
  const { data } = useCourtyards();
  const gridOf = useMemo(
    () => new Map(division.flatMap((courtyards, grid) => courtyards.map((id) => [id, grid] as const))),
    [division],
  );
  const ground = useMemo(
    () =>
      data && {
        ...data,
        features: data.features
          .filter(({ id }) => gridOf.has(id))
          // A courtyard has no code of its own: the map goes by its id.
          .map((one) => ({ ...one, properties: { ...one.properties, code: one.id } })),
      },
    [data, gridOf],
  );
  const fillOf = useCallback(
    (courtyard: string): string | undefined => COLOURS[(gridOf.get(courtyard) ?? 0) % COLOURS.length],
    [gridOf],
  );
  if (ground === undefined) return <Loading />;
  return <DistrictMap grids={ground} fillOf={fillOf} label={label} onPick={() => undefined} />;
};
