import {
  AidEndedV1,
  AidGrantedV1,
  OperationAlarmRaisedV1,
  OperationClosedV1,
  OperationCommandTransferredV1,
  OperationOpenedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { AidEvent, AidState } from "../domain/aid/index.ts";
import { hasRun, type OperationEvent, type OperationState, type TaskOutcome } from "../domain/operation/index.ts";

type Ran = Extract<OperationState, { readonly status: "live" | "closed" }>;

const openedOf = (operationId: string, state: Ran, commander: string, openedAt: string, reopened: boolean) => {
  const { street, type, edition, level, forces, to: until } = state;
  return publicEvent(OperationOpenedV1, {
    ...{ operationId, street, type, edition, level, forces: [...forces] },
    ...{ commander, openedAt, until, reopened },
  });
};

const closedOf = (operationId: string, state: Ran, closedAt: string): PublicEvent => {
  const { street, type, level, openedAt, persons, units, alarms, outcomes, dossiers } = state;
  const countOf = (outcome: TaskOutcome): number => Object.values(outcomes).filter((one) => one === outcome).length;
  return publicEvent(OperationClosedV1, {
    ...{ operationId, street, type, level, openedAt, closedAt },
    officers: new Set(persons.map(({ officer }) => officer)).size,
    units: new Set(units.map(({ unit }) => unit)).size,
    alarms: alarms.length,
    tasks: { met: countOf("met"), partlyMet: countOf("partlyMet"), notMet: countOf("notMet") },
    dossiers: dossiers.length,
  });
};

export const publishOperationAs = (
  event: OperationEvent,
  { id: operationId, state }: Stored<OperationState>,
): readonly PublicEvent[] => {
  if (!hasRun(state)) return [];
  const { street } = state;
  switch (event.type) {
    case "OperationOpened":
    case "OperationReopened": {
      const { commander, at } = event.data;
      return [openedOf(operationId, state, commander.officer, at, event.type === "OperationReopened")];
    }
    case "CommandTransferred": {
      const { from, to, at, taken } = event.data;
      const how = taken === undefined ? "accepted" : "taken";
      return [publicEvent(OperationCommandTransferredV1, { operationId, street, from, to, how, at })];
    }
    case "AlarmRaised": {
      const { id: alarm, kind, officer, dueAt, at: raisedAt, acknowledgeBy } = event.data.alarm;
      const due = dueAt === undefined ? {} : { dueAt };
      const about = { operationId, street, alarm, kind, officer, ...due, raisedAt, acknowledgeBy };
      return [publicEvent(OperationAlarmRaisedV1, about)];
    }
    case "OperationClosed":
      return [closedOf(operationId, state, event.data.at)];
    default:
      return [];
  }
};

export const publishAidAs = (event: AidEvent, { id: aidId, state }: Stored<AidState>): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { operation: operationId, asking, giving, share, until } = state;
  const about = { aidId, operationId, asking, giving };
  if (event.type === "AidGranted") {
    const shared = {
      operation: share.operation,
      ...(share.units === undefined ? {} : { units: share.units }),
      ...(share.persons === undefined ? {} : { persons: share.persons }),
    };
    return [publicEvent(AidGrantedV1, { ...about, share: shared, grantedAt: event.data.at, until })];
  }
  if (event.type === "AidEnded")
    return [publicEvent(AidEndedV1, { ...about, why: event.data.why, endedAt: event.data.at })];
  return [];
};
