import { useMemo } from "react";
import { useGrids } from "../hooks.ts";

/** Names of communities, by what the names of their grids begin with: 东街社区第1网格. */
export const usePlaceNames = (): ((code: string) => string) => {
  const { data: grids } = useGrids();
  return useMemo(() => {
    const names = new Map(
      grids?.features.map(({ properties: { code, name } }) => [code.slice(0, 12), name.replace(/第.*$/, "")]),
    );
    return (code) => names.get(code) ?? code;
  }, [grids]);
};
