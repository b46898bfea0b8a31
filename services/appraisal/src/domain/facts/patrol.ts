import type { Fields } from "../formula/index.ts";
import { dayIn, instantIn, numberIn, textIn, type Folding } from "./folding.ts";

/** 巡查事实: how much of a grid was walked of what was planned. */
export const PATROL_FIELDS = new Map([
  ["patrol", "text"],
  ["street", "text"],
  ["community", "text"],
  ["grid", "text"],
  ["worker", "text"],
  ["day", "instant"],
  ["finishedAt", "instant"],
  ["missedAt", "instant"],
  ["cells", "number"],
  ["covered", "number"],
  ["enough", "boolean"],
] as const) satisfies Fields;

export const PATROL_FOLDING: Folding = {
  fields: PATROL_FIELDS,
  kept: new Set(["grid", "worker", "day", "finishedAt", "missedAt", "cells", "covered", "enough"]),
  begins: { enough: false },
  place: "grid",
  told: {
    "patrol.finished": (fact, { data }) => {
      fact["worker"] = textIn(data["worker"]);
      fact["day"] = dayIn(data["day"]);
      fact["finishedAt"] = instantIn(data["finishedAt"]);
      fact["cells"] = numberIn(data["cells"]);
      fact["covered"] = numberIn(data["covered"]);
      fact["enough"] = data["enough"] === true;
    },
    "patrol.missed": (fact, { data }) => {
      fact["day"] = dayIn(data["day"]);
      fact["missedAt"] = instantIn(data["missedAt"]);
      fact["cells"] = numberIn(data["cells"]);
      fact["covered"] = numberIn(data["covered"]);
    },
  },
};
