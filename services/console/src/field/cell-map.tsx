/** @jsxImportSource preact */
import type { JSX } from "preact";
import type { PatrolSeen } from "./kept.ts";

interface Props {
  readonly cut: PatrolSeen["cut"];
  readonly seen: ReadonlySet<number>;
  readonly here: number | undefined;
  readonly label: string;
}

/** The cells of a grid, north above: seen ones are full, the one where the worker is has a mark. */
export const CellMap = ({ cut: { columns, rows, cells }, seen, here, label }: Props): JSX.Element => (
  <svg class="cells" viewBox={`0 0 ${columns} ${rows}`} role="img" aria-label={label}>
    {cells.map((cell) => {
      const [x, y] = [cell % columns, rows - 1 - Math.floor(cell / columns)];
      return (
        <g key={cell}>
          <rect
            class={seen.has(cell) ? "seen" : "unseen"}
            {...{ x: x + 0.05, y: y + 0.05, width: 0.9, height: 0.9 }}
            data-cell={cell}
          />
          {cell === here && <circle cx={x + 0.5} cy={y + 0.5} r={0.25} class="here" />}
        </g>
      );
    })}
  </svg>
);
