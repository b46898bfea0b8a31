/** What offices may wish of a register, sensible or not: numbers that are read against the register as it then is. */
import fc from "fast-check";
import {
  commonCode,
  unionOfTiles,
  type Day,
  type Found,
  type Id,
  type Kind,
  type Operation,
  type Register,
  type Ring,
} from "../src/domain/index.ts";
import { absence, dayAfter, FIRST } from "./register-builders.ts";

const VERBS = [
  ["rename", 3],
  ["renameUntil", 2],
  ["recodeGrid", 2],
  ["recodeCommunity", 3],
  ["recodeStreet", 1],
  ["moveCourtyard", 3],
  ["moveGrid", 2],
  ["resize", 3],
  ["mergeGrids", 6],
  ["splitGrid", 5],
  ["mergeCourtyards", 2],
  ["mergeCommunities", 3],
  ["splitCommunity", 2],
  ["mergeStreets", 3],
  ["station", 2],
  ["found", 3],
  ["endFounded", 4],
  ["absence", 2],
  ["hold", 3],
  ["staff", 2],
  ["end", 4],
] as const;
type Verb = (typeof VERBS)[number][0];

export interface Wish {
  readonly verb: Verb;
  readonly day: Day;
  readonly until: Day;
  /** Which records are meant, and which number they get. */
  readonly which: readonly [number, number, number];
  /** With everything that belongs to it: reasons, lines, codes. */
  readonly isThorough: boolean;
}

/** The first day, and every tenth after it. */
const anyDay = fc.nat(14).map((nth) => dayAfter(FIRST, nth * 10));

const anyWish = (): fc.Arbitrary<Wish> =>
  fc
    .record({
      verb: fc.oneof(...VERBS.map(([verb, weight]) => ({ weight, arbitrary: fc.constant(verb) }))),
      day: anyDay,
      days: fc.integer({ min: 5, max: 60 }),
      which: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
      isThorough: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    })
    .map(({ days, ...wish }) => ({ ...wish, until: dayAfter(wish.day, days) }));

export const anyWishes = (): fc.Arbitrary<Wish[]> => fc.array(anyWish(), { minLength: 15, maxLength: 40, size: "max" });

const nth = <T>(list: readonly T[], number: number): T | undefined => list[number % Math.max(1, list.length)];
const idOf = (found: Found | undefined): Id => found?.id ?? "nobody";
const three = (number: number): string => String((number % 30) + 1).padStart(3, "0");
const codeOf = (found: Found<"street" | "community" | "grid"> | undefined): string =>
  commonCode(found?.version.value.codes ?? []) ?? "";

const pieceOf = (yards: readonly Found<"courtyard">[]): Ring | undefined => {
  const [piece, ...more] = unionOfTiles(
    yards.flatMap(({ version }) => (version.value.ring === undefined ? [] : [version.value.ring])),
  );
  return more.length > 0 ? undefined : piece?.outer;
};

const isBeside = (one: Ring, other: Ring): boolean => {
  const corners = new Set(one.map(({ x, y }) => `${String(x)} ${String(y)}`));
  return other.filter(({ x, y }) => corners.has(`${String(x)} ${String(y)}`)).length > 1;
};

const REASON = "for the time being, until the next division";
const POSTS = ["gridWorker", "gridWorker", "gridResponsible"] as const;

