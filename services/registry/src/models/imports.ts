/** Imports and what was wrong with them, for as long as anybody asks. */
import { Schema, type Connection, type Model } from "mongoose";
import { pagesOf, RUNNING, ERRORS_A_PAGE, type ImportStore, type Job } from "../app/import/job.ts";
import type { RowError } from "../domain/import/index.ts";
import { must, options } from "./options.ts";

interface ImportDocument extends Omit<Job, "id"> {
  readonly _id: string;
  readonly expiresAt: Date;
}

interface ErrorsDocument {
  /** Import, attempt and page. */
  readonly _id: string;
  readonly list: readonly RowError[];
  readonly expiresAt: Date;
}

const KEPT_MS = 30 * 86_400_000;
const expiry = (): Date => new Date(Date.now() + KEPT_MS);

/** Whatever it holds was made here. */
const Anything = Schema.Types.Mixed;

const importSchema = new Schema<ImportDocument>(
  {
    _id: must(String),
    fingerprint: must(String),
    attempt: must(String),
    state: must(String),
    progress: must(Number, { min: 0, max: 1 }),
    effectiveFrom: must(String),
    reason: must(String),
    dryRun: must(Boolean),
    missing: must(String, { enum: ["keep", "end"] }),
    by: String,
    createdAt: must(String),
    beatAt: must(String),
    endedAt: String,
    rows: Anything,
    counts: Anything,
    errorCount: must(Number, { min: 0 }),
    notices: { type: [Anything], default: undefined },
    noticeCount: Number,
    noise: Anything,
    change: Number,
    failure: Anything,
    expiresAt: must(Date),
  },
  { ...options("imports"), minimize: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const errorsSchema = new Schema<ErrorsDocument>(
  { _id: must(String), list: { type: [Anything], required: true }, expiresAt: must(Date) },
  { ...options("importErrors"), minimize: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const DUPLICATE = 11_000;
const isDuplicate = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === DUPLICATE;

const pageId = (id: string, attempt: string, page: number): string =>
  `${id}/${attempt}/${String(page).padStart(5, "0")}`;

/** Fields that are undefined are left out: the store would keep them as null. */
const stored = <Fields extends object>(fields: Fields): Fields => JSON.parse(JSON.stringify(fields)) as Fields;

export const importsOn = async (connection: Connection): Promise<ImportStore> => {
  const imports: Model<ImportDocument> = connection.model<ImportDocument>("Import", importSchema);
  const errors: Model<ErrorsDocument> = connection.model<ErrorsDocument>("ImportErrors", errorsSchema);
  await Promise.all([imports.createIndexes(), errors.createIndexes()]);
  const documentOf = ({ id, ...job }: Job): ImportDocument => ({ ...stored(job), _id: id, expiresAt: expiry() });
  return {
    create: async (job) => {
      try {
        await imports.create(documentOf(job));
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    find: async (id) => {
      const found = await imports.findById(id).lean();
      if (found === null) return undefined;
      const { _id, expiresAt: _expiresAt, ...job } = found;
      return { ...job, id: _id };
    },
    update: async (id, attempt, patch) => {
      const { matchedCount } = await imports.updateOne(
        { _id: id, attempt, state: { $in: [...RUNNING] } },
        { $set: stored(patch) },
      );
      return matchedCount > 0;
    },
    restart: async (job, failedAttempt) => {
      const { matchedCount } = await imports.replaceOne(
        { _id: job.id, attempt: failedAttempt, state: "failed" },
        documentOf(job),
      );
      return matchedCount > 0;
    },
    addErrors: async (id, attempt, list) => {
      const pages = pagesOf(list).map((page, nth) => ({
        _id: pageId(id, attempt, nth),
        list: stored([...page]),
        expiresAt: expiry(),
      }));
      if (pages.length > 0) await errors.insertMany(pages, { lean: true });
    },
    errors: async ({ id, attempt }, after, limit) => {
      const first = Math.floor(after / ERRORS_A_PAGE);
      const last = Math.floor((after + limit - 1) / ERRORS_A_PAGE);
      const ids = Array.from({ length: last - first + 1 }, (_, nth) => pageId(id, attempt, first + nth));
      const pages = await errors
        .find({ _id: { $in: ids } })
        .sort({ _id: 1 })
        .lean();
      const from = after - first * ERRORS_A_PAGE;
      return pages.flatMap((page) => page.list).slice(from, from + limit);
    },
  };
};
