export { featuresOf, fillersOf, type Feature } from "./features.ts";
export { trainModel, type Example, type Material, type Model, type Suggestion, type Tuning } from "./model.ts";
