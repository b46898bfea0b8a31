import { isDomainError, messageOf } from "../errors.ts";
import type { InMessage } from "./port.ts";

/** What a dead letter says of itself, beside the text of the message. */
export const deadLetterHeaders = (message: InMessage, error: unknown): Readonly<Record<string, string>> => ({
  "Wangge-Code": isDomainError(error) ? error.code : "internal",
  "Wangge-Reason": messageOf(error)
    .replaceAll(/[\r\n]+/g, " ")
    .slice(0, 500),
  "Wangge-Sequence": String(message.sequence),
  "Wangge-Subject": message.subject,
  "Wangge-Id": message.id,
});
