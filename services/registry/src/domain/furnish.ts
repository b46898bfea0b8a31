/** Makes the first change of a register out of a drawn district, with everything the offices would have brought along. */
import { commonLinesOf } from "./borders.ts";
import { around, insideOf, sideOf, toPoint, type Ring, type Vertex } from "./geometry.ts";
import type { Division } from "./division.ts";
import { parentOf, type Courtyard, type Grid } from "./hierarchy.ts";
import { chance, type Chance } from "./random.ts";
import type {
  Building,
  FunctionClass,
  Id,
  Kind,
  PersonOrigin,
  PostKind,
  StationValue,
  Values,
} from "./register/records.ts";
import { KINDS } from "./register/records.ts";
import { STATION_KIND_NAMES, type StationKind } from "./standards/index.ts";
import type { Assertion } from "./register/register.ts";
import type { Day } from "./register/timeline.ts";

const SECTIONS: readonly (readonly [FunctionClass, string])[] = [
  ["internalManagement", "党政办公室"],
  ["socialConstruction", "社会建设科"],
  ["urbanManagement", "城市管理科"],
  ["socialManagement", "社会管理科"],
  ["urbanisation", "城市化推进科"],
];

const CENTRES = [
  "publicServiceCentre",
  "culturalActivityCentre",
  "accountingCentre",
  "investmentSubCentre",
] as const satisfies readonly StationKind[];

const DUTIES = [
  { matter: "产业规划定位", answers: "zone" },
  { matter: "投资促进统筹", answers: "zone" },
  { matter: "社会管理", answers: "street" },
  { matter: "公共服务", answers: "street" },
] as const;

/** 产业功能区: six over the streets (S4). Which street lay in which is not published: they are shared out in order. */
const ZONES = 6;

const WEEKDAYS = [
  { days: ["MO", "TU", "WE", "TH", "FR"], opens: "09:00", closes: "12:00" },
  { days: ["MO", "TU", "WE", "TH", "FR"], opens: "13:00", closes: "17:00" },
] as const;

/** A place inside a ring, about a share of the way from its middle to one of its corners. */
const within = (ring: Ring, middle: Vertex, nth: number, share: number): Vertex => {
  const corner = around(ring, nth);
  const at = {
    x: Math.round(middle.x + (corner.x - middle.x) * share),
    y: Math.round(middle.y + (corner.y - middle.y) * share),
  };
  return sideOf(ring, at) === "inside" ? at : middle;
};

const HOUSEHOLDS_A_BUILDING = { low: 24, high: 66 } as const;

const buildingsOf = ({ id, ring, households }: Courtyard, name: string, draw: Chance): readonly Building[] => {
  const count = Math.max(
    1,
    Math.round(households / draw.between(HOUSEHOLDS_A_BUILDING.low, HOUSEHOLDS_A_BUILDING.high)),
  );
  const middle = insideOf(ring);
  return Array.from({ length: count }, (_, nth) => {
    const units = draw.between(1, 2);
    return {
      id: `${id}-${String(nth + 1)}`,
      name: `${String(nth + 1)}栋`,
      households: Math.floor((households + nth) / count),
      entrances: Array.from({ length: units }, (_unit, unit) => ({
        id: `${id}-${String(nth + 1)}-${String(unit + 1)}`,
        address: `${name}${String(nth + 1)}栋${String(unit + 1)}单元`,
        at: toPoint(within(ring, middle, nth * 2 + unit, 0.2 + 0.5 * draw.next())),
      })),
    };
  });
};

/**
 * Everything of the first day: places, courtyards with buildings and addresses, barriers, stations, sections, zones, people
 * and posts. Made up from the division's seed, deterministically; only codes and names of streets and communities are real.
 */
