import { createSecretKey } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  blindIndex,
  hasPersonalNumber,
  logLineWithoutPersonalNumbers,
  personalDataKeys,
  SealBroken,
  sealer,
  withoutPersonalNumbers,
  type Sealed,
  type Sealer,
} from "../src/index.ts";

const keyOf = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
const under = (current: string, ...ids: readonly string[]): Sealer =>
  sealer({ current, keys: new Map([current, ...ids].map((id) => [id, keyOf(id.charCodeAt(0))])) });

const names = ["name", "phone", "email", "identityNumber"] as const;
const fields = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: "grapheme", maxLength: 60 }), { minKeys: 1 });
const record = fc.string({ minLength: 1, maxLength: 30 });
const twoOf = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly [T, T]> =>
  fc.tuple(one, one).filter(([first, second]) => first !== second);

const withField = (sealed: Sealed, name: string, text: string): Sealed => ({
  ...sealed,
  fields: { ...sealed.fields, [name]: text },
});

/** The text with one character of it changed to another one of the same alphabet. */
const altered = (text: string, place: number, shift: number): string => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  const at = place % text.length;
  const next = alphabet[(alphabet.indexOf(text.charAt(at)) + 1 + (shift % 64)) % alphabet.length] ?? "";
  return text.slice(0, at) + next + text.slice(at + 1);
};

describe("what is sealed", () => {
  it("opens to what it was, and shows nothing of it", () => {
    fc.assert(
      fc.property(record, fields, (id, plain) => {
        const sealed = under("a").seal(id, plain);
        expect({ ...under("a").open(id, sealed) }).toEqual({ ...plain });
        for (const value of Object.values(plain))
          if (value.length > 5) expect(JSON.stringify(sealed)).not.toContain(value);
      }),
    );
  });

  it("is never the same twice", () => {
    const one = under("a").seal("r", { phone: "13800000000" });
    const other = under("a").seal("r", { phone: "13800000000" });
    expect(one.fields["phone"]).not.toBe(other.fields["phone"]);
    expect(one.key.wrapped).not.toBe(other.key.wrapped);
  });

  it("with any character altered is refused, in a field or in the wrapped key", () => {
    fc.assert(
      fc.property(record, fields, fc.nat(), fc.nat(), fc.boolean(), (id, plain, place, shift, inKey) => {
        const sealed = under("a").seal(id, plain);
        const [[name, text] = ["", ""]] = Object.entries(sealed.fields);
        const wrong = inKey
          ? { ...sealed, key: { ...sealed.key, wrapped: altered(sealed.key.wrapped, place, shift) } }
          : withField(sealed, name, altered(text, place, shift));
        expect(() => under("a").open(id, wrong)).toThrow(SealBroken);
      }),
      { numRuns: 300 },
    );
  });

  it("cut short at any place is refused", () => {
    fc.assert(
      fc.property(fc.nat(), (length) => {
        const sealed = under("a").seal("r", { phone: "13800000000" });
        const text = sealed.fields["phone"] ?? "";
        const wrong = withField(sealed, "phone", text.slice(0, length % text.length));
        expect(() => under("a").open("r", wrong)).toThrow(SealBroken);
      }),
    );
  });

  it("does not open in another record, nor in another field, nor with the key of another record", () => {
    fc.assert(
      fc.property(twoOf(record), twoOf(fc.constantFrom(...names)), ([id, otherId], [name, otherName]) => {
        const sealed = under("a").seal(id, { [name]: "13800000000" });
        const text = sealed.fields[name] ?? "";
        const elsewhere = under("a").seal(otherId, { [name]: "13911111111" });
        expect(() => under("a").open(otherId, sealed)).toThrow(SealBroken);
        expect(() => under("a").open(id, { ...sealed, fields: { [otherName]: text } })).toThrow(SealBroken);
        expect(() => under("a").open(otherId, withField(elsewhere, name, text))).toThrow(SealBroken);
        expect(() => under("a").open(id, { ...sealed, key: elsewhere.key })).toThrow(SealBroken);
      }),
    );
  });
});

describe("rotation of master keys", () => {
  it("keeps everything readable through any number of them, with only the current key left", () => {
    const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(record, fields, ids, (id, plain, [first = "", ...later]) => {
        const begun = under(first).seal(id, plain);
        let sealed = begun;
        let before = first;
        for (const current of later) {
          expect({ ...under(current, before).open(id, sealed) }).toEqual({ ...plain });
          sealed = { ...sealed, key: under(current, before).rewrap(id, sealed.key) };
          expect({ ...under(current).open(id, sealed) }).toEqual({ ...plain });
          before = current;
        }
        expect(sealed.fields).toBe(begun.fields);
      }),
    );
  });

  it("leaves what was not re-wrapped unreadable once its key is gone, and says which key is missing", () => {
    const sealed = under("a").seal("r", { phone: "13800000000" });
    expect(() => under("b").open("r", sealed)).toThrow(
      expect.objectContaining({ code: "crypto.key_missing", kind: "unavailable", details: { by: "a" } }),
    );
    expect(() => under("b", "a").open("r", sealed)).not.toThrow();
  });

  it("refuses a key that is said to be wrapped by another one", () => {
    const sealed = under("a").seal("r", { phone: "1" });
    expect(() => under("a", "b").open("r", { ...sealed, key: { ...sealed.key, by: "b" } })).toThrow(SealBroken);
  });
});

