/** 可办事项: what is shown as possible, and why not the rest. That nothing shown as impossible can be done: `dossier.properties.spec.ts`. */
import { describe, expect, it } from "vitest";
import { nextStep, possibleSteps, type CommandType } from "../src/domain/dossier/index.ts";
import {
  filed,
  holds,
  informedOf,
  investigated,
  morning,
  opened,
  person,
  proposal,
  rules,
  told,
} from "./dossier-builders.ts";
import type { Told } from "./dossier-builders.ts";

const DAY = "2021-09-09";
/** The time to answer is over. */
const LATER = "2021-09-15";

const shownTo = (one: Told, account: string, day = DAY, acts = holds): Readonly<Record<string, string>> => {
  const at = morning(day);
  const steps = possibleSteps({
    ...{ state: one.state, at, rules, acts },
    callerFor: ({ command }) => person(account, command, at),
  });
  return Object.fromEntries(
    steps.map(({ command, refusal, asProposed }) => [
      command,
      (refusal ?? asProposed)?.code.split(".").at(-1) ?? "open",
    ]),
  );
};
const nextOf = (one: Told, day = DAY): CommandType | undefined => nextStep(one.state, day, rules);

const HEAVY = 600_000;
const asked = told().then(DAY, "acc-1", "OpenDossier", opened(DAY));

describe("what somebody can do with a dossier", () => {
  it("is the filing for a lead, and not for who asked for it", () => {
    expect(shownTo(asked, "acc-lead")).toMatchObject({
      FileDossier: "open",
      RefuseFiling: "open",
      Decide: "not_decidable",
    });
    expect(shownTo(asked, "acc-1")).toMatchObject({ FileDossier: "role_missing", AmendParty: "open" });
  });

  it("names the guard that says no before anything is filled in", () => {
    expect(shownTo(filed(DAY), "acc-1")).toMatchObject({
      RecordInvestigation: "open",
      ProposePenalty: "nothing_investigated",
      InformParty: "nothing_proposed",
    });
    expect(shownTo(investigated(DAY), "acc-3")["ProposePenalty"]).toBe("not_investigator");
    expect(shownTo(investigated(DAY), "acc-1")["ProposePenalty"]).toBe("open");
  });

  it("is no decision while the party may still answer, and none of what another body has fined", () => {
    const one = informedOf(DAY, 100_000);
    expect(shownTo(one, "acc-lead")["Decide"]).toBe("defence_open");
    expect(shownTo(one, "acc-lead", LATER)["Decide"]).toBe("open");
    const fined = { ...holds, finedIn: "dossier-2" };
    expect(shownTo(one, "acc-lead", LATER, fined)["Decide"]).toBe("fined_already");
  });

  it("is a milder decision even then", () => {
    const one = informedOf(DAY, 100_000);
    const at = morning(DAY);
    const callerFor = ({ command }: { readonly command: CommandType }) => person("acc-lead", command, at);
    const steps = possibleSteps({ state: one.state, at, rules, acts: holds, callerFor });
    expect(steps.find(({ command }) => command === "Decide")?.refusal).toBeUndefined();
  });

  it("is a hearing where the law gives one, as long as it may be asked for", () => {
    expect(shownTo(informedOf(DAY, 100_000), "acc-1")["RequestHearing"]).toBe("no_hearing_right");
    const heavy = informedOf(DAY, HEAVY);
    expect(shownTo(heavy, "acc-1")["RequestHearing"]).toBe("open");
    expect(shownTo(heavy, "acc-1", "2021-09-30")["RequestHearing"]).toBe("hearing_request_late");
  });
});

describe("what its course waits for", () => {
  it("goes from filing to the notice", () => {
    expect(nextOf(asked)).toBe("FileDossier");
    expect(nextOf(filed(DAY))).toBe("RecordInvestigation");
    const one = investigated(DAY);
    expect(nextOf(one)).toBe("ProposePenalty");
    expect(nextOf(one.then(DAY, "acc-1", "ProposePenalty", proposal(100_000)))).toBe("InformParty");
  });

  it("is the review and the discussion, where they are owed, before the decision", () => {
    expect(nextOf(informedOf(DAY, 100_000))).toBe("Decide");
    const grave = informedOf(DAY, 100_000, { grounds: ["complex"] });
    expect(nextOf(grave)).toBe("ReviewLegally");
    const reviewed = grave.then(DAY, "acc-review", "ReviewLegally", { passed: true, opinion: "同意" });
    expect(nextOf(reviewed)).toBe("DiscussCollectively");
  });

  it("is the answer to the party, and the hearing that it asked for", () => {
    const heavy = informedOf(DAY, HEAVY);
    const answered = heavy.then(DAY, "acc-1", "ReceiveDefence", { channel: "oral", evidence: [] });
    expect(nextOf(answered)).toBe("ConsiderDefence");
    const wanted = heavy.then(DAY, "acc-1", "RequestHearing", { on: DAY, evidence: [] });
    expect(nextOf(wanted)).toBe("ScheduleHearing");
    const scheduled = wanted.then(DAY, "acc-lead", "ScheduleHearing", {
      ...{
        on: "2021-09-24",
        noticeDeliveredOn: DAY,
        chair: "acc-chair",
        members: [],
        clerk: "acc-clerk",
        isPublic: true,
      },
    });
    expect(nextOf(scheduled)).toBe("HoldHearing");
  });

  it("is nothing where it has ended", () => {
    expect(nextOf(asked.then(DAY, "acc-lead", "RefuseFiling", { reason: "无" }))).toBeUndefined();
  });
});
