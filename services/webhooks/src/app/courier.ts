import { withoutPersonalNumbers, type Bus, type Clock } from "@wangge/kit";
import { Webhook } from "standardwebhooks";
import type { Attempt, Delivery, DeliveryRules } from "../domain/index.ts";
import type { Post, Receipt } from "./ports.ts";
import type { SecretVault } from "./secrets.ts";
import type { Known } from "./stores.ts";

export interface CourierParts {
  readonly bus: Pick<Bus, "read">;
  readonly secrets: SecretVault;
  readonly post: Post;
  readonly rulesAt: (at: string) => DeliveryRules;
  readonly clock: Clock;
}

export interface Tried {
  readonly attempt: Attempt;
  readonly askedSeconds?: number;
}

/** A letter that is not there any more cannot be sent, however often one tries. */
export type Sent = Tried | "eventMissing";

/** Of a test or a challenge: somebody waits for what comes of it. */
const OWN_TIMEOUT_MS = 5_000;
/** Kept of an answer. */
const MOST_KEPT = 300;

export const attemptOf = ({ status, failure, latencyMs, response = "" }: Receipt, at: string): Attempt => {
  const kept = withoutPersonalNumbers(response).slice(0, MOST_KEPT);
  return {
    at,
    latencyMs,
    ...(status === undefined ? {} : { status }),
    ...(failure === undefined ? {} : { failure }),
    ...(kept === "" ? {} : { response: kept }),
  };
};

/** 签名投递: signs as Standard Webhooks says, with every secret that holds, and sends. */
export const createCourier = ({ bus, secrets, post, rulesAt, clock }: CourierParts) => {
  const send = (
    endpoint: Known,
    id: string,
    body: string,
    contentType: string,
    timeoutMs: number,
  ): Promise<Receipt> => {
    const at = clock.now();
    const { url } = endpoint.state;
    const signatures = secrets.signing(endpoint, at).map((secret) => new Webhook(secret).sign(id, new Date(at), body));
    return post({
      url,
      body,
      timeoutMs,
      mostResponseBytes: rulesAt(at).mostResponseBytes,
      headers: {
        "content-type": contentType,
        "user-agent": "wangge-webhooks/1",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(Date.parse(at) / 1_000)),
        "webhook-signature": signatures.join(" "),
      },
    });
  };

  /** The event byte for byte as its stream has it; its id is the same however often it is sent. */
  const deliver = async (endpoint: Known, { stream, sequence, eventId }: Delivery): Promise<Sent> => {
    const [message] = await bus.read(stream, { fromSequence: sequence, limit: 1 });
    if (message?.sequence !== sequence || message.id !== eventId) return "eventMissing";
    const at = clock.now();
    if (Buffer.byteLength(message.text) > rulesAt(at).mostBodyBytes)
      return { attempt: { at, failure: "tooLarge", latencyMs: 0 } };
    const receipt = await send(
      endpoint,
      eventId,
      message.text,
      "application/cloudevents+json",
      endpoint.state.timeoutMs,
    );
    const { askedSeconds } = receipt;
    return { attempt: attemptOf(receipt, clock.now()), ...(askedSeconds === undefined ? {} : { askedSeconds }) };
  };

  /** Something that is no event: a test, a challenge. */
  const sendOwn = async (endpoint: Known, id: string, type: string, data: object): Promise<Receipt> => {
    const body = JSON.stringify({ type, timestamp: clock.now(), data });
    return send(endpoint, id, body, "application/json", OWN_TIMEOUT_MS);
  };

  return { deliver, sendOwn };
};
export type Courier = ReturnType<typeof createCourier>;
