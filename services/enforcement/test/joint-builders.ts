import { defineManifest } from "@wangge/contracts";
import { registryAnswers } from "./registry-answers.ts";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { defineService, type Actor, type Parts, type WireMeta } from "@wangge/kit";
import type { Served, Unfit } from "../src/app/authority/desk.ts";
import { createJoint } from "../src/app/joint.ts";
import type { DossierFact } from "../src/domain/operation/index.ts";
import { manifest as whole } from "../src/manifest.ts";
import type { OperationView } from "../src/edge/operation-view.ts";
import { STREET } from "./operation-builders.ts";

/** Without what other parts of the service listen to. */
export const manifest = defineManifest({ ...whole, subscribes: [] });

export const OTHER = "510108003";
export const [NIGHT, EVENING] = ["2017-12-27T12:00:00.000Z", "2017-12-27T11:30:00.000Z"] as const;

export const as = (id: string, ...roles: Actor["roles"]): WireMeta => ({ actor: { id, roles }, external: true });
export const officer = (id: string): WireMeta => as(id, "officer");
export const lead = (id: string): WireMeta => as(id, "officer", "enforcementLead");
export const desk = as("acc-desk", "dispatcher");

export type Ask = <Answer = Record<string, unknown>>(action: string, input: object, meta: WireMeta) => Promise<Answer>;

export interface JointPlatform extends MemoryPlatform {
  readonly ask: Ask;
  /** The code of the refusal; `allowed` where there is none. */
  readonly codeOf: (action: string, input: object, meta: WireMeta) => Promise<string>;
}

/** A register in which everybody's record holds, but for these accounts. */
export const registers = (unfit: Unfit = new Map()) => ({
  unfitOf: (served: readonly Served[]): Promise<Unfit> =>
    Promise.resolve(new Map([...unfit].filter(([account]) => served.some(({ officer: one }) => one === account)))),
});

/** The part of the service that this is about, with dossiers as a test gives them. */
export const jointPlatform = async (
  facts: () => readonly DossierFact[] = () => [],
  change: (parts: Parts<{ readonly SWEEP_MS: number }>) => Parts<{ readonly SWEEP_MS: number }> = (parts) => parts,
  unfit?: Unfit,
): Promise<JointPlatform & { readonly sweep: () => Promise<void> }> => {
  let sweep: () => Promise<void> = () => Promise.resolve();
  const platform = await memoryPlatform({
    manifests: [manifest],
    config: { SWEEP_MS: 3_600_000 },
    at: EVENING,
    calls: registryAnswers,
    compose: async (parts: Parts<{ readonly SWEEP_MS: number }>) => {
      const dossiers = { ofOperation: () => Promise.resolve(facts()) };
      const joint = await createJoint({ ...change(parts), dossiers, registers: registers(unfit) });
      ({ sweep } = joint);
      const { actions, start: onStart, stop: onStop } = joint;
      return defineService({ manifest, actions, subscriptions: [], onStart, onStop });
    },
  });
  const ask: Ask = async (action, input, meta) => (await platform.call(action, input, meta)) as never;
  return {
    ...platform,
    ask,
    sweep,
    codeOf: async (action, input, meta) => {
      try {
        await platform.call(action, input, meta);
        return "allowed";
      } catch (error) {
        return (error as { readonly code?: string }).code ?? String(error);
      }
    },
  };
};

/** Serves, has a shift from eight in the evening to two, and is there at its roll call. */
export const onDuty = async (
  { ask }: Pick<JointPlatform, "ask">,
  id: string,
  force: string,
  { street = STREET, skills = [] as readonly string[] } = {},
): Promise<void> => {
  await ask("joinTeam", { street, officer: id, force, skills }, desk);
  const shifts = [{ from: NIGHT, to: "2017-12-27T18:00:00.000Z" }];
  const {
    shifts: [shift],
  } = await ask<{ shifts: { shift: string }[] }>("planTeamShifts", { street, officer: id, shifts }, desk);
  await ask("callRoll", { street, officer: id, shift: shift?.shift, answer: "here" }, desk);
};

export const viewOf = ({ ask }: Pick<JointPlatform, "ask">, operationId: string): Promise<OperationView> =>
  ask<OperationView>("operation", { operationId }, desk);

export const planInput = (more: object = {}): object => ({
  ...{ type: "night-market", level: 1, street: STREET, area: [STREET], from: NIGHT, to: "2017-12-27T17:00:00.000Z" },
  forces: ["traffic", "patrol", "community", "criminal", "fire", "urbanManagement", "governance"],
  commander: "acc-lead",
  tasks: [
    { id: "road", kind: "objective", words: "the road is free" },
    { id: "vests", kind: "safety", words: "nobody without a vest" },
  ],
  ...{ communication: "channel 3", safety: "vests, in pairs", risk: "medium" },
  ...more,
});

/** Planned by an officer, approved by a lead, opened by its commander. */
export const opened = async ({ ask }: Pick<JointPlatform, "ask">, more: object = {}): Promise<string> => {
  const { operationId } = await ask<{ operationId: string }>("planOperation", planInput(more), officer("acc-um-1"));
  await ask("approveOperation", { operationId }, lead("acc-chief"));
  await ask("openOperation", { operationId }, desk);
  return operationId;
};
