import { DomainError } from "@wangge/kit";
import { z } from "zod";
import { isTrackingNumber } from "../domain/index.ts";
import { acceptedOf, type Accepted, type ReporterDeps } from "./reading.ts";
import { Phone } from "./reporter-input.ts";

/** What shows that a report is one's own. */
export const Proof = z.strictObject({ trackingNumber: z.string().max(40), phone: Phone });
export type Proof = z.infer<typeof Proof>;

/** One answer for a number that is not there, a report without a reporter and a wrong phone. */
const noMatch = (): DomainError =>
  new DomainError("missing", "intake.track.no_match", "No report fits this number and this phone");

export type Proven = (proof: Proof) => Promise<Accepted>;

/** The report of whoever has its number and the phone that was left with it. @throws DomainError `intake.track.no_match`, `limited` */
export const createProof =
  ({ reports, reporters, vault, limitProof }: ReporterDeps): Proven =>
  async ({ trackingNumber, phone }) => {
    if (!isTrackingNumber(trackingNumber)) throw noMatch();
    await limitProof(trackingNumber);
    const [found] = await reports.find({ where: { "state.trackingNumber": trackingNumber }, limit: 1 });
    const reporter = found === undefined ? undefined : await reporters.load(found.id);
    if (!vault.isPhoneOf(reporter?.sealed, phone)) throw noMatch();
    return acceptedOf(found);
  };
