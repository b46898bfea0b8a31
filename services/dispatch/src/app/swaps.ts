import {
  DomainError,
  isDomainError,
  isRefusal,
  pagesOf,
  type Clock,
  type DeciderStore,
  type Log,
  type Meta,
  type Stored,
} from "@wangge/kit";
import {
  localDay,
  rotaDecider,
  type HeldSkill,
  type RotaCommand,
  type RotaRules,
  type RotaState,
  type Shift,
  type SwapCommand,
  type SwapEvent,
  type SwapParty,
  type SwapState,
} from "../domain/index.ts";
import type { OnDay } from "./people-rules.ts";
import type { Picker } from "./picker.ts";
import { unknownShift, type RotaDesk, type Rotas } from "./rota-desk.ts";

export type SwapStore = DeciderStore<SwapState, SwapCommand, SwapEvent>;
export type KnownSwap = Stored<Exclude<SwapState, { readonly status: "none" }>>;

export interface SwapDeps {
  readonly swaps: SwapStore;
  readonly rotas: Rotas;
  readonly desk: Pick<RotaDesk, "heldBy">;
  readonly picker: Pick<Picker, "learnRota">;
  readonly rotaRulesOn: OnDay<RotaRules>;
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
}

export interface SwapAsked {
  readonly from: string;
  readonly to: string;
  readonly gives: string;
  readonly takes?: string | undefined;
}

/** 换班 between two rotas: both change or none, whatever crashes on the way (decision 14). */
export interface Swaps {
  readonly ask: (id: string, asked: SwapAsked, by: SwapParty, meta: Meta) => Promise<KnownSwap>;
  /** One word of a person about a swap, and what follows from it. */
  readonly say: (
    id: string,
    type: "ConsentSwap" | "DeclineSwap" | "WithdrawSwap" | "ApproveSwap" | "RefuseSwap",
    by: SwapParty,
    meta: Meta,
  ) => Promise<KnownSwap>;
  readonly load: (id: string) => Promise<KnownSwap>;
  /** Completes what an earlier process began. @returns how many */
  readonly sweep: () => Promise<number>;
}

const UNSETTLED = ["approved", "committed", "failed"] as const;
const PAGE = 200;

export const createSwaps = ({ swaps, rotas, desk, picker, rotaRulesOn, clock, log }: SwapDeps): Swaps => {
  const load = async (id: string): Promise<KnownSwap> => {
    const stored = await swaps.load(id);
    if (stored === undefined || stored.state.status === "none")
      throw new DomainError("missing", "dispatch.swap.unknown", "There is no such swap", { swap: id });
    return { ...stored, state: stored.state };
  };

  const sidesOf = ({ from, to, gives, takes }: Pick<KnownSwap["state"], "from" | "to" | "gives" | "takes">) =>
    [
      { worker: from, gives, takes },
      { worker: to, gives: takes, takes: gives },
      // In one order everywhere, so that two swaps of the same rotas cannot wait for each other.
    ].sort((one, other) => (one.worker < other.worker ? -1 : 1));

  const holdCommand = (
    swap: string,
    { gives, takes }: { readonly gives?: Shift | undefined; readonly takes?: Shift | undefined },
    held: readonly HeldSkill[],
  ): RotaCommand => ({
    type: "HoldForSwap",
    swap,
    ...(gives === undefined ? {} : { gives }),
    ...(takes === undefined ? {} : { takes }),
    rules: rotaRulesOn(localDay(clock.ms())),
    held,
    at: clock.now(),
  });

  /** Both rotas as they stand would allow it. @throws DomainError of the one that does not */
  const mustFit = async (id: string, swap: Pick<KnownSwap["state"], "from" | "to" | "gives" | "takes">) => {
    for (const side of sidesOf(swap)) {
      const state = (await rotas.load(side.worker))?.state ?? rotaDecider.initial;
      rotaDecider.decide(holdCommand(id, side, await desk.heldBy(side.worker)), state);
    }
  };

  const holdBoth = async ({ id, state }: KnownSwap, meta: Meta): Promise<void> => {
    try {
      for (const side of sidesOf(state))
        await rotas.handle(side.worker, holdCommand(id, side, await desk.heldBy(side.worker)), meta);
    } catch (error) {
      if (!isDomainError(error) || !isRefusal(error)) throw error;
      await swaps.handle(id, { type: "FailSwap", code: error.code, at: clock.now() }, meta);
      return;
    }
    await swaps.handle(id, { type: "CommitSwap", at: clock.now() }, meta);
  };

  /** Both in one write; what a crash leaves of it is written again. */
  const endBoth = async (type: "TakeSwap" | "ReleaseSwap", { id, state }: KnownSwap, meta: Meta): Promise<void> => {
    const at = clock.now();
    const items = [state.from, state.to].map((worker) => ({ id: worker, command: { type, swap: id, at }, meta }));
    for (const [index, outcome] of (await rotas.handleMany(items)).entries()) {
      if (!outcome.ok) throw outcome.error;
      picker.learnRota(items[index]?.id ?? "", outcome.stored.state satisfies RotaState);
    }
    await swaps.handle(id, { type: "FinishSwap", at }, meta);
  };

  /** Step by step from wherever it stands; each step may be another replica's by now. */
  const settle = async (id: string): Promise<KnownSwap> => {
    const meta = { correlationId: id };
    for (;;) {
      const swap = await load(id);
      switch (swap.state.status) {
        case "approved":
          await holdBoth(swap, meta).catch(async (error: unknown) => {
            // Another replica may have ended it between two steps.
            if ((await load(id)).state.status === "approved") throw error;
          });
          break;
        case "committed":
          await endBoth("TakeSwap", swap, meta);
          break;
        case "failed":
          await endBoth("ReleaseSwap", swap, meta);
          break;
        default:
          return swap;
      }
    }
  };

  const shiftOf = async (worker: string, shift: string): Promise<Shift> => {
    const found = (await rotas.load(worker))?.state.shifts.find(({ id }) => id === shift);
    if (found === undefined) throw unknownShift(shift);
    return found;
  };

  return {
    load,
    ask: async (id, { from, to, gives, takes }, by, meta) => {
      const data = {
        from,
        to,
        gives: await shiftOf(from, gives),
        ...(takes === undefined ? {} : { takes: await shiftOf(to, takes) }),
      };
      await mustFit(id, data);
      await swaps.handle(id, { type: "AskSwap", data, by, at: clock.now() }, meta);
      return load(id);
    },
    say: async (id, type, by, meta) => {
      if (type === "ConsentSwap") await mustFit(id, (await load(id)).state);
      await swaps.handle(id, { type, by, at: clock.now() }, meta);
      return settle(id);
    },
    sweep: async () => {
      let seen = 0;
      for await (const page of pagesOf(swaps, { "state.status": { in: UNSETTLED } }, PAGE))
        for (const { id } of page) {
          seen += 1;
          await settle(id).catch((error: unknown) => {
            log.warn({ swap: id, error: isDomainError(error) ? error.code : String(error) }, "swap waits");
          });
        }
      return seen;
    },
  };
};
