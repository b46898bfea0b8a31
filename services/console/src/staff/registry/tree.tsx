import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Failure, Loading } from "../parts.tsx";
import { useRegistryTexts } from "./parts.tsx";

const MOST = 500;

interface Props {
  readonly on: string | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (code: string) => void;
}

const dated = (on: string | undefined) => ({ limit: MOST, ...(on === undefined ? {} : { on }) });

const Branch = ({
  code,
  name,
  more,
  chosen,
  onChoose,
}: Omit<Props, "on"> & { readonly code: string; readonly name: string; readonly more: string }): ReactElement => (
  <button
    type="button"
    className="linklike"
    aria-current={chosen === code ? "true" : undefined}
    onClick={() => onChoose(code)}
  >
    {name} <span className="quiet">{more}</span>
  </button>
);

const GridLeaves = ({ community, on, ...choosing }: Props & { readonly community: string }): ReactElement => {
  const texts = useRegistryTexts();
  const { data, error } = useQuery({
    queryKey: ["tree", "grids", community, on],
    queryFn: async () => dataOf(await api.GET("/grids", { params: { query: { community, ...dated(on) } } })).grids,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <ul>
      {data.map(({ code, name, households }) => (
        <li key={code}>
          <Branch {...choosing} code={code} name={name} more={texts.householdsOf(households)} />
        </li>
      ))}
    </ul>
  );
};

const Communities = ({ street, on, ...choosing }: Props & { readonly street: string }): ReactElement => {
  const texts = useRegistryTexts();
  const { data, error } = useQuery({
    queryKey: ["tree", "communities", street, on],
    queryFn: async () =>
      dataOf(await api.GET("/communities", { params: { query: { street, ...dated(on) } } })).communities,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <ul>
      {data.map(({ code, name, grids }) => (
        <li key={code}>
          <Branch {...choosing} code={code} name={name} more={texts.gridCount(grids)} />
          {choosing.chosen?.startsWith(code) === true && <GridLeaves {...choosing} on={on} community={code} />}
        </li>
      ))}
    </ul>
  );
};

/** 街道 → 社区 → 网格 of a day; what is chosen stands open. */
export const PlaceTree = ({ on, ...choosing }: Props): ReactElement => {
  const texts = useRegistryTexts();
  const { data, error } = useQuery({
    queryKey: ["tree", "streets", on],
    queryFn: async () => dataOf(await api.GET("/streets", { params: { query: dated(on) } })).streets,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <ul className="tree" aria-label={texts.tree} data-testid="tree">
      {data.map(({ code, name, communities, grids }) => (
        <li key={code}>
          <Branch {...choosing} code={code} name={name} more={texts.counts(communities, grids)} />
          {choosing.chosen?.startsWith(code) === true && <Communities {...choosing} on={on} street={code} />}
        </li>
      ))}
    </ul>
  );
};
