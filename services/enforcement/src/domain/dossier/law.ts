/** What the procedure asks of the law: figures by their names and the day, and the counting of days. */
import type { Governing } from "./events.ts";
import type { Act, Day, Deadline, Party, Purpose } from "./words.ts";

export interface Period {
  readonly amount: number;
  readonly unit: Deadline["unit"];
}

/** A figure with where it stands. */
export interface Rule<T> {
  readonly value: T;
  readonly edition: string;
  readonly article: string;
}

/** Figures that are no periods. Money in fen. */
export interface Figures {
  /** 执法人员不得少于 */
  readonly officers: number;
  readonly summaryOfficers: number;
  readonly summaryFineCitizen: number;
  readonly summaryFineOrganization: number;
  readonly onSpotCollection: number;
  /** 法制审核: this edition asks for it. */
  readonly legalReview: boolean;
  readonly electronicDelivery: boolean;
  /** 公示: this edition knows when a published decision is taken back. */
  readonly hearingFineCitizen: number;
  readonly hearingFineOrganization: number;
  readonly discussionFine: number;
  readonly discussionMembers: number;
  readonly decisionExtensions: number;
  readonly seizureExtensions: number;
}

/** One part of a fine, with its own last day. */
export interface Instalment {
  readonly amount: number;
  readonly payBy: Day;
}

export interface DossierLaw {
  /** @returns undefined where the edition in force knows no such limit. */
  readonly period: (purpose: Purpose | "seizureExtension" | "decisionExtension" | "noticeDelivery", on: Day) => Rule<Period> | undefined;
  readonly figure: <Name extends keyof Figures>(name: Name, on: Day) => Rule<Figures[Name]> | undefined;
  /** Kinds of penalty that give the right to a hearing whatever they amount to. */
  readonly hearingKinds: (on: Day) => readonly string[];
  /** The first day is not counted; the last one rolls over to a working day. */
  readonly lastDay: (from: Day, period: Period) => Day;
  /** 追责时效: the last day on which the act may be found and still be punished. */
  readonly limitation: (act: Act, on: Day) => Rule<Day>;
  /** 从旧兼从轻 */
  readonly governing: (act: Act, decidedOn: Day, party: Party) => Governing;
  /** 加处罚款 on what is unpaid of one instalment so many days after its last day; never more than the cap leaves. */
  readonly surcharge: (unpaid: number, days: number, on: Day) => number;
  /** The day on which the surcharge reaches what it may reach; undefined without a cap. */
  readonly surchargeCapOn: (payBy: Day) => Rule<Day> | undefined;
  /** 复议、诉讼期间不予计算 */
  readonly surchargeRests: (on: Day) => boolean;
}
