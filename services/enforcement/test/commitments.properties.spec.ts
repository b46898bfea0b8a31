import { memoryPlatform } from "@wangge/kit/testing";
import { DomainError, defineService, isDomainError, type Parts } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createJoint } from "../src/app/joint.ts";
import { activePersons, type OperationState } from "../src/domain/operation/index.ts";
import type { MemberState } from "../src/domain/team/index.ts";
import { desk, lead, manifest, officer, planInput, registers } from "./joint-builders.ts";
import { registryAnswers } from "./registry-answers.ts";
import { STREET } from "./operation-builders.ts";

type Config = { readonly SWEEP_MS: number };
const PEOPLE = ["acc-1", "acc-2", "acc-3"] as const;

/** The store of operations dies before or after it has saved, or takes its time, when it is told to. */
const dying = () => {
  let dies: "before" | "after" | "slow" | undefined;
  let meanwhile: () => Promise<void> = () => Promise.resolve();
  const away = (): DomainError => new DomainError("unavailable", "store.unavailable", "died");
  const wrap = (parts: Parts<Config>): Parts<Config> => ({
    ...parts,
    store: {
      ...parts.store,
      decider: async (collection, decider, options) => {
        const made = await parts.store.decider(collection, decider, options);
        if (collection !== "operations") return made;
        return {
          ...made,
          handle: async (id, command, meta, sealed) => {
            const how = (command as { readonly type: string }).type === "AssignForces" ? dies : undefined;
            if (how === "before") throw away();
            if (how === "slow") {
              dies = undefined;
              await meanwhile();
            }
            const saved = await made.handle(id, command, meta, sealed);
            if (how === "after") throw away();
            return saved;
          },
        };
      },
    },
  });
  return {
    wrap,
    die: (how: typeof dies, then: typeof meanwhile = () => Promise.resolve()) => {
      dies = how;
      meanwhile = then;
    },
  };
};

const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("assign" as const),
      operation: fc.nat(1),
      who: fc.subarray([...PEOPLE], { minLength: 1 }),
      dies: fc.constantFrom(undefined, "before" as const, "after" as const, "slow" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("release" as const),
      operation: fc.nat(1),
      who: fc.subarray([...PEOPLE]),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("sweep" as const), minutes: fc.constantFrom(0, 2, 2) }) },
);

it("nobody is ever in two live operations, whatever is refused or dies in between; and after a sweep nobody is held for nothing", async () => {
  const seen = { died: 0, refused: 0, moved: 0, late: 0 };
  const RUNS = 60;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 25, size: "max" }), async (acts) => {
      const { wrap, die } = dying();
      let sweep: () => Promise<void> = () => Promise.resolve();
      const platform = await memoryPlatform({
        manifests: [manifest],
        config: { SWEEP_MS: 3_600_000 },
        at: "2017-12-27T12:00:00.000Z",
        calls: registryAnswers,
        compose: async (parts: Parts<Config>) => {
          const dossiers = { ofOperation: () => Promise.resolve([]) };
          const joint = await createJoint({ ...wrap(parts), dossiers, registers: registers() });
          ({ sweep } = joint);
          return defineService({
            manifest,
            actions: joint.actions,
            subscriptions: [],
            onStart: joint.start,
            onStop: joint.stop,
          });
        },
      });
      const ask = async (action: string, input: object, meta = desk) => platform.call(action, input, meta);
      for (const one of [...PEOPLE, "acc-lead", "acc-chief", "acc-um-1"])
        await ask("joinTeam", { street: STREET, officer: one, force: "urbanManagement" });
      const operations = await Promise.all(
        ["acc-lead", "acc-chief"].map(async (commander) => {
          const planned = await ask("planOperation", planInput({ commander }), officer("acc-um-1"));
          const { operationId } = planned as { operationId: string };
          await ask("approveOperation", { operationId }, lead("acc-chief"));
          await ask("openOperation", { operationId });
          return operationId;
        }),
      );
      const statesOf = <State>(collection: string): ReadonlyMap<string, State> =>
        new Map(platform.documents(collection).map(({ _id, state }) => [_id, state as State]));
      const activeIn = () =>
        [...statesOf<OperationState>("operations").values()].flatMap((state) =>
          state.status === "live" ? activePersons(state).map((one) => one.officer) : [],
        );
      for (const one of acts) {
        if (one.what === "sweep") {
          platform.clock.advance(one.minutes * 60_000);
          await sweep();
        } else {
          const operationId = operations[one.operation];
          // While it takes its time it is given up, and the other operation wants the same people.
          die(one.what === "assign" ? one.dies : undefined, async () => {
            platform.clock.advance(120_000);
            await sweep();
            const persons = one.who.map((who) => ({ officer: who, need: "urban-management" }));
            await ask("assignForces", { operationId: operations[1 - one.operation], persons }).catch(() => undefined);
          });
          const before = activeIn().length;
          const input =
            one.what === "assign"
              ? { operationId, persons: one.who.map((who) => ({ officer: who, need: "urban-management" })) }
              : { operationId, officers: one.who };
          await ask(one.what === "assign" ? "assignForces" : "releaseForces", input).catch((error: unknown) => {
            if (!isDomainError(error)) throw error;
            if (error.kind === "unavailable") seen.died += 1;
            else seen.refused += 1;
            if (error.code === "enforcement.operation.claim_voided") seen.late += 1;
          });
          die(undefined);
          seen.moved += Number(activeIn().length !== before);
        }
        const active = activeIn();
        expect(new Set(active).size).toBe(active.length);
        const members = statesOf<MemberState>("members");
        for (const who of active) {
          const state = members.get(who);
          expect(state?.status === "serving" && state.commitment !== undefined).toBe(true);
        }
      }
      platform.clock.advance(120_000);
      await sweep();
      const active = new Set(activeIn());
      for (const [who, state] of statesOf<MemberState>("members"))
        expect([who, state.status === "serving" && state.commitment !== undefined]).toEqual([who, active.has(who)]);
      await platform.stop();
    }),
    { numRuns: RUNS },
  );
  for (const [what, count] of Object.entries(seen)) expect([what, count > RUNS / 4]).toEqual([what, true]);
});
