import { Instant, ReportId } from "@wangge/contracts";
import { BanId, BanReason, BanSubject } from "@wangge/contracts/events";
import { action, DomainError, withoutNumbers, type CallContext } from "@wangge/kit";
import { z } from "zod";
import type { AbuseRules } from "../app/abuse-rules.ts";
import { banIdsOfReport, foremostBan, isOwnBan } from "../app/banned.ts";
import { banIdOf } from "../app/gatekeeper.ts";
import type { BanWords } from "../app/vault.ts";
import { dayOf, type BanCommand } from "../domain/index.ts";
import { BanView, banView, OwnBan, ownBanView, type Imposed } from "./ban-view.ts";
import { acceptedOf, type ReporterDeps } from "./reading.ts";
import { Phone } from "./reporter-input.ts";
import { Proof, type Subjects } from "./subjects.ts";

export interface BanDeps extends ReporterDeps {
  readonly abuseRulesOn: (day: string) => AbuseRules;
}

/** Read by the sender, word for word. */
const Why = withoutNumbers(10, 500);

const Imposing = z
  .strictObject({
    report: ReportId.optional().describe("its sender is banned"),
    subject: BanSubject.optional().describe("what of its sender"),
    account: z.string().min(1).max(200).optional().describe("instead of a report: this account"),
    reason: BanReason,
    why: Why,
    until: Instant,
  })
  .refine(
    ({ report, subject, account }) =>
      (report === undefined) !== (account === undefined) && (report === undefined) === (subject === undefined),
    "either a report and what of its sender, or an account",
  );
type Imposing = z.infer<typeof Imposing>;

/** By a report, or by the number of the ban and what was banned; an account by being signed in. */
const OwnProof = z.union([
  Proof,
  z.strictObject({ ban: BanId, phone: Phone }),
  z.strictObject({ ban: BanId, deviceId: z.string().trim().min(8).max(200) }),
  z.strictObject({ ban: BanId }),
]);
type OwnProof = z.infer<typeof OwnProof>;

const LEADERS = ["supervisor"] as const;
const ById = z.strictObject({ ban: BanId });

const noMatch = (): DomainError => new DomainError("missing", "intake.ban.no_match", "No ban fits this");

