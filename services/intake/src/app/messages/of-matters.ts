import type { DataOf, EventContract } from "@wangge/contracts";
import {
  MatterAcceptedV1,
  MatterEndedV1,
  MatterExtendedV1,
  MatterPausedV1,
  MatterReopenedV1,
  MatterRepliedV1,
  MatterResumedV1,
  MatterReviewAskedV1,
} from "@wangge/contracts/events";
import { idFrom, type EventHandler, type Meta, type Received } from "@wangge/kit";
import { MATERIALS, type Filling, type Matter } from "../../domain/index.ts";
import type { KnownMatter, Matters } from "../matter-desk.ts";
import type { News, Post } from "./post.ts";

interface Told {
  readonly happening: string;
  readonly filling: Filling;
}

const fact = <Contract extends EventContract>(
  event: Contract,
  tell: (data: DataOf<Contract>, matter: Matter) => Told,
) => ({
  event: event as EventContract,
  tell: (data: unknown, matter: Matter): Told => tell(data as DataOf<Contract>, matter),
  matterOf: (data: unknown): string => (data as { readonly matterId: string }).matterId,
});

/** 一次性告知, by the names that the item gives its materials. */
const namesOf = ({ subject }: Matter, missing: readonly { readonly material: number }[]): string =>
  subject.kind === "application"
    ? missing.flatMap(({ material }) => subject.item.materials[material - 1]?.name ?? []).join("、")
    : "";

const endTold = ({ outcome, code, into }: MatterEndedV1): Told => {
  switch (outcome) {
    case "refused":
      return { happening: "matterRefused", filling: { refusal: code ?? "—" } };
    case "notApproved":
      return { happening: "matterNotApproved", filling: { result: code ?? "—" } };
    case "converted":
      return { happening: "matterConverted", filling: { into: into?.trackingNumber ?? "—" } };
    case "withdrawn":
    case "approved":
    case "answered":
    case "replied":
    case "reviewed":
      return { happening: "matterEnded", filling: { outcome } };
  }
};

const FACTS = [
  fact(MatterAcceptedV1, ({ dueAt }) => ({ happening: "matterAccepted", filling: { dueAt } })),
  fact(MatterPausedV1, ({ why, missing }, matter) =>
    why === MATERIALS
      ? { happening: "matterNotice", filling: { materials: namesOf(matter, missing ?? []) } }
      : { happening: "matterPaused", filling: { pause: why } },
  ),
  fact(MatterResumedV1, ({ dueAt }) => ({ happening: "matterResumed", filling: { dueAt } })),
  fact(MatterExtendedV1, ({ dueAt, code }) => ({ happening: "matterExtended", filling: { dueAt, extension: code } })),
  fact(MatterRepliedV1, () => ({ happening: "matterReplied", filling: {} })),
  fact(MatterReviewAskedV1, ({ dueAt, step }) => ({
    happening: "matterReviewAsked",
    filling: { dueAt, review: String(step) },
  })),
  fact(MatterEndedV1, (data) => endTold(data)),
  fact(MatterReopenedV1, ({ dueAt }) => ({ happening: "matterReopened", filling: { dueAt } })),
];

export const matterEvents: readonly EventContract[] = FACTS.map(({ event }) => event);

const newsOf = (
  { id: about, state }: Pick<KnownMatter, "id" | "state">,
  { happening, filling }: Told,
  event: string,
  meta: Meta,
): News => ({
  about,
  happening,
  filling: { number: state.trackingNumber, kind: state.subject.kind, ...filling },
  reporters: [about],
  subjects: [`matter/${about}`],
  event,
  meta,
});

/** 回执. Told by whoever files it: the fact on the bus may be heard before it is kept who the reporter is. */
export const tellOfReceipt = async (post: Post, matter: KnownMatter, meta: Meta): Promise<void> => {
  const { dueAt = "—" } = matter.state;
  const told = { happening: "matterReceived", filling: { dueAt } };
  const [result] = await post([newsOf(matter, told, idFrom("matterReceived", matter.id), meta)]);
  if (result?.ok === false) throw result.error;
};

/** 办件告知: whoever brought a matter, and whoever he lets follow it, is told of each step. A batch reads its matters once. */
export const tellOfMatters = (post: Post, matters: Matters): EventHandler[] =>
  FACTS.map(({ event, tell, matterOf }) => ({
    event,
    mode: "each",
    handle: async (received: readonly Received<never>[]) => {
      const ids = [...new Set(received.map(({ data }) => matterOf(data)))];
      const found = await matters.find({ where: { _id: { in: ids } }, limit: ids.length });
      const states = new Map(found.map(({ id, state }) => [id, state]));
      return post(
        received.map(({ data, envelope, meta }): News | undefined => {
          const id = matterOf(data);
          const state = states.get(id);
          if (state === undefined || state.status === "none") return undefined;
          return newsOf({ id, state }, tell(data, state), envelope.id, meta);
        }),
      );
    },
  }));
