import { CalendarError } from "@wangge/calendar";
import { DepartmentCode, Instant, ItemCode, ItemVersionId } from "@wangge/contracts";
import { MatterChannel, MatterId, MatterKind, MatterLink, MatterOutcome, OnHand } from "@wangge/contracts/events";
import { withoutPersonalNumbers } from "@wangge/kit";
import { z } from "zod";
import type { KnownMatter, MatterDesk } from "../app/matter-desk.ts";
import { Bilingual } from "../app/matter-rules.ts";
import type { Vault } from "../app/vault.ts";
import { isOverdue, pausesOf, reopenUntil, reviewUntil, type Countdown, type Matter } from "../domain/index.ts";

const Labelled = z.object({ code: z.string(), label: Bilingual.optional() });

const ClockView = z.object({
  purpose: z.enum(["accept", "handle", "review", "rereview"]),
  startedAt: Instant,
  dueAt: Instant.optional().describe("late from this instant on; absent while it stands still"),
  overdue: z.boolean(),
  pauses: z.array(z.object({ since: Instant, until: Instant.optional(), why: Labelled })),
});

const ChecklistEntry = z.object({
  material: z.int(),
  name: z.string(),
  form: z.enum(["original", "copy"]),
  waivedWhen: z.string().optional(),
  brought: z.enum(["original", "copy", "electronic", "waived"]).optional(),
  missing: Labelled.optional().describe("told, and still to come"),
});

/** 办件 as everybody sees it who may see it at all. */
const shared = {
  kind: MatterKind,
  trackingNumber: z.string(),
  status: z.enum(["received", "inHand", "replied", "ended"]),
  channel: MatterChannel,
  receivedAt: Instant,
  onHand: OnHand,
  item: z.object({ code: ItemCode, version: ItemVersionId, name: z.string() }).optional(),
  checklist: z.array(ChecklistEntry).optional().describe("申请材料, with what is there"),
  category: z.object({ scheme: z.string(), path: z.array(z.string()) }).optional(),
  dueAt: Instant.optional(),
  overdue: z.boolean(),
  clocks: z.array(ClockView),
  acceptedAt: Instant.optional(),
  extension: z.object({ why: Labelled, granted: z.boolean().optional() }).optional().describe("the latest asked for"),
  ended: z
    .object({
      outcome: MatterOutcome,
      at: Instant,
      why: Labelled.optional(),
      document: z.string().optional(),
    })
    .optional(),
  links: z.array(MatterLink).describe("关联: what it came from or became"),
  rating: z.int().optional(),
  reopenUntil: Instant.optional(),
  reviewUntil: Instant.optional().describe("复查 or 复核 may be asked for until then"),
};

const TextView = z.object({ role: z.string(), at: Instant, text: z.string() });

export const TrackedMatter = z.object({ ...shared, texts: z.array(TextView) });

export const MatterLine = z.object({
  matter: MatterId,
  version: z.int(),
  visibility: z.enum(["public", "private"]),
  rules: z.string(),
  against: DepartmentCode.optional(),
  ...shared,
});
export type MatterLine = z.input<typeof MatterLine>;

type Labels = Readonly<Record<string, z.infer<typeof Bilingual>>>;
const labelled = (code: string, labels: Labels): z.input<typeof Labelled> => {
  const label = labels[code];
  return { code, ...(label === undefined ? {} : { label }) };
};

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> =>
  value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);

