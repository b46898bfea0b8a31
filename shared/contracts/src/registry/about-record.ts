import { z } from "zod";
import { Day, RecordId, RecordKind } from "../vocabulary.ts";

/** What every fact about a record of the register says. */
export const aboutRecord = {
  change: z.int().min(1).describe("number of the change in the register's journal"),
  record: RecordId,
  kind: RecordKind,
  effectiveFrom: Day.describe("the first day on which it is so"),
};
