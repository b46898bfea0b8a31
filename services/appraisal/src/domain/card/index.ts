export * from "./appraise.ts";
export * from "./card.ts";
export * from "./compile.ts";
export * from "./counterfactual.ts";
export * from "./gather.ts";
export * from "./rank.ts";
export * from "./rule.ts";
export * from "./score.ts";
