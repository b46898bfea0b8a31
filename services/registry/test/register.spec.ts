import { dutyTurns } from "../src/app/duty-turns.ts";
import { describe, expect, it } from "vitest";
import {
  assertionsOf,
  codeProblem,
  coverageProblems,
  edgesOf,
  householdsOf,
  kinds,
  staffOn,
  versionOn,
  type Day,
  type Id,
  type Kind,
  type Operation,
  type PostKind,
  type Register,
  type Values,
} from "../src/domain/index.ts";
import {
  absence,
  dayAfter,
  district,
  FIRST,
  parametersFrom,
  smallDivision,
  urbanClasses,
  type TestDistrict,
} from "./register-builders.ts";

const division = smallDivision();
/** 441 households in five courtyards, three workers; beside it a grid of 488 in the same community. */
const [GRID, NEIGHBOUR] = ["g-0001", "g-0002"];
const SPRING: Day = "2018-03-01";
const SUMMER: Day = "2018-06-01";
const AUTUMN: Day = "2018-09-01";

const valueOn = <K extends Kind>({ register }: TestDistrict, kind: K, id: Id, day: Day): Values[K] | undefined =>
  register.find(kind, id, day)?.version.value;
const nameOn = (one: TestDistrict, id: Id, day: Day): string | undefined => {
  const value = versionOn(one.register.timelineOf<Kind>(id), day)?.value;
  return value !== undefined && "name" in value ? value.name : undefined;
};
const codeOn = ({ placesOn }: TestDistrict, id: Id, day: Day): string | undefined => {
  const places = placesOn(day);
  return (places.street(id) ?? places.community(id) ?? places.grid(id))?.code;
};
const parentOn = ({ register }: TestDistrict, id: Id, day: Day): Id | undefined => {
  const value = versionOn(register.timelineOf<Kind>(id), day)?.value;
  return value !== undefined && "parent" in value ? value.parent : undefined;
};

const rename = (record: string, name: string): Operation => ({ op: "rename", record, name });
const amend = (record: string, set: Readonly<Record<string, unknown>>, until?: Day): Operation => ({
  op: "amend",
  record,
  set,
  until,
});
const end = (record: string, ...successors: string[]): Operation => ({ op: "end", record, successors });
const merge = (into: string, ...from: string[]): Operation => ({ op: "merge", from, into });
const recode = (record: string, code: string, scheme: "NBS" | "local" | "CJ/T 213-2005" = "NBS"): Operation => ({
  op: "recode",
  record,
  scheme,
  code,
});
const excused = (grid: string): Operation => amend(grid, { exception: "two grids were put together" });
const post = (parent: string, kind: PostKind, holder?: string): Operation => ({
  op: "register",
  kind: "post",
  value: { parent, kind, ...(holder === undefined ? {} : { holder }) },
});
/** Gives a grid so many households, by those of its first courtyard. */
const sized = ({ register }: TestDistrict, grid: Id, households: number, day = SPRING): Operation => {
  const yards = register.childrenOf(grid, "courtyard", day);
  const others = yards.slice(1).reduce((sum, { version }) => sum + version.value.households, 0);
  return amend(yards[0]?.id ?? "", { households: households - others, buildings: [] });
};
const community = (parent: string, code: string) => ({
  parent,
  name: "新社区",
  codes: [{ scheme: "NBS", code }] as const,
  kind: "residentsCommittee" as const,
});

describe("registering 登记", () => {
  it("gives what is new an id for ever, from its day on", () => {
    const one = district();
    const { happenings } = one.attempt(SPRING, {
      op: "register",
      kind: "community",
      value: community("s-0001", "990101001003"),
    });
    expect(happenings).toEqual([
      {
        type: "registered",
        id: "c-0006",
        kind: "community",
        effectiveFrom: SPRING,
        name: "新社区",
        code: "990101001003",
        parent: "s-0001",
      },
    ]);
    expect(nameOn(one, "c-0006", "2018-02-28")).toBeUndefined();
    expect(nameOn(one, "c-0006", SPRING)).toBe("新社区");
  });

  it("lets later operations of the same change name it, and others be named by their codes", () => {
    const one = district();
    const { refused } = one.attempt(
      SPRING,
      { op: "register", kind: "person", ref: "new", value: { label: "网格员 0999", origin: "auxiliary" } },
      amend("p-0001", { holder: "@new" }),
      { op: "register", kind: "rota", value: { parent: "990101001001001", persons: ["@new", "w-0005"], turnDays: 1 } },
    );
    expect(refused).toEqual([]);
    expect(valueOn(one, "post", "p-0001", SPRING)?.holder).toBe("w-0074");
    expect(valueOn(one, "rota", "r-0006", SPRING)).toMatchObject({ parent: GRID, persons: ["w-0074", "w-0005"] });
  });

  it("may be for a time only, and others hear of both days", () => {
    const one = district();
    const station = { parent: "c-0001", kind: "heartLinkStation", name: "临时驿站", address: "", at: { lng: 104, lat: 30 }, hours: [], facts: {} } as const; // prettier-ignore
    const { happenings } = one.attempt(SPRING, { op: "register", kind: "station", value: station, until: SUMMER });
    expect(happenings).toMatchObject([
      { type: "registered", effectiveFrom: SPRING },
      { type: "superseded", effectiveFrom: SUMMER, successors: [] },
    ]);
    expect(nameOn(one, "k-0019", "2018-05-31")).toBe("临时驿站");
    expect(nameOn(one, "k-0019", SUMMER)).toBeUndefined();
    expect(one.register.endingsOf("k-0019")).toMatchObject([{ on: SUMMER, successors: [] }]);
  });

  it("refuses what would end before it begins, and leaves the timeline as it was", () => {
    const one = district();
    const before = one.register.timelineOf("c-0001");
    for (const until of [SPRING, "2018-02-01"]) {
      expect(one.attempt(SPRING, absence("w-0001", until)).refused).toEqual(["registry.span.empty"]);
      expect(one.attempt(SPRING, amend("c-0001", { name: "短社区" }, until)).refused).toEqual(["registry.span.empty"]);
    }
    expect(one.attempt(SPRING, absence("w-0001", dayAfter(SPRING))).refused).toEqual([]);
    expect(one.register.timelineOf("c-0001")).toBe(before);
  });

  it("refuses to lean on what is unknown, not there yet, or of a kind that cannot stand there", () => {
    const one = district();
    const section = (parent: string): Operation => ({
      op: "register",
      kind: "section",
      value: { parent, name: "科", functionClass: "urbanisation" },
    });
    expect(one.attempt(SPRING, section("s-0099")).refused).toEqual(["registry.record.unknown"]);
    expect(one.attempt(SPRING, section("@nobody")).refused).toEqual(["registry.record.unknown"]);
    expect(one.attempt("2017-12-31", rename("c-0001", "太早")).refused).toEqual(["registry.record.unknown"]);
    expect(one.attempt(SPRING, section("c-0001")).refused).toContain("registry.record.reference");
    expect(one.attempt(SPRING, post(GRID, "stationClerk", "y-0001")).refused).toEqual(["registry.record.reference"]);
  });
});

