/** Ends with 0 where the service beside it is ready: what an image without a shell is asked. */
const answer = await fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/readyz`).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
