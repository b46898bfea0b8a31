import type { Fields } from "../formula/index.ts";
import { dayIn, endOfDayIn, instantIn, numberIn, placed, textIn, type Folding } from "./folding.ts";

/** 议事决议事实: what a residents' council resolved, and what became of it. */
export const RESOLUTION_FIELDS = new Map([
  ["resolution", "text"],
  ["street", "text"],
  ["community", "text"],
  ["adoptedAt", "instant"],
  ["openedAt", "instant"],
  ["dueAt", "instant"],
  ["fulfilledAt", "instant"],
  ["asksForCase", "boolean"],
  ["inFavour", "number"],
  ["against", "number"],
] as const) satisfies Fields;

export const RESOLUTION_FOLDING: Folding = {
  fields: RESOLUTION_FIELDS,
  kept: new Set(
    ["community", "adoptedAt", "openedAt", "fulfilledAt", "dueOn", "wanted.category", "for"].concat(["against"]),
  ),
  begins: { asksForCase: false },
  place: "community",
  told: {
    "resolution.adopted": (fact, { data }) => {
      fact["adoptedAt"] = instantIn(data["adoptedAt"]);
      fact["asksForCase"] = data["wanted.category"] !== undefined;
      fact["inFavour"] = numberIn(data["for"]);
      fact["against"] = numberIn(data["against"]);
    },
    "resolution.case-opened": (fact, { data }) => {
      fact["openedAt"] = instantIn(data["openedAt"]);
    },
    "resolution.fulfilled": (fact, { data }) => {
      fact["fulfilledAt"] = instantIn(data["fulfilledAt"]);
      fact["dueAt"] = endOfDayIn(data["dueOn"]);
    },
  },
};

/** 提问事实: what residents asked the spokesperson of their community. A question is told of when it is answered, or late. */
export const QUESTION_FIELDS = new Map([
  ["question", "text"],
  ["street", "text"],
  ["community", "text"],
  ["audience", "text"],
  ["answerBy", "instant"],
  ["answeredAt", "instant"],
  ["overdueAt", "instant"],
] as const) satisfies Fields;

export const QUESTION_FOLDING: Folding = {
  fields: QUESTION_FIELDS,
  kept: new Set(["community", "answerBy", "audience", "answeredAt", "overdueAt"]),
  begins: {},
  place: "community",
  told: {
    "question.answered": (fact, { data }) => {
      fact["answerBy"] = instantIn(data["answerBy"]);
      fact["audience"] = textIn(data["audience"]);
      fact["answeredAt"] = instantIn(data["answeredAt"]);
    },
    "question.overdue": (fact, { data }) => {
      fact["answerBy"] = instantIn(data["answerBy"]);
      fact["overdueAt"] = instantIn(data["overdueAt"]);
    },
  },
};

/** 购买服务事实: a purchase of services from organizations, by whoever buys. */
export const PURCHASE_FIELDS = new Map([
  ["purchase", "text"],
  ["department", "text"],
  ["street", "text"],
  ["community", "text"],
  ["serviceClass", "text"],
  ["method", "text"],
  ["outcome", "text"],
  ["publishedAt", "instant"],
  ["awardedAt", "instant"],
  ["contractBy", "instant"],
  ["signedAt", "instant"],
  ["closedAt", "instant"],
  ["grade", "number"],
] as const) satisfies Fields;

const bought: Folding["told"][string] = (fact, { data }) => {
  const buyer = textIn(data["buyer.code"]);
  if (data["buyer.kind"] === "department") fact["department"] = buyer;
  else placed(fact, buyer);
  fact["serviceClass"] = textIn(data["serviceClass"]);
};

export const PURCHASE_FOLDING: Folding = {
  fields: PURCHASE_FIELDS,
  kept: new Set(
    ["buyer.kind", "buyer.code", "serviceClass", "method", "outcome", "grade", "publishedAt", "awardedAt"].concat([
      "contractBy",
      "signedAt",
      "closedAt",
    ]),
  ),
  begins: {},
  told: {
    "purchase.published": (fact, note) => {
      bought(fact, note);
      fact["method"] = textIn(note.data["method"]);
      fact["publishedAt"] = instantIn(note.data["publishedAt"]);
    },
    "purchase.awarded": (fact, note) => {
      bought(fact, note);
      fact["awardedAt"] = instantIn(note.data["awardedAt"]);
      fact["contractBy"] = instantIn(note.data["contractBy"]);
    },
    "purchase.contracted": (fact, note) => {
      bought(fact, note);
      fact["signedAt"] = instantIn(note.data["signedAt"]);
    },
    "purchase.closed": (fact, note) => {
      bought(fact, note);
      fact["outcome"] = textIn(note.data["outcome"]);
      fact["grade"] = numberIn(note.data["grade"]);
      fact["closedAt"] = instantIn(note.data["closedAt"]);
    },
  },
};

/** 志愿服务事实: what a volunteer did for a need, in minutes, as somebody else confirmed it. Not who. */
export const SERVICE_FIELDS = new Map([
  ["service", "text"],
  ["street", "text"],
  ["community", "text"],
  ["at", "instant"],
  ["served", "number"],
] as const) satisfies Fields;

export const SERVICE_FOLDING: Folding = {
  fields: SERVICE_FIELDS,
  kept: new Set(["community", "on", "minutes"]),
  begins: {},
  place: "community",
  told: {
    "volunteer.hours-confirmed": (fact, { data }) => {
      fact["at"] = dayIn(data["on"]);
      fact["served"] = numberIn(data["minutes"]);
    },
  },
};
