import { chinaCalendar, type Calendar } from "@wangge/calendar";
import {
  aggregateKind,
  isDomainError,
  newId,
  type BaseConfig,
  type Clock,
  type DeciderStore,
  type Meta,
  type Parts,
  type Stored,
} from "@wangge/kit";
import {
  matterDeciderWith,
  unknownMatter,
  type Matter,
  type MatterCommand,
  type MatterEvent,
  type MatterState,
  type TextRole,
} from "../domain/index.ts";
import {
  loadInspections,
  loadMatterRules,
  loadMatterWords,
  loadSuperiors,
  loadTaxonomy,
  loadTemplates,
} from "./matter-rules.ts";
import { publishMatterAs } from "./publish-matter-as.ts";
import type { Vault } from "./vault.ts";

export type Matters = DeciderStore<MatterState, MatterCommand, MatterEvent>;
export type KnownMatter = Stored<Matter>;

/** A text that is to be sealed with what a command decides. */
export interface Said {
  readonly role: TextRole;
  readonly text: string;
}

const ATTEMPTS = 3;

/** @throws DomainError `intake.matter.unknown` */
export const knownMatter = (stored: Stored<MatterState> | undefined): KnownMatter => {
  if (stored === undefined || stored.state.status === "none") throw unknownMatter();
  return { ...stored, state: stored.state };
};

/** 受理台: applications, consultations, complaints and opinions with the rules they go by. */
export interface MatterDesk {
  readonly matters: Matters;
  readonly calendar: Calendar;
  readonly rulesOf: ReturnType<typeof loadMatterRules>;
  readonly words: ReturnType<typeof loadMatterWords>;
  readonly templatesOn: ReturnType<typeof loadTemplates>;
  readonly superiorOf: ReturnType<typeof loadSuperiors>;
  readonly inspectionOf: ReturnType<typeof loadInspections>;
  readonly taxonomy: ReturnType<typeof loadTaxonomy>;
  /** Decides, and keeps what was said with it in the same write. */
  readonly handle: (id: string, command: MatterCommand, meta: Meta, said?: Said) => Promise<KnownMatter>;
  readonly clock: Clock;
}

export const matterDesk = async ({
  store,
  clock,
  vault,
}: Pick<Parts<BaseConfig>, "store" | "clock"> & { readonly vault: Vault }): Promise<MatterDesk> => {
  const matters = await store.decider("matters", matterDeciderWith({ calendar: chinaCalendar }), {
    publishAs: publishMatterAs,
    indexes: [
      ["state.trackingNumber"],
      ["state.subject.kind"],
      ["state.onHand"],
      ["state.dueAt"],
      ["state.conversion.into"],
    ],
  });

  /** A seal is made of the latest one. Where another text comes between, the decider refuses it, and it is made again. */
  const sealing = async (
    id: string,
    command: MatterCommand,
    meta: Meta,
    { role, text }: Said,
  ): Promise<KnownMatter> => {
    const name = newId();
    for (let attempt = 1; ; attempt += 1) {
      const before = await matters.load(id);
      const seen = before === undefined || before.state.status === "none" ? 0 : before.state.seals;
      const sealed = vault.sealTexts(id, { ...vault.openTexts(id, before?.sealed), [name]: text });
      try {
        const words = { name, role, seen };
        return knownMatter(await matters.handle(id, { ...command, words } as MatterCommand, meta, sealed));
      } catch (error) {
        const isBetween = isDomainError(error) && error.code === "intake.matter.text_conflict";
        if (!isBetween || attempt === ATTEMPTS) throw error;
      }
    }
  };

  return {
    matters,
    calendar: chinaCalendar,
    rulesOf: loadMatterRules(),
    words: loadMatterWords(),
    templatesOn: loadTemplates(),
    superiorOf: loadSuperiors(),
    inspectionOf: loadInspections(),
    taxonomy: loadTaxonomy(),
    handle: async (id, command, meta, said) =>
      said === undefined ? knownMatter(await matters.handle(id, command, meta)) : sealing(id, command, meta, said),
    clock,
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const matterAggregates = [
  aggregateKind("intake", "matters", matterDeciderWith({ calendar: chinaCalendar }), publishMatterAs),
];
