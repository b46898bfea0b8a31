import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import type { Language, Named } from "../../common/language.ts";
import { named, under, type Choice, type Choices } from "../forms/choices.ts";
import { useCategories, useDepartments, useGrids, useLanguage, useStreets } from "../hooks.ts";
import { whole } from "../whole.ts";
import { usePlaceNames } from "./places.ts";
import { useSocial } from "./texts.ts";

const PAGE = 100;
const TEN_MINUTES = 600_000;

/** 登记册 */
const useOrganizations = () =>
  useQuery({
    queryKey: ["organizations", "choices"],
    queryFn: () =>
      whole(
        (from) => api.GET("/organizations", { params: { query: { limit: PAGE, ...from } } }),
        (page) => page.organizations,
      ),
    staleTime: TEN_MINUTES,
  }).data;

/** What an organization is called; one that is not in the register any more keeps its id. */
export const useOrganizationName = (): ((id: string) => string) => {
  const organizations = useOrganizations();
  return useMemo(() => {
    const names = new Map(organizations?.map(({ organizationId, name }) => [organizationId, name]));
    return (id) => names.get(id) ?? id;
  }, [organizations]);
};

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

/** 院落 of a community, for who may read them. */
export const useCourtyards = (community: string | undefined): readonly Choice[] => {
  const { data } = useQuery({
    queryKey: ["courtyards", "of", community],
    enabled: community !== undefined,
    queryFn: () => {
      const path = { code: community ?? "" };
      return whole(
        (from) => api.GET("/communities/{code}/courtyards", { params: { path, query: { limit: PAGE, ...from } } }),
        (page) => page.courtyards,
      );
    },
    retry: false,
    staleTime: TEN_MINUTES,
  });
  return (data ?? []).map(({ id, name }) => ({ value: id, label: name }));
};

/** 项目 that rounds are held for, and themes of theirs. */
export const useProgrammes = () => {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["programmes"],
    queryFn: () =>
      whole(
        (from) => api.GET("/venture/programmes", { params: { query: { limit: PAGE, ...from } } }),
        (page) => page.programmes,
      ),
  });
  return (data ?? []).map(({ programme, title, themes, status }) => ({
    ...{ value: programme, label: title[language], themes },
    isRunning: status === "running",
  }));
};

/** 资助项目 that one may see: an organization its own, the office all. */
export const useGrantChoices = (mayRead: boolean): readonly Choice[] => {
  const { data } = useQuery({
    queryKey: ["grants", "choices"],
    enabled: mayRead,
    queryFn: () =>
      whole(
        (from) => api.GET("/grants", { params: { query: { limit: PAGE, ...from } } }),
        (page) => page.grants,
      ),
    retry: false,
  });
  return (data ?? []).map(({ grantId, title }) => ({ value: grantId, label: title }));
};

/** 组织形式 */
const FORMS = ["association", "socialService", "foundation", "group"] as const satisfies readonly Form[];
type Form = components["schemas"]["social.organization.output"]["form"];

const useServiceClasses = (): readonly Choice[] => {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["service-classes"],
    queryFn: async () => dataOf(await api.GET("/service-classes")).classes,
    staleTime: TEN_MINUTES,
  });
  return useMemo(
    () => (data ?? []).map(({ code, name }) => ({ value: code, label: name[language] })),
    [data, language],
  );
};

const HALF_HOURS: readonly Choice[] = Array.from({ length: 48 }, (_, index) => {
  const time = `${String(Math.floor(index / 2)).padStart(2, "0")}:${index % 2 === 0 ? "00" : "30"}`;
  return { value: time, label: time };
});
const DAYS = [1, 2, 3, 4, 5, 6, 7];
/** 1 is Monday, as the first of January 2024 was. */
const weekdays = (language: Language): readonly Choice[] => {
  const format = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return DAYS.map((day) => ({ value: String(day), label: format.format(new Date(Date.UTC(2024, 0, day))) }));
};

/** 街道, 社区, 部门: who can be the buyer of a service, and where an organization can be at home. */
const usePlaces = () => {
  const language = useLanguage();
  const nameOf = usePlaceNames();
  const grids = useGridChoices();
  const { data: streetsFound } = useStreets();
  const { data: departmentsFound } = useDepartments();
  return useMemo(() => {
    const codes = [...new Set(grids.map(({ value }) => value.slice(0, 12)))];
    return {
      community: codes.map((code) => named(code, nameOf(code))),
      street: streetsFound?.map(({ code, name }) => named(code, name)) ?? [],
      department: departmentsFound?.map(({ code, name }) => ({ value: code, label: name[language] })) ?? [],
    };
  }, [grids, nameOf, streetsFound, departmentsFound, language]);
};

/** What is chosen from the same lists wherever it is asked for. Where a list is not there, its code is typed. */
export const useCommonChoices = (): Choices => {
  const texts = useSocial();
  const language = useLanguage();
  const grids = useGridChoices();
  const categories = useCategoryChoices();
  const places = usePlaces();
  const classes = useServiceClasses();
  const organizations = useOrganizations();
  return useMemo(() => {
    const { community, street, department } = places;
    const bodies = organizations?.map(({ organizationId, name }) => named(organizationId, name)) ?? [];
    const forms = FORMS.map((value) => ({ value, label: texts.words[value] ?? value }));
    const buyers: Readonly<Record<string, readonly Choice[]>> = places;
    return {
      ...under(["grid", "grids"], grids),
      ...under(["community"], community),
      ...under(["place"], [...street, ...community]),
      ...under(["supervisor"], department),
      ...under(["organization", "organizations", "supplier", "assetsTo", "funder"], bodies),
      ...under(["serviceClass"], classes),
      ...under(["wanted.category", "outcome.category"], categories),
      "buyer.code": ({ kind }) => (typeof kind === "string" ? (buyers[kind] ?? []) : []),
      "eligibility.forms": forms,
      ...under(["slots.from", "slots.to"], HALF_HOURS),
      "slots.weekday": weekdays(language),
    };
  }, [grids, categories, places, classes, organizations, texts, language]);
};