describe("amending 修改", () => {
  it("holds from its day on and leaves the days before", () => {
    const one = district();
    one.attempt(SPRING, amend("y-0001", { company: "新物业" }));
    expect(valueOn(one, "courtyard", "y-0001", "2018-02-28")?.company).not.toBe("新物业");
    expect(valueOn(one, "courtyard", "y-0001", SPRING)?.company).toBe("新物业");
  });

  it("of an earlier day keeps what somebody already set anew for a later one", () => {
    const one = district();
    one.attempt(SUMMER, rename("c-0001", "夏社区"));
    one.attempt(SPRING, amend("c-0001", { name: "春社区", kind: "villageCommittee" }));
    expect([FIRST, SPRING, SUMMER].map((day) => nameOn(one, "c-0001", day))).toEqual(["社区1", "春社区", "夏社区"]);
    expect(valueOn(one, "community", "c-0001", SUMMER)?.kind).toBe("villageCommittee");
  });

  it("keeps the later one also after it went back to what it was", () => {
    const one = district();
    one.attempt(SUMMER, rename("c-0001", "夏社区"));
    one.attempt(AUTUMN, rename("c-0001", "社区1"));
    one.attempt(SPRING, rename("c-0001", "春社区"));
    expect([SPRING, SUMMER, AUTUMN].map((day) => nameOn(one, "c-0001", day))).toEqual(["春社区", "夏社区", "社区1"]);
  });

  it("until a day goes back then to what was, and says so", () => {
    const one = district();
    const { happenings } = one.attempt(SPRING, amend("c-0001", { name: "春社区" }, SUMMER));
    expect([SPRING, "2018-05-31", SUMMER].map((day) => nameOn(one, "c-0001", day))).toEqual([
      "春社区",
      "春社区",
      "社区1",
    ]);
    expect(happenings).toMatchObject([
      { type: "renamed", effectiveFrom: SPRING, name: "春社区" },
      { type: "renamed", effectiveFrom: SUMMER, name: "社区1", before: "春社区" },
    ]);
  });

  it("takes a field away with null", () => {
    const one = district();
    expect(one.attempt(SPRING, amend("p-0001", { holder: null })).happenings).toMatchObject([
      { type: "held", holder: undefined, before: "w-0001" },
    ]);
    expect(valueOn(one, "post", "p-0001", SPRING)).not.toHaveProperty("holder");
  });

  it("tells each kind of news by its name, and nothing where nothing is new", () => {
    const one = district();
    expect(one.attempt(SPRING, rename("s-0001", "街道1")).happenings).toEqual([]);
    expect(one.attempt(SPRING, amend("y-0001", { parent: NEIGHBOUR, areaM2: 5 })).happenings).toMatchObject([
      { type: "moved", parent: NEIGHBOUR, before: GRID },
      { type: "amended", fields: ["areaM2"] },
    ]);
    expect(one.attempt(SPRING, recode(GRID, "99010100100101", "CJ/T 213-2005")).happenings).toMatchObject([
      { type: "amended", fields: ["codes"] },
    ]);
  });

  it("does not tell who is away, nor who came", () => {
    const one = district();
    expect(one.attempt(SPRING, absence("w-0001", SUMMER)).happenings).toEqual([]);
    expect(one.attempt(SPRING, amend("w-0001", { label: "网格员 1" })).happenings).toEqual([]);
  });
});

