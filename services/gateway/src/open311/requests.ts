import { API } from "../api/api.ts";
import { refusal } from "./errors.ts";
import type { Form } from "./form.ts";
import type { Intake, Report } from "./intake.ts";
import type { Language } from "./language.ts";
import { listOf, pageOf, type Page } from "./paging.ts";
import type { Service } from "./services.ts";
import { notices, toldOf } from "./texts.ts";
import { spanFrom, spelled } from "./time.ts";

/** So many numbers intake looks for at once. */
const AT_ONCE = 200;
const MOST_NUMBERS = 1000;
const PAGE = 1000;

export interface Asked {
  readonly form: Form;
  readonly language: Language;
  readonly services: ReadonlyMap<string, Service>;
  readonly nowMs: number;
  /** `https://district.example/open311/v2` */
  readonly base: string;
}

type Find = Pick<Intake, "reports" | "goesOnAs">;

const byNumber = async (intake: Find, numbers: readonly string[]): Promise<readonly Report[]> => {
  if (numbers.length > MOST_NUMBERS) throw refusal(400, `More than ${String(MOST_NUMBERS)} service_request_id`);
  const asked = numbers.filter((number) => number.length <= 40);
  const portions = Array.from({ length: Math.ceil(asked.length / AT_ONCE) }, (_, index) =>
    asked.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const found = await Promise.all(portions.map((number) => intake.reports({ number, limit: PAGE })));
  return found.flatMap(({ reports }) => reports);
};

/** Reports of the filter, from `skip` on: intake gives them by thousands. */
const paged = async (intake: Find, filter: object, { skip, limit }: Page): Promise<readonly Report[]> => {
  const all: Report[] = [];
  for (let after: string | undefined; ;) {
    const page = await intake.reports({
      ...filter,
      limit: Math.min(PAGE, skip + limit - all.length),
      ...(after === undefined ? {} : { after }),
    });
    all.push(...page.reports);
    after = page.next;
    if (after === undefined || all.length >= skip + limit) return all.slice(skip, skip + limit);
  }
};

const statusOf = (form: Form): "open" | "closed" | undefined => {
  const asked = listOf(form, "status").map((one) => one.toLowerCase());
  if (asked.some((one) => one !== "open" && one !== "closed")) throw refusal(400, "status is open or closed");
  return asked.length === 1 ? (asked[0] as "open" | "closed") : undefined;
};

const filtered = async (intake: Find, { form, services, nowMs }: Asked): Promise<readonly Report[]> => {
  const span = spanFrom(form.text("start_date"), form.text("end_date"), nowMs);
  if (typeof span === "string") throw refusal(400, span);
  const status = statusOf(form);
  const page = pageOf(form);
  const codes = listOf(form, "service_code");
  const category = codes.filter((code) => services.has(code));
  if (codes.length > 0 && category.length === 0) return [];
  const filter = {
    ...span,
    ...(category.length === 0 ? {} : { category }),
    ...(status === undefined ? {} : { status }),
  };
  return paged(intake, filter, page);
};

/** The numbers under which merged reports go on. */
const olderOf = async (intake: Find, reports: readonly Report[]): Promise<Readonly<Record<string, string>>> => {
  const merged = reports.filter(({ mergedInto }) => mergedInto !== undefined);
  if (merged.length === 0) return {};
  return (await intake.goesOnAs({ reportIds: merged.map(({ reportId }) => reportId) })).numbers;
};

const notesOf = ({ step }: Report, older: string | undefined, language: Language): string | null => {
  if (older !== undefined) return `${notices.mergedInto[language]}${older}`;
  return step === undefined ? notices.accepted[language] : (toldOf(step, undefined, language)?.text ?? null);
};

/** The extended attributes of Chicago's, Boston's and San Francisco's servers, with what this district knows more. */
const extendedOf = ({ step, grid }: Report, older: string | undefined) => ({
  extended_attributes: { step: step ?? "received", grid, merged_into: older },
});

/** Photos are served by the API beside this server. */
const mediaUrl = (photoId: string | undefined, base: string): string | null =>
  photoId === undefined ? null : `${base.replace(/\/open311\/v2$/, "")}${API}/photos/${photoId}`;

const requestView = (report: Report, older: string | undefined, { form, language, services, base }: Asked) => {
  const { trackingNumber, category, description, department, acceptedAt, updatedAt, dueAt, point, media } = report;
  return {
    service_request_id: trackingNumber,
    status: report.status,
    status_notes: notesOf(report, older, language),
    service_name: services.get(category)?.name[language] ?? null,
    service_code: category,
    description,
    agency_responsible: department ?? null,
    service_notice: null,
    requested_datetime: spelled(acceptedAt),
    updated_datetime: spelled(updatedAt),
    expected_datetime: dueAt === undefined ? null : spelled(dueAt),
    address: report.address ?? null,
    address_id: report.grid,
    zipcode: null,
    lat: point?.lat ?? null,
    long: point?.lng ?? null,
    media_url: mediaUrl(media?.[0], base),
    ...(form.text("extensions") === "true" ? extendedOf(report, older) : {}),
  };
};

const viewsOf = async (intake: Find, reports: readonly Report[], asked: Asked) => {
  const older = await olderOf(intake, reports);
  return reports.map((report) => requestView(report, older[report.reportId], asked));
};

/** GET requests: by number, which overrides all else, or by filter. @throws HttpError 400 */
export const listRequests = async (intake: Find, asked: Asked) => {
  const numbers = listOf(asked.form, "service_request_id");
  const reports = numbers.length > 0 ? await byNumber(intake, numbers) : await filtered(intake, asked);
  return viewsOf(intake, reports, asked);
};

/** GET requests/{id}. @throws HttpError 404 */
export const oneRequest = async (intake: Find, number: string, asked: Asked) => {
  const views = await viewsOf(intake, await byNumber(intake, [number]), asked);
  if (views.length === 0) throw refusal(404, "service_request_id was not found");
  return views;
};
