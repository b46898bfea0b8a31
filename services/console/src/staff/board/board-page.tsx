import { Button, Group, Select } from "@mantine/core";
import { useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { AREAS } from "../areas.ts";
import { useCategories, useDepartments, useGrids, useLanguage, useStreets, useTexts } from "../hooks.ts";
import { DistrictMap } from "../map/district-map.tsx";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { CaseList } from "./case-list.tsx";
import { STATUSES, type Filters } from "./filters.ts";
import { Confirm } from "./move/confirm.tsx";
import { Targets } from "./move/targets.tsx";
import { useCarried } from "./move/use-carried.ts";
import { useLive } from "./use-live.ts";

const FILLS = { some: "#d0ebff", many: "#74b4ea", late: "#f2a39b" } as const;
const MANY = 5;

const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};

const Counts = ({ street }: { readonly street: string | undefined }): ReactElement | null => {
  const texts = useTexts();
  const { data } = useQuery({
    queryKey: ["summary", street],
    queryFn: async () =>
      dataOf(await api.GET("/cases/summary", { params: { query: street === undefined ? {} : { street } } })),
  });
  if (data === undefined) return null;
  return (
    <Group gap="md" role="status" aria-label={texts.cases}>
      <strong data-testid="open">{texts.openCases(data.open)}</strong>
      {STATUSES.slice(0, 6).map((status) => (
        <span key={status} className="quiet">
          {texts.status[status]} {data.byStatus[status] ?? 0}
        </span>
      ))}
    </Group>
  );
};

const FilterRow = ({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const { data: streets } = useStreets();
  const { data: departments } = useDepartments();
  const { data: categories } = useCategories();
  const { data: grids } = useGrids();
  const set = (name: keyof Filters, value: string | null): void => {
    const { [name]: _before, ...rest } = filters;
    onChange({ ...rest, ...(value === null ? {} : { [name]: value }) });
  };
  const field = (
    name: keyof Filters,
    label: string,
    data: readonly { value: string; label: string }[],
  ): ReactElement => (
    <Select
      key={name}
      label={label}
      placeholder={texts.all}
      size="xs"
      data={data}
      value={filters[name] ?? null}
      onChange={(value) => set(name, value)}
      limit={100}
      searchable
      clearable
    />
  );
  return (
    <Group gap="xs" align="end" role="search" aria-label={texts.filters}>
      {field(
        "status",
        texts.statusLabel,
        STATUSES.map((value) => ({ value, label: texts.status[value] })),
      )}
      {field("street", texts.street, streets?.map(({ code, name }) => ({ value: code, label: name })) ?? [])}
      {field(
        "grid",
        texts.grid,
        grids?.features.map(({ properties: { code, name } }) => ({ value: code, label: name })) ?? [],
      )}
      {field(
        "department",
        texts.department,
        departments?.map(({ code, name }) => ({ value: code, label: name[language] })) ?? [],
      )}
      {field(
        "category",
        texts.category,
        categories?.categories.map(({ code, name }) => ({ value: code, label: name[language] })) ?? [],
      )}
      <Button size="xs" variant="default" onClick={() => onChange({})} disabled={Object.keys(filters).length === 0}>
        {texts.clearFilters}
      </Button>
    </Group>
  );
};

const Board = (): ReactElement => {
  const texts = useTexts();
  const queries = useQueryClient();
  const filters = useSearch({ from: "/board" });
  const navigate = useNavigate({ from: "/board" });
  const now = useNow(30_000);
  const live = useLive();
  const carrying = useCarried();
  const { carried } = carrying;
  const [readings, setReadings] = useState(0);
  const { data: grids } = useGrids();
  const { data: counted, error } = useQuery({
    queryKey: ["by-grid"],
    queryFn: async () => dataOf(await api.GET("/cases/by-grid")).grids,
  });
  const counts = useMemo(() => new Map(counted?.map((one) => [one.grid, one])), [counted]);
  const fillOf = useCallback(
    (grid: string): string | undefined => {
      const count = counts.get(grid);
      if (count === undefined || count.open === 0) return undefined;
      return count.overdue > 0 ? FILLS.late : count.open >= MANY ? FILLS.many : FILLS.some;
    },
    [counts],
  );
  // From its beginning, where the news are: all pages that were scrolled through would be read again one by one.
  const readAgain = (): void => {
    queries.setQueriesData<InfiniteData<unknown>>({ queryKey: ["cases"] }, (data) =>
      data === undefined ? undefined : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    );
    void queries.invalidateQueries({ queryKey: ["cases"] });
    setReadings((before) => before + 1);
  };
  const overdue = [...counts.values()].reduce((sum, count) => sum + count.overdue, 0);
  const change = (next: Filters): void => void navigate({ search: next, replace: true });
  const here = filters.grid === undefined ? undefined : counts.get(filters.grid);
  return (
    <div className="stack">
      <h1>{texts.boardTitle}</h1>
      <Group gap="lg">
        <Counts street={filters.street} />
        <span className={overdue > 0 ? "late" : "quiet"}>{texts.overdueCases(overdue)}</span>
        <span className="quiet" data-testid="live" data-events={live.events} data-place={live.place}>
          {live.isConnected ? texts.liveOn : texts.liveOff} · {texts.liveEvents(live.events)}
        </span>
        {live.unread > 0 && (
          <Button
            size="compact-xs"
            onClick={() => {
              live.markRead();
              readAgain();
            }}
          >
            {texts.newCases}
          </Button>
        )}
      </Group>
      <FilterRow filters={filters} onChange={change} />
      <Failure error={error} />
      <div className="columns board">
        <div className="under">
          {carried !== undefined && <Targets key={carried.of.caseId} {...{ carried, carrying }} />}
          <div inert={carried !== undefined}>
            {grids === undefined ? (
              <Loading />
            ) : (
              <DistrictMap
                grids={grids}
                fillOf={fillOf}
                chosen={filters.grid}
                label={texts.map}
                onPick={(grid) => {
                  const { grid: _before, ...rest } = filters;
                  change(grid === undefined || grid === filters.grid ? rest : { ...rest, grid });
                }}
              />
            )}
            <div className="legend">
              <span style={{ "--fill": "transparent" }}>{texts.legend.none}</span>
              <span style={{ "--fill": FILLS.some }}>{texts.legend.some}</span>
              <span style={{ "--fill": FILLS.many }}>{texts.legend.many}</span>
              <span style={{ "--fill": FILLS.late }}>{texts.legend.late}</span>
            </div>
            <p className="quiet">
              {filters.grid === undefined ? texts.mapHelp : texts.gridCount(here?.open ?? 0, here?.overdue ?? 0)}
            </p>
          </div>
        </div>
        <div>
          <CaseList key={readings} filters={filters} now={now} carrying={carrying} />
          <p role="status" data-testid="said">
            {carrying.said}
          </p>
        </div>
      </div>
      {carried?.down !== undefined && <Confirm {...{ carried, down: carried.down, carrying }} />}
    </div>
  );
};

/** 派遣看板. What burns, where, and whose it is; up to date by itself. */
export const BoardPage = (): ReactElement => (
  <OnlyFor roles={AREAS.board}>
    <Board />
  </OnlyFor>
);
