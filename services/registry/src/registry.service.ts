import { defineService, DomainError, type Action, type EventHandler, type ServiceDefinition } from "@wangge/kit";
import { importActions } from "./edge/import-actions.ts";
import type { Imports } from "./app/import/imports.ts";
import { placeFinder } from "./app/questions.ts";
import { changeActions } from "./edge/change-actions.ts";
import { coverageActions } from "./edge/coverage-actions.ts";
import type { Edge, Look } from "./edge/edge.ts";
import { exportActions } from "./edge/export-actions.ts";
import { griddingActions } from "./edge/gridding-actions.ts";
import { nameActions } from "./edge/name-actions.ts";
import { peopleActions } from "./edge/people-actions.ts";
import { placeActions } from "./edge/place-actions.ts";
import { serviceActions } from "./edge/service-actions.ts";
import { signInActions, type SignInEdge } from "./edge/sign-in-actions.ts";
import { stationActions } from "./edge/station-actions.ts";
import { manifest } from "./manifest.ts";

export interface Deps extends Pick<Edge, "registrar" | "staffing" | "clock" | "signingKey"> {
  readonly imports: Imports;
  /** The heads of other services, which they cannot alter here. */
  readonly keeping: {
    readonly actions: Readonly<Record<string, Action>>;
    readonly subscriptions: readonly EventHandler[];
  };
  readonly signIns: SignInEdge;
  /** Reads the register, and begins it where it is empty. */
  readonly open: () => Promise<void>;
}

/** 网格登记服务: knows the district on every day, where a point lies, and who answers for what. */
export const registryService = ({ open, imports, keeping, signIns, ...parts }: Deps): ServiceDefinition => {
  const { registrar } = parts;
  const { register, placesOn, today } = registrar;
  let isOpen = false;

  /** Calls may come before the register is read: they are asked to come again. */
  const mustBeOpen = (): void => {
    if (!isOpen) throw new DomainError("unavailable", "registry.starting", "The register is being read");
  };
  const look: Look = (answer) => (input) =>
    new Promise((resolve) => {
      mustBeOpen();
      const day = input.on ?? today();
      resolve(answer(input, placeFinder(register, placesOn, day)));
    });
  const edge: Edge = { ...parts, look, mustBeOpen };

  return defineService({
    manifest,
    onStart: async () => {
      await open();
      isOpen = true;
    },
    onStop: async () => {
      await imports.stop();
      await registrar.stop();
    },
    actions: {
      ...serviceActions(edge),
      ...nameActions(edge),
      ...placeActions(edge),
      ...peopleActions(edge),
      ...changeActions(edge),
      ...stationActions(edge),
      ...exportActions(edge),
      ...coverageActions(edge),
      ...griddingActions(edge),
      ...importActions({ ...edge, imports }),
      ...keeping.actions,
      ...signInActions(signIns),
    },
    subscriptions: keeping.subscriptions,
  });
};
