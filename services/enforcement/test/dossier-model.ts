/**
 * A second, simple telling of the procedure, for the property tests: plain variables, days counted one by one, the law's figures
 * written by hand. It shares with the engine nothing but the calendar's working days.
 */
import { chinaCalendar, dayAfter } from "@wangge/calendar";

export type Era = "2013" | "2017" | "2021";
export const eraOf = (day: string): Era => (day >= "2021-07-15" ? "2021" : day >= "2018-01-01" ? "2017" : "2013");

type Count = readonly [amount: number, unit: "workingDay" | "day" | "month"];

/** 处罚法 1996 and 2021, as they are read; the others do not change in these years but for the suit. */
export const limitOf = (purpose: string, day: string): Count | undefined => {
  const isNew = eraOf(day) === "2021";
  const table: Readonly<Record<string, Count | undefined>> = {
    preservation: isNew ? [7, "workingDay"] : [7, "day"],
    seizure: [30, "day"],
    defence: [3, "workingDay"],
    hearingRequest: isNew ? [5, "workingDay"] : [3, "day"],
    hearingNotice: isNew ? [7, "workingDay"] : [7, "day"],
    decision: isNew ? [90, "day"] : undefined,
    delivery: isNew ? [7, "workingDay"] : [7, "day"],
    payment: [15, "day"],
    reconsideration: [60, "day"],
    suit: [day >= "2015-05-01" ? 6 : 3, "month"],
    urgeAnswer: [10, "workingDay"],
    courtApplication: [3, "month"],
    summaryRecord: [5, "workingDay"],
  };
  return table[purpose];
};

