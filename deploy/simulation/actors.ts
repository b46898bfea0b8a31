/** People of the district. They see how things stand, as somebody at a screen does, and ask for what comes next; or for anything at all. */
import { isEnforcementBody } from "@wangge/enforcement";
import { isDomainError, type Actor, type WireMeta } from "@wangge/kit";
import { fundAsk, possibleOf, type Ask } from "./grant-actors.ts";
import type { Act } from "./plan.ts";
import type { Paid } from "./purse.ts";
import type { Machine } from "./machine.ts";
import type { World } from "./world.ts";

/** Filed at once for a worker, for a body that punishes, for another department; verified before; private. */
const CATEGORIES = ["event-0201", "event-0106", "event-0102", "event-0204", "event-0409", "component-0151", "component-0211", "event-0111", "event-0203"]; // prettier-ignore
const DEPARTMENTS = ["urban-management", "traffic-police", "environmental-sanitation", "landscape", "water-affairs"];
const HOUR = 3_600_000;

interface CaseSeen {
  readonly status: string;
  readonly grid?: string;
  readonly assignment?: { readonly department: string; readonly worker?: string };
  readonly request?: { readonly turn: string };
  readonly appeal?: { readonly endorsedBy?: unknown; readonly outcome?: unknown };
  readonly assisting?: readonly string[];
  readonly supervisions?: readonly { readonly id: string; readonly repliedAt?: string }[];
  readonly returns?: number;
}

export interface ActorsOptions {
  readonly world: World;
  readonly machine: Machine;
  readonly note: (text: string) => void;
  readonly bug: (where: string, error: unknown) => void;
}

export interface Actors {
  readonly act: (act: Act, place: number) => Promise<void>;
  /** Receipts that residents hold: report → the key that it was asked under. */
  readonly receipts: ReadonlyMap<string, string>;
  readonly paid: Paid;
}

const worker = (name: string): Actor => ({ id: `acc-${name}`, roles: ["gridWorker"], worker: name });
const department = (code: string): Actor => ({ id: `acc-${code}`, roles: ["department"], department: code });
const officer = (code: string, number = 1): Actor => ({
  id: `officer-${code}-${String(number)}`,
  roles: ["officer", "enforcementLead"],
  department: code,
});
const dispatcher: Actor = { id: "acc-dispatcher", roles: ["dispatcher"] };
const dispatcher2: Actor = { id: "acc-dispatcher-2", roles: ["dispatcher"] };
const supervisor: Actor = { id: "acc-supervisor", roles: ["supervisor"] };
const clerk: Actor = { id: "acc-clerk", roles: ["clerk"] };
const resident: Actor = { id: "acc-resident", roles: ["citizen"] };
const phone = (place: number): string => `1380000${String(1000 + place)}`;

