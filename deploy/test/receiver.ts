/** Somebody else's system that is sent events, for tests that may not reach into the service. */
export { answering, startReceiver, type Receiver } from "@wangge/webhooks/testing";
