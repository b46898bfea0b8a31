import {
  idFrom,
  isDomainError,
  isRefusal,
  messageOf,
  pagesOf,
  sweeping,
  type Actor,
  type Log,
  type Meta,
} from "@wangge/kit";
import { dayOf, type Conversion, type Link, type Subject } from "../../domain/index.ts";
import type { Brought, Filing, Reporters } from "../file-matter.ts";
import { knownMatter, type KnownMatter, type MatterDesk } from "../matter-desk.ts";
import type { Vault } from "../vault.ts";

const SWEEP_MS = 30_000;

/** A report that a consultation becomes, as the window would take it down. */
export interface ConvertedReport extends Pick<Brought, "visibility" | "reporter"> {
  readonly category: string;
  readonly channel: "window" | "phone" | "web" | "app";
  readonly description: string;
  readonly place: Extract<Conversion, { readonly into: "report" }>["place"];
  /** The same key is the same report. */
  readonly key: string;
  readonly actor: Actor;
}
export type AcceptReport = (
  report: ConvertedReport,
  meta: Meta,
) => Promise<{ readonly reportId: string; readonly trackingNumber: string }>;

export interface ConversionParts {
  readonly desk: MatterDesk;
  readonly filing: Filing;
  readonly reporters: Reporters;
  readonly vault: Vault;
  readonly acceptReport: AcceptReport;
  readonly log: Log;
}

export interface Conversions {
  /** Carries out what was asked for; a refusal makes it a consultation again. Again, and nothing happens twice. */
  readonly complete: (id: string) => Promise<KnownMatter>;
  /** Completes what a crash has left. */
  readonly reconcile: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** 转办: a consultation becomes an application, a complaint or a report; both numbers stay and name each other. */
export const conversionPolicy = (parts: ConversionParts): Conversions => {
  const { desk, filing, reporters, vault, acceptReport, log } = parts;

  const reporterOf = async (id: string) => {
    const kept = await reporters.load(id);
    return kept?.sealed === undefined ? undefined : vault.openReporter(id, kept.sealed);
  };

  const subjectOf = async (
    conversion: Exclude<Conversion, { readonly into: "report" }>,
    at: string,
  ): Promise<Subject> =>
    conversion.into === "complaint"
      ? { kind: "complaint", against: conversion.against }
      : { kind: "application", item: await filing.itemOn(conversion.item, dayOf(at)), brought: [] };

  const make = async ({ id, state, sealed }: KnownMatter, meta: Meta): Promise<Link> => {
    const { conversion, channel, visibility, trackingNumber, texts } = state;
    if (conversion === undefined) throw new Error("no conversion is asked for");
    const words = vault.openTexts(id, sealed);
    const text = words[texts.find(({ role }) => role === "question")?.name ?? ""] ?? "（已删除）";
    const reporter = await reporterOf(id);
    const { into, askedBy, at } = conversion;
    if (into === "report") {
      const asked = channel === "window" || channel === "phone" || channel === "app" ? channel : "web";
      const { category, place } = conversion;
      const actor: Actor = { id: askedBy, roles: ["clerk"] };
      const report = { category, place, channel: asked, description: text, visibility, reporter, actor } as const;
      const made = await acceptReport({ ...report, key: idFrom("converted", id) }, meta);
      return { kind: into, id: made.reportId, trackingNumber: made.trackingNumber };
    }
    const from = { kind: "consultation", id, trackingNumber } as const;
    const brought = { subject: await subjectOf(conversion, at), channel, visibility, text, reporter, from };
    const made = await filing.file(idFrom("converted", id, into), { ...brought, filedBy: askedBy }, meta);
    return { kind: into, id: made.id, trackingNumber: made.state.trackingNumber };
  };

  const complete = async (id: string): Promise<KnownMatter> => {
    const matter = knownMatter(await desk.matters.load(id));
    if (matter.state.conversion === undefined) return matter;
    const meta: Meta = { correlationId: id, actor: matter.state.conversion.askedBy };
    try {
      const into = await make(matter, meta);
      return await desk.handle(id, { type: "CompleteConversion", into, at: desk.clock.now() }, meta);
    } catch (error) {
      if (isRefusal(error) && isDomainError(error))
        await desk.handle(id, { type: "FailConversion", code: error.code, at: desk.clock.now() }, meta);
      throw error;
    }
  };

  const reconcile = async (): Promise<void> => {
    const where = { "state.conversion.into": { in: ["application", "complaint", "report"] } };
    for await (const page of pagesOf(desk.matters, where))
      for (const { id } of page)
        await complete(id).catch((error: unknown) => {
          log.warn({ matter: id, error: messageOf(error) }, "a consultation is not converted yet");
        });
  };

  const sweep = sweeping({ name: "conversions", everyMs: SWEEP_MS, work: reconcile, log });
  return {
    complete,
    reconcile,
    start: async () => {
      await reconcile();
      sweep.start();
    },
    stop: sweep.stop,
  };
};