describe("re-coding 改码", () => {
  it("of a community takes its grids along, sequence for sequence", () => {
    const one = district();
    expect(one.attempt(SPRING, recode("c-0001", "990101001777")).refused).toEqual([]);
    expect(codeOn(one, GRID, "2018-02-28")).toBe("990101001001001");
    expect(codeOn(one, GRID, SPRING)).toBe("990101001777001");
    expect(codeOn(one, NEIGHBOUR, SPRING)).toBe("990101001777002");
  });

  it("of a street alone is refused: its communities would not lie under it", () => {
    expect(district().attempt(SPRING, recode("s-0001", "990101009")).refused).toEqual(["registry.code.not_nested"]);
  });

  it("of a street with all its communities is one change", () => {
    const one = district();
    const communities = [recode("c-0001", "990101009001"), recode("c-0002", "990101009002")];
    expect(one.attempt(SPRING, recode("s-0001", "990101009"), ...communities).refused).toEqual([]);
    expect(one.placesOn(SPRING).grids.filter(({ code }) => code.startsWith("990101009"))).toHaveLength(5);
  });

  it("under one scheme leaves the codes of the others", () => {
    const one = district();
    one.attempt(SUMMER, recode(GRID, "99010100100101", "CJ/T 213-2005"));
    one.attempt(SPRING, recode("c-0001", "990101001777"));
    expect(codeOn(one, GRID, SUMMER)).toBe("990101001777001");
    expect(valueOn(one, "grid", GRID, SUMMER)?.codes).toHaveLength(2);
    one.attempt(FIRST, recode(NEIGHBOUR, "99010100100102", "CJ/T 213-2005"));
    expect(codeOn(one, NEIGHBOUR, "2018-02-28")).toBe("990101001001002");
    expect(valueOn(one, "grid", NEIGHBOUR, SPRING)?.codes).toContainEqual({
      scheme: "CJ/T 213-2005",
      code: "99010100100102",
    });
  });

  it("of an earlier day takes along grids that came later, and leaves what was re-coded later", () => {
    const one = district();
    const grid = { parent: "c-0001", name: "新网格", codes: [{ scheme: "local", code: "990101001001009" }], management: "unitDormitory" }; // prettier-ignore
    // The new grid takes the ground of an old one, which is given up for it.
    const ring = valueOn(one, "grid", GRID, FIRST)?.ring;
    const yards = one.register.childrenOf(GRID, "courtyard", SUMMER).map(({ id }) => id);
    const replaced = one.attempt(
      SUMMER,
      { op: "split", record: GRID, into: [{ ref: "new", value: { ...grid, ring } as never, children: yards }] },
      ...["gridWorker", "gridWorker", "gridResponsible"].map((kind) => post("@new", kind as PostKind)),
    );
    expect(replaced.refused).toEqual([]);
    one.attempt(AUTUMN, recode("c-0001", "990101001888"));
    expect(one.attempt(SPRING, recode("c-0001", "990101001777")).refused).toEqual([]);
    expect([SPRING, SUMMER, AUTUMN].map((day) => codeOn(one, "c-0001", day)?.slice(-3))).toEqual(["777", "777", "888"]);
    expect([SUMMER, AUTUMN].map((day) => codeOn(one, "g-0013", day)?.slice(-6))).toEqual(["777009", "888009"]);
  });

  it("gives no grid a code that was ever another's", () => {
    const one = district();
    one.attempt(SPRING, recode(GRID, "990101001001111", "local"), recode(NEIGHBOUR, "990101001001112", "local"));
    // Both want 111 and 112 under the new code; coming back, 111 is the first grid's own.
    one.attempt(SUMMER, recode(NEIGHBOUR, "990101001001113", "local"));
    one.attempt(AUTUMN, amend("g-0003", { parent: "c-0001" }));
    expect(codeOn(one, "g-0003", AUTUMN)).toBe("990101001001003");
    one.attempt("2018-10-01", recode("g-0003", "990101001001112", "local"));
    expect(one.register.resolve("990101001001112", "2018-04-01")).toBe(NEIGHBOUR);
    expect(one.register.resolve("990101001001112", "2018-08-01")).toBe(NEIGHBOUR);
    expect(one.register.resolve("990101001001112", "2018-10-01")).toBe("g-0003");
    expect(one.register.resolve("990101001001112", "2017-01-01")).toBe(NEIGHBOUR);
  });

  it("takes the next free sequence, and says so when all 999 were given out", () => {
    const one = district();
    // Every code of the community was once that of some component.
    const used = Array.from({ length: 999 }, (_, index) => `990101001777${String(index + 1).padStart(3, "0")}`);
    const component = (codes: readonly string[]): Operation => ({
      op: "register",
      kind: "component",
      value: { parent: "s-0001", name: "路灯", codes: codes.map((code) => ({ scheme: "GB/T 30428.1-2013", code })), at: { lng: 104, lat: 30 }, state: "intact", owner: "区城管局", accuracy: "A", surveyedOn: FIRST }, // prettier-ignore
    });
    expect(one.attempt(FIRST, component(used.slice(0, 997))).refused).toEqual([]);
    one.attempt(SPRING, recode("c-0001", "990101001777"));
    expect([codeOn(one, GRID, SPRING), codeOn(one, NEIGHBOUR, SPRING)].sort()).toEqual(used.slice(997));
    const other = district();
    other.attempt(FIRST, component(used));
    expect(other.attempt(SPRING, recode("c-0001", "990101001777")).refused).toEqual(["registry.code.exhausted"]);
  });

  it("of the very first day still lets papers of before find their place", () => {
    const one = district();
    one.attempt(FIRST, recode("c-0001", "990101001777"));
    expect(one.register.resolve("990101001001001", SPRING)).toBe(GRID);
    expect(one.register.resolve("990101001001", SPRING)).toBe("c-0001");
  });
});

