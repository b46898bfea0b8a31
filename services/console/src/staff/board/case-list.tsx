import { Link } from "@tanstack/react-router";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useMemo, useRef, type ReactElement } from "react";
import { api } from "../../common/api.ts";
import { useIsOneOf, useNames, useTexts } from "../hooks.ts";
import { usePages } from "../pages.tsx";
import { Deadline, Failure, Loading, StatusBadge } from "../parts.tsx";
import type { CaseRow } from "./cases.ts";
import type { Filters } from "./filters.ts";
import { isMovable } from "./move/move.ts";
import { useCaseName, type Carrying } from "./move/use-carried.ts";
import { useBoardTexts } from "./texts.ts";

const PAGE = 200;
const ROW_PX = 40;
const NONE: readonly CaseRow[] = [];

interface RowProps extends Pick<Carrying, "pickUp" | "letGo"> {
  readonly of: CaseRow;
  readonly index: number;
  readonly start: number;
  readonly now: number;
  readonly mayMove: boolean;
  readonly isCarried: boolean;
}

/** Drawn again when something of it changes, and not for every other row that scrolls by. */
const Row = memo(({ of, index, start, now, mayMove, isCarried, pickUp, letGo }: RowProps): ReactElement => {
  const names = useNames();
  const words = useBoardTexts();
  const nameOf = useCaseName();
  const grip = useRef<HTMLButtonElement>(null);
  const canMove = mayMove && isMovable(of);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-case={of.caseId}
      data-carried={isCarried || undefined}
      style={{ position: "absolute", height: ROW_PX, transform: `translateY(${start}px)` }}
      draggable={canMove}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", of.caseId);
        event.dataTransfer.effectAllowed = "move";
        // What changes under the pointer while a drag begins ends it.
        setTimeout(() => pickUp(of, grip.current ?? undefined, true));
      }}
      onDragEnd={letGo}
    >
      <span role="cell">
        {canMove && (
          <button
            ref={grip}
            type="button"
            className="grip"
            aria-label={words.moveOf(nameOf(of))}
            aria-pressed={isCarried}
            title={words.gripHelp}
            onClick={({ currentTarget }) => pickUp(of, currentTarget, false)}
          >
            ⠿
          </button>
        )}
        <Link to="/cases/$caseId" params={{ caseId: of.caseId }} draggable={false}>
          {names.category(of.category)}
        </Link>
      </span>
      <span role="cell" className="wide">
        {names.grid(of.grid)}
      </span>
      <span role="cell">
        <StatusBadge status={of.status} />
      </span>
      <span role="cell" className="wide">
        {names.department(of.department)}
      </span>
      <span role="cell">
        <Deadline of={of} now={now} />
      </span>
    </div>
  );
});

/** Cases that fit the filters, newest first. Rows are drawn where one looks; pages come as one scrolls. */
export const CaseList = ({
  filters,
  now,
  carrying: { carried, pickUp, letGo },
}: {
  readonly filters: Filters;
  readonly now: number;
  readonly carrying: Carrying;
}): ReactElement => {
  const texts = useTexts();
  const mayMove = useIsOneOf(["dispatcher"]);
  const scroller = useRef<HTMLDivElement>(null);
  const {
    rows: read,
    error,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
  } = usePages({
    key: ["cases", filters],
    by: "after",
    read: (from) => api.GET("/cases", { params: { query: { ...filters, limit: PAGE, ...from } } }),
    rowsOf: (page) => page.cases,
    isStill: true,
  });
  const cases = read ?? NONE;
  const carriedId = carried?.of.caseId;
  const carriedAt = useMemo(
    () => (carriedId === undefined ? -1 : cases.findIndex(({ caseId }) => caseId === carriedId)),
    [cases, carriedId],
  );
  const rows = useVirtualizer({
    count: cases.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    // A row that is taken away while it is dragged never hears that the drag has ended.
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range);
      return carriedAt < 0 || drawn.includes(carriedAt) ? drawn : [...drawn, carriedAt];
    },
  });
  const shown = rows.getVirtualItems();
  const lastShown = rows.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= cases.length - PAGE / 4) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, lastShown, cases.length, fetchNextPage]);

  if (error !== null) return <Failure error={error} />;
  if (read === undefined) return <Loading />;
  return (
    <>
      <div
        ref={scroller}
        className="list"
        role="table"
        aria-label={texts.cases}
        aria-rowcount={hasNextPage ? -1 : cases.length + 1}
        tabIndex={0}
        data-testid="cases"
      >
        <div role="rowgroup">
          <div role="row" className="head">
            <span role="columnheader">{texts.category}</span>
            <span role="columnheader" className="wide">
              {texts.grid}
            </span>
            <span role="columnheader">{texts.statusLabel}</span>
            <span role="columnheader" className="wide">
              {texts.department}
            </span>
            <span role="columnheader">{texts.deadline}</span>
          </div>
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {shown.map(({ index, start, key }) => {
            const one = cases[index];
            if (one === undefined) return null;
            return (
              <Row
                key={key}
                of={one}
                isCarried={one.caseId === carriedId}
                {...{ index, start, now, mayMove, pickUp, letGo }}
              />
            );
          })}
        </div>
      </div>
      <p className="quiet" role="status">
        {cases.length === 0 ? texts.noCases : texts.loaded(cases.length)}
      </p>
    </>
  );
};
