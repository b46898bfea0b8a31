import { dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { action, DomainError, type Actor, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { allOf, type AuthorityDesk } from "../../app/authority/desk.ts";
import { postingOn, type OfficerCommand, type OfficerState } from "../../domain/authority/index.ts";
import { Account, Body, CertificateInput, Posting } from "./input.ts";
import { asked, READERS, REGISTRARS } from "./registrar.ts";

const OfficerView = z.object({
  account: Account,
  status: z.enum(["registered", "revoked"]),
  posting: Posting.optional().describe("任职, as of today"),
  postings: z.array(Posting),
  certificates: z.array(z.object({ last4: z.string().describe("执法证号后四位"), issuedOn: Day, expiresOn: Day })),
  suspensions: z.array(z.object({ from: Day, until: Day.optional(), reason: z.string() })),
  revokedFrom: Day.optional(),
  legalQualificationFrom: Day.optional(),
});

const Reason = z.enum(["complaint", "investigation", "training", "leave", "transferred", "misconduct", "other"]);
const Officer = z.strictObject({ account: Account });

type Known = Exclude<OfficerState, { readonly status: "none" }>;

const viewOf = (officer: Known, today: string): z.input<typeof OfficerView> => {
  const { account, status, postings, certificates, suspensions, revokedFrom, legalQualificationFrom } = officer;
  const asShown = (posting: Known["postings"][number]) => posting as z.input<typeof Posting>;
  const current = postingOn(officer, today);
  return {
    account,
    status,
    ...(current === undefined ? {} : { posting: asShown(current) }),
    postings: postings.map(asShown),
    certificates: certificates.map(({ last4, issuedOn, expiresOn }) => ({ last4, issuedOn, expiresOn })),
    suspensions: [...suspensions],
    ...(revokedFrom === undefined ? {} : { revokedFrom }),
    ...(legalQualificationFrom === undefined ? {} : { legalQualificationFrom }),
  };
};

const unknown = (account: string): DomainError =>
  new DomainError("missing", "enforcement.officer.unknown", "There is no such officer", { account });

const WIDE = ["admin", "inspector", "supervisor", "legalReviewer"] as const;

/** His own record, those of his body, or all of them for who looks after all bodies. */
const maySee = (actor: Actor | undefined, { account, postings }: Known): boolean =>
  actor !== undefined &&
  (actor.id === account ||
    WIDE.some((role) => actor.roles.includes(role)) ||
    (actor.department !== undefined && postings.at(-1)?.body === actor.department));

/** Without what every command has: who asks, when, and of whom. */
type Bare<Command> = Command extends OfficerCommand ? Omit<Command, "account" | "by" | "on" | "at"> : never;

/** 执法人员: certificates, postings and powers, each from a day on. */
export const officerActions = (desk: AuthorityDesk) => {
  const { officers, clock, certificateOf, mustKnow } = desk;
  const today = (): string => dayOf(clock.now());

  const ask = async (account: string, command: Bare<OfficerCommand>, context: CallContext) => {
    const whole = { ...command, account, ...asked(context, clock) } as OfficerCommand;
    const { state } = await officers.handle(account, whole, context.meta);
    if (state.status === "none") throw unknown(account);
    return viewOf(state, today());
  };

  return {
    registerOfficer: action({
      rest: "POST /officers",
      summary: "登记执法人员: an account with its posting and certificate; by a leader of the body, never by himself",
      access: REGISTRARS,
      status: 201,
      input: Officer.extend({
        posting: Posting,
        certificate: CertificateInput.optional(),
        legalQualificationFrom: Day.optional().describe("法律职业资格"),
      }),
      output: OfficerView,
      run: async ({ account, posting, certificate, legalQualificationFrom }, context) => {
        await mustKnow(posting.powers);
        const held = certificate === undefined ? undefined : await certificateOf(account, certificate);
        return ask(
          account,
          {
            type: "RegisterOfficer",
            posting,
            ...(held === undefined ? {} : { certificate: held }),
            ...(legalQualificationFrom === undefined ? {} : { legalQualificationFrom }),
          },
          context,
        );
      },
    }),
    postOfficer: action({
      rest: "POST /officers/:account/postings",
      summary: "任职: force, body, area and powers from a day on; to another body by the administrator alone",
      access: REGISTRARS,
      status: 201,
      input: Officer.extend({ posting: Posting }),
      output: OfficerView,
      run: async ({ account, posting }, context) => {
        await mustKnow(posting.powers);
        return ask(account, { type: "PostOfficer", posting }, context);
      },
    }),
    issueCertificate: action({
      rest: "POST /officers/:account/certificates",
      summary: "执法证: issued or renewed; its number is kept as a keyed hash",
      access: REGISTRARS,
      status: 201,
      input: Officer.extend({ certificate: CertificateInput }),
      output: OfficerView,
      run: async ({ account, certificate }, context) =>
        ask(account, { type: "IssueCertificate", certificate: await certificateOf(account, certificate) }, context),
    }),
    recordLegalQualification: action({
      rest: "POST /officers/:account/legal-qualification",
      summary: "法律职业资格: qualified for legal review from a day on",
      access: REGISTRARS,
      input: Officer.extend({ from: Day }),
      output: OfficerView,
      run: ({ account, from }, context) => ask(account, { type: "RecordLegalQualification", from }, context),
    }),
    suspendOfficer: action({
      rest: "POST /officers/:account/suspend",
      summary: "暂停执法: competent for nothing from today, until a day or until resumed",
      access: REGISTRARS,
      input: Officer.extend({ reason: Reason, until: Day.optional().describe("the first day without it") }),
      output: OfficerView,
      run: ({ account, reason, until }, context) =>
        ask(account, { type: "SuspendOfficer", reason, ...(until === undefined ? {} : { until }) }, context),
    }),
    resumeOfficer: action({
      rest: "POST /officers/:account/resume",
      summary: "恢复执法: the suspension ends today",
      access: REGISTRARS,
      input: Officer,
      output: OfficerView,
      run: ({ account }, context) => ask(account, { type: "ResumeOfficer" }, context),
    }),
    revokeOfficer: action({
      rest: "POST /officers/:account/revoke",
      summary: "取消执法资格: from today, for good",
      access: REGISTRARS,
      input: Officer.extend({ reason: Reason }),
      output: OfficerView,
      run: ({ account, reason }, context) => ask(account, { type: "RevokeOfficer", reason }, context),
    }),
    officers: action({
      rest: "GET /officers",
      summary: "执法人员名册: of one's own body; of all for who looks after all",
      access: READERS,
      input: z.strictObject({
        body: Body.optional(),
        after: Account.optional().describe("the last account of the page before"),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.object({ officers: z.array(OfficerView), total: z.int(), next: Account.optional() }),
      run: async ({ body, after = "", limit }, { actor }) => {
        const seen = (await allOf(officers)).flatMap(({ state }) =>
          state.status !== "none" && maySee(actor, state) ? [state] : [],
        );
        const fitting = seen.filter(({ postings }) => body === undefined || postings.at(-1)?.body === body);
        const rest = fitting.filter(({ account }) => account > after);
        const page = rest.slice(0, limit);
        const next = rest.length > limit ? page.at(-1)?.account : undefined;
        return {
          officers: page.map((one) => viewOf(one, today())),
          total: fitting.length,
          ...(next === undefined ? {} : { next }),
        };
      },
    }),
    officer: action({
      rest: "GET /officers/:account",
      summary: "One officer; his own record, or one of his body",
      access: READERS,
      input: Officer,
      output: OfficerView,
      run: async ({ account }, { actor }) => {
        const state = (await officers.load(account))?.state;
        if (state === undefined || state.status === "none" || !maySee(actor, state)) throw unknown(account);
        return viewOf(state, today());
      },
    }),
  };
};
