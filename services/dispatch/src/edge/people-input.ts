import { GridCode, Instant, StreetCode, WorkerId } from "@wangge/contracts";
import { DomainError, type Actor } from "@wangge/kit";
import { z } from "zod";
import { SkillCode } from "../app/skills.ts";
import type { Shift, SwapParty } from "../domain/index.ts";

/** Spelled in one way, so that instants compare as texts. */
export const At = Instant.transform((text) => new Date(text).toISOString());

export const Place = z.union([StreetCode, GridCode]).describe("网格 or, for duty in all of its grids, 街道");

export const SkillList = z.array(SkillCode).max(20);

export const ShiftView = z.object({
  shift: z.string(),
  worker: WorkerId,
  place: Place,
  from: Instant,
  to: Instant,
  skills: z.array(z.string()).describe("what whoever does it has to be able to"),
});

export const shiftView = (worker: string, { id, place, from, to, skills }: Shift): z.input<typeof ShiftView> => ({
  shift: id,
  worker,
  place,
  from,
  to,
  skills: [...skills],
});

/** The worker that this account is. @throws DomainError `forbidden` */
export const ownWorker = (actor: Actor | undefined): string => {
  if (actor?.worker === undefined)
    throw new DomainError("forbidden", "dispatch.worker.not_you", "This account is no worker of a grid");
  return actor.worker;
};

export const swapParty = (actor: Actor | undefined): SwapParty => ({
  account: actor?.id ?? "service",
  ...(actor?.worker === undefined ? {} : { worker: actor.worker }),
});
