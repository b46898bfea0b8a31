import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceDecider, type EvidenceCommand, type EvidenceState } from "../src/domain/evidence/index.ts";
import { capture, command, NOON, offer, SHA, signedBy } from "./evidence-builders.ts";

const PEOPLE = ["li", "wang", "chen", "zhou"] as const;
const HOUR = 3_600_000;
const EXPIRES_HOURS = 72;

/** `fair`: done by whoever may. */
interface Doer {
  readonly by: string;
  readonly fair: boolean;
}
type Act =
  | ({ readonly does: "offer"; readonly to: string } & Doer)
  | ({ readonly does: "accept" | "refuse"; readonly old: boolean } & Doer)
  | ({ readonly does: "withdraw" | "seal" | "break" | "dispose" | "move" } & Doer)
  | { readonly does: "wait"; readonly hours: number };

const person = fc.constantFrom(...PEOPLE);
const doer = { by: person, fair: fc.boolean() };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant("offer" as const), ...doer, to: person }) },
  { weight: 7, arbitrary: fc.record({ does: fc.constant("accept" as const), ...doer, old: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("refuse" as const), ...doer, old: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom("withdraw", "seal", "break", "move", "seal"), ...doer }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("dispose" as const), ...doer }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 50 }) }) },
);

/** Who holds it, worked out anew from what was asked: nothing but the holder, one offer and its hour. */
interface Model {
  holder: string;
  offer: { to: string; statement: string; from: string; until: number } | undefined;
  statements: string[];
  seal: string | undefined;
  gone: boolean;
}

it("whatever is asked, one person holds it, its hash stays, and a refusal changes nothing", () => {
  let transfers = 0;
  let refusals = 0;
  let expired = 0;
  let disposals = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 15, maxLength: 60, size: "max" }), (acts) => {
      let now = Date.parse(NOON);
      let nth = 0;
      let state: EvidenceState = evidenceDecider
        .decide(capture({ seal: "S0" }), { status: "none" })
        .reduce<EvidenceState>(evidenceDecider.evolve, { status: "none" });
      const model: Model = { holder: "li", offer: undefined, statements: [], seal: "S0", gone: false };

      const commandOf = (one: Exclude<Act, { does: "wait" }>, at: string): EvidenceCommand => {
        const statement =
          one.does === "accept" || one.does === "refuse" ? (model.statements.at(one.old ? 0 : -1) ?? "none") : "";
        const names = state.status === "none" ? 0 : state.names;
        const witnesses = PEOPLE.filter((who) => who !== one.by).map(
          (account) => ({ role: "officer", account }) as const,
        );
        switch (one.does) {
          case "offer":
            return offer(one.to, one.by, at, new Date(now + EXPIRES_HOURS * HOUR).toISOString());
          case "accept": {
            const seal = model.seal === undefined ? {} : { seal: model.seal };
            return command("AcceptCustody", { offer: statement, signed: signedBy(one.by, at), ...seal }, one.by, at);
          }
          case "refuse":
            return command("RefuseCustody", { offer: statement, reason: "torn" }, one.by, at);
          case "withdraw":
            return command("WithdrawOffer", { offer: model.offer?.statement ?? "none" }, one.by, at);
          case "seal":
            return command("SealEvidence", { seal: `S${String((nth += 1))}`, witnesses, names }, one.by, at);
          case "break":
            return command("BreakSeal", { reason: "counted", witnesses, names }, one.by, at);
          case "move":
            return command("MoveStorage", { place: `room-${String((nth += 1))}` }, one.by, at);
          case "dispose":
            return command(
              "DisposeEvidence",
              { way: "destroyed", document: "D", approvedBy: "head", witnesses, names },
              one.by,
              at,
            );
        }
      };

      /** Whether it must be possible, by the model alone. */
      const isAllowed = (one: Exclude<Act, { does: "wait" }>, asked: EvidenceCommand): boolean => {
        if (model.gone) return false;
        const open = model.offer !== undefined && now <= model.offer.until ? model.offer : undefined;
        const answers = asked.type === "AcceptCustody" || asked.type === "RefuseCustody" ? asked.data.offer : undefined;
        switch (one.does) {
          case "offer":
            return one.by === model.holder && one.to !== one.by && open === undefined;
          case "accept":
          case "refuse":
            return open?.to === one.by && open.statement === answers;
          case "withdraw":
            return one.by === model.holder && model.offer !== undefined;
          case "seal":
            return one.by === model.holder && model.seal === undefined;
          case "break":
            return one.by === model.holder && model.seal !== undefined;
          case "move":
            return one.by === model.holder;
          case "dispose":
            return one.by === model.holder && open === undefined;
        }
      };

      const follow = (asked: EvidenceCommand): void => {
        if (asked.type === "OfferCustody") {
          model.statements.push(asked.data.statement);
          model.offer = {
            to: asked.data.to,
            from: asked.by,
            statement: asked.data.statement,
            until: now + EXPIRES_HOURS * HOUR,
          };
        }
        if (asked.type === "AcceptCustody") {
          transfers += 1;
          model.holder = asked.by;
        }
        if (["AcceptCustody", "RefuseCustody", "WithdrawOffer"].includes(asked.type)) model.offer = undefined;
        if (asked.type === "SealEvidence") model.seal = asked.data.seal;
        if (asked.type === "BreakSeal") model.seal = undefined;
        if (asked.type === "DisposeEvidence") {
          model.gone = true;
          disposals += 1;
        }
      };

      for (const given of acts) {
        if (given.does === "wait") {
          now += given.hours * HOUR;
          continue;
        }
        now += 1;
        const rightful = given.does === "accept" || given.does === "refuse" ? model.offer?.to : model.holder;
        const one = { ...given, by: given.fair ? (rightful ?? given.by) : given.by };
        const asked = commandOf(one, new Date(now).toISOString());
        const allowed = isAllowed(one, asked);
        const before = JSON.stringify(state);
        try {
          state = evidenceDecider.decide(asked, state).reduce(evidenceDecider.evolve, state);
          expect(allowed, `${asked.type} must be refused`).toBe(true);
          follow(asked);
        } catch (error) {
          if (!isDomainError(error)) throw error;
          refusals += 1;
          if (error.code === "enforcement.custody.offer_expired") expired += 1;
          expect(allowed, `${asked.type} refused with ${error.code}`).toBe(false);
          expect(JSON.stringify(state)).toBe(before);
        }
        if (state.status === "none") throw new Error("it vanished");
        expect(state.custody.holder).toBe(model.holder);
        expect(state.content?.sha256).toBe(SHA);
        expect(state.seal).toBe(model.seal);
      }
    }),
    { numRuns: 500 },
  );
  expect(transfers).toBeGreaterThan(300);
  expect(refusals).toBeGreaterThan(1_000);
  expect(expired).toBeGreaterThan(10);
  expect(disposals).toBeGreaterThan(50);
});
