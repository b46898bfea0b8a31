import { chinaCalendar } from "@wangge/calendar";
import { fold } from "@wangge/kit/domain";
import { loadMatterRules } from "../src/app/matter-rules.ts";
import {
  matterDeciderWith,
  type AppliedItem,
  type Matter,
  type MatterCommand,
  type MatterEvent,
  type MatterKind,
  type Party,
  type Received,
  type Subject,
} from "../src/domain/index.ts";

export const matterDecider = matterDeciderWith({ calendar: chinaCalendar });
export const rulesOf = loadMatterRules();

/** Wednesday, 9 o'clock in Chengdu. */
export const START = "2017-12-27T01:00:00.000Z";

export const clerk: Party = { account: "acc-clerk", roles: ["clerk"] };
export const otherClerk: Party = { account: "acc-clerk-2", roles: ["clerk"] };
export const supervisor: Party = { account: "acc-supervisor", roles: ["supervisor"] };
export const officer = (department: string, account = `acc-${department}`): Party => ({
  account,
  department,
  roles: ["department"],
});

export const item: AppliedItem = {
  version: "item-0001@1",
  code: "item-0001",
  name: "最低生活保障",
  department: "civil-affairs",
  limit: { amount: 5, kind: "workingDay" },
  materials: [
    { name: "居民身份证", form: "original", waivedWhen: "电子证照可以核验时免予提交" },
    { name: "申请表", form: "original" },
    { name: "户口簿", form: "copy" },
  ],
};

const subjects: Readonly<Record<MatterKind, Subject>> = {
  application: { kind: "application", item, brought: [] },
  consultation: { kind: "consultation" },
  complaint: { kind: "complaint", against: "urban-management" },
  opinion: { kind: "opinion" },
};

export const brought = (...materials: readonly number[]) =>
  materials.map((material) => ({ material, kind: "original" as const }));

export const data = (kind: MatterKind, subject: object = {}, more: Partial<Received> = {}): Received => ({
  subject: { ...subjects[kind], ...subject },
  trackingNumber: "20171227-0000017-4",
  channel: "window",
  visibility: "public",
  hasReporter: true,
  fingerprint: kind,
  rules: rulesOf(kind, "2017-12-27"),
  ...more,
});

type Step = MatterCommand extends infer One ? (One extends unknown ? Omit<One, "at" | "words"> : never) : never;

/** One matter, told what to do as time passes. */
export interface Told {
  readonly events: readonly MatterEvent[];
  readonly state: Matter;
  /** @throws DomainError of the decider */
  readonly then: (at: string, step: Step, role?: "reply" | "none") => Told;
}

const told = (events: readonly MatterEvent[]): Told => {
  const state = fold(matterDecider, events);
  const live = state as Matter;
  return {
    events,
    state: live,
    then: (at, step, role = "reply") => {
      const words = {
        name: `text-${events.length}`,
        role: "reply" as const,
        seen: state.status === "none" ? 0 : state.seals,
      };
      const command = { ...step, at, ...(role === "none" ? {} : { words }) } as MatterCommand;
      return told([...events, ...matterDecider.decide(command, state)]);
    },
  };
};

export const filed = (kind: MatterKind, subject: object = {}, more: Partial<Received> = {}): Told =>
  told([]).then(START, { type: "ReceiveMatter", data: data(kind, subject, more) });
