import { Schema, type Connection, type Model } from "mongoose";
import { must, options } from "./options.ts";

/** Written last, when the register is filled: until it is there, the next start goes on filling. */
export interface MetaDocument {
  readonly _id: "register";
  readonly vintage: string;
  readonly seed: number;
  readonly filledAt: Date;
}

const fields = { _id: must(String), vintage: must(String), seed: must(Number), filledAt: must(Date) };
const metaSchema = new Schema<MetaDocument>(fields, options("meta"));

export const metaModel = (connection: Connection): Model<MetaDocument> =>
  connection.model<MetaDocument>("Meta", metaSchema);
