import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "../../common/api.ts";
import type { Named } from "../../common/language.ts";
import { named, under, type Choice, type Choices, type Offered } from "../forms/choices.ts";
import { useDepartments, useGrids, useIsOneOf, useLanguage, useNames, useStreets } from "../hooks.ts";
import type { Operation } from "./operation.ts";
import { DOSSIER_READERS, FIELD, LEAD_READERS, OFFICER_READERS } from "./readers.ts";
import { whole } from "../whole.ts";
import { useStreet } from "./street.tsx";
import { useEnforcement } from "./texts.ts";

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

const PAGE = 100;

/** 执法人员 on record, of a body or all. */
export const useOfficers = (body?: string): readonly Choice[] => {
  const mayRead = useIsOneOf(OFFICER_READERS);
  const { data } = useQuery({
    queryKey: ["officers", body],
    enabled: mayRead,
    queryFn: () => {
      const query = { limit: PAGE, ...(body === undefined ? {} : { body }) };
      return whole(
        (from) => api.GET("/officers", { params: { query: { ...query, ...from } } }),
        (page) => page.officers,
      );
    },
    ...LONG,
  });
  return (data ?? []).map(({ account }) => ({ value: account, label: account }));
};

/** What of a person is an account. */
const OF_OFFICERS = ["account", "approvedBy", "checkedBy", "commander", "officer", "officers", "party.related"];
const OF_BODIES = ["body", "with", "superior"];

const useStreetChoices = (): readonly Choice[] => {
  const { data: streets } = useStreets();
  return streets?.map(({ code, name }) => ({ value: code, label: name })) ?? [];
};

/** 执法机关: departments, and the streets to which powers were handed down. */
export const useBodies = (): readonly Choice[] => {
  const language = useLanguage();
  const { data: departments } = useDepartments();
  const streets = useStreetChoices();
  return [...(departments?.map(({ code, name }) => ({ value: code, label: name[language] })) ?? []), ...streets];
};

/** 区域 of an operation: the street, its communities, their grids; the communities by what the names of their grids begin with. */
export const useGround = (): Offered | undefined => {
  const streets = useStreetChoices();
  const { data: grids } = useGrids();
  if (grids === undefined) return undefined;
  const places = grids.features.map(({ properties }) => properties);
  const communities = new Map(places.map(({ code, name }) => [code.slice(0, 12), name.replace(/第.*$/, "")]));
  const all = [...streets, ...[...communities].map(([code, name]) => named(code, name))];
  const ground = [...all, ...places.map(({ code, name }) => named(code, name))];
  return ({ street }) => (typeof street === "string" ? ground.filter(({ value }) => value.startsWith(street)) : []);
};

/** 线索 that wait for a dossier, by where and what they are. */
const useLeads = (): readonly Choice[] => {
  const texts = useEnforcement();
  const names = useNames();
  const mayRead = useIsOneOf(LEAD_READERS);
  const { data } = useQuery({
    queryKey: ["leads", "accepted"],
    enabled: mayRead,
    queryFn: () =>
      whole(
        (from) => api.GET("/leads", { params: { query: { status: "accepted", limit: PAGE, ...from } } }),
        (page) => page.leads,
      ),
  });
  return (data ?? []).map(({ caseId, grid, status, department }) => ({
    value: caseId,
    label: `${names.grid(grid)} · ${texts.leadStatus[status]} · ${names.department(department)}`,
  }));
};

/** 案卷 that one may read, by their numbers. */
const useDossiers = (): readonly Choice[] => {
  const mayRead = useIsOneOf(DOSSIER_READERS);
  const { data } = useQuery({
    queryKey: ["dossiers", "choices"],
    enabled: mayRead,
    queryFn: () =>
      whole(
        (from) => api.GET("/dossiers", { params: { query: { limit: PAGE, ...from } } }),
        (page) => page.dossiers,
      ),
  });
  return (data ?? []).map(({ dossierId, number }) => ({ value: dossierId, label: number }));
};

/** 行动预案 */
export const useRunCards = () => {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["run-cards"],
    queryFn: async () => dataOf(await api.GET("/run-cards")).cards,
    ...LONG,
  });
  return (data ?? []).map((card) => ({ value: card.type, label: card[language], editions: card.editions }));
};