describe("merging 撤并", () => {
  it("of grids makes one piece of ground, takes the courtyards along and needs a reason for its size", () => {
    const one = district();
    expect(one.attempt(SPRING, merge(GRID, NEIGHBOUR)).refused).toEqual(["registry.grid.households"]);
    const { refused, happenings } = one.attempt(SPRING, merge(GRID, NEIGHBOUR), excused(GRID));
    expect(refused).toEqual([]);
    expect(one.placesOn(SPRING).grid(GRID)).toMatchObject({ households: 441 + 488 });
    expect(one.placesOn(SPRING).grids).toHaveLength(11);
    expect(happenings).toContainEqual({
      type: "superseded",
      id: NEIGHBOUR,
      kind: "grid",
      effectiveFrom: SPRING,
      code: "990101001001002",
      successors: [GRID],
      codes: ["990101001001001"],
    });
    expect(one.register.heirsOf(NEIGHBOUR, SPRING)).toEqual([GRID]);
    expect(one.register.heirsOf(NEIGHBOUR, "2018-02-28")).toEqual([NEIGHBOUR]);
  });

  it("of any two neighbours keeps the corners that third ones have on a straight line", () => {
    const corners = (id: Id) =>
      new Set(edgesOf(division.grids.find((grid) => grid.id === id)?.ring ?? []).map((edge) => JSON.stringify(edge)));
    const touching = division.grids.flatMap((a) =>
      division.grids.filter(
        (b) => a.id < b.id && edgesOf(a.ring).some(([from, to]) => corners(b.id).has(JSON.stringify([to, from]))),
      ).map((b) => [a.id, b.id] as const),
    ); // prettier-ignore
    let merged = 0;
    for (const [into, from] of touching) {
      const one = district();
      const { refused } = one.attempt(SPRING, merge(into, from), excused(into));
      expect(["", "registry.grid.not_one_piece"]).toContain(refused.join());
      if (refused.length > 0) continue;
      merged += 1;
      const { district: whole, grids } = one.placesOn(SPRING);
      expect(coverageProblems(whole.outline, grids.map(({ id, ring }) => ({ code: id, ring })))).toEqual([]); // prettier-ignore
    }
    expect(merged).toBeGreaterThan(15);
  });

  it("of grids that do not touch is refused", () => {
    expect(district().attempt(SPRING, merge(GRID, "g-0012"), excused(GRID)).refused).toEqual([
      "registry.grid.not_one_piece",
    ]);
  });

  it("counts what was counted where no courtyards are recorded", () => {
    const one = district();
    one.attempt(FIRST, amend(GRID, { counted: 301 }), amend(NEIGHBOUR, { counted: 302 }));
    one.attempt(SPRING, merge(GRID, NEIGHBOUR), excused(GRID));
    expect(valueOn(one, "grid", GRID, SPRING)?.counted).toBe(603);
  });

  it("names a place twice, or itself, and means it once", () => {
    const one = district();
    expect(one.attempt(SPRING, merge(GRID, NEIGHBOUR, NEIGHBOUR, GRID), excused(GRID)).refused).toEqual([]);
    expect(one.placesOn(SPRING).grids).toHaveLength(11);
    const alone = one.attempt(SUMMER, merge("g-0003", "g-0003"));
    expect([alone.refused, alone.happenings]).toEqual([[], []]);
    expect(one.placesOn(SUMMER).grid("g-0003")).toBeDefined();
  });

  it("of different kinds is refused", () => {
    expect(district().attempt(SPRING, merge(GRID, "c-0001")).refused).toEqual(["registry.record.kind"]);
  });

  it("of communities takes their grids and stations along and numbers the grids anew where numbers clash", () => {
    const one = district();
    expect(one.attempt(SPRING, merge("c-0001", "c-0002")).refused).toEqual([]);
    const { communities, grids } = one.placesOn(SPRING);
    expect(communities).toHaveLength(4);
    const codes = grids.filter(({ community: { id } }) => id === "c-0001").map(({ code }) => code);
    expect(codes.map((code) => code.slice(-3))).toEqual(["001", "002", "003", "004", "005"]);
    expect(new Set(codes.map((code) => code.slice(0, -3)))).toEqual(new Set(["990101001001"]));
    expect(one.register.childrenOf("c-0001", "station", SPRING)).toHaveLength(2);
    expect(one.register.childrenOf("c-0002", "post", SPRING)).toEqual([]);
  });

  it("of streets takes the communities along, gives up the offices, and leaves no zone a street that is gone", () => {
    const one = district();
    const recoded = ["c-0001", "c-0002"].map((id, nth) => recode(id, `99010100290${String(nth + 1)}`));
    expect(one.attempt(SPRING, merge("s-0002", "s-0001")).refused).toEqual(["registry.code.not_nested"]);
    expect(one.attempt(SPRING, merge("s-0002", "s-0001"), ...recoded).refused).toEqual([]);
    expect(one.placesOn(SPRING).streets.map(({ id }) => id)).toEqual(["s-0002"]);
    expect(one.placesOn(SPRING).street("s-0002")?.grids).toHaveLength(12);
    expect(one.register.childrenOf("s-0002", "section", SPRING)).toHaveLength(4);
    expect(one.register.find("post", "p-0047", SPRING)).toBeUndefined();
    expect(one.register.all("zone", SPRING).flatMap(({ version }) => version.value.streets)).toEqual(["s-0002"]);
    expect(one.register.all("zone", FIRST).flatMap(({ version }) => version.value.streets)).toEqual([
      "s-0001",
      "s-0002",
    ]);
  });

  it("of streets takes them out of zones on later days too", () => {
    const one = district();
    one.attempt(SUMMER, amend("z-0001", { streets: [] }), amend("z-0002", { streets: ["s-0001"] }));
    const recoded = ["c-0001", "c-0002"].map((id, nth) => recode(id, `99010100290${String(nth + 1)}`));
    expect(one.attempt(SPRING, merge("s-0002", "s-0001"), ...recoded).refused).toEqual([]);
    expect(valueOn(one, "zone", "z-0002", SUMMER)?.streets).toEqual([]);
  });

  it("of courtyards keeps every household and every building, and the walls between them fall", () => {
    const one = district();
    const buildings = (id: Id): number => valueOn(one, "courtyard", id, FIRST)?.buildings.length ?? 0;
    for (const [parent, other] of [
      ["y-0001", "y-0002"],
      ["y-0003", "y-0002"],
    ])
      // prettier-ignore
      one.attempt(FIRST, { op: "register", kind: "barrier", value: { parent, other, barrier: "wall" } as never });
    expect(one.attempt(SPRING, merge("y-0001", "y-0002")).refused).toEqual([]);
    expect(valueOn(one, "courtyard", "y-0001", SPRING)).toMatchObject({ households: 72 + 169 });
    expect(buildings("y-0001") + buildings("y-0002")).toBe(
      valueOn(one, "courtyard", "y-0001", SPRING)?.buildings.length,
    );
    expect(one.placesOn(SPRING).grid(GRID)?.households).toBe(441);
    for (const { version } of one.register.all("barrier", SPRING))
      expect([version.value.parent, version.value.other]).not.toContain("y-0002");
  });

  it("again and again leads from the first code to what is left", () => {
    const one = district();
    one.attempt(SPRING, merge(GRID, NEIGHBOUR), excused(GRID));
    const ring = valueOn(one, "grid", GRID, SPRING)?.ring;
    const yards = one.register.childrenOf(GRID, "courtyard", SUMMER).map(({ id }) => id);
    const part = (ref: string, code: string, children: string[], more: object) =>
      ({ ref, children, value: { parent: "c-0001", name: "片", management: "unitDormitory", codes: [{ scheme: "local", code }], ...more }, }) as never; // prettier-ignore
    const staff = ["gridWorker", "gridWorker", "gridResponsible"].map((kind) => post("@a", kind as PostKind));
    const { refused } = one.attempt(
      SUMMER,
      { op: "split", record: GRID, into: [part("a", "990101001001008", yards, { ring, exception: "put together before" })] }, // prettier-ignore
      ...staff,
    );
    expect(refused).toEqual([]);
    expect(one.register.heirsOf(NEIGHBOUR, SUMMER)).toEqual(["g-0013"]);
    expect(one.register.heirsOf(NEIGHBOUR, SPRING)).toEqual([GRID]);
  });
});

describe("splitting 拆分", () => {
  it("of a community gives each piece its grids, and the old code leads to both", () => {
    const one = district();
    const { refused } = one.attempt(SPRING, {
      op: "split",
      record: "c-0002",
      into: [
        { ref: "east", value: community("s-0001", "990101001011"), children: ["g-0003", "k-0011"] },
        { ref: "west", value: community("s-0001", "990101001012"), children: ["g-0004", "990101001002003"] },
      ],
    });
    expect(refused).toEqual([]);
    expect(
      one
        .placesOn(SPRING)
        .community("c-0007")
        ?.grids.map(({ code }) => code),
    ).toEqual(["990101001012002", "990101001012003"]);
    expect(one.register.heirsOf("c-0002", SPRING)).toEqual(["c-0006", "c-0007"]);
    expect(parentOn(one, "k-0011", SPRING)).toBe("c-0006");
  });

  it("that leaves grids behind is refused", () => {
    const { refused, problems } = district().attempt(SPRING, {
      op: "split",
      record: "c-0002",
      into: [{ value: community("s-0001", "990101001011"), children: ["g-0003", "g-0004"] }],
    });
    expect(refused).toEqual(["registry.record.orphaned"]);
    expect(problems.map(({ record }) => record)).toContain("g-0005");
  });

  it("of a grid that leaves courtyards behind is refused", () => {
    const one = district();
    const value = { ...valueOn(one, "grid", GRID, FIRST), codes: [{ scheme: "local", code: "990101001001008" }], exception: "only a part of it" }; // prettier-ignore
    expect(
      one.attempt(SPRING, { op: "split", record: GRID, into: [{ value: value as never, children: ["y-0001"] }] })
        .refused,
    ).toContain("registry.record.orphaned");
  });
});

