import type { Bus, StreamMessage } from "./port.ts";

const PAGE = 1000;

/** Every message of a stream from `fromSequence` on, page by page; ends where the stream ends now. */
export async function* readAll(
  bus: Pick<Bus, "read">,
  stream: string,
  fromSequence = 1,
): AsyncGenerator<StreamMessage> {
  for (let from = fromSequence; ;) {
    const page = await bus.read(stream, { fromSequence: from, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    from = last.sequence + 1;
  }
}
