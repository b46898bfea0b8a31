import { HttpError, type Problem } from "./problems.ts";

export interface BulkOptions {
  /** Asks the service for one group. Must answer for every item, and never fail. */
  readonly ask: (items: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly parse: (line: Uint8Array) => unknown;
  readonly problemOf: (error: unknown) => Problem;
  readonly lineLimit: number;
  readonly totalLimit: number;
  readonly idleMs?: number;
}

const MAX_LINES = 500;
/** A group has to fit into one message between services. */
const MAX_GROUP_BYTES = 512 * 1024;
/** Groups that are asked for at once: the service works while the next one comes in. */
const IN_FLIGHT = 4;
const NEWLINE = 10;

interface Line {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Longer than allowed; its bytes are not kept. */
  readonly isTooLong: boolean;
}

/** Cuts chunks at line ends. Empty lines count, but are not handed out. */
class Splitter {
  readonly #limit: number;
  #rest: Buffer[] = [];
  #length = 0;
  #number = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get nextNumber(): number {
    return this.#number + 1;
  }

  #add(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= this.#limit) this.#rest.push(piece);
    else this.#rest = [];
  }

  #line(): Line[] {
    this.#number += 1;
    const isTooLong = this.#length > this.#limit;
    const [only] = this.#rest;
    const joined = this.#rest.length === 1 && only !== undefined ? only : Buffer.concat(this.#rest);
    const bytes = joined.at(-1) === 13 ? joined.subarray(0, -1) : joined;
    this.#rest = [];
    this.#length = 0;
    return isTooLong || bytes.length > 0 ? [{ number: this.#number, bytes, isTooLong }] : [];
  }

  cut(chunk: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#add(chunk.subarray(start, end));
      lines.push(...this.#line());
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk.subarray(start));
    return lines;
  }

  end(): readonly Line[] {
    return this.#length > 0 ? this.#line() : [];
  }
}

interface Group {
  readonly lines: readonly Line[];
  /** Why nothing comes after it. */
  readonly stop?: { readonly number: number; readonly error: HttpError };
}

const IDLE = Symbol("idle");

/** Lines in groups: as many as are there, up to a number and a size, after a short wait for more. */
async function* groupsOf(source: AsyncIterable<Buffer>, options: BulkOptions): AsyncGenerator<Group> {
  const { idleMs = 5, lineLimit, totalLimit } = options;
  const chunks = source[Symbol.asyncIterator]();
  const splitter = new Splitter(lineLimit);
  let lines: Line[] = [];
  let size = 0;
  let total = 0;
  const take = (): Group => {
    const group = { lines };
    lines = [];
    size = 0;
    return group;
  };
  const isFullWith = (line: Line): boolean =>
    lines.length === MAX_LINES || (lines.length > 0 && size + line.bytes.length > MAX_GROUP_BYTES);

  try {
    let coming = chunks.next();
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const idle = new Promise<typeof IDLE>((resolve) => {
        if (lines.length > 0)
          timer = setTimeout(() => {
            resolve(IDLE);
          }, idleMs);
      });
      const got = await Promise.race([coming, idle]);
      clearTimeout(timer);
      if (got === IDLE) {
        yield take();
        continue;
      }
      if (got.done !== true) total += got.value.length;
      if (total > totalLimit) {
        const error = new HttpError(413, "http.body_too_large", `More than ${totalLimit} bytes; the rest was not read`);
        yield { ...take(), stop: { number: splitter.nextNumber, error } };
        return;
      }
      for (const line of got.done === true ? splitter.end() : splitter.cut(got.value)) {
        if (isFullWith(line)) yield take();
        lines.push(line);
        size += line.bytes.length;
      }
      if (got.done === true) {
        if (lines.length > 0) yield take();
        return;
      }
      coming = chunks.next();
    }
  } finally {
    await chunks.return?.();
  }
}

/**
 * One answer a line, in the order of the lines: `{"line":3,…}` or `{"line":3,"problem":{…}}`. Reads no further than it can answer:
 * who does not read the answers is not read from.
 */
export async function* bulk(source: AsyncIterable<Buffer>, options: BulkOptions): AsyncGenerator<string> {
  const { ask, parse, problemOf, lineLimit } = options;

  const answer = async ({ lines, stop }: Group): Promise<string> => {
    const answers: Readonly<Record<string, unknown>>[] = lines.map(() => ({}));
    const items: unknown[] = [];
    const places: number[] = [];
    for (const [place, { bytes, isTooLong }] of lines.entries())
      try {
        if (isTooLong) throw new HttpError(413, "http.line_too_long", `The line has more than ${lineLimit} bytes`);
        items.push(parse(bytes));
        places.push(place);
      } catch (error) {
        answers[place] = { problem: problemOf(error) };
      }
    const results = items.length === 0 ? [] : await ask(items);
    for (const [index, place] of places.entries()) answers[place] = results[index] ?? {};
    const texts = answers.map((one, place) => `${JSON.stringify({ line: lines[place]?.number, ...one })}\n`);
    if (stop !== undefined) texts.push(`${JSON.stringify({ line: stop.number, problem: problemOf(stop.error) })}\n`);
    return texts.join("");
  };

  const groups = groupsOf(source, options);
  const asked: Promise<string>[] = [];
  let next: Promise<IteratorResult<Group>> | undefined = groups.next();
  next.catch(() => undefined);
  try {
    while (next !== undefined || asked.length > 0) {
      const first = asked[0]?.then((text) => ({ text }));
      const isFull = asked.length >= IN_FLIGHT;
      const came = await Promise.race([
        ...(first === undefined ? [] : [first]),
        ...(next === undefined || isFull ? [] : [next.then((group) => ({ group }))]),
      ]);
      if ("text" in came) {
        void asked.shift();
        yield came.text;
      } else if (came.group.done === true) next = undefined;
      else {
        asked.push(answer(came.group.value));
        next = groups.next();
        next.catch(() => undefined);
      }
    }
  } finally {
    void groups.return(undefined).catch(() => undefined);
  }
}

const HELD_CHARACTERS = 16 * 1024 * 1024;

/**
 * The answers, none of them before the whole question has come or there are too many to keep. A proxy may take the beginning of an answer for leave to throw
 * away what it has not yet passed on of the question: Go's servers do, over HTTP/1.1.
 */
export async function* heldBack(
  answers: AsyncIterable<string>,
  hasAllCome: () => boolean,
  most = HELD_CHARACTERS,
): AsyncGenerator<string> {
  let held = "";
  let isHolding = true;
  for await (const text of answers) {
    held += text;
    isHolding &&= !hasAllCome() && held.length <= most;
    if (isHolding) continue;
    yield held;
    held = "";
  }
  if (held !== "") yield held;
}