describe("ending 撤销", () => {
  it("of a grid with courtyards is refused, and names each of them", () => {
    const { refused, problems } = district().attempt(SPRING, end(GRID));
    expect(refused).toContain("registry.record.orphaned");
    expect(problems.filter(({ code }) => code === "registry.record.orphaned").map(({ record }) => record)).toEqual([
      "y-0001",
      "y-0002",
      "y-0003",
      "y-0004",
      "y-0005",
    ]);
  });

  it("of a person who holds a post, stands in a rota or is away later is refused", () => {
    const one = district();
    const who = (id: Id) =>
      one.attempt(SPRING, end(id)).problems.map(({ record, details }) => `${record} ${String(details["field"])}`);
    expect(who("w-0001")).toEqual(["p-0001 holder", "r-0001 persons"]);
    expect(who("w-0033")).toEqual(["p-0033 holder", "r-0005 persons"]);
    one.attempt(SUMMER, absence("w-0046", AUTUMN), amend("p-0046", { holder: null }));
    expect(who("w-0046")).toEqual(["p-0046 holder", "a-0001 parent"]);
    one.attempt(SPRING, amend("p-0046", { holder: null }));
    expect(who("w-0046")).toEqual(["a-0001 parent"]);
  });

  it("of a person who stands in for somebody later is refused", () => {
    const one = district();
    one.attempt(FIRST, { op: "register", kind: "person", value: { label: "网格员 0999", origin: "auxiliary" } });
    one.attempt(FIRST, absence("w-0001", AUTUMN, { substitute: "w-0074" }));
    expect(one.attempt(SPRING, end("w-0074")).refused).toEqual(["registry.record.orphaned"]);
    expect(one.attempt(AUTUMN, end("w-0074")).refused).toEqual([]);
  });

  it("takes along what belongs to the place, and what was planned for the person it belonged to", () => {
    const one = district();
    expect(one.attempt(SPRING, end("k-0004")).refused).toEqual([]);
    expect(one.register.find("post", "p-0054", SPRING)).toBeUndefined();
    expect(one.register.find("post", "p-0054", "2018-02-28")).toBeDefined();
  });

  it("of what is not there on the day is refused", () => {
    const one = district();
    one.attempt(SPRING, end("k-0004"));
    expect(one.attempt(SPRING, end("k-0004")).refused).toEqual(["registry.record.unknown"]);
    expect(one.attempt(SPRING, end("k-0005", "k-0004")).refused).toEqual(["registry.record.unknown"]);
  });

  it("with nothing in its place says so to whoever asks by the old code", () => {
    const one = district();
    one.attempt(SPRING, { op: "register", kind: "community", value: community("s-0001", "990101001003") });
    one.attempt(SUMMER, end("c-0006"));
    expect(one.register.resolve("990101001003", AUTUMN)).toBe("c-0006");
    expect(one.register.heirsOf("c-0006", AUTUMN)).toEqual([]);
    expect(one.register.endingsOf("c-0006")).toMatchObject([{ on: SUMMER, successors: [] }]);
  });

  it("on the very first day still leads from the old code to what took over", () => {
    const one = district();
    expect(one.attempt(FIRST, merge(GRID, NEIGHBOUR), excused(GRID)).refused).toEqual([]);
    expect(one.register.resolve("990101001001002", SPRING)).toBe(NEIGHBOUR);
    expect(one.register.heirsOf(NEIGHBOUR, SPRING)).toEqual([GRID]);
  });

  it("of an earlier day takes the place of the later ending", () => {
    const one = district();
    one.attempt(AUTUMN, merge("c-0001", "c-0002"));
    expect(one.attempt(SPRING, merge("c-0001", "c-0002")).refused).toEqual([]);
    expect(one.register.endingsOf("c-0002")).toMatchObject([{ on: SPRING, successors: ["c-0001"] }]);
    expect(one.register.heirsOf("c-0002", SUMMER)).toEqual(["c-0001"]);
  });
});

describe("the size of a grid", () => {
  it.each([[299, "registry.grid.households"], [300, ""], [500, ""], [501, "registry.grid.households"]])(
    "of %i households: %s",
    (households, code) => {
      const one = district();
      expect(one.attempt(SPRING, sized(one, GRID, households)).refused.join()).toBe(code);
    },
  ); // prettier-ignore

  it("may be another for a stated reason, until the reason is taken away", () => {
    const one = district();
    expect(one.attempt(SPRING, sized(one, GRID, 501), excused(GRID)).refused).toEqual([]);
    expect(one.attempt(SUMMER, amend(GRID, { exception: null })).refused).toEqual(["registry.grid.households"]);
  });

  it("counts on every day from the change on: courtyards that come or go later too", () => {
    const one = district();
    // 441 households now; from summer on 100 more, unless somebody moves out before.
    one.attempt(SUMMER, sized(one, GRID, 500, SUMMER));
    const [, second] = one.register.childrenOf(GRID, "courtyard", FIRST);
    const { problems } = one.attempt(SPRING, amend(second?.id ?? "", { households: 200, buildings: [] }));
    expect(problems).toMatchObject([
      { code: "registry.grid.households", record: GRID, on: SUMMER, details: { households: 531 } },
    ]);
  });

  it("counts for the grid a courtyard leaves as for the one it comes to, whatever day that is", () => {
    for (const day of [FIRST, SPRING]) {
      const one = district();
      const { problems } = one.attempt(day, amend("y-0002", { parent: "g-0005" }));
      expect(problems.map(({ record }) => record)).toEqual(["g-0001"]);
      expect(one.attempt(day, amend("y-0002", { parent: NEIGHBOUR })).problems.map(({ record }) => record)).toEqual([
        GRID,
        NEIGHBOUR,
      ]);
    }
  });

  it("counts for the grid a courtyard would have come to later, had it not been given up before", () => {
    const one = district();
    one.attempt(SUMMER, amend("y-0001", { parent: "g-0005" }), sized(one, "g-0003", 308), excused("g-0005"));
    one.attempt(AUTUMN, sized(one, "g-0005", 306, AUTUMN), amend("g-0005", { exception: null }));
    const { problems } = one.attempt(SPRING, end("y-0001"));
    expect(problems.map(({ record, on }) => [record, on])).toEqual([["g-0005", AUTUMN]]);
  });

  it("counts for the grid of a courtyard that is given up on its first day", () => {
    const one = district();
    expect(one.attempt(FIRST, end("y-0002")).problems.map(({ record }) => record)).toEqual([GRID]);
  });

  it("follows the figures of the day, also where these change in the middle of what is asked", () => {
    const figures = [
      parametersFrom("2012-01-01", { to: SUMMER }),
      parametersFrom(SUMMER, { householdsPerGrid: { low: 300, high: 400 } }),
    ];
    const one = district(figures);
    expect(one.attempt(SPRING, sized(one, GRID, 401)).problems).toMatchObject([{ record: GRID, on: SUMMER }]);
    expect(one.attempt(SPRING, sized(one, GRID, 400)).refused).toEqual([]);
    expect(one.attempt(SUMMER, sized(one, NEIGHBOUR, 450, SUMMER)).problems).toMatchObject([{ on: SUMMER }]);
  });

  it("cannot be judged on a day for which nobody wrote figures", () => {
    const one = district([parametersFrom(SPRING)]);
    expect(() => one.attempt(FIRST, sized(one, GRID, 400))).toThrow(
      expect.objectContaining({ code: "registry.parameters.missing" }),
    );
    expect(one.attempt(SPRING, sized(one, GRID, 400)).refused).toEqual([]);
  });
});

