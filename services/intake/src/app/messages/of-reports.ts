import type { AfterEnd, Filling } from "../../domain/index.ts";
import type { Accepted, ReporterDeps } from "../../edge/reading.ts";
import type { CaseFact, CaseListener } from "../policies/case-facts.ts";
import type { News, Post } from "./post.ts";
import type { Templates } from "./templates.ts";

export interface ProgressDeps extends Pick<ReporterDeps, "reports" | "followers"> {
  readonly templates: Templates;
  /** The courtyards that a point lies in; asked only where somebody follows one. */
  readonly courtyardsAt: (point: { readonly lng: number; readonly lat: number }) => Promise<readonly string[]>;
  readonly afterEnd: (at: string) => AfterEnd;
}

const DAY_MS = 86_400_000;
const MOST = 5_000;
/** People who follow a place or a kind of problem hear of its beginning and its end. */
const OF_AREAS: ReadonlySet<string> = new Set(["filed", "closed"]);

/** Whoever reported it, whoever reported the same, and whoever follows it is told of a step. */
export const tellOfProgress = (post: Post, deps: ProgressDeps): CaseListener => {
  const { reports, followers, templates, courtyardsAt, afterEnd } = deps;

  const numbersOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (ids.length === 0) return new Map();
    const found = await reports.find({ where: { _id: { in: ids } }, limit: ids.length });
    return new Map(
      found.flatMap(({ id, state }) => (state.status === "new" ? [] : [[id, state.trackingNumber] as const])),
    );
  };

  /** By the report that goes on: those that were merged into it. */
  const mergedInto = async (ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    if (ids.length === 0) return new Map();
    const found = await reports.find({ where: { "state.mergedInto": { in: ids } }, limit: MOST });
    const rootOf = ({ state }: (typeof found)[number]) => (state.status === "accepted" ? state.mergedInto : undefined);
    return new Map(
      [...Map.groupBy(found, rootOf)].map(([root = "", merged]) => [root, merged.map(({ id }) => id)] as const),
    );
  };

  const hasCourtyards = async (): Promise<boolean> =>
    (await followers.find({ where: { "state.subject": { gte: "courtyard/", lt: "courtyard0" } }, limit: 1 })).length >
    0;

  const subjectsOf = async (
    { id, state: { grid, category, point, visibility } }: Accepted,
    step: string,
    withCourtyards: boolean,
  ): Promise<readonly string[]> => {
    const own = `report/${id}`;
    if (visibility === "private" || !OF_AREAS.has(step)) return [own];
    const courtyards = point !== undefined && withCourtyards ? await courtyardsAt(point) : [];
    return [own, `grid/${grid}`, `category/${category}`, ...courtyards.map((one) => `courtyard/${one}`)];
  };

  const stepFilling = ({ step, at, says }: CaseFact, numbers: ReadonlyMap<string, string>): Filling => {
    if (step === "merged") return { into: numbers.get(says["into"] ?? "") ?? "—" };
    if (step !== "closed") return says;
    return { reopenUntil: new Date(Date.parse(at) + afterEnd(at).reopenDays * DAY_MS).toISOString() };
  };

  return async (facts) => {
    const told = facts.filter(({ step }) => templates.tells("reporter", step));
    const [numbers, merged, withCourtyards] = await Promise.all([
      numbersOf(facts.flatMap(({ says }) => says["into"] ?? [])),
      mergedInto([...new Set(told.map(({ report }) => report.id))]),
      facts.some(({ step }) => OF_AREAS.has(step)) && hasCourtyards(),
    ]);
    const news = await Promise.all(
      facts.map(async (fact): Promise<News> => {
        const { id: event, report, step: happening, meta } = fact;
        const { trackingNumber: number, category } = report.state;
        return {
          about: report.id,
          happening,
          filling: { number, category, ...stepFilling(fact, numbers) },
          reporters: [report.id, ...(merged.get(report.id) ?? [])],
          subjects: await subjectsOf(report, happening, withCourtyards),
          event,
          meta,
        };
      }),
    );
    return post(news);
  };
};
