import { reject, type Clock, type DeciderStore, type Meta } from "@wangge/kit";
import {
  dayOf,
  FIELDS,
  mustFitList,
  type AppliedItem,
  type Link,
  type Received,
  type ReporterCommand,
  type ReporterEvent,
  type ReporterFields,
  type ReporterState,
  type Subject,
} from "../domain/index.ts";
import type { Catalogue } from "./catalogue.ts";
import type { KnownMatter, MatterDesk } from "./matter-desk.ts";
import { tellOfReceipt } from "./messages/of-matters.ts";
import type { Post } from "./messages/post.ts";
import type { Vault } from "./vault.ts";

export type Reporters = DeciderStore<ReporterState, ReporterCommand, ReporterEvent>;

/** What somebody brings, before it has a number. */
export interface Brought extends Pick<Received, "channel" | "visibility"> {
  readonly subject: Subject;
  readonly text?: string | undefined;
  readonly reporter?: ReporterFields | undefined;
  readonly from?: Link | undefined;
  readonly filedBy?: string | undefined;
}

export interface Filing {
  /** 登记 under this id; again, and nothing happens twice. */
  readonly file: (id: string, brought: Brought, meta: Meta) => Promise<KnownMatter>;
  /** The item as it is in force on a day. @throws DomainError `intake.matter.item_not_active` */
  readonly itemOn: (code: string, day: string) => Promise<AppliedItem>;
}

interface FilingParts {
  readonly desk: MatterDesk;
  readonly reporters: Reporters;
  readonly vault: Vault;
  readonly catalogue: Pick<Catalogue, "itemOn">;
  readonly post: Post;
  readonly numberFor: (at: string) => Promise<string>;
  readonly clock: Clock;
}

/** What of a subject tells it from another one; not the version of the item, which the day gives. */
const essence = (subject: Subject): readonly unknown[] => {
  switch (subject.kind) {
    case "application":
      return [subject.item.code, subject.brought.map(({ material, kind, photos }) => [material, kind, photos])];
    case "consultation":
      return [subject.department];
    case "complaint":
      // As it was before there were two sorts: a repeat that comes after the change is still one.
      return subject.inspectedBy === undefined ? [subject.against] : [subject.against, "officers"];
    case "opinion":
      return [];
  }
};

export const createFiling = ({ desk, reporters, vault, catalogue, post, numberFor, clock }: FilingParts): Filing => {
  const fingerprintOf = ({ subject, channel, visibility, text, reporter, from }: Brought): string => {
    // What a consultation becomes is one thing, whatever became of its reporter meanwhile.
    if (from !== undefined) return vault.fingerprint("converted", from.id, subject.kind);
    const who = FIELDS.map((field) => reporter?.[field]);
    return vault.fingerprint("matter", subject.kind, essence(subject), channel, visibility, text, ...who);
  };

  const keepReporter = async (id: string, { reporter, filedBy }: Brought, meta: Meta): Promise<void> => {
    if (reporter === undefined) return;
    const fields = FIELDS.filter((field) => reporter[field] !== undefined);
    const command: ReporterCommand = { type: "KeepReporter", data: { fields, filedBy }, at: clock.now() };
    await reporters.handle(id, command, meta, vault.sealReporter(id, reporter));
  };

  return {
    file: async (id, brought, given) => {
      const at = clock.now();
      const { subject, channel, visibility, text, reporter, from, filedBy } = brought;
      if (subject.kind === "application") mustFitList(subject.brought, subject.item.materials);
      const data: Received = {
        subject,
        trackingNumber: await numberFor(at),
        channel,
        visibility,
        hasReporter: reporter !== undefined,
        fingerprint: fingerprintOf(brought),
        rules: desk.rulesOf(subject.kind, dayOf(at)),
        ...(from === undefined ? {} : { from }),
        ...(filedBy === undefined ? {} : { filedBy }),
      };
      // The fingerprint tells a repeat, not the key alone: another matter under it is refused.
      const meta = { ...given, messageId: undefined, correlationId: id };
      const said = text === undefined ? undefined : ({ role: "question", text } as const);
      const matter = await desk.handle(id, { type: "ReceiveMatter", data, at }, meta, said);
      await keepReporter(id, brought, meta);
      await tellOfReceipt(post, matter, meta);
      return matter;
    },
    itemOn: async (code, day) => {
      const held = await catalogue.itemOn(code, day);
      if (held?.isActive !== true)
        throw reject("intake.matter.item_not_active", "This item cannot be applied for on this day", {
          item: code,
          day,
        });
      const { id: version, content } = held.version;
      const { name, department, limit, materials, separateDecision } = content;
      const listed = materials.map(({ name: what, form, waivedWhen }) => ({ name: what, form, waivedWhen }));
      const separate = separateDecision === undefined ? {} : { separateDecision };
      return { version, code, name, department, limit, materials: listed, ...separate };
    },
  };
};
