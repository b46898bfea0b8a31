/** What the parts of the service ask of one another. */
import type { Fen } from "../domain/money.ts";

/** 失信联合惩戒 and bans: why an organization may not apply, and until when. */
export interface Ban {
  readonly from: string;
  /** The last day of it. */
  readonly until: string;
  /** A code such as `breach`, in letters: everybody may know it. */
  readonly reason: string;
  /** What led to it, such as the id of a grant. */
  readonly about?: string;
}

/** How an organization stands on a day, for who gives it money or work. */
export interface Standing {
  readonly organization: string;
  readonly name: string;
  /** `forming` is a group that is not registered with the civil affairs authority, such as a courtyard club. */
  readonly status: "forming" | "registered" | "suspended" | "deregistered";
  /** 民办非企业单位 etc.; decides which distribution rules hold. */
  readonly form: string;
  readonly registeredOn?: string;
  /** Years whose report is missing though its last day is over. */
  readonly reportsMissing: readonly number[];
  readonly ban?: Ban;
}

/** 社会组织登记. */
export interface OrganizationsPort {
  /** Undefined: there is no such organization. */
  readonly standing: (organization: string, day: string) => Promise<Standing | undefined>;
  /** The same ban twice (by `id`) is one. */
  readonly ban: (organization: string, ban: Ban & { readonly id: string; readonly by: string }) => Promise<void>;
  /** People whose ties to an organization make them party: its legal representative, board, staff, by account. */
  readonly people: (organization: string) => Promise<readonly string[]>;
  /** Which of these are one house: a hub and those it incubates, a federation and its members. */
  readonly related: (organization: string) => Promise<readonly string[]>;
}

/** An application that came through the selection of its round. */
export interface Candidate {
  readonly application: string;
  readonly organization: string;
  readonly title: string;
  /** The whole cost of the project, what is asked for, and what the applicant raises itself. */
  readonly budget: Fen;
  readonly asked: Fen;
  readonly own: Fen;
  /** The panel's score in ten-thousandths of a point, after normalisation; ties go by `application`. */
  readonly score: number;
  /** Parts of the project that make sense by themselves, from the first: what can be granted where not all can be. */
  readonly stages: readonly { readonly title: string; readonly amount: Fen; readonly due: string }[];
  readonly grids: readonly string[];
  readonly follows?: string;
}

/** 评审: what the selection of a round ended with. */
export interface SelectionPort {
  /** In the order of their rank. @throws DomainError `social.round.not_ranked` before the panel has ended */
  readonly candidates: (round: string) => Promise<readonly Candidate[]>;
  readonly round: (
    round: string,
  ) => Promise<
    { readonly fund: string; readonly programme: string; readonly envelope: Fen; readonly title: string } | undefined
  >;
}

/** 资金池. */
export interface FundsPort {
  /** What is not yet promised of a fund. Undefined: no such fund. */
  readonly free: (fund: string) => Promise<Fen | undefined>;
}
