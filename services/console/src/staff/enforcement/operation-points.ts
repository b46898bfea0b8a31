import type { MapPoint } from "../map/points.ts";
import type { Operation } from "./operation.ts";

/** Who said where he was, by the unit that he is in where he is in one: it is where one of its crew was last. */
export const pointsOf = ({ persons = [], units = [], alarms = [] }: Operation): readonly MapPoint[] => {
  const unitOf = new Map(units.flatMap(({ unit, crew }) => crew.map((officer) => [officer, unit])));
  const alarmed = new Set(alarms.filter(({ outcome }) => outcome === undefined).map(({ officer }) => officer));
  const last = new Map<string, { readonly point: MapPoint; readonly at: string }>();
  for (const { officer, seen } of persons) {
    if (seen === undefined) continue;
    const isAlarmed = alarmed.has(officer);
    // Whom an alarm is about is looked for himself.
    const name = isAlarmed ? officer : (unitOf.get(officer) ?? officer);
    const known = last.get(name);
    if (known === undefined || known.at < seen.at)
      last.set(name, { point: { id: name, name, ...seen.place, isAlarmed }, at: seen.at });
  }
  return [...last.values()].map(({ point }) => point);
};
