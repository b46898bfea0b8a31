/** Reports and matters alike: found by id or by number and phone, for all that is about whoever stands behind them. */
import { DomainError, type Meta } from "@wangge/kit";
import { z } from "zod";
import { knownMatter, type KnownMatter } from "../app/matter-desk.ts";
import { isTrackingNumber, type TextRole } from "../domain/index.ts";
import { acceptedOf, unknownReport, type Accepted, type CaseParty, type ReporterDeps } from "./reading.ts";
import { Phone } from "./reporter-input.ts";
import type { FoundReport } from "./reporter-view.ts";

export const Proof = z.strictObject({ trackingNumber: z.string().max(40), phone: Phone });
type Proof = z.infer<typeof Proof>;

/** A report or a matter, as far as its reporter is concerned. */
export interface Known {
  readonly of: { readonly report: Accepted } | { readonly matter: KnownMatter };
  readonly id: string;
  readonly hasReporter: boolean;
  readonly found: FoundReport;
  /** What the resident has written; undefined where it is erased, or nothing. */
  readonly words: () => string | undefined;
  readonly eraseWords: (accessId: string, at: string, meta: Meta) => Promise<unknown>;
}

type SubjectDeps = Pick<ReporterDeps, "reports" | "reporters" | "matters" | "vault" | "limitProof">;

export interface Subjects {
  readonly find: (id: string) => Promise<Known | undefined>;
  /** @throws DomainError `intake.report.unknown` */
  readonly byId: (id: string) => Promise<Known>;
  /** Of whoever has its number and the phone that was left with it. @throws DomainError `intake.track.no_match` */
  readonly proven: (proof: Proof) => Promise<Known>;
}

/** One answer for a number that is not there, a report without a reporter and a wrong phone. */
const noMatch = (): DomainError =>
  new DomainError("missing", "intake.track.no_match", "No report fits this number and this phone");

const BY_RESIDENT: readonly TextRole[] = ["question", "review", "reopening"];

export const createSubjects = ({ reports, reporters, matters, vault, limitProof }: SubjectDeps): Subjects => {
  const ofReport = (report: Accepted): Known => {
    const { id, state, sealed } = report;
    const { kind, trackingNumber, category, grid, acceptedAt, hasReporter } = state;
    return {
      of: { report },
      id,
      hasReporter,
      found: { reportId: id, kind, trackingNumber, category, grid, acceptedAt },
      words: () => vault.openDescription(id, sealed),
      eraseWords: (accessId, at, meta) =>
        reports.handle(id, { type: "EraseDescription", data: { accessId }, at }, meta, null),
    };
  };

  const ofMatter = (matter: KnownMatter): Known => {
    const { id, state, sealed } = matter;
    const { subject, trackingNumber, receivedAt: acceptedAt, hasReporter, texts } = state;
    const words = (): string | undefined => {
      const opened = vault.openTexts(id, sealed);
      const own = texts.flatMap(({ name, role }) => (BY_RESIDENT.includes(role) ? (opened[name] ?? []) : []));
      return own.length === 0 ? undefined : own.join("\n");
    };
    return {
      of: { matter },
      id,
      hasReporter,
      found: { reportId: id, kind: subject.kind, trackingNumber, acceptedAt },
      words,
      eraseWords: (accessId, at, meta) => matters.handle(id, { type: "EraseWords", accessId, at }, meta, null),
    };
  };

  const find = async (id: string): Promise<Known | undefined> => {
    const report = await reports.load(id);
    if (report?.state.status === "accepted") return ofReport(acceptedOf(report));
    const matter = await matters.load(id);
    return matter && ofMatter(knownMatter(matter));
  };

  const byNumber = async (trackingNumber: string): Promise<Known | undefined> => {
    const query = { where: { "state.trackingNumber": trackingNumber }, limit: 1 };
    const [report] = await reports.find(query);
    if (report !== undefined) return ofReport(acceptedOf(report));
    const [matter] = await matters.find(query);
    return matter && ofMatter(knownMatter(matter));
  };

  return {
    find,
    byId: async (id) => {
      const known = await find(id);
      if (known === undefined) throw unknownReport();
      return known;
    },
    proven: async ({ trackingNumber, phone }) => {
      if (!isTrackingNumber(trackingNumber)) throw noMatch();
      await limitProof(trackingNumber);
      const known = await byNumber(trackingNumber);
      const reporter = known === undefined ? undefined : await reporters.load(known.id);
      if (known === undefined || !vault.isPhoneOf(reporter?.sealed, phone)) throw noMatch();
      return known;
    },
  };
};

/** Whether this body has a part in a matter: it has had it in hand, or it is complained about. */
export const hasPart = ({ state }: KnownMatter, department: string): boolean => {
  const { subject, onHand, replies } = state;
  return (
    department === onHand ||
    (subject.kind === "complaint" && department === subject.against) ||
    (subject.kind === "application" && department === subject.item.department) ||
    replies.some((reply) => reply.department === department)
  );
};

/** 谁处置谁不见报告人, for matters too: reports are asked of dispatch. */
export const handlesAny =
  (matters: ReporterDeps["matters"], ofCase: ReporterDeps["handles"]): ReporterDeps["handles"] =>
  async (id: string, party: CaseParty) => {
    const matter = await matters.load(id);
    if (matter === undefined) return ofCase(id, party);
    return party.department !== undefined && hasPart(knownMatter(matter), party.department);
  };
