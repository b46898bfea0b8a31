/** Nothing hangs on what is not there. */
import { referencesOf, type Id, type Value } from "../records.ts";
import { overlaps, type Span, type Timeline, type Version } from "../timeline.ts";
import { later, type Inspection } from "./problem.ts";

/** Stretches of a span in which a timeline says nothing. */
const gapsIn = (timeline: Timeline<unknown>, { from, to }: Span): Span[] => {
  const gaps: Span[] = [];
  let at = from;
  for (const version of timeline.filter((one) => overlaps(one, { from, to }))) {
    if (at < version.from) gaps.push({ from: at, to: version.from });
    if (version.to === undefined) return gaps;
    at = version.to;
  }
  return to === undefined || at < to ? [...gaps, { from: at, to }] : gaps;
};

/** What a record names is there as long as the record is, and may stand there. */
export const checkReferences = ({ register, found }: Inspection, id: Id, version: Version<Value>): void => {
  for (const { field, id: target, kinds } of referencesOf(register.kindOf(id), version.value)) {
    if (!register.has(target) || !kinds.includes(register.kindOf(target))) {
      found("record.reference", id, version.from, "It names something that cannot stand there", {
        field,
        target,
        kinds,
      });
      continue;
    }
    const [gap] = gapsIn(register.timelineOf(target), version);
    if (gap !== undefined)
      found("record.orphaned", id, gap.from, "It would hang on something that is not there on that day", {
        field,
        target,
      });
  }
};

/** Whoever leans on a record finds it there on every day from the start on. */
export const checkReferrers = ({ register, start, found }: Inspection, id: Id): void => {
  const value = register.timelineOf(id).at(-1)?.value;
  const name = value !== undefined && "name" in value ? value.name : id;
  for (const gap of gapsIn(register.timelineOf(id), { from: start }))
    for (const { id: by, field, version } of register.referrersWithin(id, gap))
      found(
        "record.orphaned",
        by,
        later(version.from, gap.from),
        `It would hang on ${name}, which is not there on that day`,
        { field, target: id },
      );
};