describe("the posts of a grid", () => {
  const workersAre = (count: number): readonly Operation[] => [
    ...["p-0001", "p-0002", "p-0003"].slice(Math.min(count, 3)).map((id) => end(id)),
    ...Array.from({ length: Math.max(0, count - 3) }, () => post(GRID, "gridWorker")),
  ];

  it.each([[1, "registry.grid.staffing"], [2, ""], [3, ""], [4, "registry.grid.staffing"]])(
    "of %i workers: %s",
    (count, code) => {
      expect(district().attempt(SPRING, ...workersAre(count)).refused.join()).toBe(code);
    },
  ); // prettier-ignore

  it.each([[0, "registry.grid.staffing"], [1, ""], [2, "registry.grid.staffing"]])(
    "of %i who answer for it: %s",
    (count, code) => {
      const responsible = Array.from({ length: count }, () => post(GRID, "gridResponsible"));
      expect(district().attempt(SPRING, end("p-0034"), ...responsible).refused.join()).toBe(code);
    },
  ); // prettier-ignore

  it("may be vacant: a post without a holder is a post", () => {
    expect(district().attempt(SPRING, amend("p-0034", { holder: null })).refused).toEqual([]);
  });

  it("are held by different people", () => {
    expect(district().attempt(SPRING, amend("p-0001", { holder: "w-0002" })).refused).toEqual([
      "registry.grid.staffing",
    ]);
  });

  it("are missed on the very first day too", () => {
    expect(district().attempt(FIRST, end("p-0034")).refused).toEqual(["registry.grid.staffing"]);
  });

  it("are missed where one is given up that would have gone to another grid later", () => {
    const one = district();
    const moved = one.attempt(SUMMER, amend("p-0001", { parent: "g-0005" }), amend("p-0013", { parent: GRID }));
    expect(moved.refused).toEqual([]);
    const { problems } = one.attempt(SPRING, end("p-0001"));
    expect(problems).toMatchObject([{ record: "g-0005", on: SUMMER }]);
  });
});

describe("who stands in", () => {
  it("is whom the absence names, then whose turn it is by the rota, and nobody twice", () => {
    const one = district();
    one.attempt(FIRST, amend("r-0001", { persons: ["w-0002", "w-0004", "w-0005"], turnDays: 7 }));
    one.attempt(FIRST, absence("w-0001", SUMMER), absence("w-0003", SUMMER, { substitute: "w-0006" }));
    expect(staffOn(one.register, GRID, FIRST).standIns).toEqual([
      { for: "w-0001", by: "w-0004" },
      { for: "w-0003", by: "w-0006" },
    ]);
    expect(staffOn(one.register, GRID, dayAfter(FIRST, 14)).standIns[0]).toEqual({ for: "w-0001", by: "w-0005" });
    expect(staffOn(one.register, GRID, SUMMER)).toEqual({
      workers: ["w-0001", "w-0002", "w-0003"],
      responsible: "w-r0001",
      standIns: [],
    });
  });

  it("is nobody where all of the rota are away", () => {
    const one = district();
    one.attempt(FIRST, amend("r-0001", { persons: ["w-0002"] }), absence("w-0001", SUMMER), absence("w-0002", SUMMER));
    expect(staffOn(one.register, GRID, FIRST)).toMatchObject({
      workers: ["w-0003"],
      standIns: [{ by: undefined }, { by: undefined }],
    });
  });
});

describe("turns of duty", () => {
  it("go by the rota of the place, to the first in turn who is there", () => {
    const one = district();
    one.attempt(FIRST, amend("r-0001", { persons: ["w-0002", "w-0004", "w-0005"], turnDays: 1 }));
    one.attempt(FIRST, absence("w-0004", dayAfter(FIRST, 3)));
    const section = one.register.find("rota", "r-0001", FIRST)?.version.value.parent;
    const asked = { section, from: FIRST, to: dayAfter(FIRST, 4), persons: ["w-0002", "w-0004", "w-9999"] };
    expect(dutyTurns(one.register, asked)).toEqual({
      turns: ["w-0002", "w-0005", "w-0005", "w-0002", "w-0004"].map((person, index) => ({
        day: dayAfter(FIRST, index),
        person,
      })),
      away: ["w-0004", "w-9999"],
    });
    expect(dutyTurns(one.register, { ...asked, section: "n-9999", to: FIRST }).turns).toEqual([{ day: FIRST }]);
  });
});

