import { Webhook } from "standardwebhooks";

/** To whoever sends text messages and e-mail for the district. */
export interface Outgoing {
  /** The same message has the same id however often it is sent: whoever sends it drops the second. */
  readonly id: string;
  readonly channel: "sms" | "email";
  readonly to: string;
  readonly text: string;
}

/** @throws Error with a reason that names no person */
export type Messenger = (message: Outgoing) => Promise<void>;

const PATIENCE_MS = 10_000;

/** One POST for each message, signed as Standard Webhooks says. */
export const webhookMessenger = (url: string, secret: string): Messenger => {
  const signer = new Webhook(secret);
  return async ({ id, ...message }) => {
    const body = JSON.stringify({ id, ...message });
    const now = new Date();
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": signer.sign(id, now, body),
      },
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the sender of messages answered ${String(response.status)}`);
  };
};