/** 联合行动 of the street that one looks at. */
const useOperations = (): readonly Choice[] => {
  const [street] = useStreet();
  const mayRead = useIsOneOf(FIELD);
  const cards = useRunCards();
  const { data } = useQuery({
    queryKey: ["operations", street],
    enabled: mayRead && street !== undefined,
    queryFn: async () =>
      dataOf(await api.GET("/operations", { params: { query: { street: street ?? "", limit: 50 } } })).operations,
  });
  return (data ?? []).map(({ operationId, type, from }) => ({
    value: operationId,
    label: `${cards.find(({ value }) => value === type)?.label ?? type} · ${from.slice(0, 10)}`,
  }));
};

interface UnitType extends Named {
  readonly code: string;
  readonly statuses: readonly (Named & { readonly code: string })[];
}

/** 编组类型 and what units of each can be doing. */
export const useUnitTypes = () => {
  const language = useLanguage();
  const mayRead = useIsOneOf(FIELD);
  const { data } = useQuery({
    queryKey: ["unit-types"],
    enabled: mayRead,
    // Each with its names and statuses, as the data of the district have them.
    queryFn: async () => dataOf(await api.GET("/teams/unit-types")).types as unknown as readonly UnitType[],
    ...LONG,
  });
  const types = (data ?? []).map((one) => ({
    ...{ value: one.code, label: one[language] },
    statuses: one.statuses.map((status) => ({ value: status.code, label: status[language] })),
  }));
  const typeOf = (code: string) => types.find(({ value }) => value === code);
  return {
    types,
    nameOf: (code: string): string => typeOf(code)?.label ?? code,
    statusesOf: (code: string): readonly Choice[] => typeOf(code)?.statuses ?? [],
    statusIn: (code: string, status: string): string =>
      typeOf(code)?.statuses.find(({ value }) => value === status)?.label ?? status,
  };
};

const kebab = (word: string): string => word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What is called for, by whom or what it is; a key that says more than that stands behind. */
export const useNeedName = (needs: Operation["needs"]): ((key: string) => string) => {
  const texts = useEnforcement();
  const { nameOf } = useUnitTypes();
  return (key) => {
    const found = needs?.find((one) => one.key === key);
    if (found === undefined) return key;
    const name = found.kind === "units" ? nameOf(found.what) : (texts.words[found.what] ?? found.what);
    const more: Readonly<Record<string, string>> = texts.skills;
    return key === kebab(found.what) ? name : `${name} · ${more[key] ?? key}`;
  };
};

interface Figures {
  readonly circumstances?: { readonly value: readonly { readonly code: string; readonly name: Named }[] };
}

/** 裁量: what the benchmark of today asks for with these norms, and the circumstances that it and the law know. */
export const useDiscretion = (norms: readonly string[]): Choices => {
  const language = useLanguage();
  const { data: benchmark } = useQuery({
    queryKey: ["benchmark"],
    queryFn: async () => dataOf(await api.GET("/benchmarks")).benchmark,
    ...LONG,
  });
  const { data: law } = useQuery({
    queryKey: ["law", "penalty"],
    queryFn: async () =>
      dataOf(await api.GET("/law/{statute}", { params: { path: { statute: "penalty" } } })).edition.figures as Figures,
    ...LONG,
  });
  const items = benchmark?.items.filter(({ norm }) => norms.includes(norm.code)) ?? [];
  const facts = items.flatMap((item) =>
    item.facts.map(({ code, name, unit }) => ({ value: code, label: `${name[language]} (${unit})` })),
  );
  const factors = [...(law?.circumstances?.value ?? []), ...items.flatMap((item) => item.factors)];
  const circumstances = factors.map(({ code, name }) => ({ value: code, label: name[language] }));
  const once = (list: readonly Choice[]): readonly Choice[] => [
    ...new Map(list.map((one) => [one.value, one])).values(),
  ];
  return { ...under(["facts"], once(facts)), ...under(["circumstances"], once(circumstances)) };
};

/** What is chosen from the same lists wherever it is asked for. Where a list is not for one's post, its code is typed. */
export const useCommonChoices = (): Choices => {
  const officers = useOfficers();
  const streets = useStreetChoices();
  const bodies = useBodies();
  const { types } = useUnitTypes();
  return {
    ...under(OF_OFFICERS, officers),
    ...under(OF_BODIES, bodies),
    ...under(["street", "area"], streets),
    ...under(["source.caseId"], useLeads()),
    ...under(["sameActAs"], useDossiers()),
    ...under(["operationId"], useOperations()),
    ...under(["unitType"], types),
  };
};
