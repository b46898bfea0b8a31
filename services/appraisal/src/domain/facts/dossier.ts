import type { Fields } from "../formula/index.ts";
import { instantIn, dayIn, oneMore, textIn, type Draft, type Folding } from "./folding.ts";

/**
 * 执法案卷事实: what formulas may ask of an administrative penalty proceeding. No sum is among them, and none is kept: fines and confiscated
 * gains are not linked to the appraisal of who imposes them, directly or in disguise (行政处罚法 2021 第七十四条).
 */
export const DOSSIER_FIELDS = new Map([
  ["dossier", "text"],
  ["department", "text"],
  ["street", "text"],
  ["power", "text"],
  ["procedure", "text"],
  ["origin", "text"],
  ["finding", "text"],
  ["ground", "text"],
  ["filedAt", "instant"],
  ["decidedAt", "instant"],
  ["deliveredAt", "instant"],
  ["transferredAt", "instant"],
  ["returnedAt", "instant"],
  ["withdrawnAt", "instant"],
  ["closedAt", "instant"],
  ["missedAt", "instant"],
  ["missed", "number"],
] as const) satisfies Fields;

type Tell = Folding["told"][string];

/** Every event says whose it is and where. The body may be a street: then it is no department. */
const about = (fact: Draft, data: Parameters<Tell>[1]["data"]): void => {
  const body = textIn(data["body"]);
  if (body !== undefined && !/^\d/.test(body)) fact["department"] = body;
  fact["power"] = textIn(data["item"]);
  fact["procedure"] = textIn(data["procedure"]);
};

const at =
  (field: string): Tell =>
  (fact, { data }) => {
    about(fact, data);
    fact[field] = instantIn(data[field]);
  };

const also =
  (...tellings: readonly Tell[]): Tell =>
  (fact, note) => {
    for (const tell of tellings) tell(fact, note);
  };

export const DOSSIER_FOLDING: Folding = {
  fields: DOSSIER_FIELDS,
  kept: new Set(
    ["body", "item", "area", "procedure", "source", "finding", "ground", "filedAt", "decidedAt", "deliveredOn"].concat([
      "transferredAt",
      "returnedAt",
      "withdrawnAt",
      "closedAt",
      "foundAt",
    ]),
  ),
  begins: { missed: 0 },
  place: "area",
  told: {
    "dossier.filed": also(at("filedAt"), (fact, { data }) => {
      fact["origin"] = textIn(data["source"]);
    }),
    "dossier.decided": also(at("decidedAt"), (fact, { data }) => {
      fact["finding"] = textIn(data["finding"]);
    }),
    "dossier.delivered": (fact, { data }) => {
      about(fact, data);
      fact["deliveredAt"] = dayIn(data["deliveredOn"]);
    },
    "dossier.transferred": at("transferredAt"),
    "dossier.returned": at("returnedAt"),
    "dossier.withdrawn": also(at("withdrawnAt"), (fact, { data }) => {
      fact["ground"] = textIn(data["ground"]);
    }),
    "dossier.closed": at("closedAt"),
    "dossier.deadline-missed": (fact, { data }) => {
      about(fact, data);
      fact["missedAt"] = instantIn(data["foundAt"]);
      oneMore(fact, "missed");
    },
  },
};
