import { aggregateKind } from "@wangge/kit";
import { publishAs } from "./app/publish-as.ts";
import { staffingDecider } from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [aggregateKind("registry", "staffing", staffingDecider, publishAs)];
