import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "../../common/api.ts";
import type { Choice } from "../forms/choices.ts";
import { useIsOneOf, useLanguage } from "../hooks.ts";

const LONG = { staleTime: 600_000 } as const;

/** 权责事项 of today. */
export const usePowerItems = () => {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["power-items"],
    queryFn: async () => dataOf(await api.GET("/power-items", { params: { query: { limit: 200 } } })).items,
    ...LONG,
  });
  return (data ?? []).map(({ code, version, content }) => ({
    ...{ code, version, name: content.name[language], body: content.body, delegatedTo: content.delegation?.to },
    norms: content.norms.map((norm) => ({ value: norm.code, label: `${norm.title} ${norm.article}` })),
  }));
};
export type Item = ReturnType<typeof usePowerItems>[number];

/** Those of a body first; without one all. */
export const itemChoices = (items: readonly Item[], body?: string): readonly Choice[] =>
  items
    .filter((item) => body === undefined || item.body === body || item.delegatedTo === body)
    .map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));

const MAY_READ = ["officer", "enforcementLead", "legalReviewer", "inspector", "supervisor"];

/** 执法人员 on record, of a body or all. */
export const useOfficers = (body?: string): readonly Choice[] => {
  const mayRead = useIsOneOf(MAY_READ);
  const { data } = useQuery({
    queryKey: ["officers", body],
    enabled: mayRead,
    queryFn: async () =>
      dataOf(
        await api.GET("/officers", {
          params: { query: { limit: 200, ...(body === undefined ? {} : { body }) } },
        }),
      ).officers,
    ...LONG,
  });
  return (data ?? []).map(({ account }) => ({ value: account, label: account }));
};
