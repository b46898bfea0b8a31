import { GridStaffedV1, RecordRegisteredV1, RecordRenamedV1 } from "@wangge/contracts/events";
import { streamOf, type DataOf, type Envelope, type EventContract } from "@wangge/contracts";
import {
  deciderStore,
  isDomainError,
  memoryBus,
  memoryPersistence,
  settableClock,
  silentLog,
  type Decider,
  type PublicEvent,
  type Stored,
} from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterEach, describe, expect, it } from "vitest";
import { groundProblems } from "../src/app/ground.ts";
import { journalOn, type AssertionStore, type Journal } from "../src/app/journal.ts";
import { publishChange, publishStaffing, publishTelling } from "../src/app/publish-as.ts";
import { createRegistrar, type RecordOptions, type Registrar } from "../src/app/registrar.ts";
import { createTeller, type ToldMark } from "../src/app/teller.ts";
import {
  changeDecider,
  furnish,
  kindOf,
  kinds,
  placesByDay,
  Register,
  staffingDecider,
  tellingDecider,
  type Assertion,
  type Kind,
  type Operation,
  type PostKind,
} from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { absence, FIRST, PARAMETERS, smallDivision } from "./register-builders.ts";

const first = furnish(smallDivision(), FIRST);
/** Everything but people is news. */
const TOLD_AT_FIRST = first.filter(({ id }) => kindOf(id) !== "person").length;
const running: Registrar[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((registrar) => registrar.stop()));
});

interface Faults {
  /** Comes between what a change says and that it is said. */
  readonly beforeHead?: (attempt: string) => Promise<void>;
  /** Comes between that it is said and that its writer looks. */
  readonly afterHead?: () => Promise<unknown>;
  readonly mark?: Partial<ToldMark>;
  readonly elapsedMs?: () => number;
}

/** What outlives every replica: the bus, the stores, the journal. */
const archive = () => {
  const bus = memoryBus([manifest], () => 1);
  const clock = settableClock("2018-01-15T02:00:00.000Z");
  const kept = new Map<string, readonly Assertion[]>();
  const keyOf = (change: number, attempt: string): string => `${String(change)} ${attempt}`;
  const assertions: AssertionStore = {
    insert: (list, change, attempt) => {
      kept.set(keyOf(change, attempt), structuredClone(list));
      return Promise.resolve();
    },
    of: (changes) =>
      Promise.resolve(new Map(changes.map(({ number, attempt }) => [number, kept.get(keyOf(number, attempt)) ?? []]))),
    discard: (change, attempts) => {
      for (const key of kept.keys()) {
        const [number, attempt = ""] = key.split(" ");
        const isMeant = "but" in attempts ? attempt !== attempts.but : attempt === attempts.only;
        if (number === String(change) && isMeant) kept.delete(key);
      }
      return Promise.resolve();
    },
  };
  let told = 0;
  const mark: ToldMark = {
    read: () => Promise.resolve(told),
    raise: (change) => {
      told = Math.max(told, change);
      return Promise.resolve();
    },
  };
  const stores: { flush: () => Promise<void> }[] = [];
  const collection = <State, Command, Event extends { readonly type: string }>(
    decider: Decider<State, Command, Event>,
    publishAs: (event: Event, stored: Stored<State>) => readonly PublicEvent[],
  ) => {
    const persistence = memoryPersistence<State, Event>();
    return {
      all: persistence.all,
      connect: () => {
        const store = deciderStore(decider, { publishAs }, { persistence, bus, log: silentLog, service: "registry" });
        stores.push(store);
        return store;
      },
    };
  };
  const changes = collection(changeDecider, publishChange);
  const tellings = collection(tellingDecider, publishTelling);
  const staffing = collection(staffingDecider, publishStaffing);

  /** A replica that has not looked at the journal yet. */
  const replica = ({ beforeHead, afterHead, mark: marking, elapsedMs }: Faults = {}): Registrar => {
    const register = new Register();
    const placesOn = placesByDay(register);
    const store = changes.connect();
    const written = journalOn(
      {
        find: store.find,
        handle: async (...asked) => {
          await beforeHead?.(asked[1].data.attempt);
          return store.handle(...asked);
        },
      },
      assertions,
    );
    const journal: Journal = {
      after: written.after,
      append: async (...said) => {
        const isFirst = await written.append(...said);
        await afterHead?.();
        return isFirst;
      },
    };
    const teller = createTeller({
      register,
      placesOn,
      parameters: PARAMETERS,
      tellings: tellings.connect(),
      staffing: staffing.connect(),
      mark: { ...mark, ...marking },
      clock,
    });
    const registrar = createRegistrar({
      register,
      journal,
      teller,
      parameters: PARAMETERS,
      placesOn,
      covered: (day) => groundProblems(placesOn(day), day),
      clock,
      log: silentLog,
      ...(elapsedMs === undefined ? {} : { elapsedMs }),
    });
    running.push(registrar);
    return registrar;
  };
  const open = async (faults?: Faults): Promise<Registrar> => {
    const registrar = replica(faults);
    await registrar.open(() => ({ from: FIRST, reason: "首次建库", assertions: first }));
    return registrar;
  };
  const published = async <Contract extends EventContract>(contract: Contract): Promise<DataOf<Contract>[]> => {
    await Promise.all(stores.map((store) => store.flush()));
    return bus
      .stored(streamOf(contract.subject))
      .map(({ text }) => JSON.parse(text) as Envelope)
      .filter(({ type }) => type === contract.subject)
      .map(({ data }) => contract.data.parse(data) as DataOf<Contract>);
  };
  return { clock, kept, replica, open, published, tellings, heads: changes.all };
};