export const operationsFor = (
  register: Register,
  { verb, day, until, which: [a, b, c], isThorough }: Wish,
): readonly Operation[] => {
  const all = <K extends Kind>(kind: K): Found<K>[] => register.all(kind, day);
  const yardsOf = (grid: Found | undefined) => register.childrenOf(idOf(grid), "courtyard", day);
  const excuse = (...ids: Id[]): Operation[] =>
    isThorough ? ids.map((record) => ({ op: "amend", record, set: { exception: REASON } })) : [];
  const besideOf = (grid: Found<"grid"> | undefined): Found<"grid"> | undefined =>
    nth(
      all("grid").filter(
        (one) => grid !== undefined && one.id !== grid.id && isBeside(grid.version.value.ring, one.version.value.ring),
      ),
      b,
    );
  /** Communities that come under another street get codes under it. */
  const recoded = (communities: readonly Found<"community">[], street: string): Operation[] =>
    isThorough
      ? communities.map(({ id }, index) => ({ op: "recode", record: id, scheme: "NBS", code: `${street}${three(c + index)}` })) // prettier-ignore
      : [];

  switch (verb) {
    case "rename":
      return [{ op: "rename", record: idOf(nth([...all("street"), ...all("community"), ...all("grid")], a)), name: `名${three(b)}` }]; // prettier-ignore
    case "renameUntil":
      return [{ op: "amend", record: idOf(nth([...all("community"), ...all("station")], a)), set: { name: `名${three(b)}` }, until }]; // prettier-ignore
    case "recodeGrid": {
      const grid = nth(all("grid"), a);
      return [{ op: "recode", record: idOf(grid), scheme: "local", code: `${codeOf(grid).slice(0, isThorough ? 12 : 11)}${three(b)}` }]; // prettier-ignore
    }
    case "recodeCommunity": {
      const community = nth(all("community"), a);
      return [{ op: "recode", record: idOf(community), scheme: "NBS", code: `${codeOf(community).slice(0, 9)}${three(b)}` }]; // prettier-ignore
    }
    case "recodeStreet": {
      const street = nth(all("street"), a);
      const code = `990101${three(b)}`;
      return [
        { op: "recode", record: idOf(street), scheme: "NBS", code },
        ...recoded(register.childrenOf(idOf(street), "community", day), code),
      ];
    }
    case "moveCourtyard": {
      const grid = nth(all("grid"), a);
      const to = besideOf(grid);
      const yard = nth(yardsOf(grid), c);
      const move: Operation = { op: "amend", record: idOf(yard), set: { parent: idOf(to) } };
      const left = pieceOf(yardsOf(grid).filter(({ id }) => id !== yard?.id));
      const grown = pieceOf([...yardsOf(to), ...(yard === undefined ? [] : [yard])]);
      // A line that follows the courtyard where it can; else the courtyard counts for a grid it does not lie in.
      const lines: Operation[] =
        left === undefined || grown === undefined || c % 2 === 0
          ? []
          : [
              { op: "amend", record: idOf(grid), set: { ring: left } },
              { op: "amend", record: idOf(to), set: { ring: grown } },
            ];
      return [move, ...lines, ...excuse(idOf(grid), idOf(to))];
    }
    case "moveGrid":
      return [{ op: "amend", record: idOf(nth(all("grid"), a)), set: { parent: idOf(nth(all("community"), b)) } }];
    case "resize": {
      const yard = nth(all("courtyard"), a);
      const households = Math.max(0, (yard?.version.value.households ?? 0) + (b % 61) - 30);
      const set = { households, ...(isThorough ? { buildings: [] } : {}) };
      return [{ op: "amend", record: idOf(yard), set, until: c % 3 === 0 ? until : undefined }];
    }
    case "mergeGrids": {
      const grid = nth(all("grid"), a);
      const others = c % 5 === 0 ? nth(all("grid"), c) : besideOf(grid);
      return [{ op: "merge", from: [idOf(others)], into: idOf(grid) }, ...excuse(idOf(grid))];
    }
    case "splitGrid": {
      const large = all("grid").toSorted((one, other) => yardsOf(other).length - yardsOf(one).length);
      const grid = nth(large.slice(0, 3), a);
      const yards = yardsOf(grid);
      const cut = 1 + (b % Math.max(1, yards.length - 1));
      const halves = [yards.slice(0, cut), yards.slice(cut, isThorough || c % 2 === 0 ? undefined : -1)];
      const parts = halves.map((half, index) => ({
        ref: `part${String(index)}`,
        children: half.map(({ id }) => id),
        value: {
          parent: grid?.version.value.parent ?? "nobody",
          name: `片${three(c)}`,
          codes: [{ scheme: "local" as const, code: `${codeOf(grid).slice(0, 12)}${String(500 + (c % 200) * 2 + index)}` }],
          management: "unitDormitory" as const,
          ring: pieceOf(half) ?? grid?.version.value.ring ?? [],
          exception: REASON,
        },
      })); // prettier-ignore
      const posts = parts.flatMap(({ ref }) =>
        POSTS.map((kind): Operation => ({ op: "register", kind: "post", value: { parent: `@${ref}`, kind } })),
      );
      return [{ op: "split", record: idOf(grid), into: parts }, ...(isThorough || c % 2 === 1 ? posts : [])];
    }
    case "mergeCourtyards": {
      const yards = yardsOf(nth(all("grid"), a));
      return [{ op: "merge", from: [idOf(nth(yards, b))], into: idOf(nth(yards, c)) }];
    }
    case "mergeCommunities": {
      const community = nth(all("community"), a);
      return [{ op: "merge", from: [idOf(nth(all("community"), b)), idOf(community)], into: idOf(community) }];
    }
    case "splitCommunity": {
      const community = nth(all("community"), a);
      const grids = register.childrenOf(idOf(community), "grid", day).map(({ id }) => id);
      const cut = 1 + (b % Math.max(1, grids.length - 1));
      const into = [grids.slice(0, cut), grids.slice(cut)].map((children, index) => ({
        children,
        value: {
          parent: community?.version.value.parent ?? "nobody",
          name: `分${three(c)}`,
          codes: [{ scheme: "NBS" as const, code: `${codeOf(community).slice(0, 9)}${String(300 + (c % 300) * 2 + index)}` }],
          kind: "residentsCommittee" as const,
        },
      })); // prettier-ignore
      return [{ op: "split", record: idOf(community), into: isThorough ? into : into.slice(0, 1) }];
    }
    case "mergeStreets": {
      const [street, other] = [nth(all("street"), a), nth(all("street"), a + 1)];
      return [
        { op: "merge", from: [idOf(other)], into: idOf(street) },
        ...recoded(register.childrenOf(idOf(other), "community", day), codeOf(street)),
      ];
    }
    case "station": {
      const value = { parent: idOf(nth(all("community"), a)), kind: "heartLinkStation", name: `站${three(b)}`, address: "", at: { lng: 104, lat: 30 }, hours: [], facts: {} } as const; // prettier-ignore
      return [{ op: "register", kind: "station", value, until: c % 2 === 0 ? until : undefined }];
    }
    case "found": {
      const street = nth(all("street"), a);
      const value = {
        parent: idOf(street),
        name: `建${three(b)}`,
        codes: [{ scheme: "NBS" as const, code: `${codeOf(street)}${three(b)}` }],
        kind: "villageCommittee" as const,
      };
      return [{ op: "register", kind: "community", value, until: c % 4 === 0 ? until : undefined }];
    }
    case "endFounded": {
      const empty = all("community").filter(({ id }) => register.childrenOf(id, "grid", day).length === 0);
      return [{ op: "end", record: idOf(nth(empty, a)) }];
    }
    case "absence":
      return [absence(idOf(nth(all("person"), a)), until, c % 2 === 0 ? { substitute: idOf(nth(all("person"), b)) } : {})]; // prettier-ignore
    case "hold":
      return [
        {
          op: "amend",
          record: idOf(nth(all("post"), a)),
          set: { holder: c % 3 === 0 ? null : idOf(nth(all("person"), b)) },
          until: c % 4 === 0 ? until : undefined,
        },
      ];
    case "staff": {
      const grid = nth(all("grid"), a);
      const posts = register.childrenOf(idOf(grid), "post", day);
      return c % 2 === 0
        ? [{ op: "end", record: idOf(nth(posts, b)) }]
        : [{ op: "register", kind: "post", value: { parent: idOf(grid), kind: nth(POSTS, b) ?? "gridWorker" } }];
    }
    case "end": {
      const kind = nth(["grid", "courtyard", "person", "station", "post", "community", "zone", "rota"] as const, a);
      return [{ op: "end", record: idOf(nth(all(kind ?? "grid"), b)) }];
    }
  }
};
