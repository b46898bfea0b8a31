import { defineManifest } from "@wangge/contracts/manifest";
import { CaseAssignedV1 } from "@wangge/contracts/events";
import { custody } from "./contract/custody.ts";
import { SampleLogSealedV1, SampleWorkBegunV1, SampleWorkFinishedV1 } from "./contract/index.ts";

/** All that it may do on the bus. What is not said here is refused by the server. */
export const manifest = defineManifest({
  name: "sample",
  publishes: [SampleLogSealedV1, SampleWorkBegunV1, SampleWorkFinishedV1],
  subscribes: [{ event: CaseAssignedV1, mode: "each" }],
  // Who keeps the heads of its event log.
  calls: [custody.sample.keeper],
});
