import { api, dataOf, raw } from "../common/api.ts";
import type { Session } from "../common/session.ts";
import { isAnswer } from "./answers.ts";
import type { Position } from "./cells.ts";
import { dequeue, enqueue, keepFact, keepTasks, queueOf, tasksOf, type Queued, type Task } from "./kept.ts";
import { sendAllPassed } from "./patrol-sync.ts";

/** As many as one question may hold. */
const MOST = 200;
const PER_SECTION = 100;

type Of<Kind extends Queued["kind"]> = Queued & { readonly kind: Kind };

const isWaiting = ({ outcome }: Queued): boolean => outcome === "waiting";

/** What the platform does not take it says once; whatever else fails is sent again with the next sync. */
const orRefused = async (queued: Queued, send: () => Promise<void>): Promise<void> => {
  try {
    await send();
  } catch (error) {
    if (!isAnswer(error)) throw error;
    await enqueue({ ...queued, outcome: "refused", code: error.code });
  }
};

const sendPhoto = ({ clientId, caseId, view, content }: Of<"photo">): Promise<void> =>
  raw(`/cases/${caseId}/photos?kind=${view}`, {
    method: "POST",
    body: content,
    headers: { "content-type": content.type, "idempotency-key": clientId },
  }).then(() => dequeue(clientId));

const sendCommands = async (commands: readonly Of<"command">[]): Promise<void> => {
  if (commands.length === 0) return;
  const items = commands.map(({ clientId, caseId, command, data, madeAt, baseVersion }) => ({
    clientId,
    caseId,
    command,
    data: { ...data },
    madeAt,
    baseVersion,
  }));
  const { answers } = dataOf(await api.POST("/sync", { body: { items, sentAt: new Date().toISOString() } }));
  for (const { clientId, outcome, was, code, case: now } of answers) {
    const command = commands.find((one) => one.clientId === clientId);
    // One that is repeated says what it was; only then is it there.
    const came = outcome === "repeated" ? (was ?? "applied") : outcome;
    if (command === undefined) continue;
    if (came === "applied") await dequeue(clientId);
    else
      await enqueue({
        ...{ ...command, outcome: came },
        ...(code === undefined ? {} : { code }),
        ...(now === undefined ? {} : { status: now.status }),
      });
  }
};

/** Ahead of its report, and only once: a report that was sent has the photo, and nobody gets it a second time. */
const withPhoto = async (report: Of<"report">): Promise<Of<"report">> => {
  const { clientId, content, photo } = report;
  if (content === undefined || photo !== undefined) return report;
  const answer = await raw(`/photos?channel=patrol`, {
    method: "POST",
    body: content,
    headers: { "content-type": content.type, "idempotency-key": clientId },
  });
  const { photoId, secret } = (await answer.json()) as { readonly photoId: string; readonly secret: string };
  const sent = { ...report, photo: { photoId, secret } };
  await enqueue(sent);
  return sent;
};

const sendReport = async (report: Of<"report">): Promise<void> => {
  const { clientId, category, description, place, isHandled, photo } = await withPhoto(report);
  const { trackingNumber } = dataOf(
    await api.POST("/reports", {
      headers: { "Idempotency-Key": clientId },
      body: {
        ...{ category, description, channel: "patrol", visibility: "public" },
        ...("grid" in place ? place : { point: place }),
        ...(isHandled ? { selfHandled: true } : {}),
        ...(photo === undefined ? {} : { photos: [photo] }),
      },
    }),
  );
  const { content: _sent, ...rest } = report;
  await enqueue({ ...rest, outcome: "taken", trackingNumber });
};

const finishPatrol = async ({ clientId, patrolId }: Of<"finishPatrol">): Promise<void> => {
  await api.POST("/patrols/{patrolId}/finish", { params: { path: { patrolId } } });
  await dequeue(clientId);
};

/**
 * Sends what waits: photos first, since a step may need them, then the commands in their order, then what was seen. One page at a time;
 * a queue that was sent and whose answer was lost is sent again, which the ids make harmless.
 */
export const sendQueue = ({ account }: Session): Promise<void> =>
  navigator.locks.request(`sync ${account}`, async () => {
    const queue = (await queueOf(account)).filter(isWaiting);
    const of = <Kind extends Queued["kind"]>(kind: Kind): readonly Of<Kind>[] =>
      queue.filter((one): one is Of<Kind> => one.kind === kind);
    for (const photo of of("photo")) await orRefused(photo, () => sendPhoto(photo));
    const commands = of("command");
    for (let from = 0; from < commands.length; from += MOST) await sendCommands(commands.slice(from, from + MOST));
    for (const report of of("report")) await orRefused(report, () => sendReport(report));
    await sendAllPassed(account);
    for (const end of of("finishPatrol")) await orRefused(end, () => finishPatrol(end));
  });

const wordsOf = async (caseId: string): Promise<Pick<Task, "said" | "address">> => {
  try {
    const report = dataOf(await api.GET("/reports/{reportId}", { params: { path: { reportId: caseId } } }));
    return { said: report.description, ...(report.address === undefined ? {} : { address: report.address }) };
  } catch (error) {
    // What is not open to this worker stays unsaid; the task is his all the same.
    if (isAnswer(error)) return {};
    throw error;
  }
};

/** Reads the worker's tasks anew, each once whatever sections it stands in, with what a report says so that it can be read offline. */
export const refreshTasks = async ({ account, worker }: Session, position: Position | undefined): Promise<void> => {
  const { at, sections } = dataOf(
    await api.GET("/inbox", { params: { query: { limit: PER_SECTION, ...(position ?? {}) } } }),
  );
  const before = new Map((await tasksOf(account)).map((task) => [task.caseId, task]));
  const entries = new Map(
    sections.flatMap(({ entries }) => entries.map((entry) => [entry.case.caseId, entry] as const)),
  );
  const tasks: Task[] = [];
  for (const { case: one, metres } of entries.values()) {
    if (one.worker !== worker) continue;
    const known = before.get(one.caseId);
    const words = known?.said === undefined ? await wordsOf(one.caseId) : { said: known.said, address: known.address };
    tasks.push({
      caseId: one.caseId,
      account,
      case: one,
      ...(metres === undefined ? {} : { metres }),
      ...(words.said === undefined ? {} : { said: words.said }),
      ...(words.address === undefined ? {} : { address: words.address }),
    });
  }
  await keepTasks(account, tasks, at);
};

/** Which categories a worker may put right on the spot; the same for all, and kept. */
export const SELF_HANDLING = "selfHandling";
export const refreshSelfHandling = async (): Promise<void> => {
  const { standards } = dataOf(await api.GET("/filing-standards"));
  const codes = standards.flatMap((one) => (one.default && one.selfHandling === true ? [one.category] : []));
  await keepFact(SELF_HANDLING, codes.join(" "));
};
