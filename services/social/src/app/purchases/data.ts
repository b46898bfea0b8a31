import { Fen } from "@wangge/contracts";
import { chinaCalendar, clockKinds } from "@wangge/calendar";
import { versionShape } from "@wangge/kit";
import { z } from "zod";
import type { PurchaseTerms } from "../../domain/purchases/index.ts";
import { readVersions } from "../dated-data.ts";

const Limit = z.strictObject({ amount: z.number().positive(), kind: z.enum(clockKinds) });
const Weight = z.int().min(0).max(100);

const BidRules = z.strictObject({
  window: Limit,
  minBids: z.int().min(1),
  committee: z
    .array(z.strictObject({ from: Fen, members: z.int().min(1) }))
    .min(1)
    .refine((steps) => steps[0]?.from === 0 && steps.every(({ from }, at) => from >= (steps[at - 1]?.from ?? 0)), {
      message: "from 0 upwards",
    }),
  priceWeight: z.strictObject({ least: Weight, most: Weight }),
});

const Rules = z.strictObject({
  ...versionShape,
  openFrom: Fen,
  methods: z.strictObject({ openTender: BidRules, consultation: BidRules }),
  publicity: z.strictObject({ award: Limit, singleSource: Limit }),
  answer: Limit,
  contract: Limit,
  addition: z.int().min(0).max(10_000),
  split: z.strictObject({ spanDays: z.int().min(1), likeness: z.int().min(1).max(10_000) }),
});

export const loadPurchaseTerms = (): PurchaseTerms => ({
  calendar: chinaCalendar,
  rulesAt: readVersions("purchases/rules.json", "purchase_rules", Rules).at,
});

const Classes = z.strictObject({
  ...versionShape,
  classes: z.array(z.strictObject({ code: z.string(), label: z.string(), en: z.string(), kind: z.string() })),
});

export type ServiceClasses = (at: string) => z.output<typeof Classes>["classes"];

export const loadServiceClasses = (): ServiceClasses => {
  const { at } = readVersions("purchases/service-classes.json", "service_classes", Classes);
  return (instant) => at(instant).classes;
};

const OcdsMethod = z.strictObject({ code: z.enum(["open", "selective", "limited", "direct"]), label: z.string() });
const Publisher = z.strictObject({
  ...versionShape,
  prefix: z.string(),
  methods: z.strictObject({ openTender: OcdsMethod, consultation: OcdsMethod, singleSource: OcdsMethod }),
});
export type OcdsPublisher = z.output<typeof Publisher>;

export const loadOcdsPublisher = (): ((at: string) => OcdsPublisher) =>
  readVersions("purchases/ocds/publisher.json", "ocds_publisher", Publisher).at;
