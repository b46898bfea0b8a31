import { ContentHash, Day, GridCode, Instant, OrganizationId, Fen } from "@wangge/contracts";
import { ProgrammeCode, VentureApplicationId, VentureRoundId } from "@wangge/contracts/events";
import { idFrom, newId, withoutNumbers, type Actor, type CallContext, type Role } from "@wangge/kit";
import { z } from "zod";

export const OFFICE: readonly Role[] = ["socialOfficer"];
export const JUDGES: readonly Role[] = ["reviewer"];
export const PARTNERS: readonly Role[] = ["organization"];
/** Whoever may stand in some relation to an application; which one is decided by the table of access. */
export const READERS: readonly Role[] = [
  ...OFFICE,
  ...JUDGES,
  ...PARTNERS,
  ...(["supervisor", "inspector", "financeOfficer", "districtGovernment"] as const),
];

export const Code = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, "a short code");
export const Account = z.string().min(1).max(100);
export const Label = z.strictObject({ zh: withoutNumbers(1, 200), en: withoutNumbers(1, 200) });
export const Words = (most: number) => withoutNumbers(1, most).describe("no phone or identity numbers");
export const Edition = z.strictObject({ code: Code, version: z.int().min(1) });

export const OfRound = z.strictObject({ roundId: VentureRoundId });
export const OfApplication = z.strictObject({ applicationId: VentureApplicationId });
export const Seen = z.int().min(0).describe("the revision that the writer has seen");

const fieldShape = { key: Code, label: Label, required: z.boolean(), identifies: z.boolean().default(false) };
const Range = { least: z.int(), most: z.int() };
export const FormContent = z.strictObject({
  fields: z
    .array(
      z.discriminatedUnion("kind", [
        z.strictObject({ ...fieldShape, kind: z.literal("text"), most: z.int().min(1).max(20_000) }),
        z.strictObject({ ...fieldShape, ...Range, kind: z.enum(["number", "money"]) }),
        z.strictObject({
          ...fieldShape,
          kind: z.literal("choice"),
          options: z.array(Label.extend({ key: Code })).max(50),
        }),
        z.strictObject({
          ...fieldShape,
          kind: z.enum(["date", "places", "budget", "stages", "indicators", "attachments"]),
        }),
      ]),
    )
    .max(100),
});

export const RubricContent = z.strictObject({
  criteria: z.array(z.strictObject({ key: Code, label: Label, weight: z.int().min(0).max(100) })).max(50),
  scale: z.array(Label).max(20).describe("what each mark means, from 0 on"),
});

const Free = (most: number) => withoutNumbers(0, most);
const Number_ = z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const Amount = z.int().min(0).max(1_000_000_000_00);

export const Answer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), value: Free(20_000) }),
  z.strictObject({ kind: z.literal("choice"), value: Code }),
  z.strictObject({ kind: z.literal("date"), value: Day }),
  z.strictObject({ kind: z.literal("number"), value: Number_ }),
  z.strictObject({ kind: z.literal("money"), value: Amount }),
  z.strictObject({ kind: z.literal("places"), value: z.array(GridCode).max(500) }),
  z.strictObject({
    kind: z.literal("budget"),
    value: z.array(z.strictObject({ item: Words(200), amount: Amount, asked: Amount, own: Amount })).max(200),
  }),
  z.strictObject({
    kind: z.literal("stages"),
    value: z.array(z.strictObject({ title: Words(200), amount: Amount, due: Day })).max(50),
  }),
  z.strictObject({
    kind: z.literal("indicators"),
    value: z.array(z.strictObject({ name: Words(200), baseline: Number_, target: Number_, unit: Words(40) })).max(100),
  }),
  z.strictObject({
    kind: z.literal("attachments"),
    value: z.array(z.strictObject({ name: Words(200), hash: ContentHash })).max(50),
  }),
]);
export const Answers = z.record(Code, Answer);

export const Round = z.strictObject({
  programme: ProgrammeCode,
  title: Words(200),
  call: Words(20_000).describe("征集公告"),
  themes: z.array(Code).min(1),
  fund: z.string().min(1).max(60).describe("资金池: the fund that pays"),
  envelope: Fen.min(1),
  funder: OrganizationId.optional().describe("the hub that gives the money, where it is one"),
  opensAt: Instant,
  closesAt: Instant.describe("an application at this instant is late"),
  form: Edition,
  rubric: Edition,
  isBlind: z.boolean().describe("盲审"),
});

/** With milliseconds, so that instants compare as text. */
export const instant = (at: string): string => new Date(at).toISOString();
export const accountOf = (actor: Actor | undefined): string => actor?.id ?? "social";
/** The same for the same key of the same account. */
export const idOf = (kind: string, { actor, meta }: CallContext): string =>
  meta.messageId === undefined ? newId() : idFrom(kind, accountOf(actor), meta.messageId);

/** Without what is undefined: an optional field is there or it is not. */
export const given = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
export const limitOf = z.int().min(1).max(200).default(50);
