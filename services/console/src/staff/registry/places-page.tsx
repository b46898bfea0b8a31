import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, type ReactElement } from "react";
import { raw } from "../../common/api.ts";
import { today } from "../../common/days.ts";
import type { Grids } from "../hooks.ts";
import { DistrictMap } from "../map/district-map.tsx";
import { Failure, Loading } from "../parts.tsx";
import { RegistryFrame, useRegistryTexts } from "./parts.tsx";
import { PlaceView } from "./place-view.tsx";
import type { PlaceSearch } from "./search.ts";
import { PlaceTree } from "./tree.tsx";

const WITHIN = "#d0ebff";

/** The ground of every grid of a day. */
const useGroundOn = (on: string | undefined) =>
  useQuery({
    queryKey: ["ground", on ?? "today"],
    queryFn: async () =>
      (await raw(`/exports/geojson/grid${on === undefined ? "" : `?on=${on}`}`)).json() as Promise<Grids>,
    staleTime: 60_000,
  });

/** 区划与网格. The district as of any day, as a tree and on the map. */
export const PlacesPage = (): ReactElement => {
  const texts = useRegistryTexts();
  const search = useSearch({ from: "/registry" });
  const navigate = useNavigate({ from: "/registry" });
  const { on, place } = search;
  const { data: ground, error } = useGroundOn(on);
  const change = (more: Partial<PlaceSearch>): void => void navigate({ search: { ...search, ...more } });
  const fillOf = useCallback(
    (grid: string): string | undefined => (place !== undefined && grid.startsWith(place) ? WITHIN : undefined),
    [place],
  );
  return (
    <RegistryFrame>
      <Group align="end">
        <h1>{texts.placesTitle}</h1>
        <TextInput
          type="date"
          size="xs"
          label={texts.on}
          value={on ?? today()}
          onChange={({ currentTarget: { value } }) => {
            if (value !== "") change({ on: value });
          }}
        />
        <Button
          size="xs"
          variant="default"
          disabled={on === undefined}
          onClick={() => {
            const { on: _before, ...rest } = search;
            void navigate({ search: rest });
          }}
        >
          {texts.today}
        </Button>
      </Group>
      <div className="columns register">
        <section className="panel tree-panel" aria-label={texts.tree}>
          <h2>{texts.tree}</h2>
          <PlaceTree on={on} chosen={place} onChoose={(code) => change({ place: code })} />
        </section>
        <div className="stack">
          <Failure error={error} />
          {ground === undefined ? (
            error === null && <Loading />
          ) : (
            <DistrictMap
              grids={ground}
              fillOf={fillOf}
              chosen={place}
              label={texts.tree}
              onPick={(grid) => {
                if (grid !== undefined) change({ place: grid });
              }}
            />
          )}
        </div>
        {place === undefined ? (
          <p className="panel quiet">{texts.choose}</p>
        ) : (
          <PlaceView key={place} code={place} on={on} />
        )}
      </div>
    </RegistryFrame>
  );
};
