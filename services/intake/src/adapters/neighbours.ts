import { ResolvePlaces, TrackCase, type Place } from "@wangge/contracts/calls";
import type { Call } from "@wangge/kit";
import type { Progress } from "../intake.service.ts";

/** Asks the registry which grid each place lies in. */
export const gridsOf =
  (call: Call) =>
  async (places: readonly Place[]): Promise<readonly (string | undefined)[]> => {
    const { grids } = ResolvePlaces.output.parse(await call(ResolvePlaces.name, { places }));
    return grids.map((grid) => grid ?? undefined);
  };

/** Asks dispatch how far a case is. */
export const progressOf =
  (call: Call) =>
  async (caseId: string): Promise<Progress | undefined> =>
    TrackCase.output.parse(await call(TrackCase.name, { caseId })).progress ?? undefined;
