import type { Permissions } from "@wangge/kit";

/** Looks at everything and changes nothing. */
const doctor: Permissions = {
  publish: [
    "$JS.API.INFO",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.CONSUMER.LIST.*",
    "$JS.API.CONSUMER.NAMES.*",
    "$JS.API.CONSUMER.INFO.*.*",
    "$JS.API.DIRECT.GET.*",
  ],
  subscribe: ["_INBOX.doctor.>"],
};

/** Reads dead letters, puts them back or discards them, makes consumers that begin at a place of their own. */
const replay: Permissions = {
  publish: [
    ...doctor.publish,
    "$JS.API.CONSUMER.CREATE.>",
    "$JS.API.CONSUMER.DURABLE.CREATE.>",
    "redrive.>",
    "discarded.>",
  ],
  subscribe: ["_INBOX.replay.>"],
};

/** Whoever runs the platform. Their rights belong to its tools, so they stand in code and not in the file of a district. */
export const operators = [
  /** Provisions: the only one that may do everything. */
  { name: "admin", kind: "operator" },
  { name: "doctor", kind: "operator", permissions: doctor },
  { name: "replay", kind: "operator", permissions: replay },
] as const;