const because = (reason: string, more: Partial<RecordOptions> & { key?: string } = {}): RecordOptions => ({
  reason,
  meta: more.key === undefined ? {} : { messageId: more.key },
  ...(more.dryRun === undefined ? {} : { dryRun: more.dryRun }),
});
const on = (effectiveFrom: string, ...operations: Operation[]) => ({ effectiveFrom, operations });
const rename = (record: string, name: string) => on("2018-02-01", { op: "rename", record, name });
const end = (record: string) => on("2018-01-15", { op: "end", record });

const codeOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return "answered";
};

const contentOf = ({ register }: Registrar) => ({
  version: register.version,
  records: kinds.flatMap((kind) => register.idsOf(kind)).map((id) => [id, register.timelineOf<Kind>(id), register.endingsOf(id)]),
}); // prettier-ignore

/** Two replicas that have decided, and the second of which writes only once the first has. */
const raced = async (
  { open }: ReturnType<typeof archive>,
  one: ReturnType<typeof on>,
  other: ReturnType<typeof on>,
  options: readonly [RecordOptions, RecordOptions] = [because("one"), because("other")],
) => {
  const won = Promise.withResolvers<undefined>();
  const decided = Promise.withResolvers<undefined>();
  let isRace = false;
  const winner = await open();
  const loser = await open({
    beforeHead: async () => {
      if (!isRace) return;
      isRace = false;
      decided.resolve(undefined);
      await won.promise;
    },
  });
  isRace = true;
  const second = loser.record(other, options[1]);
  void second.catch(() => undefined);
  await decided.promise;
  const recorded = await winner.record(one, options[0]);
  won.resolve(undefined);
  return { winner, loser, recorded, second };
};

