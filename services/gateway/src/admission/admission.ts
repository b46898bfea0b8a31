import { counter, gauge, isDomainError, metrics, type Actor } from "@wangge/kit";
import { limiter, type Limiter } from "./limiter.ts";
import { overloaded } from "./refusal.ts";

/** 窗口与工作人员, the public, and what comes by the thousand and can wait. */
export type Class = "staff" | "public" | "bulk";

export interface Asked {
  /** Who would do the work: what is slow in one service is no reason to refuse questions to another. */
  readonly service: string;
  readonly isRead: boolean;
  readonly by: Class;
}

export interface Admission {
  /** To be asked before anything costs: body, token, rights. A "no" counts as a refusal. */
  readonly hasRoom: (asked: Asked) => boolean;
  /** Counts it in until it is done, and learns from how long that took. @throws HttpError 503 `http.overloaded` */
  readonly during: <Result>(asked: Asked, work: () => Promise<Result>) => Promise<Result>;
  /** Counts it in until the answer is called; for what goes at its sender's pace. @throws HttpError 503 `http.overloaded` */
  readonly hold: (asked: Asked) => () => void;
}

export interface AdmissionOptions {
  readonly targetMs: number;
  readonly least: number;
  readonly most: number;
}

/** What each class finds free whatever the others do; the rest is for whoever comes first. */
const RESERVED: Readonly<Record<Class, number>> = { staff: 0.5, public: 0.2, bulk: 0.05 };
const refusals = counter(metrics.admissionRefused, "requests refused because the service behind had all it can do");

/** Before the token is looked at: a wrong one gets no further, and costs its address. */
export const claimedClass = (hasToken: boolean, isBulk: boolean): Class =>
  isBulk ? "bulk" : hasToken ? "staff" : "public";

export const classOf = (actor: Actor | undefined, isBulk: boolean): Class =>
  isBulk ? "bulk" : actor?.roles.some((role) => role !== "citizen") === true ? "staff" : "public";

/** 接入控制. Refuses what could only wait, while it costs next to nothing, so that what is taken on is done in time. */
export const createAdmission = (options: AdmissionOptions): Admission => {
  const limiters = new Map<string, Limiter<Class>>();
  const poolOf = ({ service, isRead }: Asked): string => `${service}.${isRead ? "read" : "write"}`;

  const limiterOf = (asked: Asked): Limiter<Class> => {
    const pool = poolOf(asked);
    const known = limiters.get(pool);
    if (known !== undefined) return known;
    const made = limiter({ ...options, reserved: RESERVED });
    limiters.set(pool, made);
    return made;
  };

  gauge(metrics.admissionLimit, "requests that may be in hand at once", (observe) => {
    for (const [pool, { limit }] of limiters) observe(limit(), { pool });
  });
  gauge(metrics.admissionInHand, "requests in hand", (observe) => {
    for (const [pool, { inHand }] of limiters)
      for (const by of Object.keys(RESERVED) as Class[]) observe(inHand(by), { pool, class: by });
  });

  const countRefusal = (asked: Asked): void => {
    refusals.add(1, { pool: poolOf(asked), class: asked.by });
  };

  const enter = (asked: Asked): Limiter<Class> => {
    const own = limiterOf(asked);
    if (own.enter(asked.by)) return own;
    countRefusal(asked);
    throw overloaded();
  };

  return {
    hasRoom: (asked) => {
      if (limiterOf(asked).hasRoom(asked.by)) return true;
      countRefusal(asked);
      return false;
    },
    during: async (asked, work) => {
      const { leave } = enter(asked);
      const began = performance.now();
      let isTold = true;
      try {
        return await work();
      } catch (error) {
        // How quickly it is learnt that a service is away says nothing of how busy it is.
        isTold = !(isDomainError(error) && error.kind === "unavailable");
        throw error;
      } finally {
        leave(asked.by, isTold ? performance.now() - began : undefined);
      }
    },
    hold: (asked) => {
      const { leave } = enter(asked);
      return () => {
        leave(asked.by);
      };
    },
  };
};
