import { AuditHead, Instant, keptBy } from "@wangge/contracts";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Access } from "../service/actor.ts";
import { action, on, type Action, type EventHandler } from "../service/define.ts";
import type { StoreFactory } from "../service/runner.ts";
import { aggregateKind, type AggregateKind } from "../store/aggregate.ts";
import type { DeciderStore } from "../store/port.ts";
import { anchorDecider, type AnchorEvent, type AnchorState, type KeepHead } from "./anchor.ts";

type AnchorStore = DeciderStore<AnchorState, KeepHead, AnchorEvent>;

/** Each service apart: an epoch has the same number in all of them. Those of dispatch came first. */
export const anchorsOf = (service: string): string => (service === "dispatch" ? "anchors" : `${service}Anchors`);

const anchorId = (epoch: number): string => String(epoch).padStart(10, "0");

/** For the doctor. */
export const anchorAggregates = (keeper: string): readonly AggregateKind[] =>
  keptBy(keeper).map(({ service }) => aggregateKind(keeper, anchorsOf(service), anchorDecider(keeper), () => []));

export interface KeepingOptions {
  readonly keeper: string;
  readonly store: Pick<StoreFactory, "decider">;
  readonly clock: Clock;
  /** Where they are asked for: `/audit`. */
  readonly path: `/${string}`;
  readonly access: Access;
}

export interface Keeping {
  readonly actions: Readonly<Record<"anchors" | "newestAnchors", Action>>;
  readonly subscriptions: readonly EventHandler[];
}

/** How old the word is that the service cannot take back. */
const newestIn = async (anchors: AnchorStore) => {
  const [newest] = await anchors.find({ where: {}, limit: 1 });
  const { head, keptAt } = newest?.state ?? {};
  return head === undefined || keptAt === undefined
    ? undefined
    : { epoch: head.epoch, sealedAt: head.sealedAt, keptAt };
};

/** 锚定: keeps the heads of other services, which cannot alter them here, and gives them back. Whose: `custody` says it. */
export const keepAnchors = async ({ keeper, store, clock, path, access }: KeepingOptions): Promise<Keeping> => {
  const kept = keptBy(keeper);
  const anchors = new Map<string, AnchorStore>();
  for (const { service } of kept)
    anchors.set(service, await store.decider(anchorsOf(service), anchorDecider(keeper), { publishAs: () => [] }));
  const of = (service: string): AnchorStore => {
    const found = anchors.get(service);
    if (found === undefined) throw new Error(`${keeper} keeps no heads of ${service}`);
    return found;
  };
  const names = kept.map(({ service }) => service);
  return {
    actions: {
      newestAnchors: action({
        rest: `GET ${path}/anchors/newest`,
        summary: "锚定: the newest head of the histories of each service, and when it was kept",
        access: typeof access === "string" ? access : [...access, "operator"],
        input: z.strictObject({}),
        output: z.object({
          services: z.array(
            z.object({
              service: z.enum(names),
              newest: z.object({ epoch: z.int(), sealedAt: Instant, keptAt: Instant }).optional(),
            }),
          ),
        }),
        run: async () => ({
          services: await Promise.all(
            names.map(async (service) => {
              const newest = await newestIn(of(service));
              return newest === undefined ? { service } : { service, newest };
            }),
          ),
        }),
      }),
      anchors: action({
        rest: `GET ${path}/anchors`,
        summary:
          "锚定: the heads of the histories of a service as it told them, oldest first; what npm run verify is given as --anchors",
        access,
        input: z.strictObject({
          service: z.enum(names).default(names[0] ?? ""),
          after: z.coerce.number().int().min(0).default(0).describe("the last epoch of the page before"),
          limit: z.coerce.number().int().min(1).max(5000).default(1000),
        }),
        output: z.object({
          format: z.literal("wangge.audit-anchors.v1"),
          service: z.enum(names),
          anchors: z.array(AuditHead.extend({ keptAt: Instant, contradictions: z.array(AuditHead) })),
          next: z.int().optional(),
        }),
        run: async ({ service, after, limit }) => {
          const found = await of(service).find({ where: {}, limit, after: anchorId(after), order: "oldest" });
          const page = found.flatMap(({ state: { head, keptAt, contradictions } }) =>
            head === undefined || keptAt === undefined
              ? []
              : [{ ...head, keptAt, contradictions: [...contradictions] }],
          );
          const next = page.length === limit ? page.at(-1)?.epoch : undefined;
          return {
            ...{ format: "wangge.audit-anchors.v1" as const, service, anchors: page },
            ...(next === undefined ? {} : { next }),
          };
        },
      }),
    },
    subscriptions: kept.map(({ service, sealed }) =>
      on(sealed, (head, meta) =>
        of(service).handle(anchorId(head.epoch), { type: "KeepHead", data: { head }, at: clock.now() }, meta),
      ),
    ),
  };
};
