import type { components } from "../../api/platform.js";
import { bodyOf, filledOf } from "../forms/filled.ts";
import type { Filled, FilledObject, Schema } from "../forms/schema.ts";

export type FormField =
  components["schemas"]["social.ventureForm.output"]["editions"][number]["content"]["fields"][number];
export type Answer = components["schemas"]["social.saveAnswers.input"]["answers"][string];

const TEXT: Schema = { type: "string", maxLength: 200 };
const FEN: Schema = { type: "integer" };
const rows = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: "array",
  items: { type: "object", properties, required: Object.keys(properties) },
});

/** A field of an application form, as a field of any other form. */
const schemaOfField = (field: FormField): Schema => {
  switch (field.kind) {
    case "text":
      return { type: "string", maxLength: field.most };
    case "choice":
      return { type: "string", enum: field.options.map(({ key }) => key) };
    case "date":
      return { type: "string", format: "date" };
    case "number":
      return { type: "number" };
    case "money":
      return { type: "integer", format: "fen" };
    case "places":
      return { type: "array", items: { type: "string" } };
    case "budget":
      return rows({ item: TEXT, amount: FEN, asked: FEN, own: FEN });
    case "stages":
      return rows({ title: TEXT, amount: FEN, due: { type: "string", format: "date" } });
    case "indicators":
      return rows({ name: TEXT, baseline: { type: "number" }, target: { type: "number" }, unit: TEXT });
    case "attachments":
      return rows({ name: TEXT, hash: TEXT });
  }
};

export const schemaOf = (fields: readonly FormField[]): Schema => ({
  type: "object",
  properties: Object.fromEntries(fields.map((field) => [field.key, schemaOfField(field)])),
  required: fields.filter(({ required }) => required).map(({ key }) => key),
});

export const filledAnswers = (fields: readonly FormField[], answers: Readonly<Record<string, Answer>>): FilledObject =>
  Object.fromEntries(fields.map((field) => [field.key, filledOf(schemaOfField(field), answers[field.key]?.value)]));

/** Fields that can be saved as they are: with every row whole, as the service takes no half of one. */
const isSendable = (field: FormField, value: Filled): boolean => {
  if (field.kind === "text") return true;
  const body = bodyOf(schemaOfField(field), value);
  if (!Array.isArray(body)) return body !== undefined;
  const { items } = schemaOfField(field);
  const names = items?.required ?? [];
  return body.every((row: unknown) => typeof row !== "object" || row === null || names.every((name) => name in row));
};

/** What differs from what was saved, and can be. */
export const changedIn = (
  fields: readonly FormField[],
  before: FilledObject,
  now: FilledObject,
): readonly FormField[] =>
  fields.filter(
    (field) =>
      JSON.stringify(before[field.key]) !== JSON.stringify(now[field.key]) && isSendable(field, now[field.key]),
  );

export const answerOf = (field: FormField, value: Filled): Answer =>
  ({
    kind: field.kind,
    // A text that was emptied is one that says nothing; of the other kinds there is no such answer.
    value: bodyOf(schemaOfField(field), value) ?? (field.kind === "text" ? "" : undefined),
  }) as Answer;
