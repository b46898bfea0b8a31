/** 初始数据. Councils that stand in for the district's own, made up and labelled so: enough to try the slice with. */
import { dayAfter, dayOf } from "@wangge/calendar";
import { CommunityCode } from "@wangge/contracts";
import { isRefusal, messageOf, type Action, type Clock, type Log } from "@wangge/kit";
import { z } from "zod";
import { readData } from "../dated-data.ts";

const Seed = z.strictObject({
  source: z.string(),
  standIn: z.literal(true),
  communities: z.array(CommunityCode).min(1),
  membersPerCouncil: z.int().min(3),
  termDays: z.int().min(1),
});

interface SeedParts {
  readonly actions: Readonly<Record<string, Action>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Through the same doors as everybody's: what the rules refuse is not planted either. */
export const plantCouncils = async ({ actions, clock, log }: SeedParts): Promise<void> => {
  const { communities, membersPerCouncil, termDays } = readData("councils/seed.json", Seed);
  /** Another process may plant the same at the same time: what it did before is refused, and is there. */
  const plant = async (name: string, input: object): Promise<void> => {
    const one = actions[name];
    if (one === undefined) throw new Error(`no action ${name}`);
    const actor = { id: "seed", roles: ["admin" as const] };
    const context = { actor, meta: { actor: "seed" }, idempotencyKey: `${name}:${JSON.stringify(input)}` };
    try {
      await one.run(one.input.parse(input) as never, context);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.debug({ action: name, error: messageOf(error) }, "planted before");
    }
  };

  const from = dayOf(clock.now());
  const until = dayAfter(from, termDays);
  for (const community of communities) {
    await plant("formCouncil", { community, officers: [`community-officer-${community}`] });
    for (let place = 1; place <= membersPerCouncil; place += 1) {
      const account = `council-${community}-${String(place)}`;
      await plant("seatMember", { community, account, name: `演示成员${String(place)}`, from, until });
    }
    await plant("nameConvener", { community, account: `council-${community}-1` });
    await plant("appointSpokesperson", { community, account: `spokesperson-${community}`, name: "演示发言人" });
    for (const kind of ["room", "box"]) {
      const hours = kind === "room" ? [{ weekday: 1, opens: "09:00", closes: "17:00" }] : [];
      await plant("openOpinionPoint", { community, kind, place: "社区服务站(演示)", hours });
    }
  }
  log.info({ councils: communities.length }, "stand-in councils are there");
};