describe("codes", () => {
  it.each([
    ["GB/T 2260", "510108", "51010"],
    ["NBS", "510108002", "5101080020"],
    ["NBS", "510108002001", "5101080020011"],
    ["local", "510108002001001", "51010800200100"],
    ["CJ/T 213-2005", "51010800200101", "510108002001011"],
    ["GB/T 30428.1-2013", "510108002001001", "51010800200100x"],
    ["CJ/T 349-2010", "01020351010800200101", "0102035101080020010"],
    ["CJ/T 214", "5101080102000001", "510108010200001"],
    ["GB 32100-2015", "51510108MJYYYYY072", "51510108MJYYYYY070"],
    ["GB 32100-2015", "52510108MJYYYYY15R", "52510108MJIYYYY15R"],
    ["GB 32100-2015", "91350100M000100Y43", "3510108MJYYYYY23H"],
  ] as const)("of %s can be %s and not %s", (scheme, good, bad) => {
    expect(codeProblem({ scheme, code: good })).toBeUndefined();
    expect(codeProblem({ scheme, code: bad })).toBeTypeOf("string");
  });

  it.each([
    "53510108MJYYYYY23H",
    "52510100MJYYYYY31U",
    "91510108MAYYYYY47H",
    "11510108MBYYYYY593",
    "12510108MBYYYYY67T",
    "55510108MJYYYYY74K",
  ])("of unified social credit end in their check character: %s", (code) => {
    expect(codeProblem({ scheme: "GB 32100-2015", code })).toBeUndefined();
    const other = code.endsWith("0") ? "1" : "0";
    expect(codeProblem({ scheme: "GB 32100-2015", code: `${code.slice(0, -1)}${other}` })).toBeDefined();
  });

  it("that do not look like their scheme are refused", () => {
    expect(district().attempt(SPRING, recode(GRID, "9901010010010", "CJ/T 213-2005")).refused).toEqual([
      "registry.code.invalid",
    ]);
  });

  it("belong to one record at a time", () => {
    const one = district();
    expect(one.attempt(SPRING, recode(GRID, "990101001001002", "local")).problems).toMatchObject([
      { code: "registry.code.taken", record: GRID, details: { by: NEIGHBOUR } },
    ]);
    const swap = [recode(GRID, "990101001001002", "local"), recode(NEIGHBOUR, "990101001001001", "local")];
    expect(one.attempt(SPRING, ...swap).refused).toEqual([]);
    expect(one.register.resolve("990101001001002", "2018-02-28")).toBe(NEIGHBOUR);
    expect(one.register.resolve("990101001001002", SPRING)).toBe(GRID);
  });

  it("are taken also where the other gets them only later", () => {
    const one = district();
    one.attempt(SUMMER, recode(NEIGHBOUR, "990101001001009", "local"));
    expect(one.attempt(SPRING, recode(GRID, "990101001001009", "local")).problems).toMatchObject([
      { code: "registry.code.taken", on: SUMMER },
    ]);
    expect(one.attempt(SPRING, recode(GRID, "990101001001008", "local")).refused).toEqual([]);
  });

  it("begin with that of the place above, three digits longer", () => {
    const one = district();
    expect(one.attempt(SPRING, recode(GRID, "990101001002009", "local")).refused).toEqual(["registry.code.not_nested"]);
    expect(one.attempt(SPRING, amend("c-0001", { parent: "s-0002" })).refused).toEqual(["registry.code.not_nested"]);
  });

  it("that a unit grid has under another standard do not hide the grid commonly known by them", () => {
    const one = district();
    const standard = { scheme: "GB/T 30428.1-2013", code: "990101001001002" };
    const own = { scheme: "local", code: "990101001001001" };
    expect(one.attempt(FIRST, amend(GRID, { codes: [own, standard] })).refused).toEqual([]);
    expect(one.register.resolve("990101001001002", SPRING)).toBe(NEIGHBOUR);
    expect(one.register.resolve("990101001001001", SPRING)).toBe(GRID);
  });
});

describe("street offices", () => {
  const section = (functionClass: string, street = "s-0001"): Operation => ({
    op: "register",
    kind: "section",
    value: { parent: street, name: "科", functionClass } as never,
  });

  it("have one section for each class of functions", () => {
    for (const functionClass of urbanClasses)
      expect(district().attempt(SPRING, section(functionClass)).refused).toEqual(["registry.section.function_class"]);
    expect(district().attempt(SPRING, end("n-0001"), section("internalManagement")).refused).toEqual([]);
  });

  it("have one for urbanisation only where the street is agricultural", () => {
    const one = district();
    expect(one.attempt(SPRING, section("urbanisation")).refused).toEqual(["registry.section.function_class"]);
    expect(one.attempt(SPRING, amend("s-0001", { isAgricultural: true }), section("urbanisation")).refused).toEqual([]);
    expect(one.attempt(SUMMER, amend("s-0001", { isAgricultural: false })).refused).toEqual([
      "registry.section.function_class",
    ]);
  });

  it("do economic work only in the investment sub-centre", () => {
    const one = district();
    expect(one.attempt(SPRING, post("k-0004", "investmentOfficer")).refused).toEqual([]);
    for (const place of ["k-0001", "s-0001", "c-0001", GRID, "n-0001"])
      expect(one.attempt(SPRING, post(place, "investmentOfficer")).refused).toEqual(["registry.post.economic"]);
    expect(one.attempt(SPRING, amend("k-0004", { kind: "heartLinkStation" })).refused).toEqual([
      "registry.post.economic",
    ]);
  });

  it("do none in a centre that will be another one by then", () => {
    const one = district();
    one.attempt(SUMMER, end("p-0054"));
    one.attempt(SUMMER, amend("k-0004", { kind: "heartLinkStation" }));
    expect(one.attempt(SPRING, post("k-0004", "investmentOfficer")).problems).toMatchObject([
      { code: "registry.post.economic", on: SUMMER },
    ]);
  });

  it("have one centre of each kind", () => {
    expect(district().attempt(SPRING, amend("k-0001", { kind: "accountingCentre" })).refused).toEqual([
      "registry.station.twice",
    ]);
  });
});

describe("functional zones 产业功能区", () => {
  it("do not share a street", () => {
    const one = district();
    expect(one.attempt(SPRING, amend("z-0002", { streets: ["s-0001"] })).refused).toEqual([
      "registry.zone.overlapping",
    ]);
    const handed = [amend("z-0001", { streets: [] }), amend("z-0002", { streets: ["s-0001"] })];
    expect(one.attempt(SPRING, ...handed).refused).toEqual([]);
  });

  it("do not share it on a later day either", () => {
    const one = district();
    one.attempt(SPRING, amend("z-0001", { streets: [] }));
    one.attempt(SUMMER, amend("z-0002", { streets: ["s-0001"] }));
    expect(one.attempt(SPRING, amend("z-0003", { streets: ["s-0001"] })).problems).toMatchObject([
      { code: "registry.zone.overlapping", record: "s-0001", on: SUMMER },
    ]);
    expect(one.attempt(SPRING, amend("z-0003", { streets: ["s-0001"] }, SUMMER)).refused).toEqual([]);
  });
});

