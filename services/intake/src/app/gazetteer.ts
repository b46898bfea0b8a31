import type { NamedPlace } from "@wangge/contracts/calls";
import type { VersionLease } from "@wangge/kit";
import { z } from "zod";
import { gazetteerOf, type Gazetteer, type Place, type Readings } from "../domain/places/index.ts";
import { readData } from "./dated.ts";

/** All names of the register; without `places` where it still is at the version that is known. @throws DomainError `unavailable` */
export type NamesOfRegister = (
  known: string | undefined,
) => Promise<{ readonly version: string; readonly places: readonly NamedPlace[] | undefined }>;

/** A register that could not be confirmed, or not be read, is asked again after so long. */
const PAUSE_MS = 2_000;

const Estates = z.object({ source: z.string(), asOf: z.string(), areas: z.record(z.string(), z.array(z.string())) });

/** 小区 by the names they are let under. Where the register has a courtyard of that name, it says more and comes alone. */
export const loadEstates = (): readonly Place[] =>
  Object.values(readData("estates.json", Estates).areas)
    .flat()
    .map((name) => ({ kind: "estate", name, aliases: [] }));

interface Kept {
  readonly gazetteer: Gazetteer;
  readonly version: string;
  /** Of the lease in which it was read; undefined where the lease did not vouch for it. */
  readonly term: number | undefined;
}

export interface GazetteerParts {
  readonly lease: VersionLease;
  readonly namesOf: NamesOfRegister;
  readonly estates: readonly Place[];
  readonly readings: Readings;
  /** Milliseconds that only rise. */
  readonly now?: () => number;
}

/**
 * 地名 of the register's present version. While a new one is read, the last one answers: what it names is an offer to somebody
 * who is typing, and the grid of a report is asked for anew when it comes. @throws DomainError `unavailable` before the first
 */
export const currentGazetteer = ({
  lease,
  namesOf,
  estates,
  readings,
  now = () => performance.now(),
}: GazetteerParts): (() => Promise<Gazetteer>) => {
  let kept: Kept | undefined;
  let reading: Promise<Gazetteer> | undefined;
  let triedAt = -Infinity;

  const made = (places: readonly NamedPlace[]): Gazetteer => {
    const names = new Set(places.map(({ name }) => name));
    return gazetteerOf([...places, ...estates.filter(({ name }) => !names.has(name))], readings);
  };

  const read = async (): Promise<Gazetteer> => {
    triedAt = now();
    const before = lease.look();
    const { version, places } = await namesOf(kept?.version);
    const after = lease.look();
    const gazetteer = places === undefined && kept !== undefined ? kept.gazetteer : made(places ?? []);
    const term = before.mayKeep && after.term === before.term ? after.term : undefined;
    kept = { gazetteer, version, term };
    return gazetteer;
  };

  const readOnce = (): Promise<Gazetteer> =>
    (reading ??= read().finally(() => {
      reading = undefined;
    }));

  return async () => {
    if (kept === undefined) return readOnce();
    if (kept.term !== lease.look().term && now() - triedAt >= PAUSE_MS) readOnce().catch(() => undefined);
    return kept.gazetteer;
  };
};
