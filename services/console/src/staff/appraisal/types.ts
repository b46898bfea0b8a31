import type { components } from "../../api/platform.js";

type Schemas = components["schemas"];
export type Result = Schemas["appraisal.standings.output"]["results"][number];
export type Item = Result["items"][number];
export type Names = Schemas["appraisal.standings.output"]["names"];
export type Appraisal = Schemas["appraisal.appraisal.output"];
export type Objection = NonNullable<Appraisal["objections"]>[number];
export type Card = Schemas["appraisal.cards.output"]["cards"][number];
export type Rule = Card["items"][number]["rule"];
export type Dictionary = Schemas["appraisal.dictionary.output"];
export type Indicator = Dictionary["indicators"][number];
export type Unit = Indicator["unit"];
export type Side = Card["side"];
export type RuleKind = Schemas["appraisal.ruleEditions.output"]["kind"];