export const actorsOf = ({ world, machine, note, bug }: ActorsOptions): Actors => {
  const receipts = new Map<string, string>();
  const phones = new Map<string, string>();
  const paid = new Map<string, { readonly grant: string }>();

  const cases = () => world.stores.documents({ service: "dispatch", collection: "cases" });
  const workersOf = (grid: string): readonly string[] => {
    const found = world.stores.documents({ service: "dispatch", collection: "grids" }).find(({ _id }) => _id === grid);
    return (found?.state as { readonly workers: readonly string[] } | undefined)?.workers ?? [];
  };
  const grids = (): readonly string[] =>
    world.stores.documents({ service: "registry", collection: "staffing" }).map(({ _id }) => _id);

  const ask = async ({ action, input, actor }: Ask, act: Act, key: string): Promise<unknown> => {
    const meta: WireMeta = { actor, external: true, idempotencyKey: key };
    const who = `${actor.id} ${action}`;
    for (let attempt = 1; ; attempt += 1)
      try {
        const answer = await world.ask(action, input, meta);
        note(`  ${who}: done`);
        return answer;
      } catch (error) {
        if (!isDomainError(error)) {
          bug(who, error);
          return undefined;
        }
        note(`  ${who}: ${error.code}`);
        if (!(error.kind === "unavailable" || error.kind === "conflict") || !act.insists || attempt === 4)
          return undefined;
        await machine.wait(400 * attempt);
      }
  };

  const report = async (act: Act, place: number): Promise<void> => {
    const all = grids();
    const grid = all[Math.floor(act.by * all.length)] ?? "";
    const category = CATEGORIES[Math.floor(act.how * CATEGORIES.length)] ?? "";
    const isPrivate = (act.how * 1_000) % 1 < 0.15;
    const own = phone(place);
    const input = {
      ...{ category, grid, channel: "window", description: "模拟" },
      ...(isPrivate ? { visibility: "private" } : {}),
      reporter: { name: "模拟", phone: own },
    };
    const key = `report-${String(place)}`;
    const receipt = (await ask({ action: "intake.accept", input, actor: clerk }, act, key)) as
      { readonly reportId: string; readonly trackingNumber: string } | undefined;
    if (receipt === undefined) return;
    receipts.set(receipt.reportId, key);
    phones.set(receipt.trackingNumber, own);
  };

  /** What somebody might do with a case as it stands. */
  const possible = (caseId: string, state: CaseSeen, how: number): readonly Ask[] => {
    const { status, assignment, grid = "", request, appeal, assisting = [], supervisions = [] } = state;
    const people = workersOf(grid);
    const one = people[Math.floor(how * 997) % Math.max(1, people.length)] ?? "w-0001";
    const other = DEPARTMENTS[Math.floor(how * 991) % DEPARTMENTS.length] ?? "";
    const own = assignment?.department ?? other;
    const holder = assignment?.worker === undefined ? department(own) : worker(assignment.worker);
    const to = (action: string, actor: Actor, more: object = {}): Ask => ({
      action,
      actor,
      input: { caseId, ...more },
    });
    const inDispatch = (action: string, actor: Actor, more: object = {}): Ask => to(`dispatch.${action}`, actor, more);
    const inEnforcement = (action: string, actor: Actor, more: object = {}): Ask =>
      to(`enforcement.${action}`, actor, more);
    const isWithBody = assignment !== undefined && assignment.worker === undefined && isEnforcementBody(own);
    const reason = { reason: "模拟理由" };
    const always = [
      inDispatch("supervise", supervisor, { reason: "leader", text: "督办" }),
      inDispatch("note", dispatcher, reason),
      ...supervisions.flatMap(({ id, repliedAt }) =>
        repliedAt === undefined ? [inDispatch("replySupervision", dispatcher, { order: id, text: "已办" })] : [],
      ),
      ...assisting.map((helper) => inDispatch("finishAssist", department(helper), { department: helper })),
      ...assisting.map((helper) => inDispatch("finishAssist", dispatcher, { department: helper })),
    ];
    switch (status) {
      case "verifying":
        return [
          inDispatch("verify", worker(one), { confirmed: true }),
          inDispatch("verify", supervisor, { confirmed: true }),
          inDispatch("verify", supervisor, { confirmed: false, reason: "notFound" }),
        ];
      case "filed":
        return [
          inDispatch("assign", dispatcher, { department: "urban-management" }),
          inDispatch("assign", dispatcher2, { department: other }),
          inDispatch("assign", dispatcher, { department: other, worker: one }),
          inDispatch("rule", supervisor, { department: other, ...reason }),
          inDispatch("void", dispatcher, { reason: "testCase" }),
          ...always,
        ];
      case "assigned":
      case "accepted":
        return [
          ...(isWithBody
            ? [
                inEnforcement("acceptLead", officer(own)),
                inEnforcement("acceptLead", officer(own, 2)),
                inEnforcement("declineLead", officer(own), { reason: "notOurPower" }),
                inEnforcement("concludeLead", officer(own), { outcome: "corrected" }),
                inEnforcement("concludeLead", officer(own, 2), { outcome: "notEstablished" }),
              ]
            : []),
          inDispatch("accept", holder),
          inDispatch("return", holder, reason),
          inDispatch("handle", holder),
          inDispatch("handle", holder),
          inDispatch("request", holder, { kind: "extension", ...reason }),
          inDispatch("request", holder, {
            ...{ kind: "suspension", ...reason },
            until: new Date(machine.now() + (1 + how * 90) * HOUR).toISOString(),
          }),
          inDispatch("delegate", department(own), how < 0.5 ? { worker: one } : {}),
          inDispatch("revoke", dispatcher, reason),
          inDispatch("assist", dispatcher, {
            ...{ department: other, task: "协助", limit: { amount: 2, kind: "workingHour" } },
          }),
          inDispatch("void", supervisor, { reason: "solvedElsewhere" }),
          ...(request === undefined
            ? []
            : [
                inDispatch("decideRequest", request.turn === "department" ? department(own) : dispatcher, {
                  granted: true,
                }),
                inDispatch("decideRequest", dispatcher, { granted: true }),
                inDispatch("decideRequest", dispatcher2, { granted: false, ...reason }),
                inDispatch("withdrawRequest", holder),
              ]),
          ...always,
        ];
      case "suspended":
        return [
          inDispatch("resume", dispatcher),
          ...(isWithBody
            ? [
                inEnforcement("concludeLead", officer(own), { outcome: "corrected" }),
                inEnforcement("declineLead", officer(own), { reason: "nothingFound" }),
              ]
            : []),
          ...always,
        ];
      case "handled":
        return [
          inDispatch("check", supervisor, { passed: true }),
          inDispatch("check", supervisor, { passed: false, ...reason }),
          ...always,
        ];
      case "closed":
        return [
          inDispatch("appeal", holder, reason),
          ...(appeal === undefined || appeal.outcome !== undefined
            ? []
            : [
                inDispatch("reviewAppeal", appeal.endorsedBy === undefined ? dispatcher : clerk, { granted: true }),
                inDispatch("reviewAppeal", dispatcher2, { granted: false, ...reason }),
              ]),
          ...always,
        ];
      default:
        return always;
    }
  };

  const work = async (act: Act, place: number): Promise<void> => {
    const all = cases();
    const found = all[Math.floor(act.by * all.length)];
    if (found === undefined) return;
    const asks = possible(found._id, found.state as CaseSeen, act.how);
    const chosen = asks[Math.floor(((act.how * 7919) % 1) * asks.length)];
    if (chosen !== undefined) await ask(chosen, act, `work-${String(place)}`);
  };

  /** As if the screen were an hour old: what is asked for belongs to another status. */
  const wild = async (act: Act, place: number): Promise<void> => {
    const all = cases();
    const found = all[Math.floor(act.by * all.length)];
    if (found === undefined) return;
    const statuses = ["verifying", "filed", "assigned", "accepted", "suspended", "handled", "closed"];
    const status = statuses[Math.floor(act.how * statuses.length)] ?? "";
    const asks = possible(found._id, { ...(found.state as CaseSeen), status }, act.how);
    const chosen = asks[Math.floor(((act.how * 7919) % 1) * asks.length)];
    if (chosen !== undefined) await ask(chosen, act, `wild-${String(place)}`);
  };

  const merge = async (act: Act, place: number): Promise<void> => {
    const all = world.stores.documents({ service: "intake", collection: "reports" });
    const [one, other] = [all[Math.floor(act.by * all.length)], all[Math.floor(act.how * all.length)]];
    if (one === undefined || other === undefined || one === other) return;
    const input = { reportId: one._id, into: other._id };
    await ask({ action: "intake.merge", input, actor: clerk }, act, `merge-${String(place)}`);
  };

  const reopen = async (act: Act, place: number): Promise<void> => {
    const all = [...phones];
    const found = all[Math.floor(act.by * all.length)];
    if (found === undefined) return;
    const input = { trackingNumber: found[0], phone: found[1], text: "还在" };
    await ask({ action: "intake.reopenOwn", input, actor: resident }, act, `reopen-${String(place)}`);
  };

  const staff = async (act: Act, place: number): Promise<void> => {
    const all = grids();
    const grid = all[Math.floor(act.by * all.length)] ?? "";
    const today = new Date(machine.now() + 8 * HOUR).toISOString().slice(0, 10);
    const away = workersOf(grid)[0] ?? "";
    const operation =
      act.how < 0.5
        ? { op: "rename", record: grid, name: `网格${String(place)}` }
        : { op: "register", kind: "absence", value: { parent: away, reason: "年休假" }, until: "2018-12-31" };
    const input = { effectiveFrom: today, reason: "模拟变更", operations: [operation] };
    await ask({ action: "registry.change", input, actor: supervisor }, act, `staff-${String(place)}`);
  };

  const grant = async (act: Act, place: number): Promise<void> => {
    const all = world.stores.documents({ service: "social", collection: "grants" });
    const found = all[Math.floor(act.by * all.length)];
    if (found === undefined) return;
    const asks = possibleOf(found, place, act.how);
    const chosen = asks[Math.floor(((act.how * 7919) % 1) * asks.length)];
    if (chosen === undefined) return;
    const answer = await ask(chosen, act, `grant-${String(place)}`);
    const { reference } = chosen.input as { readonly reference?: string };
    if (chosen.action === "social.payTranche" && answer !== undefined && reference !== undefined)
      paid.set(reference, { grant: found._id });
  };

  const fund = async (act: Act, place: number): Promise<void> => {
    const [book] = world.stores.documents({ service: "social", collection: "fund-books" });
    await ask(fundAsk(book, place, act), act, `fund-${String(place)}`);
  };

  const kinds: Readonly<Record<Act["kind"], (act: Act, place: number) => Promise<void>>> = {
    ...{ report, work, wild, merge, reopen, staff, grant, fund },
  };
  return { act: (act, place) => kinds[act.kind](act, place), receipts, paid };
};
