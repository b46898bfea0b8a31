import { ReportId, Ulid } from "@wangge/contracts";
import { action, DomainError, isDomainError, reject, type CallContext, type DeciderStore } from "@wangge/kit";
import { z } from "zod";
import { retries, type OwnNumber } from "../app/retries.ts";
import { rootOf } from "../app/similar.ts";
import type { KeyState, KeyTaken, TakeKey } from "../domain/index.ts";
import type { ReporterDeps } from "./reading.ts";
import { fingerprintOf, ReportInput, type ReportedInput } from "./report-input.ts";
import { Phone, ReporterInput } from "./reporter-input.ts";

export interface Open311Deps extends ReporterDeps {
  readonly keys: DeciderStore<KeyState, TakeKey, KeyTaken>;
}

interface Accepted {
  readonly reportId: string;
  readonly trackingNumber: string;
}
/** Accepts one report, on trust of whoever checked its sender. */
type Accept = (input: ReportedInput, context: CallContext, isTrusted: boolean) => Promise<Accepted>;

const Taken = z.object({ reportId: ReportId, trackingNumber: z.string() });

const Own = z.strictObject({
  kind: z
    .enum(["report", "key", "reference"])
    .describe("its number of the report, an idempotency key, or a reference of its own"),
  number: z.string().min(1).max(200),
});

const text = z.string().trim().max(254);
/** As clients of all kinds send it: what cannot be a contact here is left out, and said so. */
const Contact = z.strictObject({ name: text, phone: text, email: text }).partial();
type Contact = z.infer<typeof Contact>;

const contactOf = ({ name = "", phone = "", email = "" }: Contact) => {
  const given = { name, phone, email };
  const shapes = { name: ReporterInput.shape.name, phone: Phone, email: ReporterInput.shape.email };
  const names = (["name", "phone", "email"] as const).filter((one) => given[one] !== "");
  const kept = names.flatMap((one) => {
    const parsed = shapes[one].safeParse(given[one]);
    return parsed.success ? [[one, parsed.data] as const] : [];
  });
  const fits = new Set(kept.map(([one]) => one));
  return {
    reporter: kept.length === 0 ? undefined : Object.fromEntries(kept),
    notKept: names.filter((one) => !fits.has(one)),
  };
};

/** What the Open311 server asks: takes reports in, so that a retry makes no second one, and knows them again. */
export const open311Actions = (deps: Open311Deps, accept: Accept) => {
  const { reports, keys, vault, clock } = deps;
  const tries = retries(keys, vault);

  const takenUnder = async (key: string): Promise<Accepted | undefined> => {
    const reportId = await tries.reportOf(key);
    const { state } = (reportId === undefined ? undefined : await reports.load(reportId)) ?? {};
    return reportId === undefined || state?.status !== "accepted"
      ? undefined
      : { reportId, trackingNumber: state.trackingNumber };
  };

  /** Other words under a key that is taken. @throws DomainError `intake.report.key_reused`, with the number that has it */
  const known = async (key: string, own: OwnNumber | undefined): Promise<Accepted> => {
    const taken = await takenUnder(key);
    if (taken !== undefined && own?.kind === "report") return taken;
    throw reject("intake.report.key_reused", "Another report has been taken in under this number of yours", {
      ...(taken === undefined ? {} : { trackingNumber: taken.trackingNumber }),
    });
  };

  const acceptOnce = async (
    key: string,
    own: OwnNumber | undefined,
    report: ReportedInput,
    context: CallContext,
  ): Promise<Accepted> => {
    try {
      return await accept(report, { ...context, idempotencyKey: key }, true);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      if (error.code === "intake.report.key_reused") return known(key, own);
      if (error.kind !== "unavailable") throw error;
      throw new DomainError(error.kind, error.code, error.message, { ...error.details, token: key }, { cause: error });
    }
  };

  return {
    acceptOpen311: action({
      summary: "受理 of a report that came through Open311; the same one again gets the number it has",
      access: "service",
      idempotent: true,
      input: z.strictObject({
        client: Ulid.describe("the id of its API key"),
        own: Own.optional(),
        report: ReportInput.omit({ reporter: true, via: true, visibility: true }),
        reporter: Contact.default({}),
      }),
      output: Taken.extend({
        token: z.string().describe("what this request is known again by"),
        notKept: z.array(z.enum(["name", "phone", "email"])).describe("could be no contact here, and was left out"),
      }),
      run: async ({ client, own, report, reporter: given }, context) => {
        const { reporter, notKept } = contactOf(given);
        const input: ReportedInput = {
          ...report,
          ...(reporter === undefined ? {} : { reporter }),
          visibility: "public",
          via: "open311",
        };
        const token =
          own === undefined
            ? await tries.ofContent(client, fingerprintOf(input, vault), clock.ms())
            : tries.ofNumber(client, own);
        const { reportId, trackingNumber } = await acceptOnce(token, own, input, context);
        return { reportId, trackingNumber, token, notKept };
      },
    }),
    takenOpen311: action({
      summary: "Whether a request was taken in: by its token, or by the client's own number of it",
      access: "service",
      idempotent: true,
      input: z.union([
        z.strictObject({ token: z.string().max(200) }),
        z.strictObject({ client: Ulid, number: z.string().min(1).max(200) }),
      ]),
      output: z.object({ taken: Taken.nullable() }),
      run: async (asked) => {
        const kinds = ["report", "key", "reference"] as const;
        const candidates =
          "token" in asked
            ? [asked.token]
            : kinds.map((kind) => tries.ofNumber(asked.client, { kind, number: asked.number }));
        const found = await Promise.all(candidates.map(takenUnder));
        return { taken: found.find((one) => one !== undefined) ?? null };
      },
    }),
    goesOnAs: action({
      summary: "The numbers under which merged public reports go on",
      access: "service",
      idempotent: true,
      input: z.strictObject({ reportIds: z.array(ReportId).max(1000) }),
      output: z.object({ numbers: z.record(ReportId, z.string()) }),
      run: async ({ reportIds }) => {
        const roots = await Promise.all(reportIds.map((id) => rootOf(reports, id)));
        const open = roots.map((root, index) => [reportIds[index] ?? "", root.state] as const);
        return {
          numbers: Object.fromEntries(
            open.flatMap(([id, { visibility, trackingNumber }]) =>
              visibility === "public" ? [[id, trackingNumber]] : [],
            ),
          ),
        };
      },
    }),
  };
};