export const furnish = (division: Division, from: Day): readonly Assertion[] => {
  const { seed, district, streets, communities, grids, courtyards, workers, responsibles } = division;
  const assertions: Assertion[] = [];
  const counts = new Map<Kind, number>();
  const say = <K extends Kind>(kind: K, value: Values[K], id?: Id): Id => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const given = id ?? `${KINDS[kind].prefix}-${String(number).padStart(4, "0")}`;
    assertions.push({ id: given, from, value });
    return given;
  };
  const codesOf = ({ code, scheme }: Pick<Grid, "code" | "scheme">) => [{ code, scheme }];
  const idByCode = new Map<string, Id>(
    [district, ...streets, ...communities, ...grids].map(({ code, id }) => [code, id]),
  );
  const idOf = (code: string | undefined): Id => idByCode.get(code ?? "") ?? district.id;

  say(
    "district",
    { name: district.name, codes: codesOf(district), outline: district.ring, synthetic: true },
    district.id,
  );
  for (const { id, name, isAgricultural, ...street } of streets)
    say("street", { parent: district.id, name, codes: codesOf(street), isAgricultural }, id);
  for (const { id, name, kind, ...community } of communities)
    say("community", { parent: idOf(parentOf(community.code)), name, codes: codesOf(community), kind }, id);
  for (const { id, name, management, ring, ...grid } of grids)
    say("grid", { parent: idOf(parentOf(grid.code)), name, codes: codesOf(grid), management, ring }, id);

  const gridByCode = new Map(grids.map((grid) => [grid.code, grid]));
  const houses = chance(seed, "buildings");
  for (const [gridCode, ofGrid] of Map.groupBy(courtyards, ({ grid }) => grid)) {
    const grid = gridByCode.get(gridCode);
    if (grid === undefined) continue;
    for (const [nth, courtyard] of ofGrid.entries()) {
      const name = `${grid.name}${String(nth + 1)}号院`;
      const { households, areaM2, ring } = courtyard;
      const { management } = grid;
      const company = management === "propertyManaged" ? { company: `物业公司 ${String(houses.between(1, 60))}` } : {};
      const buildings = buildingsOf(courtyard, name, houses);
      const at = toPoint(insideOf(ring));
      say(
        "courtyard",
        { parent: grid.id, name, management, ...company, households, areaM2, at, ring, buildings },
        courtyard.id,
      );
    }
  }

  // Roads run between grids more often than through them; walls mostly round single courtyards.
  const barriers = chance(seed, "barriers");
  for (const { a, b } of commonLinesOf(courtyards)) {
    if (parentOf(a.grid) !== parentOf(b.grid)) continue;
    const roll = barriers.next();
    const isApart = a.grid !== b.grid;
    const barrier = roll < (isApart ? 0.35 : 0.02) ? "road" : roll < (isApart ? 0.5 : 0.1) ? "wall" : undefined;
    if (barrier !== undefined) say("barrier", { parent: a.id, other: b.id, barrier });
  }

  for (const { id, origin, label } of [...workers, ...responsibles]) say("person", { label, origin }, id);
  for (const { id, grid } of workers) say("post", { parent: idOf(grid), kind: "gridWorker", holder: id });
  for (const { id, grid } of responsibles) say("post", { parent: idOf(grid), kind: "gridResponsible", holder: id });
  const officer = (parent: Id, kind: PostKind, origin: PersonOrigin, label: string): void => {
    const number = String((counts.get("person") ?? 0) + 1).padStart(4, "0");
    say("post", { parent, kind, holder: say("person", { label: `${label} ${number}`, origin }, `w-${number}`) });
  };

  for (const street of streets) {
    const sections = SECTIONS.slice(0, street.isAgricultural ? 5 : 4);
    officer(street.id, "streetDirector", "streetOfficer", "街道主任");
    for (const [functionClass, name] of sections)
      officer(say("section", { parent: street.id, name, functionClass }), "sectionHead", "streetOfficer", "科长");
    const [first] = grids.filter(({ code }) => parentOf(parentOf(code) ?? "") === street.code);
    for (const kind of CENTRES) {
      const at = first?.centre ?? toPoint(insideOf(street.ring));
      const called = `${street.name}${STATION_KIND_NAMES[kind].zh}`;
      const facts = stationFacts(kind, called, chance(seed, `facts/${street.code}/${kind}`));
      const shared = { at, hours: WEEKDAYS, facts };
      const id = say("station", { parent: street.id, kind, name: called, address: street.name, ...shared });
      officer(id, kind === "investmentSubCentre" ? "investmentOfficer" : "stationHead", "streetOfficer", "负责人");
    }
  }
  const yardsOf = Map.groupBy(courtyards, ({ grid }) => parentOf(grid) ?? "");
  for (const { id, code, name } of communities) {
    const yards = yardsOf.get(code) ?? [];
    const place = (nth: number) => toPoint(insideOf(around(yards, nth).ring));
    const station = (kind: StationKind, called: string, parent: Id, nth: number): Id => {
      const facts = stationFacts(kind, called, chance(seed, `facts/${code}/${kind}`));
      return say("station", { parent, kind, name: called, address: name, at: place(nth), hours: WEEKDAYS, facts });
    };
    officer(id, "communitySecretary", "twoCommittee", "社区书记");
    officer(station("communityStation", `${name}公共服务站`, id, 0), "stationClerk", "socialWorker", "窗口人员");
    station("heartLinkStation", `${name}连心驿站`, around(yards, 1).id, 1);
    const inTurn = workers.filter(({ grid }) => parentOf(grid) === code).slice(0, 6);
    say("rota", { parent: id, persons: inTurn.map((worker) => worker.id), turnDays: 7 });
  }
  for (let zone = 0; zone < ZONES; zone++) {
    const ofZone = streets.filter((_, index) => Math.floor((index * ZONES) / streets.length) === zone);
    say("zone", {
      parent: district.id,
      name: `产业功能区 ${String(zone + 1)}`,
      streets: ofZone.map(({ id }) => id),
      duties: DUTIES,
    });
  }
  return assertions;
};

