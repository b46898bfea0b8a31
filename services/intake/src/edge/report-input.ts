import { GridCode, Point } from "@wangge/contracts";
import { Channel, Via } from "@wangge/contracts/events";
import type { Place } from "@wangge/contracts/calls";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import type { Categories, Category } from "../app/categories.ts";
import type { Vault } from "../app/vault.ts";
import { FIELDS } from "../domain/index.ts";
import { claimsPhotos } from "./photo-input.ts";
import { whoReports } from "./reporter-input.ts";

const answer = z.string().max(4000);

/** What somebody tells us. */
export const ReportInput = z.strictObject({
  category: z
    .string()
    .regex(/^(event|component|service)-\d{4,6}$/, "kind-NNNN")
    .describe("类别: a code of `categoryScheme`"),
  categoryScheme: z
    .string()
    .max(80)
    .optional()
    .describe("the numbering of the code, `name@version`; absent: the window's own. Two published ones swap 04 and 05"),
  description: z.string().trim().min(1).max(4000).describe("what is the matter; stays with intake"),
  attributes: z
    .record(z.string().max(60), z.union([answer, z.array(answer).max(50)]))
    .refine((given) => Object.keys(given).length <= 50, "at most 50")
    .optional()
    .describe("附加问题: answers to the category's questions, by their code"),
  channel: Channel.default("web"),
  via: Via.exclude(["open311"]).optional(),
  selfHandled: z
    .literal(true)
    .optional()
    .describe("自行处置: the grid worker who saw it on patrol has put it right on the spot"),
  point: Point.optional().describe("where it is; or the grid"),
  grid: GridCode.optional(),
  address: z.string().trim().min(1).max(200).optional().describe("where it is in words, for whoever goes there"),
  ...whoReports,
  ...claimsPhotos,
});
export type ReportInput = z.infer<typeof ReportInput>;

/** The same as our own services bring it. */
export type ReportedInput = Omit<ReportInput, "via"> & { readonly via?: Via | undefined };

/** The code as it was given, in another numbering. */
export interface CategoryGiven {
  readonly scheme: string;
  readonly code: string;
}

/** What the code means in the window's own numbering; never guessed. @throws DomainError `intake.category.unknown` */
export const categoryOf = (
  { category: code, categoryScheme = "" }: Pick<ReportInput, "category" | "categoryScheme">,
  categories: Categories,
): { readonly category: Category; readonly given: CategoryGiven | undefined } => {
  const scheme = categoryScheme === "" ? categories.scheme : categoryScheme;
  const category = categories.find(categories.translate(scheme, code) ?? "");
  if (category === undefined)
    throw new DomainError("invalid", "intake.category.unknown", "There is no such category", {
      category: code,
      scheme: categories.schemes.includes(scheme) ? scheme : categories.scheme,
      schemes: categories.schemes,
    });
  return { category, given: scheme === categories.scheme ? undefined : { scheme, code } };
};

/** @throws DomainError `intake.report.place` */
export const placeOf = ({ point, grid }: Pick<ReportInput, "point" | "grid">): Place => {
  if (point !== undefined && grid === undefined) return { point };
  if (grid !== undefined && point === undefined) return { grid };
  throw new DomainError("invalid", "intake.report.place", "Give either a point or a grid");
};

/** Tells a repeat from another report under the same key. */
export const fingerprintOf = (input: ReportedInput, vault: Pick<Vault, "fingerprint">): string => {
  const { category, categoryScheme, description, attributes, channel, point, grid, address, reporter, visibility } =
    input;
  const who = FIELDS.map((field) => reporter?.[field]);
  const answers = Object.entries(attributes ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return vault.fingerprint(
    category,
    description,
    channel,
    point?.lng,
    point?.lat,
    grid,
    visibility,
    ...who,
    categoryScheme,
    address,
    answers,
    input.photos?.map(({ photoId }) => photoId),
    ...(input.selfHandled === undefined ? [] : ["selfHandled"]),
  );
};
