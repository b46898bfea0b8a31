import { messageOf, type Log } from "@wangge/kit";
import { refusal } from "./errors.ts";
import type { Form } from "./form.ts";
import type { Intake } from "./intake.ts";
import type { Language } from "./language.ts";
import { knownService, type Service } from "./services.ts";
import { notices } from "./texts.ts";

const LONGEST_DESCRIPTION = 4000;
const MOST_PHOTOS = 10;
const GRID = /^\d{15}$/;
const NUMBER = /^[+-]?\d{1,3}(\.\d{1,20})?$/;
const CJK = /\p{Script=Han}/u;

export interface Filing {
  readonly client: string;
  readonly form: Form;
  readonly services: ReadonlyMap<string, Service>;
  readonly language: Language;
  /** The header, where there is one. */
  readonly idempotencyKey: string | undefined;
  readonly traceparent: string;
}

type Place = { readonly point: { readonly lng: number; readonly lat: number } } | { readonly grid: string };

const degreesOf = (form: Form, name: string, most: number): number | undefined => {
  const text = form.text(name);
  if (text === undefined) return undefined;
  if (!NUMBER.test(text) || Math.abs(Number(text)) > most) throw refusal(400, `${name} is no number of degrees`);
  return Number(text);
};

/** lat and long, or a grid as address_id: this district cannot tell from an address alone where it is. @throws HttpError 400 */
const placeOf = (form: Form): Place => {
  const [lat, lng] = [degreesOf(form, "lat", 90), degreesOf(form, "long", 180)];
  if (lat !== undefined && lng !== undefined) return { point: { lng, lat } };
  if (lat !== undefined || lng !== undefined) throw refusal(400, "lat and long belong together");
  const id = form.text("address_id");
  if (id !== undefined && GRID.test(id)) return { grid: id };
  if (id !== undefined) throw refusal(400, "address_id is a grid code of 15 digits here");
  throw refusal(
    400,
    "Say where it is by lat and long, or by a grid code as address_id; address_string comes beside it",
  );
};

/** 张三 is one word, Bob Mould two. */
const nameOf = (form: Form): string | undefined => {
  const [first, last] = [form.text("first_name"), form.text("last_name")];
  if (first === undefined || last === undefined) return first ?? last;
  return CJK.test(first + last) ? `${last}${first}` : `${first} ${last}`;
};

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" ? value : value?.[0];

/** What the client calls this report, where it says so: its header, FixMyStreet's number, or a reference. */
const ownOf = ({ form, idempotencyKey }: Filing) => {
  const { fixmystreet_id: fixMyStreet, external_id: reference } = form.attributes;
  const named = [
    ["key", idempotencyKey],
    ["report", single(fixMyStreet)],
    ["reference", single(reference) ?? form.text("external_id")],
  ] as const;
  const found = named.find(([, number]) => number !== undefined && number.length <= 200);
  return found === undefined ? undefined : { kind: found[0], number: found[1] };
};

/** device_id, as far as it can be one: what is too short or too long to tell devices apart is left out. */
const deviceOf = (form: Form): { readonly deviceId?: string } => {
  const id = form.text("device_id")?.trim() ?? "";
  return id.length < 8 || id.length > 200 ? {} : { deviceId: id };
};

const addressOf = (form: Form): string | undefined => form.text("address_string")?.slice(0, 200);

const inputOf = (filing: Filing, service: Service) => {
  const { client, form } = filing;
  const description = form.text("description") ?? service.name.zh;
  if (description.length > LONGEST_DESCRIPTION)
    throw refusal(400, `description is longer than ${String(LONGEST_DESCRIPTION)} characters`);
  const address = addressOf(form);
  const [name, phone, email] = [nameOf(form), form.text("phone"), form.text("email")];
  const own = ownOf(filing);
  const attributes = Object.entries(form.attributes);
  return {
    client,
    ...(own === undefined ? {} : { own }),
    report: {
      category: service.code,
      description,
      ...placeOf(form),
      ...deviceOf(form),
      ...(address === undefined ? {} : { address }),
      ...(attributes.length === 0 ? {} : { attributes: form.attributes }),
    },
    reporter: {
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      ...(email === undefined ? {} : { email }),
    },
  };
};

/** Hands pictures on, sent along or by their address. They never hold up a report. @returns whether all of them were taken */
const hand = async (intake: Intake, log: Log, reportId: string, { form, traceparent }: Filing): Promise<boolean> => {
  const urls = form.all("media_url");
  const { files } = form;
  if (urls.length === 0 && files.length === 0) return true;
  if (!intake.takesPhotos()) {
    log.warn({ reportId, urls: urls.length, files: files.length }, "intake takes no photos: not kept");
    return false;
  }
  const results = await Promise.allSettled([
    ...files.slice(0, MOST_PHOTOS).map((file, place) => intake.addFile(reportId, place, file, { traceparent })),
    ...urls.slice(0, MOST_PHOTOS).map((url) => intake.addPhoto(reportId, url, { traceparent })),
  ]);
  for (const result of results)
    if (result.status === "rejected") log.warn({ reportId, error: messageOf(result.reason) }, "a photo was not taken");
  const areTaken = results.every(({ status }) => status === "fulfilled");
  return areTaken && files.length <= MOST_PHOTOS && urls.length <= MOST_PHOTOS;
};

/** POST requests: accepted at once, so the answer is the number and never a token. @throws HttpError, DomainError */
export const fileReport = async (intake: Intake, log: Log, filing: Filing) => {
  const { form, services, language, traceparent } = filing;
  const code = form.text("service_code");
  if (code === undefined) throw refusal(400, "service_code was not provided");
  const input = inputOf(filing, knownService(services, code));
  const { reportId, trackingNumber, notKept } = await intake.accept(input, { traceparent });
  const areKept = await hand(intake, log, reportId, filing);
  const notes = [
    notices.accepted[language],
    ...(notKept.length === 0 ? [] : [`${notices.notKept[language]}${notKept.join(", ")}`]),
    ...(areKept ? [] : [notices.noPhotos[language]]),
  ];
  return [{ service_request_id: trackingNumber, service_notice: notes.join(" "), account_id: null }];
};
