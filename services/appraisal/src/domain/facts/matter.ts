import type { Fields } from "../formula/index.ts";
import { instantIn, numberIn, oneMore, textIn, type Folding } from "./folding.ts";

/** 办件事实: what formulas may ask of an application, a consultation, a complaint or an opinion. */
export const MATTER_FIELDS = new Map([
  ["matter", "text"],
  ["kind", "text"],
  ["channel", "text"],
  ["item", "text"],
  ["department", "text"],
  ["outcome", "text"],
  ["receivedAt", "instant"],
  ["acceptBy", "instant"],
  ["acceptedAt", "instant"],
  ["dueAt", "instant"],
  ["repliedAt", "instant"],
  ["endedAt", "instant"],
  ["reopenedAt", "instant"],
  ["ratedAt", "instant"],
  ["deemed", "boolean"],
  ["late", "boolean"],
  ["paused", "boolean"],
  ["pauses", "number"],
  ["extensions", "number"],
  ["reopenings", "number"],
  ["reviews", "number"],
  ["rating", "number"],
] as const) satisfies Fields;

/** 办件 as intake tells it. It belongs to whoever has it in hand, not to a place. */
export const MATTER_FOLDING: Folding = {
  fields: MATTER_FIELDS,
  kept: new Set(
    ["kind", "channel", "item", "department", "outcome", "deemed", "isLate", "stars", "step", "dueAt"].concat(
      ["receivedAt", "acceptedAt", "repliedAt", "endedAt", "reopenedAt", "ratedAt", "pausedAt", "resumedAt"],
      ["extendedAt", "askedAt"],
    ),
  ),
  begins: { deemed: false, late: false, paused: false, pauses: 0, extensions: 0, reopenings: 0, reviews: 0 },
  told: {
    "matter.received": (fact, { data }) => {
      for (const name of ["kind", "channel", "item"]) fact[name] = textIn(data[name]);
      fact["receivedAt"] = instantIn(data["receivedAt"]);
      fact["acceptBy"] = instantIn(data["dueAt"]);
      fact["dueAt"] = fact["acceptBy"];
    },
    "matter.accepted": (fact, { data }) => {
      fact["department"] = textIn(data["department"]);
      fact["deemed"] = data["deemed"] === true;
      fact["acceptedAt"] = instantIn(data["acceptedAt"]);
      fact["dueAt"] = instantIn(data["dueAt"]);
    },
    "matter.paused": (fact) => {
      fact["paused"] = true;
      oneMore(fact, "pauses");
    },
    "matter.resumed": (fact, { data }) => {
      fact["paused"] = false;
      fact["dueAt"] = instantIn(data["dueAt"]);
    },
    "matter.extended": (fact, { data }) => {
      fact["dueAt"] = instantIn(data["dueAt"]);
      oneMore(fact, "extensions");
    },
    "matter.replied": (fact, { data }) => {
      fact["department"] = textIn(data["department"]);
      fact["repliedAt"] = instantIn(data["repliedAt"]);
      fact["late"] = data["isLate"] === true;
    },
    "matter.ended": (fact, { data }) => {
      fact["outcome"] = textIn(data["outcome"]);
      fact["endedAt"] = instantIn(data["endedAt"]);
      fact["late"] = data["isLate"] === true;
    },
    "matter.reopened": (fact, { data }) => {
      fact["department"] = textIn(data["department"]);
      fact["reopenedAt"] = instantIn(data["reopenedAt"]);
      fact["dueAt"] = instantIn(data["dueAt"]);
      fact["endedAt"] = undefined;
      fact["late"] = false;
      oneMore(fact, "reopenings");
    },
    "matter.review-asked": (fact) => {
      oneMore(fact, "reviews");
    },
    "matter.rated": (fact, { data }) => {
      fact["rating"] = numberIn(data["stars"]);
      fact["ratedAt"] = instantIn(data["ratedAt"]);
    },
  },
};
