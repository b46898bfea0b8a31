import { reject, type DomainError } from "@wangge/kit/errors";

export const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`webhooks.endpoint.${code}`, message, details);
