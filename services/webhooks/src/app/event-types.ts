import { streamOf, type EventContract } from "@wangge/contracts";
import * as events from "@wangge/contracts/events";
import { FOLLOWED } from "../manifest.ts";

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" && value !== null && "subject" in value && "why" in value;

const exported: readonly unknown[] = Object.values(events);

/** Kinds of events that can be granted at all. */
export const eventTypes: ReadonlyMap<string, EventContract> = new Map(
  exported
    .filter(isContract)
    .filter(({ subject }) => (FOLLOWED as readonly string[]).includes(streamOf(subject)))
    .map((contract) => [contract.subject, contract]),
);