/** What each kind of place offers: the words of the reform, by the codes of the standards. */
const ITEMS: Readonly<Record<StationKind, readonly string[]>> = {
  publicServiceCentre: ["civilAffairs", "socialInsurance", "familyPlanning"],
  culturalActivityCentre: ["readingRoom", "culturalActivities"],
  accountingCentre: ["accounting"],
  investmentSubCentre: ["investmentPromotion", "enterpriseService"],
  communityStation: [
    "medicalInsurance",
    "socialInsurance",
    "civilRelief",
    "elderlyCare",
    "culture",
    "disabilitySupport",
    "maternity",
    "education",
  ],
  heartLinkStation: ["residentsLectures", "artGallery", "youthHome", "counselling"],
};

/** Facts the six unifications (六个统一) ask about; here and there one is not as it should be, or nobody wrote it down. */
const stationFacts = (kind: StationKind, name: string, draw: Chance): StationValue["facts"] => {
  const items = ITEMS[kind];
  const asItShouldBe = (share: number): boolean => draw.next() < share;
  const facts: Record<string, StationValue["facts"][string]> = {
    items: asItShouldBe(0.9) ? items : items.slice(0, -1),
    itemListPublished: asItShouldBe(0.95),
    frontBackLinked: asItShouldBe(0.95),
    floorAreaM2: kind === "heartLinkStation" ? draw.between(15, 80) : draw.between(90, 900),
    barrierFreeEntrance: asItShouldBe(0.85),
    zones: asItShouldBe(0.9) ? ["reception", "waiting", "consultation"] : ["reception", "waiting"],
    logoSet: asItShouldBe(0.9) ? "1.0" : "0.9",
    nameBoard: name,
    bilingualSigns: asItShouldBe(0.8),
    "software.name": "wangge",
    "software.version": "1.4",
    "evaluation.scheme": "1.0",
    "evaluation.lastOn": `2017-${String(draw.between(1, 10)).padStart(2, "0")}-15`,
    ...Object.fromEntries(items.map((item) => [`process.${item}`, "1.0"])),
  };
  return asItShouldBe(0.9)
    ? facts
    : Object.fromEntries(Object.entries(facts).filter(([key]) => key !== "evaluation.lastOn"));
};