const sameDayLater = (day: string, months: number): string => {
  let [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  for (let left = months; left > 0; left -= 1) {
    month += 1;
    if (month === 13) [year, month] = [year + 1, 1];
  }
  for (;;) {
    const text = `${String(year)}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
    if (!Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)) return text;
    date -= 1;
  }
};

/** The last day without rolling over. */
const endOf = (from: string, [amount, unit]: Count): string => {
  if (unit === "month") return sameDayLater(from, amount);
  let day = from;
  for (let counted = 0; counted < amount;) {
    day = dayAfter(day, 1);
    if (unit === "day" || chinaCalendar.isWorkingDay(day)) counted += 1;
  }
  return day;
};

export const slowLastDay = (from: string, count: Count): string => {
  let day = endOf(from, count);
  while (!chinaCalendar.isWorkingDay(day)) day = dayAfter(day, 1);
  return day;
};

const lastDay = (purpose: string, from: string, on: string = from): string => {
  const count = limitOf(purpose, on);
  return count === undefined ? "9999-12-31" : slowLastDay(from, count);
};

export type Move =
  | { readonly do: "wait"; readonly days: number }
  | { readonly do: "wake" }
  | { readonly do: "open"; readonly flaw?: "incompetent" | "related" | undefined }
  | { readonly do: "file"; readonly officers: number; readonly byOpener: boolean }
  | { readonly do: "investigate" | "inform" | "deliver" | "urge"; readonly alone: boolean }
  | { readonly do: "propose"; readonly fine: number }
  | { readonly do: "defend" | "waive" | "requestHearing" | "hold" | "forgo" | "refuse" | "close" | "record" }
  | { readonly do: "consider"; readonly change: number }
  | { readonly do: "schedule"; readonly ahead: number; readonly byInvestigator: boolean }
  | { readonly do: "review"; readonly passed: boolean }
  | { readonly do: "decide"; readonly change: number; readonly exempt: boolean }
  | { readonly do: "pay"; readonly how: "half" | "all" | "more" }
  | { readonly do: "annul"; readonly redo: boolean }
  | { readonly do: "transfer" | "acknowledge" | "return" | "withdraw" | "handOver" | "apply" }
  | { readonly do: "onSpot"; readonly fine: number; readonly alone: boolean };

/** Fines at 0 stand for: let it pass. */
export class Model {
  day: string;
  status = "none";
  summary = false;
  investigated = false;
  proposed: number | undefined;
  told: number | undefined;
  defence = "";
  hearing = "";
  hearingOn: string | undefined;
  reviewed: boolean | undefined;
  fine: number | undefined;
  deliveredOn = "";
  informedOn = "";
  decidedOn = "";
  urgedOn: string | undefined;
  acknowledged = false;
  recorded = false;
  /** The right to a hearing is that of the day of the proposal. */
  hasHearing = false;
  readonly paid: { readonly on: string; readonly amount: number }[] = [];

  private readonly first: string;

  constructor(first: string) {
    this.first = first;
    this.day = first;
  }

  private is(...statuses: readonly string[]): boolean {
    return statuses.includes(this.status);
  }
  private get defenceIsOver(): boolean {
    return this.day > lastDay("defence", this.informedOn);
  }
  private get hearingIsOver(): boolean {
    return this.day > lastDay("hearingRequest", this.informedOn);
  }

  get paidSoFar(): number {
    return this.paid.reduce((sum, { amount }) => sum + amount, 0);
  }

  get owed(): number {
    return Math.max(0, this.balance);
  }

  /**
   * 3 % a day of what is late, to no more than the fine; what is paid on a day was late on that day. Below zero where more was paid than the
   * decision that came in the place of another asks for: that goes back first.
   */
  private get balance(): number {
    const fine = this.fine ?? 0;
    if (fine === 0 || this.deliveredOn === "") return fine - this.paidSoFar;
    let late = 0;
    for (let day = dayAfter(lastDay("payment", this.deliveredOn), 1); day <= this.day; day = dayAfter(day, 1)) {
      const before = this.paid.filter(({ on }) => on < day).reduce((sum, { amount }) => sum + amount, 0);
      late += Math.max(0, fine - before) * 3;
      if (late >= fine * 100) break;
    }
    return fine + Math.min(fine, Math.floor(late / 100)) - this.paidSoFar;
  }

  private get mayGoAlone(): boolean {
    return this.summary && eraOf(this.day) !== "2021";
  }

  /** The calendar ends in 2026, and a dossier that nobody touches teaches nothing. */
  get hasGoneOnTooLong(): boolean {
    return this.day > dayAfter(this.first, 900);
  }
  get isFinal(): boolean {
    return this.deliveredOn !== "" && this.day > this.finalOn;
  }
  private get finalOn(): string {
    const ends = [lastDay("reconsideration", this.deliveredOn), lastDay("suit", this.deliveredOn)];
    return ends.sort().at(-1) ?? "";
  }

  private get mayDecidePenalty(): boolean {
    const defended =
      this.defence === "waived" || this.defence === "considered" || (this.defence === "open" && this.defenceIsOver);
    const heard = ["none", "held", "forgone"].includes(this.hearing) || (this.hearing === "open" && this.hearingIsOver);
    return this.status === "informed" && (this.proposed ?? 0) > 0 && defended && heard && this.isReviewed;
  }
  /** Before 2018 never asked for, until 2021 always, from then on after a hearing. */
  private get isReviewed(): boolean {
    const era = eraOf(this.day);
    return this.reviewed === true || era === "2013" || (era === "2021" && this.hearing !== "held");
  }

  /** Whether it is allowed, by the few rules that matter here. */
  allows(move: Move): boolean {
    const open = this.is("investigating", "proposed", "informed", "hearing");
    switch (move.do) {
      case "wait":
      case "wake":
        return true;
      case "open":
        return this.is("none") && move.flaw === undefined;
      case "file":
        return this.is("opened") && move.officers >= 2 && !move.byOpener;
      case "refuse":
        return this.is("opened");
      case "investigate":
        return this.is("investigating") && !move.alone;
      case "propose": {
        const wasHeard = this.defence === "received" || this.defence === "considered" || this.hearing === "held";
        const isWorse = this.told !== undefined && move.fine > this.told;
        return this.is("investigating", "proposed", "informed") && this.investigated && !(wasHeard && isWorse);
      }
      case "inform":
        return this.is("proposed") && (this.proposed ?? 0) > 0 && !move.alone;
      case "defend":
        return this.is("informed", "hearing");
      case "waive":
        return this.is("informed", "hearing") && this.defence === "open" && !this.lapsed.has("defence");
      case "consider":
        return this.is("informed", "hearing") && this.defence === "received" && move.change <= 0;
      case "requestHearing":
        return this.is("informed") && this.hearing === "open" && !this.hearingIsOver;
      case "schedule": {
        const notice = limitOf("hearingNotice", this.day);
        const earliest = notice && dayAfter(endOf(this.day, notice), 1);
        return this.is("hearing") && !move.byInvestigator && dayAfter(this.day, move.ahead) >= (earliest ?? "");
      }
      case "hold":
        return this.is("hearing") && this.hearingOn !== undefined && this.day >= this.hearingOn;
      case "forgo":
        return this.is("hearing");
      case "review":
        return this.is("proposed", "informed");
      case "decide":
        if (this.reviewed === false) return false;
        if (move.exempt) return this.is("proposed", "informed");
        return this.mayDecidePenalty && move.change <= 0;
      case "deliver":
        return this.is("decided") && !move.alone;
      case "pay":
        return this.is("delivered", "applied") && move.how !== "more" && this.owed > 0;
      case "close":
        if (this.is("transferred")) return this.acknowledged;
        return this.is("delivered", "applied") && this.balance === 0 && (!this.summary || this.recorded);
      case "record":
        return this.is("delivered", "applied") && this.summary;
      case "annul":
        return this.is("decided", "delivered", "applied", "closed") && this.fine !== undefined;
      case "transfer":
        return this.is("investigating", "proposed", "informed");
      case "acknowledge":
      case "return":
        return this.is("transferred");
      case "withdraw":
        return open;
      case "handOver":
        return open || this.is("opened");
      case "urge":
        return this.is("delivered") && this.owed > 0 && !(move.alone && !this.mayGoAlone);
      case "apply": {
        if (!this.is("delivered")) return false;
        const urged = this.urgedOn !== undefined && this.day > endOf(this.urgedOn, [10, "workingDay"]);
        const until = slowLastDay(this.finalOn, [3, "month"]);
        return this.owed > 0 && this.day > this.finalOn && urged && this.day <= until;
      }
      case "onSpot": {
        const isNew = eraOf(this.day) === "2021";
        return this.is("none") && move.fine <= (isNew ? 20_000 : 5_000) && !(isNew && move.alone);
      }
    }
  }

  /** Rights that the sweep has said to be over. */
  readonly lapsed = new Set<string>();

  private forget(): void {
    this.proposed = undefined;
    this.told = undefined;
    this.defence = "";
    this.hearing = "";
    this.hearingOn = undefined;
    this.reviewed = undefined;
  }

  take(move: Move): void {
    switch (move.do) {
      case "wait":
        this.day = dayAfter(this.day, move.days);
        return;
      case "wake":
        if (this.is("informed", "hearing") && this.defence === "open" && this.defenceIsOver) this.lapsed.add("defence");
        return;
      case "open":
        this.status = "opened";
        return;
      case "file":
        this.status = "investigating";
        return;
      case "refuse":
        this.status = "refused";
        return;
      case "investigate":
        this.investigated = true;
        return;
      case "propose":
        this.status = "proposed";
        this.proposed = move.fine;
        this.reviewed = undefined;
        this.hasHearing = move.fine >= (this.day >= "2022-01-01" ? 500_000 : 200_000);
        return;
      case "inform":
        this.status = "informed";
        this.told = this.proposed;
        this.informedOn = this.day;
        this.defence = "open";
        this.lapsed.delete("defence");
        this.hearing = this.hasHearing ? "open" : "none";
        this.hearingOn = undefined;
        return;
      case "defend":
        this.defence = "received";
        return;
      case "waive":
        this.defence = "waived";
        return;
      case "consider":
        this.defence = "considered";
        if (this.told !== undefined) {
          this.told += move.change;
          this.proposed = this.told;
          this.reviewed = undefined;
        }
        return;
      case "requestHearing":
        this.status = "hearing";
        this.hearing = "requested";
        return;
      case "schedule":
        this.hearingOn = dayAfter(this.day, move.ahead);
        return;
      case "hold":
        this.status = "informed";
        this.hearing = "held";
        this.reviewed = undefined;
        return;
      case "forgo":
        this.status = "informed";
        this.hearing = "forgone";
        return;
      case "review":
        this.reviewed = move.passed;
        return;
      case "decide":
        this.status = "decided";
        this.fine = move.exempt ? 0 : (this.told ?? 0) + move.change;
        this.decidedOn = this.day;
        this.deliveredOn = "";
        return;
      case "deliver":
        this.status = "delivered";
        this.deliveredOn = this.day;
        return;
      case "pay":
        this.paid.push({ on: this.day, amount: move.how === "half" ? Math.ceil(this.owed / 2) : this.owed });
        return;
      case "close":
        this.status = "closed";
        return;
      case "record":
        this.recorded = true;
        return;
      case "annul":
        this.status = move.redo ? "investigating" : "annulled";
        if (move.redo) {
          this.forget();
          this.summary = false;
        }
        this.fine = undefined;
        this.urgedOn = undefined;
        return;
      case "transfer":
        this.status = "transferred";
        this.acknowledged = false;
        return;
      case "acknowledge":
        this.acknowledged = true;
        return;
      case "return":
        this.status = "investigating";
        this.forget();
        return;
      case "withdraw":
        this.status = "withdrawn";
        return;
      case "handOver":
        this.status = "handedOver";
        return;
      case "urge":
        this.urgedOn = this.day;
        return;
      case "apply":
        this.status = "applied";
        return;
      case "onSpot":
        this.status = "delivered";
        this.summary = true;
        this.fine = move.fine;
        this.deliveredOn = this.day;
        this.decidedOn = this.day;
        return;
    }
  }
}
