import { pagesOf, type DeciderStore, type Stored } from "@wangge/kit";
import {
  latestOf,
  onDay,
  type AdmitChange,
  type ItemEvent,
  type ItemState,
  type ItemVersion,
  type Listed,
  type OnDay,
  type StandingItem,
} from "../domain/index.ts";

export type Items = DeciderStore<ItemState, AdmitChange, ItemEvent>;

const PAGE = 500;
/** A version takes effect on a later day than it is published: nobody misses anything within this time. */
const KEPT_MS = 1_000;

/** 权力清单, to be read. Who reads it cannot write it. */
export interface Catalogue {
  /** All that have ever been listed, by code. */
  readonly all: () => Promise<readonly Listed[]>;
  readonly item: (code: string) => Promise<Listed | undefined>;
  /** 办理依据的版本: what holds for an application that begins on this day. It records the version's id and keeps to it. */
  readonly itemOn: (code: string, day: string) => Promise<OnDay | undefined>;
  /** A version that was once issued, for ever: `item-0001@2`. */
  readonly version: (id: string) => Promise<ItemVersion | undefined>;
  readonly standing: (codes: readonly string[]) => Promise<readonly StandingItem[]>;
  /** The list has changed: read it anew. */
  readonly forget: () => void;
}

const listed = (stored: Stored<ItemState> | undefined): Listed | undefined =>
  stored?.state.status === "listed" ? stored.state : undefined;

export const catalogueOf = (items: Pick<Items, "load" | "find">): Catalogue => {
  let kept: { readonly until: number; readonly list: Promise<readonly Listed[]> } | undefined;

  const readAll = async (): Promise<readonly Listed[]> => {
    const all: Listed[] = [];
    for await (const page of pagesOf(items, {}, PAGE)) all.push(...page.flatMap((stored) => listed(stored) ?? []));
    return all;
  };

  const all = (): Promise<readonly Listed[]> => {
    if (kept !== undefined && performance.now() < kept.until) return kept.list;
    const list = readAll();
    kept = { until: performance.now() + KEPT_MS, list };
    list.catch(() => (kept = undefined));
    return list;
  };

  const item = async (code: string): Promise<Listed | undefined> => listed(await items.load(code));

  return {
    all,
    item,
    itemOn: async (code, day) => {
      const state = await item(code);
      return state && onDay(state, day);
    },
    version: async (id) => (await item(id.slice(0, id.indexOf("@"))))?.versions.find((version) => version.id === id),
    standing: (codes) =>
      Promise.all(
        codes.map(async (code) => {
          const state = await item(code);
          if (state === undefined) return { code, isWithdrawn: false };
          const { id, content } = latestOf(state);
          return { code, latest: { id, content }, isWithdrawn: state.withdrawal !== undefined };
        }),
      ),
    forget: () => {
      kept = undefined;
    },
  };
};
