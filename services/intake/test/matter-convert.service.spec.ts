import { MatterEndedV1, MatterReceivedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { clerk, GRID, openWindow, type Answer, type Window } from "./matter-platform.ts";

let window: Window;
beforeEach(async () => {
  window = await openWindow();
});
afterEach(() => window.stop());

const convert = (matter: string, conversion: object, on = window) => on.ask("convertMatter", { matter, conversion });
const linkOf = (answer: Answer) => (answer["links"] as { kind: string; id: string; trackingNumber: string }[])[0];

describe("the conversion of a consultation 转办", () => {
  it.each([
    ["an application", { into: "application", item: "item-0001" }],
    ["a complaint", { into: "complaint", against: "housing" }],
    ["a report", { into: "report", category: "event-0201", place: { grid: GRID } }],
  ])("makes %s of it, once, with its words and its reporter; both numbers name each other", async (_what, into) => {
    const { matter, trackingNumber } = await window.file("consult", { text: "我的问题" });
    const done = await convert(matter, into);
    const link = linkOf(done);
    expect(done).toMatchObject({ trackingNumber, ended: { outcome: "converted" }, links: [{ kind: into.into }] });
    expect(linkOf(await convert(matter, into))).toEqual(link);
    const target = await window.track(link?.trackingNumber ?? "");
    expect(target).toMatchObject({ trackingNumber: link?.trackingNumber });
    if (into.into !== "report")
      expect(target).toMatchObject({
        links: [{ kind: "consultation", trackingNumber }],
        texts: [{ text: "我的问题" }],
      });
    await window.settle();
    const made =
      into.into === "report" ? window.published(ReportAcceptedV1) : window.published(MatterReceivedV1).slice(1);
    expect(made).toHaveLength(1);
    expect(window.published(MatterEndedV1)).toMatchObject([{ outcome: "converted", into: link }]);
  });

  it("that is refused leaves a consultation, which can be converted otherwise", async () => {
    const { matter } = await window.file("consult", { text: "我的问题" });
    await expect(convert(matter, { into: "application", item: "item-9999" })).rejects.toMatchObject({
      code: "intake.matter.item_not_active",
    });
    expect(await window.ask("matter", { matter })).toMatchObject({ status: "inHand", overdue: false });
    expect(await convert(matter, { into: "application", item: "item-0002" })).toMatchObject({ status: "ended" });
    await expect(convert(matter, { into: "complaint", against: "housing" })).rejects.toMatchObject({
      code: "intake.matter.converted_before",
    });
  });

  it.each([
    ["before anything was made", "matters", 2],
    ["between the matter and its reporter", "reporters", 1],
    ["before the consultation was told", "matters", 3],
  ])("is completed by the next start when the process dies %s", async (_when, dying, survives) => {
    let left = Number.POSITIVE_INFINITY;
    const mortal = await openWindow((parts) =>
      compose({
        ...parts,
        store: {
          ...parts.store,
          decider: async (collection, decider, options) => {
            const made = await parts.store.decider(collection, decider, options);
            if (collection !== dying) return made;
            const handle: typeof made.handle = (...all) =>
              (left -= 1) < 0 ? Promise.reject(new Error("killed")) : made.handle(...all);
            return { ...made, handle };
          },
        },
      }),
    );
    const { matter } = await mortal.file("consult", { text: "我的问题" }, clerk);
    left = survives - 1;
    await expect(convert(matter, { into: "complaint", against: "housing" }, mortal)).rejects.toThrow("killed");
    const names = ["matters", "reporters", "keys"] as const;
    const kept = names.map((name) => [name, mortal.documents(name)] as const);
    await mortal.stop();
    for (const [name, documents] of kept) window.restore(name, documents);
    await window.definition.onStart?.();
    const done = await window.ask("matter", { matter });
    expect(done).toMatchObject({ ended: { outcome: "converted" } });
    expect(await window.track(linkOf(done)?.trackingNumber ?? "")).toMatchObject({ kind: "complaint" });
    expect(window.documents("matters")).toHaveLength(2);
  });
});
