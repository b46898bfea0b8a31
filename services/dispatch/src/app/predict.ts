/** 超期预测. Learns from the service's own past orders, beside the work and only when asked, and says how the open ones will end. */
import { createHash } from "node:crypto";
import { chinaCalendar } from "@wangge/calendar";
import { DomainError, messageOf, reject, type DeciderStore, type Log, type Stored } from "@wangge/kit";
import type { CaseCommand, CaseEvent, CaseState } from "../domain/index.ts";
import {
  FEWEST_ORDERS,
  orderOfState,
  ordersOf,
  training,
  type Model,
  type OrderFact,
  type Setting,
} from "../domain/predict/index.ts";

export * from "../domain/predict/index.ts";

export const setting: Setting = { calendar: chinaCalendar, utcOffsetMs: 8 * 3_600_000 };

/** The newest cases that it learns from, and how many of them are asked for their history, state alone not telling all. */
const MOST_CASES = 5_000;
const MOST_HISTORIES = 1_000;
const PAGE = 1_000;
const AT_ONCE = 20;
/** Older than that it is made anew, while the old one answers. */
const RETRAIN_MS = 3_600_000;
/** An answer does not wait longer for the first. */
const PATIENCE_MS = 3_000;

type Cases = Pick<DeciderStore<CaseState, CaseCommand, CaseEvent>, "find" | "history">;

export interface Trained extends Model {
  /** Of its weights and of what it learned from. */
  readonly version: string;
}

export interface Predictor {
  /** @throws DomainError `dispatch.predict.not_enough_history`, `dispatch.predict.training` */
  readonly current: () => Promise<Trained>;
  /** The order that is open in each of these cases. */
  readonly openOrders: (found: readonly Stored<CaseState>[]) => Promise<ReadonlyMap<string, OrderFact>>;
}

export interface PredictorDeps {
  readonly cases: Cases;
  readonly now: () => string;
  readonly log: Log;
}

const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const hadOrder = (state: CaseState): boolean => state.status !== "new" && state.attempts > 0;

const versionOf = ({ trainedUntil, orders, late, weights, means, scales }: Model): string =>
  createHash("sha256")
    .update(JSON.stringify([trainedUntil, orders, late, weights, means, scales]))
    .digest("hex")
    .slice(0, 12);

export const createPredictor = ({ cases, now, log }: PredictorDeps): Predictor => {
  const fromHistories = async (ids: readonly string[]): Promise<readonly (readonly OrderFact[])[]> => {
    const all: (readonly OrderFact[])[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE)
      all.push(
        ...(await Promise.all(
          ids.slice(start, start + AT_ONCE).map(async (id) =>
            ordersOf(
              id,
              (await cases.history(id)).map(({ event }) => event),
            ),
          ),
        )),
      );
    return all;
  };

  const pastOrders = async (): Promise<readonly OrderFact[]> => {
    const orders: OrderFact[] = [];
    let seen = 0;
    let asked = 0;
    for (let after: string | undefined, isFull = true; isFull && seen < MOST_CASES;) {
      const page = await cases.find({ where: {}, limit: PAGE, after });
      const untold: string[] = [];
      for (const { id, state } of page) {
        const order = orderOfState(id, state);
        if (order !== undefined) orders.push(order);
        else if (hadOrder(state)) untold.push(id);
      }
      const room = untold.slice(0, MOST_HISTORIES - asked);
      orders.push(...(await fromHistories(room)).flat());
      asked += room.length;
      seen += page.length;
      after = page.at(-1)?.id;
      isFull = page.length === PAGE;
    }
    return orders;
  };

  const trainAnew = async (): Promise<Trained> => {
    const until = Date.parse(now());
    const orders = await pastOrders();
    const steps = training(orders, until, setting);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        if (value === undefined)
          throw reject(
            "dispatch.predict.not_enough_history",
            "Too few orders have come to their deadline to say anything",
            { needed: FEWEST_ORDERS },
          );
        return { ...value, version: versionOf(value) };
      }
      await others();
    }
  };

  let model: Trained | undefined;
  let running: Promise<Trained> | undefined;

  const refreshed = (): Promise<Trained> => {
    running ??= trainAnew()
      .then((made) => (model = made))
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  const impatient = async (training: Promise<Trained>): Promise<Trained> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => {
        fail(new DomainError("unavailable", "dispatch.predict.training", "It is learning: ask again in a moment"));
      }, PATIENCE_MS);
      timer.unref();
    });
    try {
      return await Promise.race([training, late]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    current: async () => {
      if (model === undefined) return impatient(refreshed());
      if (Date.parse(now()) - model.trainedUntil > RETRAIN_MS)
        refreshed().catch((error: unknown) => {
          log.warn({ error: messageOf(error) }, "the old prediction stays: a new one could not be learned");
        });
      return model;
    },
    openOrders: async (found) => {
      const orders = new Map<string, OrderFact>();
      const untold: string[] = [];
      for (const { id, state } of found) {
        const order = orderOfState(id, state);
        if (order !== undefined) orders.set(id, order);
        else if (hadOrder(state)) untold.push(id);
      }
      const histories = await fromHistories(untold);
      untold.forEach((id, index) => {
        const last = histories[index]?.at(-1);
        if (last !== undefined) orders.set(id, last);
      });
      return orders;
    },
  };
};