describe("a courtyard", () => {
  it("has the households of its buildings, where these are recorded", () => {
    const one = district();
    expect(one.attempt(SPRING, amend("y-0001", { households: 73 })).refused).toEqual(["registry.courtyard.households"]);
    expect(one.attempt(SPRING, amend("y-0001", { households: 73, buildings: [] })).refused).toEqual([]);
  });
});

describe("the ground", () => {
  const ringOf = (one: TestDistrict, id: Id, day: Day) => valueOn(one, "grid", id, day)?.ring;

  it("lies in exactly one grid: a line cannot be drawn without its neighbour", () => {
    const one = district();
    const [first, ...rest] = ringOf(one, GRID, FIRST) ?? [];
    const drawn = (steps: number) => amend(GRID, { ring: [{ x: (first?.x ?? 0) + steps, y: first?.y ?? 0 }, ...rest] });
    for (const day of [FIRST, SPRING])
      expect(new Set(one.attempt(day, drawn(1_000)).refused)).toEqual(new Set(["registry.ground.uncovered"]));
    expect(one.register.timelineOf(GRID)).toHaveLength(1);
    // A centimetre is drawing noise.
    expect(one.attempt(SPRING, drawn(1)).refused).toEqual([]);
  });

  it("is looked at again when a line goes back to where it was", () => {
    const one = district();
    const before = ringOf(one, GRID, FIRST);
    one.attempt(SPRING, merge(GRID, NEIGHBOUR), excused(GRID));
    expect(one.attempt(SPRING, amend(GRID, { ring: before })).refused).toEqual(["registry.ground.uncovered"]);
  });

  it("is looked at on its first day, though the grid has had other names since", () => {
    const one = district();
    one.attempt(SPRING, rename(GRID, "改名网格"));
    one.attempt(SUMMER, rename(GRID, "又改名网格"));
    const ring = ringOf(one, "g-0003", FIRST);
    expect(one.attempt(FIRST, amend(GRID, { ring })).refused).toEqual(["registry.ground.uncovered"]);
  });

  it("is looked at on later days too: who was to take a piece over then may be gone", () => {
    const one = district();
    one.attempt(AUTUMN, merge(GRID, NEIGHBOUR), excused(GRID));
    const found = division.grids
      .filter(({ id }) => id !== GRID && id !== NEIGHBOUR)
      .map(({ id }) => one.attempt(SPRING, merge(id, GRID), excused(id)))
      .filter(({ refused }) => !refused.includes("registry.grid.not_one_piece"));
    expect(found.length).toBeGreaterThan(0);
    for (const { problems } of found)
      expect(problems).toContainEqual(expect.objectContaining({ code: "registry.ground.uncovered", on: AUTUMN }));
  });
});

describe("a change that is refused", () => {
  it("leaves nothing behind: not an id, not a code, not an order", () => {
    const one = district();
    const ids = () => (["community", "person", "post", "grid"] as const).map((kind) => one.register.newId(kind));
    const before = ids();
    const yards = one.register.childrenOf(NEIGHBOUR, "courtyard", FIRST).map(({ id }) => id);
    one.attempt(SPRING, amend("y-0002", { parent: NEIGHBOUR }), recode(GRID, "990101001001099", "local"));
    one.attempt(SPRING, { op: "register", kind: "community", value: community("s-0001", "990101001001") });
    expect(ids()).toEqual(before);
    expect(one.register.resolve("990101001001099", SPRING)).toBeUndefined();
    expect([...one.register.everUnder(NEIGHBOUR)]).not.toContain("y-0002");
    one.attempt(SPRING, amend("y-0001", { parent: NEIGHBOUR }), excused(NEIGHBOUR));
    one.attempt(SPRING, amend("y-0002", { parent: NEIGHBOUR }), excused(GRID));
    expect(one.register.childrenOf(NEIGHBOUR, "courtyard", SPRING).map(({ id }) => id)).toEqual([
      ...yards,
      "y-0001",
      "y-0002",
    ]);
    expect(one.register.version).toBe(3);
  });

  it("leaves nothing behind even where it makes no sense at all", () => {
    const one = district();
    const before = one.register.timelineOf("z-0001");
    for (const streets of [null, 5])
      expect(() => one.attempt(SPRING, rename("c-0001", "甲"), amend("z-0001", { streets }))).toThrow(TypeError);
    expect(one.register.timelineOf("z-0001")).toBe(before);
    expect(nameOn(one, "c-0001", SPRING)).toBe("社区1");
    expect(one.register.version).toBe(1);
  });
});

it("a register to try things out on is the same, and leaves the other alone", () => {
  const one = district();
  one.attempt(SPRING, recode("c-0001", "990101001777"));
  const fork = one.register.fork();
  const content = (register: Register) =>
    kinds.flatMap((kind) =>
      register.idsOf(kind).map((id) => [
        [id, register.timelineOf<Kind>(id), register.endingsOf(id)],
        [[...register.everUnder(id)], [...register.everKnownAs(id)], register.newId(kind), register.version],
      ]),
    );
  const before = content(one.register);
  expect(content(fork)).toEqual(before);
  expect(fork.resolve("990101001001002", FIRST)).toBe(NEIGHBOUR);
  const request = {
    effectiveFrom: SUMMER,
    operations: [merge(GRID, NEIGHBOUR), recode(GRID, "990101001777999", "local")],
  };
  fork.apply(assertionsOf(fork, request), 3);
  expect(fork.heirsOf(NEIGHBOUR, SUMMER)).toEqual([GRID]);
  expect(content(one.register)).toEqual(before);
});

it("a grid without courtyards has the households that were counted", () => {
  const one = district();
  const yards = one.register.childrenOf(GRID, "courtyard", FIRST).map(({ id }) => id);
  const moved = yards.map((id) => amend(id, { parent: NEIGHBOUR }));
  expect(one.attempt(SPRING, ...moved, excused(NEIGHBOUR), amend(GRID, { counted: 310 })).refused).toEqual([]);
  const found = one.register.get("grid", GRID, SPRING);
  expect(householdsOf(one.register, found, SPRING)).toBe(310);
});