describe("two registrars on one journal", () => {
  it("that write at once lose nothing and end equal", async () => {
    const house = archive();
    const registrars = [await house.open(), await house.open()] as const;
    const asked = Array.from({ length: 12 }, (_, index) => ({ index, name: `改名${String(index)}` }));
    const answers = await Promise.all(
      asked.map(async ({ index, name }) => {
        const registrar = registrars[index % 2] ?? registrars[0];
        for (;;) {
          try {
            return await registrar.record(rename(`g-${String(index + 1).padStart(4, "0")}`, name), because(name));
          } catch (error) {
            if (!isDomainError(error) || error.kind !== "conflict") throw error;
          }
        }
      }),
    );
    await Promise.all(registrars.map((registrar) => registrar.refresh()));
    expect(contentOf(registrars[0])).toEqual(contentOf(registrars[1]));
    expect(registrars[0].register.version).toBe(13);
    const reasons = new Map(registrars[0].changes().map(({ number, reason }) => [number, reason]));
    expect(answers.map(({ change }) => reasons.get(change ?? 0))).toEqual(asked.map(({ name }) => name));
    for (const { index, name } of asked)
      expect(registrars[1].placesOn("2018-02-01").grid(`g-${String(index + 1).padStart(4, "0")}`)?.name).toBe(name);
    expect(house.kept.size).toBe(13);
  });

  it("begin an empty journal once", async () => {
    const house = archive();
    const both = await Promise.all([house.open(), house.open()]);
    expect(both.map(({ register }) => register.version)).toEqual([1, 1]);
    expect(house.heads()).toHaveLength(1);
    expect(house.kept.size).toBe(1);
  });

  it("decide a lost race again, on what is so now", async () => {
    const house = archive();
    const { loser, second, recorded } = await raced(house, rename("c-0001", "先"), rename("c-0001", "后"));
    expect(recorded.change).toBe(2);
    expect(await second).toMatchObject({ change: 3, happenings: [{ name: "后", before: "先" }] });
    expect(loser.placesOn("2018-02-01").community("c-0001")?.name).toBe("后");
    expect(house.kept.size).toBe(3);
  });

  it("refuse what was right before the race was lost and is not any more", async () => {
    const house = archive();
    // Of three workers one may go.
    const { winner, loser, second } = await raced(house, end("p-0001"), end("p-0002"));
    expect(await codeOf(second)).toBe("registry.change.refused");
    await winner.refresh();
    expect(contentOf(loser)).toEqual(contentOf(winner));
    expect(loser.register.version).toBe(2);
    expect(house.kept.size).toBe(2);
  });

  it("answer a request that came to both with the one change it made", async () => {
    const house = archive();
    const key = because("twice", { key: "01-twice" });
    const { recorded, second } = await raced(house, rename("c-0001", "新"), rename("c-0001", "新"), [key, key]);
    expect([recorded.change, (await second).change]).toEqual([2, 2]);
    expect(house.heads()).toHaveLength(2);
  });

  it("give up after several lost races, and nothing of it is left", async () => {
    const house = archive();
    let races = 0;
    const quick = await house.open();
    const slow = await house.open({
      beforeHead: async () => {
        races += 1;
        await quick.record(rename("c-0001", `快${String(races)}`), because("quick"));
      },
    });
    expect(await codeOf(slow.record(rename("c-0002", "慢"), because("slow")))).toBe("registry.conflict");
    expect(races).toBe(5);
    expect(slow.placesOn("2018-02-01").community("c-0002")?.name).toBe("社区2");
    expect(house.kept.size).toBe(6);
  });

  it("each name the change that was asked of them, though another came right after", async () => {
    const house = archive();
    const quick = await house.open();
    let isFirst = true;
    const slow = await house.open({
      afterHead: async () => {
        if (isFirst) await quick.record(rename("c-0001", "快"), because("quick"));
        isFirst = false;
      },
    });
    expect(await slow.record(rename("c-0002", "慢"), because("slow"))).toMatchObject({ change: 2 });
    expect(slow.register.version).toBe(3);
  });
});

describe("a registrar that dies", () => {
  it("between what it says and that it is said has said nothing", async () => {
    const house = archive();
    const dying = await house.open({
      beforeHead: () => (house.kept.size > 1 ? Promise.reject(new Error("died")) : Promise.resolve()),
    });
    await expect(dying.record(rename("c-0001", "幽灵"), because("dies"))).rejects.toThrow("died");
    expect(house.kept.size).toBe(2);
    const next = await house.open();
    expect(next.register.version).toBe(1);
    expect(next.placesOn("2018-02-01").community("c-0001")?.name).toBe("社区1");
    expect(await next.record(rename("c-0002", "真"), because("lives"))).toMatchObject({ change: 2 });
    expect(house.kept.size).toBe(2);
    await dying.refresh();
    expect(contentOf(dying)).toEqual(contentOf(next));
  });

  it("before its change is told leaves that to whoever comes next, and nothing is told twice", async () => {
    const house = archive();
    const dying = await house.open({ mark: { raise: () => Promise.reject(new Error("died")) } }).catch(() => undefined);
    expect(dying).toBeUndefined();
    expect(await house.published(RecordRegisteredV1)).toHaveLength(TOLD_AT_FIRST);
    await house.open();
    await house.open();
    expect(await house.published(RecordRegisteredV1)).toHaveLength(TOLD_AT_FIRST);
    expect(await house.published(GridStaffedV1)).toHaveLength(12);
  });

  it("does not open a journal that lacks what was said", async () => {
    const house = archive();
    const one = await house.open();
    await one.record(rename("c-0001", "新"), because("rename"));
    const [lost = ""] = [...house.kept.keys()].filter((key) => key.startsWith("2 "));
    house.kept.delete(lost);
    await expect(house.open()).rejects.toThrow("change 2 has 0 of 1 assertions");
  });
});

