import { refusal } from "./errors.ts";
import type { Form } from "./form.ts";
import type { Intake, Step } from "./intake.ts";
import type { Language } from "./language.ts";
import { listOf, pageOf } from "./paging.ts";
import { knownStatuses, notices, openStatuses, toldOf } from "./texts.ts";
import { instantOf, spanFrom, spelled } from "./time.ts";

const MOST_NUMBERS = 1000;
const LONGEST_DESCRIPTION = 4000;

/** Optional elements are left out where there is nothing in them: FixMyStreet reads an empty one as a thing. */
const updateView = ({ updateId, trackingNumber, step, reason, at }: Step, language: Language) => {
  const told = toldOf(step, reason, language);
  return {
    update_id: updateId,
    service_request_id: trackingNumber,
    status: told?.status ?? "OPEN",
    updated_datetime: spelled(at),
    description: told?.text ?? step,
    external_status_code: reason === undefined ? step : `${step}.${reason}`,
  };
};

/** GET servicerequestupdates: what was done with reports of Open311 clients, the oldest first. @throws HttpError 400 */
export const listUpdates = async (
  intake: Pick<Intake, "steps">,
  { form, language, nowMs }: { readonly form: Form; readonly language: Language; readonly nowMs: number },
) => {
  const span = spanFrom(form.text("start_date"), form.text("end_date"), nowMs);
  if (typeof span === "string") throw refusal(400, span);
  const number = listOf(form, "service_request_id");
  if (number.length > MOST_NUMBERS) throw refusal(400, `More than ${String(MOST_NUMBERS)} service_request_id`);
  const page = pageOf(form);
  const { steps } = await intake.steps({ ...span, ...page, ...(number.length === 0 ? {} : { number }) });
  return steps
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map((step) => updateView(step, language));
};

const needed = (form: Form, ...names: readonly string[]): string => {
  const text = names.map((name) => form.text(name)).find((one) => one !== undefined);
  if (text === undefined) throw refusal(400, `${names[0] ?? ""} was not provided`);
  return text;
};

const statusOf = (form: Form): string => {
  const status = needed(form, "status").toUpperCase().replaceAll(" ", "_");
  if (!knownStatuses.has(status)) throw refusal(400, `status is one of ${[...knownStatuses].join(", ")}`);
  return status;
};

/** POST servicerequestupdates: kept and shown to staff. It moves no state by itself. @throws HttpError, DomainError */
export const postUpdate = async (
  intake: Pick<Intake, "comment">,
  client: string,
  { form, language, traceparent }: { readonly form: Form; readonly language: Language; readonly traceparent: string },
) => {
  const trackingNumber = needed(form, "service_request_id");
  const own = needed(form, "update_id", "update_id_ext");
  const writtenMs = instantOf(needed(form, "updated_datetime"));
  if (writtenMs === undefined) throw refusal(400, "updated_datetime is no date of ISO 8601");
  const status = statusOf(form);
  const description = needed(form, "description");
  if (own.length > 200 || description.length > LONGEST_DESCRIPTION)
    throw refusal(400, `update_id is longer than 200 or description than ${String(LONGEST_DESCRIPTION)} characters`);
  if (trackingNumber.length > 40) throw refusal(404, "service_request_id was not found");
  const { updateId, asksToReopen } = await intake.comment(
    {
      client,
      updateId: own,
      trackingNumber,
      status,
      saysOpen: openStatuses.has(status),
      writtenAt: new Date(writtenMs).toISOString(),
      description,
    },
    { traceparent },
  );
  return [{ update_id: updateId, ...(asksToReopen ? { service_notice: notices.reopenNoted[language] } : {}) }];
};