describe("a blind index", () => {
  const index = blindIndex(keyOf(7));

  it("is the same for the same value of the same field, and for nothing else", () => {
    fc.assert(
      fc.property(twoOf(fc.string()), twoOf(fc.constantFrom(...names)), ([value, other], [field, otherField]) => {
        const of = index.of(field, value);
        expect(index.matches(of, field, value)).toBe(true);
        expect([index.matches(of, field, other), index.matches(of, otherField, value)]).toEqual([false, false]);
        expect(blindIndex(keyOf(8)).of(field, value)).not.toBe(of);
      }),
    );
  });

  it("that is not there matches nothing", () => {
    expect(index.matches(undefined, "phone", "")).toBe(false);
  });

  it("does not change from release to release", () => {
    expect(index.of("phone", "8613800000000")).toBe("1.y8Cj-8ARmIqP2Z6fMdluBw1Dp_4LjyDj9CyGFAYavkE");
  });
});

describe("keys", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "wangge-keys-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const base64 = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

  it("are made once on one machine, for nobody else to read, and kept", () => {
    const first = personalDataKeys({ DATA_DIR: folder });
    const sealed = sealer(first.master).seal("r", { phone: "1" });
    const second = personalDataKeys({ DATA_DIR: folder });
    expect(sealer(second.master).open("r", sealed)).toEqual({ phone: "1" });
    expect(blindIndex(second.index).of("a", "b")).toBe(blindIndex(first.index).of("a", "b"));
    const files = readdirSync(folder).sort();
    expect(files).toEqual(["personal-data-keys.json", "personal-index-key"]);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it("come from the configuration before any folder", () => {
    const keys = personalDataKeys({
      PERSONAL_DATA_KEYS: JSON.stringify({ current: "b", keys: { a: base64(1), b: base64(2) } }),
      PERSONAL_INDEX_KEY: base64(3),
      DATA_DIR: folder,
    });
    expect([keys.master.current, [...keys.master.keys.keys()]]).toEqual(["b", ["a", "b"]]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["nothing", {}],
    ["no JSON", { PERSONAL_DATA_KEYS: "SECRET" }],
    ["a short key", { PERSONAL_DATA_KEYS: '{"current":"a","keys":{"a":"U0VDUkVU"}}' }],
    [
      "a current key that is not there",
      { PERSONAL_DATA_KEYS: JSON.stringify({ current: "b", keys: { a: base64(1) } }) },
    ],
    [
      "a short index key",
      { PERSONAL_DATA_KEYS: JSON.stringify({ current: "a", keys: { a: base64(1) } }), PERSONAL_INDEX_KEY: "SECRET" },
    ],
  ])("are missed at the start, and never quoted: %s", (_what, given) => {
    expect(() => personalDataKeys(given)).toThrow(/PERSONAL_(DATA_KEYS|INDEX_KEY)/);
    expect(() => personalDataKeys(given)).not.toThrow(/SECRET|U0VDUkVU/);
  });
});

describe("numbers that stand for a person", () => {
  it.each([
    ["电话13800000000,请回", "电话***,请回"],
    ["call 138-0000-0000 or +86 139 1111 1111", "call *** or ***"],
    ["tel13800000000", "tel***"],
    ["１３８００００００００", "***"],
    ["身份证51010818990230001X。", "身份证***。"],
    ["510108 18990101 0010", "***"],
    ["028-84321234 / (0838)5123456", "*** / ***"],
    ["网格510108002001001,编号20171227-0000017-4", "网格510108002001001,编号20171227-0000017-4"],
    ["12345 热线, 3 号楼 201", "12345 热线, 3 号楼 201"],
    ["2017-12-27T01:20:00.000Z 104.0921,30.6634", "2017-12-27T01:20:00.000Z 104.0921,30.6634"],
  ])("%s", (text, shown) => {
    expect(withoutPersonalNumbers(text)).toBe(shown);
    expect(hasPersonalNumber(text)).toBe(text !== shown);
  });

  it("are not in a line of a log, whose times and trace ids stay", () => {
    const line = `{"time":1795000000000,"traceId":"0af7651916cd43dd13800000000d8448","error":"bad 13800000000"}`;
    expect(logLineWithoutPersonalNumbers(line)).toBe(line.replace("bad 13800000000", "bad ***"));
  });

  it("are found however they are grouped", () => {
    const grouped = fc.tuple(
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.array(fc.constantFrom("", "", " ", "-", " - "), { minLength: 10, maxLength: 10 }),
    );
    fc.assert(
      fc.property(grouped, ([digits, gaps]) => {
        const text = Array.from(digits)
          .map((digit, place) => digit + (gaps[place] ?? ""))
          .join("");
        expect(withoutPersonalNumbers(`请打 ${text}!`)).toBe("请打 ***!");
      }),
    );
  });
});
