import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore, type Dispatch, type SetStateAction } from "react";
import { api, dataOf, raw } from "../common/api.ts";
import { draft, draftOf } from "../common/drafts.ts";
import { language, type Language, type Named } from "../common/language.ts";
import { session, type Session } from "../common/session.ts";
import type { Store } from "../common/store.ts";
import { staff, type StaffTexts } from "../common/texts/staff.ts";

export const useStore = <Value>({ subscribe, get }: Store<Value>): Value => useSyncExternalStore(subscribe, get);

export const useLanguage = (): Language => useStore(language);
export const useTexts = (): StaffTexts => staff[useLanguage()];
export const useSession = (): Session | undefined => useStore(session);

/** Like `useState`, over the end of a sign-in too: the same account finds again what it had typed. */
export const useDraft = <Value>(name: string, initial: Value): [Value, Dispatch<SetStateAction<Value>>] => {
  const [value, setValue] = useState<Value>(() => draftOf(name, initial));
  useEffect(() => (value === initial ? undefined : draft(name, value)), [name, value]);
  return [value, setValue];
};

/** Whether one of these posts is held. */
export const useIsOneOf = (roles: readonly string[]): boolean => {
  const held = useSession()?.roles ?? [];
  return roles.some((role) => held.includes(role));
};

/** What is as good as the same all day. */
const ALL_DAY = { staleTime: 3_600_000, gcTime: Infinity } as const;

export const useCategories = () =>
  useQuery({ queryKey: ["categories"], queryFn: async () => dataOf(await api.GET("/categories")), ...ALL_DAY });

export const useStreets = () =>
  useQuery({
    queryKey: ["streets"],
    queryFn: async () => dataOf(await api.GET("/streets", { params: { query: { limit: 100 } } })).streets,
    ...ALL_DAY,
  });

export const useDepartments = () =>
  useQuery({
    queryKey: ["departments"],
    queryFn: async () => dataOf(await api.GET("/departments")).departments,
    ...ALL_DAY,
  });

export interface GridFeature {
  readonly id: string;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
  readonly properties: { readonly code: string; readonly name: string };
}
export interface Grids {
  readonly type: "FeatureCollection";
  readonly features: readonly GridFeature[];
}

/** The ground of every grid of today, from the register. */
export const useGrids = () =>
  useQuery({
    queryKey: ["ground"],
    queryFn: async () => (await raw("/exports/geojson/grid")).json() as Promise<Grids>,
    ...ALL_DAY,
  });

type NameOf = (code: string | undefined) => string;

const nameIn = (
  list: readonly { readonly code: string; readonly name: Named | string }[] | undefined,
  language: Language,
): NameOf => {
  const names = new Map(list?.map(({ code, name }) => [code, typeof name === "string" ? name : name[language]]));
  return (code) => (code === undefined ? "" : (names.get(code) ?? code));
};

/** Names of codes, in the language of the page; a code that is not known stays as it is. */
export const useNames = (): { readonly category: NameOf; readonly department: NameOf; readonly grid: NameOf } => {
  const language = useLanguage();
  const { data: categories } = useCategories();
  const { data: departments } = useDepartments();
  const { data: grids } = useGrids();
  return useMemo(
    () => ({
      category: nameIn(categories?.categories, language),
      department: nameIn(departments, language),
      grid: nameIn(
        grids?.features.map(({ properties }) => properties),
        language,
      ),
    }),
    [categories, departments, grids, language],
  );
};
