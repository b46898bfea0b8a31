/** What an import came to, for a terminal. */
export interface Spot {
  readonly file?: string;
  readonly row?: number;
  readonly column?: string;
}

export interface ImportAnswer {
  readonly id: string;
  readonly state: string;
  readonly progress: number;
  readonly dryRun: boolean;
  readonly change?: number;
  readonly counts?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly notices?: readonly (Spot & { readonly code: string; readonly message: string })[];
  readonly noticeCount?: number;
  readonly noise?: Readonly<Record<string, { readonly count: number; readonly areaM2: number }>>;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly errorCount: number;
  readonly errors: readonly (Spot & {
    readonly code: string;
    readonly message: string;
    readonly value?: string;
    readonly others?: readonly Spot[];
  })[];
  readonly next?: number;
}

const placeOf = ({ file, row, column }: Spot): string =>
  [file ?? "(register)", row === undefined ? "" : `:${String(row)}`, column === undefined ? "" : ` ${column}`].join("");

export const errorLine = ({ code, message, value, others = [], ...spot }: ImportAnswer["errors"][number]): string =>
  `✗ ${placeOf(spot)} · ${code} · ${message}${value === undefined ? "" : ` (${value})`}${others.length === 0 ? "" : ` · with ${others.map(placeOf).join(", ")}`}`;

export const summaryLines = (answer: ImportAnswer): readonly string[] => {
  const { counts = {}, notices = [], noticeCount = 0, noise = {}, failure, change, dryRun, errorCount } = answer;
  const lines = Object.entries(counts).map(
    ([kind, tally]) =>
      `  ${kind}: ${Object.entries(tally)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `${String(count)} ${what}`)
        .join(", ")}`,
  );
  for (const { code, message, ...spot } of notices.slice(0, 20))
    lines.push(`! ${placeOf(spot)} · ${code} · ${message}`);
  if (noticeCount > 20) lines.push(`! ${String(noticeCount - 20)} more notices`);
  for (const [what, { count, areaM2 }] of Object.entries(noise))
    if (count > 0) lines.push(`  ${what} narrower than 1 m, let through: ${String(count)}, ${String(areaM2)} m²`);
  if (failure !== undefined) lines.push(`${failure.code}: ${failure.message}`);
  if (errorCount > 0) lines.push(`${String(errorCount)} errors; nothing was written`);
  else if (change !== undefined) lines.push(`recorded as change ${String(change)}`);
  else if (failure === undefined) lines.push(dryRun ? "a dry run: nothing was written" : "nothing had to change");
  return lines;
};
