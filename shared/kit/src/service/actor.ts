import { z } from "zod";
import { DomainError } from "../errors.ts";

/** 角色. What an account may be; one account may have several. */
export const Role = z.enum([
  "citizen",
  "clerk",
  "gridWorker",
  "dispatcher",
  "department",
  "supervisor",
  /** 区政府: decides what departments may hand down to streets and communities. */
  "districtGovernment",
  /** 执法人员: acts only with a certificate and powers that the enforcement service has on record. */
  "officer",
  /** 执法负责人: files, decides and closes for the deciding body, by the same record. */
  "enforcementLead",
  /** 法制审核: reviews decisions before they are taken. */
  "legalReviewer",
  /** 督察: looks into complaints against officers, apart from those who command them. */
  "inspector",
  /** 社会组织: an account of an organization; acts for the one it names. */
  "organization",
  /** 社会组织与公益创投经办: registers organizations, runs calls and purchases; asks for payments. */
  "socialOfficer",
  /** 评审专家: judges applications; sees none before it has said what ties it has. */
  "reviewer",
  /** 财务复核: approves and pays what another has asked for. */
  "financeOfficer",
  /** 社区两委: convenes councils, runs courtyard budgets and household contacts of its community. */
  "communityOfficer",
  /** 新闻发言人: states and answers for its community or street. */
  "spokesperson",
  /** 考核办: runs the appraisal of streets, departments and people; sees nothing of the sub-centres' before it is published. */
  "appraisalOfficer",
  /** 经济考核: runs the appraisal of the investment service sub-centres, and sees nothing of the other before it is published. */
  "economyOfficer",
  /** 集成方: another system's account; has the events that were granted to it sent to its own address. */
  "integrator",
  /** 集成管理: lets an integrator's address be sent events, or not. */
  "integrationOfficer",
  /** 运维: sees how the platform runs and settles dead letters; nothing of what cases and reports say. */
  "operator",
  "admin",
]);
export type Role = z.infer<typeof Role>;

/** Who asks: an account of the identity provider with its roles and the part of the district they hold for. */
export const Actor = z.object({
  id: z.string(),
  roles: z.array(Role),
  /** The worker this account is, for `gridWorker`. */
  worker: z.string().optional(),
  /** The department this account acts for, for `department`. */
  department: z.string().optional(),
  /** The organization this account acts for, for `organization`. */
  organization: z.string().optional(),
});
export type Actor = z.infer<typeof Actor>;

const OFFICE: ReadonlySet<Role> = new Set<Role>(["clerk", "dispatcher", "supervisor", "admin"]);

/** 窗口与后台: whoever sees every case of the district, private ones too. */
export const isOffice = ({ roles }: Pick<Actor, "roles">): boolean => roles.some((role) => OFFICE.has(role));

/** `public`: anyone; `service`: only other services, never from outside; else any of the roles. */
export type Access = "public" | "service" | readonly Role[];

/** @throws DomainError `forbidden` where the actor has none of the roles; `admin` has them all. */
export const authorize = (access: Access, actor: Actor | undefined, isInternal: boolean): void => {
  if (access === "public" || isInternal) return;
  if (access === "service") throw new DomainError("forbidden", "auth.internal_only", "Only services may ask this");
  if (actor === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first", { roles: access });
  if (actor.roles.includes("admin") || actor.roles.some((role) => access.includes(role))) return;
  throw new DomainError("forbidden", "auth.role_missing", "Your roles do not allow this", { roles: access });
};

/** Stands for everybody who is not signed in; no account may be called so. */
export const ANONYMOUS = "anonymous";

/** A client's idempotency key, made the account's own: two accounts with the same key do not meet, whatever colons their ids have. */
export const keyOfAccount = (account: string | undefined, key: string): string =>
  `${encodeURIComponent(account ?? ANONYMOUS)}:${key}`;
