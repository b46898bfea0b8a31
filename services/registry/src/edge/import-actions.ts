/** The import over HTTP: begun with one call, looked at with others. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Day, Instant } from "@wangge/contracts";
import { action, type Action } from "@wangge/kit";
import { z } from "zod";
import { exportBundle } from "../domain/import/index.ts";
import type { Registrar } from "../app/registrar.ts";
import type { Imports } from "../app/import/imports.ts";
import { askedBy, LEADERS } from "./edge.ts";
import { ENDED, ERRORS_A_PAGE, RUNNING, type Job } from "../app/import/job.ts";

/** A district of 748 grids is 3 MB of text, half a megabyte packed; one message between services holds 8 MB. */
const BODY_BYTES = 6 * 1024 * 1024;

const FileName = z
  .string()
  .max(120)
  .regex(/^[^/\\]+\.(csv|geojson|json)(\.gz)?$/i)
  .describe("streets.csv, 网格.geojson …; .gz where base64 is compressed");
const SentFile = z.union([
  z.strictObject({ name: FileName, text: z.string() }),
  z.strictObject({ name: FileName, base64: z.base64() }),
]);

const ImportInput = z.strictObject({
  effectiveFrom: Day.describe("the first day on which it is so"),
  reason: z.string().trim().min(4).max(500).describe("why, and by whose decision"),
  dryRun: z.boolean().default(false).describe("true: only say what would be, and what is wrong"),
  missing: z.enum(["keep", "end"]).default("keep").describe("end: records the bundle's tables do not mention end"),
  files: z.array(SentFile).min(1).max(40),
});

const Place = z.object({ file: z.string().optional(), row: z.int().optional(), column: z.string().optional() });
const Tally = z.object({ registered: z.int(), amended: z.int(), unchanged: z.int(), ended: z.int() });
const Noise = z.object({ count: z.int(), areaM2: z.number() });

const ImportView = z.object({
  id: z.string(),
  state: z.enum([...RUNNING, ...ENDED]),
  progress: z.number().describe("0 to 1"),
  effectiveFrom: Day,
  dryRun: z.boolean(),
  missing: z.enum(["keep", "end"]),
  createdAt: Instant,
  endedAt: Instant.optional(),
  rows: z.record(z.string(), z.int()).optional().describe("rows by table"),
  counts: z.record(z.string(), Tally).optional().describe("records by kind"),
  notices: z.array(Place.extend({ code: z.string(), message: z.string() })).optional(),
  noticeCount: z.int().optional(),
  noise: z
    .object({ overlaps: Noise, gaps: Noise, outside: Noise })
    .optional()
    .describe("narrower than a metre, let through"),
  change: z.int().optional().describe("its number in the journal"),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  errorCount: z.int(),
});

const ImportError = Place.extend({
  code: z.string(),
  message: z.string(),
  value: z.string().optional(),
  others: z.array(Place).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

const viewOf = (job: Job): z.input<typeof ImportView> => {
  const { fingerprint: _fingerprint, attempt: _attempt, by: _by, beatAt: _beatAt, reason: _reason, ...rest } = job;
  return JSON.parse(JSON.stringify(rest)) as z.input<typeof ImportView>;
};

const pack = promisify(gzip);

export interface ImportActionParts {
  readonly registrar: Registrar;
  readonly imports: Imports;
  readonly mustBeOpen: () => void;
}

export const importActions = ({ registrar, imports, mustBeOpen }: ImportActionParts): Record<string, Action> => ({
  importBundle: action({
    rest: "POST /imports",
    summary: "导入: a whole district from CSV and GeoJSON; all of it or nothing, and every bad row with its reason",
    access: LEADERS,
    status: 202,
    bodyBytes: BODY_BYTES,
    input: ImportInput,
    output: ImportView,
    run: async (input, context) => {
      mustBeOpen();
      return viewOf(await imports.begin(input, askedBy(context, input).meta));
    },
  }),
  importState: action({
    rest: "GET /imports/:id",
    summary: "导入: how far it is, and what is wrong, a page at a time",
    access: LEADERS,
    input: z.strictObject({
      id: z.string().regex(/^[0-9A-Z]{26}$/),
      after: z.int().min(0).default(0).describe("errors that were read already"),
      limit: z.int().min(1).max(ERRORS_A_PAGE).default(100),
    }),
    output: ImportView.extend({ errors: z.array(ImportError), next: z.int().optional() }),
    run: async ({ id, after, limit }) => {
      mustBeOpen();
      const job = await imports.find(id);
      const errors = job.errorCount === 0 ? [] : await imports.errors(job, after, limit);
      const next = after + errors.length;
      return {
        ...viewOf(job),
        errors: JSON.parse(JSON.stringify(errors)) as z.input<typeof ImportError>[],
        ...(errors.length > 0 && next < job.errorCount ? { next } : {}),
      };
    },
  }),
  exportBundle: action({
    rest: "GET /exports/bundle",
    summary: "导出: the register of a day as a bundle that can be imported, packed",
    access: LEADERS,
    input: z.strictObject({
      on: Day.optional().describe("as of this day; default today"),
      ids: z.boolean().default(false).describe("with the ids of records: only for this same register"),
    }),
    output: z.object({ on: Day, files: z.array(z.object({ name: z.string(), base64: z.base64() })) }),
    run: async ({ on = registrar.today(), ids }) => {
      mustBeOpen();
      const files = exportBundle(registrar.register, { day: on, ids });
      return {
        on,
        files: await Promise.all(
          files.map(async ({ name, text }) => ({ name: `${name}.gz`, base64: (await pack(text)).toString("base64") })),
        ),
      };
    },
  }),
});