describe("a request", () => {
  it("with a key that was used before changes nothing, also after a restart", async () => {
    const house = archive();
    const one = await house.open();
    const key = because("once", { key: "01-once" });
    expect((await one.record(rename("c-0001", "新"), key)).change).toBe(2);
    expect((await one.record(rename("c-0001", "又"), key)).change).toBe(2);
    const other = await house.open();
    expect((await other.record(rename("c-0001", "再"), key)).change).toBe(2);
    expect(other.placesOn("2018-02-01").community("c-0001")?.name).toBe("新");
  });

  it("that only asks what would be writes nothing, refused or not", async () => {
    const house = archive();
    const one = await house.open();
    const asked = because("dry", { dryRun: true });
    expect(await one.record(rename("c-0001", "新"), asked)).toMatchObject({
      change: undefined,
      happenings: [{ type: "renamed" }],
      problems: [],
    });
    expect((await one.record(end("g-0001"), asked)).problems.length).toBeGreaterThan(4);
    expect([house.kept.size, one.register.version]).toEqual([1, 1]);
  });

  it("with a value that does not parse is refused, whatever it is, and the register stands", async () => {
    const house = archive();
    const one = await house.open();
    const before = contentOf(one);
    for (const [record, set] of [
      ["z-0001", { streets: null }],
      ["z-0001", { streets: 5 }],
      ["r-0001", { persons: null }],
      ["c-0001", { codes: 5 }],
      ["g-0001", { ring: "round" }],
      ["b-0001", { other: null }],
      ["y-0001", { households: -1 }],
      ["c-0001", { managment: "unitDormitory" }],
    ] as const) {
      const asked = on("2018-02-01", { op: "amend", record, set });
      expect([record, await codeOf(one.record(asked, because("odd")))]).toEqual([record, "registry.change.refused"]);
      const { problems } = await one.record(asked, because("odd", { dryRun: true }));
      expect(problems).toMatchObject([{ code: "registry.record.invalid", record }]);
    }
    expect(contentOf(one)).toEqual(before);
  });

  it("is recorded even if it cannot be told at once, and told as soon as it can", async () => {
    const house = archive();
    let isBroken = false;
    const one = await house.open({
      mark: { read: () => (isBroken ? Promise.reject(new Error("no mark")) : Promise.resolve(1)) },
    });
    isBroken = true;
    expect(await one.record(rename("c-0001", "新"), because("rename"))).toMatchObject({ change: 2 });
    expect(await house.published(RecordRenamedV1)).toEqual([]);
    isBroken = false;
    await eventually(async () => (await house.published(RecordRenamedV1)).length === 1);
  });
});

describe("the version of the register", () => {
  it("is not given by who has not read the journal for a while", async () => {
    let elapsed = 0;
    const house = archive();
    const one = house.replica({ elapsedMs: () => elapsed });
    expect(() => one.version()).toThrow(expect.objectContaining({ code: "registry.behind", kind: "unavailable" }));
    await one.open(() => ({ from: FIRST, reason: "首次建库", assertions: first }));
    await one.stop();
    elapsed = 400;
    expect(one.version()).toBe("1@2018-01-15");
    elapsed = 401;
    expect(await codeOf(new Promise((resolve) => { resolve(one.version()); }))).toBe("registry.behind"); // prettier-ignore
    await one.refresh();
    expect(one.version()).toBe("1@2018-01-15");
  });

  it("is another one after each change and after each midnight in the district", async () => {
    const house = archive();
    const one = await house.open();
    house.clock.set("2018-01-15T15:59:59.000Z");
    expect(one.version()).toBe("1@2018-01-15");
    await one.record(rename("c-0001", "新"), because("rename"));
    expect(one.version()).toBe("2@2018-01-15");
    house.clock.set("2018-01-15T16:00:00.000Z");
    expect(one.version()).toBe("2@2018-01-16");
  });

  it("is followed: what another replica wrote is known soon", async () => {
    const house = archive();
    const [one, other] = [await house.open(), await house.open()];
    await one.record(rename("c-0001", "新"), because("rename"));
    await eventually(() => other.register.version === 2);
  });
});