/** 封禁与申诉: keeping a sender out for a time, and what he can do about it. */
export const banActions = (deps: BanDeps, { proven }: Pick<Subjects, "proven">) => {
  const { bans, vault, clock, limitProof, abuseRulesOn } = deps;

  const imposedOf = async (banId: string): Promise<Imposed> => {
    const stored = await bans.load(banId);
    if (stored === undefined || stored.state.status === "none") throw noMatch();
    return { ...stored, state: stored.state };
  };

  /** Decides, with these words beside those that were there. */
  const ask = async (banId: string, command: BanCommand, words: BanWords, { meta }: CallContext): Promise<Imposed> => {
    const before = command.type === "ImposeBan" ? {} : vault.openBan(banId, (await imposedOf(banId)).sealed);
    await bans.handle(banId, command, { ...meta, correlationId: banId }, vault.sealBan(banId, { ...before, ...words }));
    return imposedOf(banId);
  };

  const targetOf = async ({ report = "", subject = "account", account }: Imposing) => {
    if (account !== undefined) return { subject, banId: banIdOf("account", account) };
    const banId = (await banIdsOfReport(deps, acceptedOf(await deps.reports.load(report))))[subject];
    if (banId === undefined)
      throw new DomainError("missing", "intake.ban.no_subject", "This report was left without that", { subject });
    return { subject, banId };
  };

  const own = async (proof: OwnProof, { actor }: CallContext): Promise<Imposed> => {
    if ("trackingNumber" in proof) {
      const known = await proven(proof);
      const ofReport = "report" in known.of ? await banIdsOfReport(deps, known.of.report) : {};
      const ids = { phone: banIdOf("phone", vault.phoneIndex(proof.phone)), ...ofReport };
      const found = await foremostBan(bans, Object.values(ids), clock.now());
      if (found === undefined) throw noMatch();
      return found;
    }
    await limitProof(proof.ban);
    if (!isOwnBan(proof.ban, { ...proof, actor }, vault)) throw noMatch();
    return imposedOf(proof.ban);
  };

  const by = ({ actor }: CallContext) => ({ by: actor?.id ?? "", at: clock.now() });

  return {
    imposeBan: action({
      rest: "POST /bans",
      summary: "封禁: keeps the sender of a report, or an account, from reporting until then; emergencies pass",
      access: LEADERS,
      status: 201,
      input: Imposing,
      output: BanView,
      run: async (input, context) => {
        const { subject, banId } = await targetOf(input);
        const { version: rules, banMostDays: mostDays } = abuseRulesOn(dayOf(clock.now()));
        const { reason, until } = input;
        const data = { subject, reason, until, rules };
        const command: BanCommand = { type: "ImposeBan", data, mostDays, ...by(context) };
        return banView(await ask(banId, command, { reason: input.why }, context), vault, clock.now());
      },
    }),
    bans: action({
      rest: "GET /bans",
      summary: "封禁记录: bans imposed and not lifted, newest number first; those that ended say so",
      access: LEADERS,
      input: z.strictObject({
        pending: z.boolean().optional().describe("only those with an appeal that waits"),
        after: BanId.optional(),
        limit: z.int().min(1).max(100).default(20),
      }),
      output: z.object({ bans: z.array(BanView), next: BanId.optional() }),
      run: async ({ pending, after, limit }) => {
        const where = { "state.status": "imposed", ...(pending === true ? WAITING : {}) };
        const found = await bans.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return {
          bans: found.flatMap((stored) =>
            stored.state.status === "none" ? [] : [banView({ ...stored, state: stored.state }, vault, clock.now())],
          ),
          ...(next === undefined ? {} : { next }),
        };
      },
    }),
    banOf: action({
      rest: "GET /bans/:ban",
      summary: "One ban with its appeal",
      access: LEADERS,
      input: ById,
      output: BanView,
      run: async ({ ban }) => banView(await imposedOf(ban), vault, clock.now()),
    }),
    liftBan: action({
      rest: "POST /bans/:ban/lift",
      summary: "解封: ends a ban; where an appeal waits, that grants it and another person does it",
      access: LEADERS,
      input: ById.extend({ why: Why }),
      output: BanView,
      run: async ({ ban, why }, context) =>
        banView(await ask(ban, { type: "LiftBan", ...by(context) }, { decision: why }, context), vault, clock.now()),
    }),
    upholdBan: action({
      rest: "POST /bans/:ban/uphold",
      summary: "维持封禁: an appeal is turned down, by another person than the one who imposed the ban",
      access: LEADERS,
      input: ById.extend({ why: Why }),
      output: BanView,
      run: async ({ ban, why }, context) =>
        banView(await ask(ban, { type: "UpholdBan", ...by(context) }, { decision: why }, context), vault, clock.now()),
    }),
    appealBan: action({
      rest: "POST /bans/appeals",
      summary: "申诉: against one's own ban, by tracking number and phone, or by its number and what was banned; once",
      access: "public",
      status: 201,
      input: z.strictObject({ proof: OwnProof, words: z.string().trim().min(1).max(2000).describe("kept sealed") }),
      output: OwnBan,
      run: async ({ proof, words }, context) => {
        const { id } = await own(proof, context);
        const appealed = await ask(id, { type: "AppealBan", at: clock.now() }, { appeal: words }, context);
        return ownBanView(appealed, vault, clock.now());
      },
    }),
    ownBan: action({
      rest: "POST /bans/own",
      summary: "我的封禁: how one's own ban and the appeal against it stand. POST: a phone belongs in no address",
      access: "public",
      idempotent: true,
      input: z.strictObject({ proof: OwnProof }),
      output: OwnBan,
      run: async ({ proof }, context) => ownBanView(await own(proof, context), vault, clock.now()),
    }),
  };
};

const WAITING = { "state.appeal.at": { gt: "" }, "state.appeal.upheld": null } as const;
