import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, dataOf } from "../../common/api.ts";
import type { Named } from "../../common/language.ts";
import type { Choice, Choices } from "../forms/choices.ts";
import { useCategories, useGrids, useLanguage } from "../hooks.ts";
import { usePlaceNames } from "./places.ts";

const PAGE = 100;
const TEN_MINUTES = 600_000;

interface Registered {
  readonly organizationId: string;
  readonly name: string;
}

/** 登记册 to its end: a list that stops before it would let nobody choose the others. */
const allOrganizations = async (): Promise<readonly Registered[]> => {
  const found: Registered[] = [];
  let after: string | undefined;
  do {
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { organizations, next } = dataOf(await api.GET("/organizations", { params: { query } }));
    found.push(...organizations);
    after = next;
  } while (after !== undefined);
  return found;
};

const named = (value: string, name: string): Choice => ({ value, label: `${name} (${value})` });

/** 网格, of a community or all. */
export const useGridChoices = (community = ""): readonly Choice[] => {
  const { data: grids } = useGrids();
  return useMemo(
    () =>
      (grids?.features ?? []).flatMap(({ properties: { code, name } }) =>
        code.startsWith(community) ? [named(code, name)] : [],
      ),
    [grids, community],
  );
};

/** 类别 of cases. */
export const useCategoryChoices = (): readonly Choice[] => {
  const language = useLanguage();
  const { data } = useCategories();
  return useMemo(() => (data?.categories ?? []).map(({ code, name }) => named(code, name[language])), [data, language]);
};

/** What today's rules of councils know: why a topic is refused or a project left out, and which majorities there are. */
export const useCouncilChoices = () => {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["topic-reasons"],
    queryFn: async () => dataOf(await api.GET("/topic-reasons")),
    staleTime: TEN_MINUTES,
  });
  const said = (list: readonly (Named & { readonly code: string })[] = []): readonly Choice[] =>
    list.map((one) => ({ value: one.code, label: one[language] }));
  return { reasons: said(data?.reasons), projects: said(data?.projects), majorities: said(data?.majorities) };
};

/** What is chosen from the same lists wherever it is asked for. Where a list is not there, its code is typed. */
export const useCommonChoices = (): Choices => {
  const grids = useGridChoices();
  const nameOf = usePlaceNames();
  const { data: organizations } = useQuery({
    queryKey: ["organizations", "choices"],
    queryFn: allOrganizations,
    staleTime: TEN_MINUTES,
  });
  return useMemo(() => {
    const bodies = organizations?.map(({ organizationId, name }) => named(organizationId, name)) ?? [];
    const communities = [...new Set(grids.map(({ value }) => value.slice(0, 12)))].map((code) =>
      named(code, nameOf(code)),
    );
    return {
      ...(grids.length === 0 ? {} : { grid: grids, grids, community: communities }),
      ...(bodies.length === 0
        ? {}
        : { organization: bodies, organizations: bodies, supplier: bodies, assetsTo: bodies }),
    };
  }, [grids, organizations, nameOf]);
};