/** A day that lies in a year not loaded is left out: what can be seen now is to be seen. */
const whereLoaded = (day: () => string | undefined): string | undefined => {
  try {
    return day();
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
};

export interface MatterViews {
  readonly line: (matter: KnownMatter) => MatterLine;
  /** Everything that was said; for staff with `***` for numbers of people. */
  readonly texts: (matter: KnownMatter, forStaff: boolean) => z.input<typeof TextView>[];
  readonly tracked: (matter: KnownMatter) => z.input<typeof TrackedMatter>;
}

export const createMatterViews = ({
  desk,
  vault,
}: {
  readonly desk: MatterDesk;
  readonly vault: Vault;
}): MatterViews => {
  const { words, clock, calendar } = desk;

  const clockView = (endedAt: string | undefined) => (counted: Countdown) => {
    const [first, last] = [counted.stretches[0], counted.stretches.at(-1)];
    const isOver = last?.why === undefined || Date.parse(last.stoppedAt ?? "") >= Date.parse(last.dueAt);
    return {
      purpose: counted.purpose,
      startedAt: first?.startedAt ?? "",
      ...(isOver ? optional("dueAt", last?.dueAt) : {}),
      overdue: isOverdue(counted, clock.now()),
      pauses: pausesOf(counted).map(({ since, until = endedAt, why }) => ({
        since,
        ...optional("until", until),
        why: labelled(why, words.pauses),
      })),
    };
  };

  const checklistOf = ({ subject, brought, told = [], outstanding }: Matter) => {
    if (subject.kind !== "application") return undefined;
    return subject.item.materials.map(({ name, form, waivedWhen }, index) => {
      const material = index + 1;
      const missing = outstanding.includes(material) ? told.find((one) => one.material === material) : undefined;
      return {
        material,
        name,
        form,
        ...optional("waivedWhen", waivedWhen),
        ...optional("brought", brought.find((one) => one.material === material)?.kind),
        ...optional("missing", missing && labelled(missing.problem, words.problems)),
      };
    });
  };

  const endingOf = ({ ended }: Matter) => {
    if (ended === undefined) return undefined;
    const { outcome, at, code, document } = ended;
    const why = code === undefined ? undefined : labelled(code, { ...words.refusals, ...words.results });
    return { outcome, at, ...optional("why", why), ...optional("document", document) };
  };

  const extensionOf = ({ extensions }: Matter) => {
    const last = extensions.at(-1);
    return last && { why: labelled(last.code, words.extensions), ...optional("granted", last.decided?.granted) };
  };

  const ofAll = ({ state }: KnownMatter) => {
    const { subject, trackingNumber, status, channel, receivedAt, onHand, dueAt, clocks, category, ended } = state;
    const item = subject.kind === "application" ? subject.item : undefined;
    const last = clocks.at(-1);
    return {
      kind: subject.kind,
      trackingNumber,
      status,
      channel,
      receivedAt,
      onHand,
      ...optional("item", item && { code: item.code, version: item.version, name: item.name }),
      ...optional("checklist", checklistOf(state)),
      ...optional("category", category && { scheme: category.scheme, path: [...category.path] }),
      ...optional("dueAt", dueAt),
      overdue: last !== undefined && isOverdue(last, clock.now()),
      clocks: clocks.map(clockView(ended?.at)),
      ...optional("acceptedAt", state.accepted?.at),
      ...optional("extension", extensionOf(state)),
      ...optional("ended", endingOf(state)),
      links: [state.from, ended?.into].flatMap((link) => (link === undefined ? [] : [{ ...link }])),
      ...optional("rating", state.rating?.stars),
      ...optional(
        "reopenUntil",
        whereLoaded(() => reopenUntil(state, { calendar })),
      ),
      ...optional(
        "reviewUntil",
        whereLoaded(() => reviewUntil(state, { calendar })),
      ),
    };
  };

  const texts: MatterViews["texts"] = ({ id, state, sealed }, forStaff) => {
    const opened = vault.openTexts(id, sealed);
    return state.texts.flatMap(({ name, role, at }) => {
      const text = opened[name];
      if (text === undefined) return [];
      return [{ role, at, text: forStaff ? withoutPersonalNumbers(text) : text }];
    });
  };

  return {
    texts,
    line: (matter) => {
      const { id, version, state } = matter;
      const { subject, visibility, rules } = state;
      const against = subject.kind === "complaint" ? { against: subject.against } : {};
      return { matter: id, version, visibility, rules: rules.version, ...against, ...ofAll(matter) };
    },
    tracked: (matter) => ({ ...ofAll(matter), texts: texts(matter, false) }),
  };
};
