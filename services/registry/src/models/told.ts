import { Schema, type Connection, type Model } from "mongoose";
import type { ToldMark } from "../app/teller.ts";
import { must, options } from "./options.ts";

/** How far the journal has been told to others. */
interface ToldDocument {
  readonly _id: "told";
  readonly change: number;
}

const toldSchema = new Schema<ToldDocument>({ _id: must(String), change: must(Number, { min: 0 }) }, options("marks"));

export const toldMarkOn = (connection: Connection): ToldMark => {
  const marks: Model<ToldDocument> = connection.model<ToldDocument>("Mark", toldSchema);
  return {
    read: async () => (await marks.findById("told").lean())?.change ?? 0,
    raise: async (change) => {
      await marks.updateOne({ _id: "told" }, { $max: { change } }, { upsert: true });
    },
  };
};