describe("others hear", () => {
  const staffOf = async (house: ReturnType<typeof archive>, grid: string) =>
    (await house.published(GridStaffedV1)).findLast((one) => one.grid === grid)?.workers;

  it("of a large change in portions, each once, however many tell it", async () => {
    const house = archive();
    const [one] = [await house.open(), await house.open()];
    const at = { lng: 104, lat: 30 };
    const many = Array.from({ length: 1001 }, (_, index): Operation => ({
      op: "register",
      kind: "station",
      value: { parent: "c-0001", kind: "heartLinkStation", name: `站${String(index)}`, address: "", at, hours: [], facts: {} }, // prettier-ignore
    }));
    await one.record(on("2018-02-01", ...many), because("many"));
    await house.open();
    expect((await house.published(RecordRegisteredV1)).filter(({ change }) => change === 2)).toHaveLength(1001);
    expect(house.tellings.all().map(({ _id, state }) => [_id, "count" in state ? state.count : 0])).toEqual([
      ["000000001.0000", TOLD_AT_FIRST],
      ["000000002.0000", 500],
      ["000000002.0001", 500],
      ["000000002.0002", 1],
    ]);
  });

  it("who works in a grid under every code it ever had, and under those of grids it took over", async () => {
    const house = archive();
    const one = await house.open();
    const excused: Operation = { op: "amend", record: "g-0001", set: { exception: "put together" } };
    await one.record(on("2018-01-15", { op: "merge", from: ["g-0002"], into: "g-0001" }, excused), because("merge"));
    await one.record(on("2018-01-15", { op: "recode", record: "g-0001", scheme: "local", code: "990101001001031" }), because("recode")); // prettier-ignore
    // From the very first day: by what is known today the code of before was never one.
    await one.record(on(FIRST, { op: "recode", record: "g-0003", scheme: "local", code: "990101001002031" }), because("recode")); // prettier-ignore
    // Only planned: whoever works there now is known before the first case of that day comes.
    await one.record(on("2018-06-01", { op: "recode", record: "g-0003", scheme: "local", code: "990101001002032" }), because("recode")); // prettier-ignore
    const hold = (record: string, holder: string): Operation => ({ op: "amend", record, set: { holder } });
    await one.record(on("2018-01-15", hold("p-0001", "w-0030"), hold("p-0007", "w-0031")), because("staff"));
    for (const code of ["990101001001001", "990101001001002", "990101001001031"])
      expect([code, await staffOf(house, code)]).toEqual([code, ["w-0030", "w-0002", "w-0003"]]);
    for (const code of ["990101001002001", "990101001002031", "990101001002032"])
      expect([code, await staffOf(house, code)]).toEqual([code, ["w-0031", "w-0008", "w-0009"]]);
  });

  it("of the grid that has a code today, where another had it before", async () => {
    const house = archive();
    const one = await house.open();
    const recode = (record: string, sequence: string): Operation => ({
      op: "recode",
      record,
      scheme: "local",
      code: `990101001001${sequence}`,
    });
    await one.record(on("2018-01-15", recode("g-0001", "002"), recode("g-0002", "001")), because("swap"));
    expect(await staffOf(house, "990101001001001")).toEqual(["w-0004", "w-0005", "w-0006"]);
    expect(await staffOf(house, "990101001001002")).toEqual(["w-0001", "w-0002", "w-0003"]);
  });

  it("that a worker is back when the day comes, without any change", async () => {
    const house = archive();
    const one = await house.open();
    const away = absence("w-0001", "2018-01-17");
    await one.record(on("2018-01-15", away), because("leave"));
    expect(await staffOf(house, "990101001001001")).toEqual(["w-0004", "w-0002", "w-0003"]);
    house.clock.set("2018-01-16T15:59:59.000Z");
    await one.refresh();
    expect(await staffOf(house, "990101001001001")).not.toContain("w-0001");
    house.clock.set("2018-01-16T16:00:00.000Z");
    await eventually(async () => {
      expect(await staffOf(house, "990101001001001")).toEqual(["w-0001", "w-0002", "w-0003"]);
    });
    expect(one.register.version).toBe(2);
  });

  it("nothing twice when a replica starts again", async () => {
    const house = archive();
    const one = await house.open();
    const post = (kind: PostKind): Operation => ({ op: "register", kind: "post", value: { parent: "g-0005", kind } });
    await one.record(on("2018-01-15", post("gridWorker")), because("post"));
    const before = (await house.published(GridStaffedV1)).length;
    for (let times = 0; times < 2; times += 1) await house.open();
    expect(await house.published(GridStaffedV1)).toHaveLength(before);
  });
});
