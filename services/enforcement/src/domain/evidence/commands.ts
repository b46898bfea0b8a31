/** What may be asked of an item of evidence. What the registers and the signatures say was looked up before. */
import type { Colleague } from "../dossier/words.ts";
import type { Capture, Disposal, EventData, ExclusionGround, Signed, Witness } from "./evidence.ts";
import type { EvidenceRules } from "./rules.ts";

/** `names`: how many sealed names the asker saw, so that two at once do not write over each other's. */
interface Witnessed {
  readonly witnesses: readonly Witness[];
  readonly names: number;
}

export interface CommandData {
  readonly CaptureEvidence: Omit<Capture, "edition" | "article"> & {
    readonly officers: readonly Colleague[];
    readonly place: string;
    readonly seal?: string | undefined;
    readonly rules: EvidenceRules;
    /** SHA-256 as the device has it. */
    readonly claimed?: string | undefined;
    /** Items that the dossier has already. */
    readonly itemsBefore: number;
  };
  readonly OfferCustody: Omit<EventData["CustodyOffered"], "from">;
  readonly AcceptCustody: EventData["CustodyAccepted"];
  readonly RefuseCustody: EventData["CustodyRefused"];
  readonly WithdrawOffer: { readonly offer: string };
  readonly MoveStorage: EventData["StorageMoved"];
  readonly SealEvidence: { readonly seal: string } & Witnessed;
  readonly BreakSeal: { readonly reason: string } & Witnessed;
  readonly MakeCopies: EventData["CopiesMade"];
  readonly AppointExpert: EventData["ExpertAppointed"];
  readonly AnswerExpert: EventData["ExpertAnswered"];
  readonly ReviewMonitoring: Omit<EventData["MonitoringReviewed"], "officer" | "fit" | "article"> & {
    readonly officer: Colleague;
    readonly rules: EvidenceRules;
  };
  readonly ExcludeEvidence: { readonly ground: ExclusionGround; readonly reason: string };
  readonly DisposeEvidence: {
    readonly way: Disposal;
    readonly document: string;
    readonly approvedBy: string;
  } & Witnessed;
  /** Words, names and the key of the file; what the history commits to stays. */
  readonly EraseWords: EventData["WordsErased"];
}
export type CommandType = keyof CommandData;
export type Of<Type extends CommandType> = {
  readonly type: Type;
  readonly data: CommandData[Type];
  readonly by: string;
  readonly at: string;
};
export type EvidenceCommand = { readonly [Type in CommandType]: Of<Type> }[CommandType];
export type { Signed };
