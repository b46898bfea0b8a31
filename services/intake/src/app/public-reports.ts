import type { TrackedCase } from "@wangge/contracts/calls";
import type { Where } from "@wangge/kit";
import type { Accepted, ReporterDeps } from "../edge/reading.ts";

/** What the public may ask for. Instants in UTC; `since` counts, `until` does not. */
export interface PublicQuery {
  readonly numbers?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly grids?: readonly string[] | undefined;
  readonly via?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly status?: "open" | "closed" | undefined;
  /** The last reportId of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface PublicReport {
  readonly report: Accepted;
  /** Absent until dispatch has taken it on. */
  readonly progress: TrackedCase | undefined;
}

export interface Page {
  readonly reports: readonly PublicReport[];
  readonly next?: string;
}

export interface PublicDeps {
  readonly reports: ReporterDeps["reports"];
  readonly progressOfMany: (caseIds: readonly string[]) => Promise<ReadonlyMap<string, TrackedCase>>;
}

const BATCH = 500;
/** Whoever asks for the few open ones among very many closed ones goes on from `next`. */
const MOST_READ = 20_000;

const whereOf = ({ numbers, categories, grids, via, since, until }: PublicQuery): Where => ({
  "state.status": "accepted",
  "state.visibility": "public",
  ...(numbers === undefined ? {} : { "state.trackingNumber": { in: numbers } }),
  ...(categories === undefined ? {} : { "state.category": { in: categories } }),
  ...(grids === undefined ? {} : { "state.grid": { in: grids } }),
  ...(via === undefined ? {} : { "state.via": via }),
  ...(since === undefined && until === undefined
    ? {}
    : {
        "state.acceptedAt": {
          ...(since === undefined ? {} : { gte: since }),
          ...(until === undefined ? {} : { lt: until }),
        },
      }),
});

/** Nobody has ended it, nor merged it into another one. */
export const isOpen = ({ report, progress }: PublicReport): boolean =>
  progress?.endedAt === undefined && report.state.mergedInto === undefined;

const acceptedOnly = (found: readonly { readonly state: { readonly status: string } }[]): readonly Accepted[] =>
  found.filter((one): one is Accepted => one.state.status === "accepted");

/** Public reports, newest first, with how far each is: only dispatch knows that, so it is asked for each portion. */
export const publicReports =
  ({ reports, progressOfMany }: PublicDeps) =>
  async (query: PublicQuery): Promise<Page> => {
    const { status, limit } = query;
    const where = whereOf(query);
    const page: PublicReport[] = [];
    let { after } = query;
    for (let read = 0; read < MOST_READ;) {
      const found = acceptedOnly(await reports.find({ where, limit: Math.min(BATCH, limit + 1), after }));
      read += found.length;
      const progress = await progressOfMany(found.map(({ id }) => id));
      for (const report of found) {
        const one = { report, progress: progress.get(report.id) };
        if (status !== undefined && isOpen(one) !== (status === "open")) continue;
        if (page.length === limit) return { reports: page, next: page.at(-1)?.report.id ?? report.id };
        page.push(one);
      }
      if (found.length < Math.min(BATCH, limit + 1)) return { reports: page };
      after = found.at(-1)?.id;
    }
    return { reports: page, ...(after === undefined ? {} : { next: after }) };
  };
