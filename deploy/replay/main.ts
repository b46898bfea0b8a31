/**
 * `npm run replay`: dead letters, and streams from an earlier place.
 *   list [consumer]                     what was given up, and why
 *   put-back <consumer | all>           gives it to its consumer again, after the cause is mended
 *   discard <consumer> --reason TEXT    says that nobody needs what it gave up
 *   stream <STREAM> --consumer NAME [--from-seq N | --from-time 2017-12-27T00:00:00Z] [--filter SUBJECT]
 *                                       a new durable consumer that begins there
 */
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { jetstreamManager } from "@nats-io/jetstream";
import { connectNats, jetstreamBus, openDeadLetters, settleOn, silentLog, type Settled } from "@wangge/kit";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    consumer: { type: "string" },
    "from-seq": { type: "string" },
    "from-time": { type: "string" },
    filter: { type: "string" },
    reason: { type: "string" },
  },
});
const [command = "list", target] = positionals;
const { NATS_URL = "nats://127.0.0.1:4222", NATS_USER, NATS_PASSWORD } = process.env;
const connection = await connectNats({
  url: NATS_URL,
  user: NATS_USER,
  password: NATS_PASSWORD,
  name: "replay",
  log: silentLog,
});
const bus = jetstreamBus(connection, silentLog);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const usage = (why: string): void => {
  process.stderr.write(
    `${why}\nusage: npm run replay -- list [consumer] | put-back <consumer|all> | discard <consumer> --reason TEXT | stream <STREAM> --consumer NAME\n`,
  );
  process.exitCode = 2;
};

const list = async (): Promise<void> => {
  const letters = await openDeadLetters(bus, target);
  for (const { sequence, consumer, code, reason, storedAt, redriven } of letters)
    say(`${String(sequence)} ${new Date(storedAt).toISOString()} ${consumer} ${redriven.subject} ${code}: ${reason}`);
  say(`${String(letters.length)} dead letters`);
};

/** Who sits at the machine stands beside each of them for good. */
const settleAll = async (outcome: Settled["outcome"], consumer: string | undefined): Promise<number> => {
  const { reason } = values;
  const by = `replay:${userInfo().username}`;
  const settle = settleOn(connection);
  let count = 0;
  for (const letter of await openDeadLetters(bus, consumer))
    if (await settle(letter, outcome, { by, ...(reason === undefined ? {} : { reason }) })) count += 1;
  return count;
};

const redrive = async (): Promise<void> => {
  if (target === undefined) {
    usage("put-back needs a consumer, or all");
    return;
  }
  say(`${String(await settleAll("putBack", target === "all" ? undefined : target))} put back`);
};

const discard = async (): Promise<void> => {
  if (target === undefined || values.reason === undefined) {
    usage("discard needs a consumer and --reason TEXT");
    return;
  }
  say(`${String(await settleAll("discarded", target))} discarded`);
};

const replayStream = async (): Promise<void> => {
  const { consumer, filter, "from-seq": sequence, "from-time": time } = values;
  if (target === undefined || consumer === undefined) {
    usage("stream needs a stream and --consumer NAME");
    return;
  }
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const info = await manager.consumers.add(target, {
    durable_name: consumer,
    ack_policy: "explicit",
    ...(sequence === undefined
      ? time === undefined
        ? { deliver_policy: "all" }
        : { deliver_policy: "by_start_time", opt_start_time: new Date(time).toISOString() }
      : { deliver_policy: "by_start_sequence", opt_start_seq: Number(sequence) }),
    ...(filter === undefined ? {} : { filter_subject: filter }),
  });
  say(`consumer ${info.name} on ${target}: ${String(info.num_pending)} messages from here on`);
};

try {
  if (command === "list") await list();
  else if (command === "put-back") await redrive();
  else if (command === "discard") await discard();
  else if (command === "stream") await replayStream();
  else usage(`no such command: ${command}`);
} finally {
  await bus.close();
}
