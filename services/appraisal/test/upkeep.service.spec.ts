import { eventually, type MemoryPlatform } from "@wangge/kit/testing";
import type { WireMeta } from "@wangge/kit";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { as, deliver, lifeOf, officer, openService, street, STREETS, economist } from "./appraisal-platform.ts";

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await openService();
});
afterEach(() => platform.stop());

type Answer = Readonly<Record<string, unknown>>;
const ask = async (action: string, input: object, meta: WireMeta = officer): Promise<Answer> =>
  (await platform.call(action, input, meta)) as Answer;
const refused = (code: string) => expect.objectContaining({ code }) as Error;
const QUARTER = { card: "street", from: "2018-01-01", until: "2018-04-01" };
const unkept = () => platform.blobs("sheets").unkept(Number.MAX_SAFE_INTEGER, 10);

const life = () => lifeOf({ street: STREETS[0], reportedAt: "2018-01-10T02:00:00.000Z", handled: 30 });

describe("bytes of editions", () => {
  it("are not even made for one that may not be made now", async () => {
    const { appraisalId } = await ask("openAppraisal", QUARTER);
    await expect(ask("makeEdition", { appraisalId })).rejects.toThrow(refused("appraisal.period.not_now"));
    await expect(ask("makeEdition", { appraisalId }, economist)).rejects.toThrow(refused("appraisal.period.unknown"));
    expect(await unkept()).toEqual([]);
  });

  it("go after a day where the edition was refused; those of an edition stay, even where a crash left their mark", async () => {
    const told = Array.from({ length: 5 }, life);
    await deliver(platform, told.flat());
    const { appraisalId } = await ask("openAppraisal", QUARTER);
    platform.clock.set("2018-04-10T01:00:00.000Z");
    for (const action of ["freezeAppraisal", "makeEdition", "noticeAppraisal"]) await ask(action, { appraisalId });
    const late = (told[0]?.[0]?.data as { reportId: string }).reportId;
    await ask("objectToAppraisal", { appraisalId, cases: [late], reason: "so it was" }, street(STREETS[0]));
    const { objections } = await ask("appraisal", { appraisalId });
    const objectionId = (objections as readonly { id: string }[])[0]?.id;
    await ask("answerObjection", { appraisalId, objectionId, upheld: true, answer: "yes", exempted: [late] });
    await expect(ask("makeEdition", { appraisalId })).rejects.toThrow(refused("appraisal.period.without_reason"));
    const refusedBytes = await unkept();
    expect(refusedBytes).not.toEqual([]);

    const { editions } = await ask("appraisal", { appraisalId });
    const digest = (editions as readonly { digest: string }[])[0]?.digest ?? "";
    const blobs = platform.blobs("sheets");
    const bytes = await blobs.get(digest);
    await blobs.delete([digest]);
    await blobs.put(digest, bytes ?? Buffer.of(), platform.clock.ms());
    platform.clock.set("2018-04-12T01:00:00.000Z");
    await eventually(async () => {
      expect(await unkept()).toEqual([]);
    });
    for (const name of refusedBytes) expect(await blobs.get(name)).toBeUndefined();
    expect((await ask("appraisalResults", { appraisalId }))["results"]).toHaveLength(3);
  });
});

describe("counts that are kept up", () => {
  it("say at any time what counting anew says, whatever came since, late, twice or in disorder", async () => {
    platform.clock.set("2018-04-10T01:00:00.000Z");
    const anew = { asOf: "2018-04-11T00:00:00.000Z" };
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ street: fc.constantFrom(...STREETS), handled: fc.option(fc.integer({ min: 1, max: 60 })) }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.infiniteStream(fc.nat()),
        async (lives, order) => {
          const told = lives.flatMap(({ street: code, handled }) =>
            lifeOf({
              street: code,
              reportedAt: "2018-01-10T02:00:00.000Z",
              ...(handled === null ? {} : { handled }),
            }),
          );
          const shuffled = told
            .map((one) => [order.next().value, one] as const)
            .toSorted(([one], [other]) => one - other);
          for (let from = 0; from < shuffled.length; from += 3) {
            const some = shuffled.slice(Math.max(0, from - 1), from + 3).map(([, one]) => one);
            await deliver(platform, some);
            if (from % 2 === 0)
              await ask("recordsurveys", {
                ...{ measure: "residents-satisfied", subject: STREETS[0], amount: 80, at: "2018-02-10T02:00:00.000Z" },
              });
            expect(await ask("standings", QUARTER)).toEqual(await ask("standings", { ...QUARTER, ...anew }));
            changes += 1;
          }
        },
      ),
      { numRuns: 8 },
    );
    expect(changes).toBeGreaterThan(20);
  });
});

describe("lineage", () => {
  it("leads from a case behind a number to the events that told of it, as of an instant", async () => {
    const told = life();
    platform.clock.set("2018-04-10T01:00:00.000Z");
    await deliver(platform, told);
    const id = (told[0]?.data as { reportId: string }).reportId;
    const { events, facts } = await ask("lineage", { kind: "cases", id });
    expect((events as readonly { id: string }[]).map((event) => event.id).toSorted()).toEqual(
      told.map((one) => one.id).toSorted(),
    );
    expect(facts).toMatchObject([{ source: "cases", fact: { case: id, street: STREETS[0], late: true } }]);
    await expect(ask("lineage", { kind: "cases", id, asOf: "2018-01-01T00:00:00.000Z" })).rejects.toThrow(
      refused("appraisal.fact.unknown"),
    );
    for (const meta of [economist, as(["citizen"])])
      await expect(ask("lineage", { kind: "cases", id }, meta)).rejects.toThrow(refused("auth.role_missing"));
  });
});
