import { aggregateKind, type BaseConfig, type Clock, type Parts } from "@wangge/kit";
import { admissionDeciderWith, itemDeciderWith } from "../domain/index.ts";
import { approvalsFrom, type Admissions } from "./approvals.ts";
import { catalogueOf, type Catalogue } from "./catalogue.ts";
import { carryOutPolicy, type CarryOut } from "./policies/carry-out.ts";
import { admissionParts, digest, loadPowerList, type ItemClass } from "./power-list.ts";
import { publishAdmissionAs, publishItemAs } from "./publish-items-as.ts";

/** 权力清单 and 事项准入, put together. The store of items stays inside: outside there is only the catalogue. */
export interface ItemRegister extends CarryOut {
  readonly admissions: Admissions;
  readonly catalogue: Catalogue;
  readonly classes: readonly ItemClass[];
  readonly clock: Clock;
}

export const itemRegister = async ({
  store,
  clock,
  log,
}: Pick<Parts<BaseConfig>, "store" | "clock" | "log">): Promise<ItemRegister> => {
  const powerList = loadPowerList();
  const admissions = await store.decider("admissions", admissionDeciderWith(admissionParts(powerList)), {
    publishAs: publishAdmissionAs,
    indexes: [["state.status"], ["state.department"], ["state.codes"]],
  });
  const approvals = approvalsFrom(admissions);
  const { isGenuine } = approvals;
  const items = await store.decider("items", itemDeciderWith({ digest, isGenuine }), { publishAs: publishItemAs });
  const catalogue = catalogueOf(items);
  const policy = carryOutPolicy({ admissions, items, approvals, catalogue, powerList, clock, log });
  return { ...policy, admissions, catalogue, classes: powerList.classes, clock };
};

/** For the doctor: it recomputes and decides nothing, so no approval is genuine to it. */
export const itemAggregates = [
  aggregateKind("intake", "items", itemDeciderWith({ digest, isGenuine: () => false }), publishItemAs),
  aggregateKind("intake", "admissions", admissionDeciderWith(admissionParts()), publishAdmissionAs),
];
