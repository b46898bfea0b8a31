import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import { volunteerRules } from "../src/app/organizations/desk.ts";
import {
  fitOf,
  needDecider,
  ranked,
  volunteerDecider,
  type NeedContent,
  type NeedEvent,
  type Volunteer,
  type VolunteerCommand,
  type VolunteerEvent,
} from "../src/domain/organizations/volunteers/index.ts";
import { COMMUNITY, STREET } from "./organizations-builders.ts";

const rules = volunteerRules.at("2018-03-05T00:00:00.000Z");
const given = specFor(volunteerDecider);
const profile = {
  skills: ["mediation"],
  community: COMMUNITY,
  grid: `${COMMUNITY}001`,
  // Monday, nine to twelve in Chengdu.
  slots: [{ weekday: 1, from: "09:00", to: "12:00" }],
};
const enrolled: VolunteerEvent = {
  type: "Enrolled",
  data: { profile, contact: "c-1", at: "2018-01-01T00:00:00.000Z" },
};
/** Of Monday, 5 March 2018, in Chengdu. */
const at = (time: string): string => new Date(Date.parse(`2018-03-05T${time}:00.000Z`) - 8 * 3_600_000).toISOString();
const within = { from: at("08:00"), to: at("13:00") };
const by = { account: "acc-organizer", volunteer: "v-organizer" };
const confirm = (id: string, from: string, to: string, more: object = {}): VolunteerCommand => ({
  type: "ConfirmHours",
  id,
  need: "need-1",
  community: COMMUNITY,
  from: at(from),
  to: at(to),
  within,
  volunteer: "v-1",
  by,
  at: at("20:00"),
  ...more,
});
const confirmed = (id: string, from: string, to: string): VolunteerEvent => ({
  type: "HoursConfirmed",
  data: {
    id,
    need: "need-1",
    community: COMMUNITY,
    from: at(from),
    to: at(to),
    confirmedBy: by.account,
    at: at("20:00"),
  },
});

describe("hours", () => {
  it("are confirmed by another than the volunteer, whatever account he uses for it", () => {
    given(enrolled)
      .when(confirm("h-1", "09:00", "11:00", { by: { account: "acc-other-role", volunteer: "v-1" } }))
      .thenRejects("social.volunteer.own_hours");
    given(enrolled)
      .when(confirm("h-1", "09:00", "11:00"))
      .then(confirmed("h-1", "09:00", "11:00"));
  });
  it("do not overlap, though they may touch", () => {
    given(enrolled, confirmed("h-1", "09:00", "11:00"))
      .when(confirm("h-2", "10:59", "12:00"))
      .thenRejects("social.volunteer.hours_overlap");
    given(enrolled, confirmed("h-1", "09:00", "11:00"))
      .when(confirm("h-2", "11:00", "12:00"))
      .then(confirmed("h-2", "11:00", "12:00"));
  });
  it("are over, and were when the need was", () => {
    const asked = given(enrolled);
    asked.when(confirm("h-1", "09:00", "11:00", { at: at("10:00") })).thenRejects("social.volunteer.not_over");
    asked.when(confirm("h-1", "07:59", "11:00")).thenRejects("social.volunteer.outside_need");
    asked.when(confirm("h-1", "11:00", "11:00")).thenRejects("social.volunteer.no_time");
  });
  it("once struck out leave their time free, and are not corrected any more", () => {
    const struck: VolunteerEvent = {
      type: "HoursStruck",
      data: { id: "h-1", confirmedBy: "acc-organizer", reason: "notThere", at: at("21:00") },
    };
    given(enrolled, confirmed("h-1", "09:00", "11:00"), struck)
      .when(confirm("h-2", "10:00", "11:00"))
      .then(confirmed("h-2", "10:00", "11:00"));
    given(enrolled, confirmed("h-1", "09:00", "11:00"), struck)
      .when({
        type: "CorrectHours",
        id: "h-1",
        from: at("09:00"),
        to: at("10:00"),
        within,
        reason: "wrongTime",
        volunteer: "v-1",
        by,
        at: at("21:30"),
      })
      .thenRejects("social.volunteer.struck");
  });
  it("stay when the volunteer leaves, and nothing is added to them", () => {
    const gone = given(enrolled, confirmed("h-1", "09:00", "11:00"), { type: "Erased", data: { at: at("21:00") } });
    gone.when(confirm("h-2", "11:00", "12:00", { at: at("22:00") })).thenRejects("social.volunteer.erased");
    const state = [
      enrolled,
      confirmed("h-1", "09:00", "11:00"),
      { type: "Erased", data: { at: at("21:00") } } as const,
    ].reduce(volunteerDecider.evolve, volunteerDecider.initial);
    expect(state).toEqual({
      status: "erased",
      since: "2018-01-01T00:00:00.000Z",
      profile: { skills: [], community: "", slots: [] },
      hours: [expect.objectContaining({ id: "h-1" })],
    });
  });
});

const content: NeedContent = {
  title: "调解",
  organizer: { kind: "community", id: COMMUNITY },
  street: STREET,
  community: COMMUNITY,
  grid: `${COMMUNITY}001`,
  from: at("09:00"),
  to: at("11:00"),
  skills: ["mediation"],
  wanted: 1,
};
const putUp: NeedEvent = { type: "NeedPutUp", data: { content, by: "acc-organizer", at: "2018-03-01T00:00:00.000Z" } };

describe("a need", () => {
  const asked = specFor(needDecider);
  it("takes as many as are wanted, each once, until it is closed or over", () => {
    const signedUp: NeedEvent = { type: "SignedUp", data: { volunteer: "v-1", at: at("08:00") } };
    const sign = (volunteer: string, time: string) => ({ type: "SignUp", volunteer, at: at(time) }) as const;
    asked(putUp).when(sign("v-1", "08:00")).then(signedUp);
    asked(putUp, signedUp).when(sign("v-1", "08:01")).thenNothing();
    asked(putUp, signedUp).when(sign("v-2", "08:01")).thenRejects("social.need.full");
    asked(putUp).when(sign("v-1", "11:00")).thenRejects("social.need.over");
    asked(putUp, { type: "NeedClosed", data: { reason: "enough", by: "acc-organizer", at: at("08:00") } })
      .when(sign("v-1", "08:30"))
      .thenRejects("social.need.closed");
    asked(putUp, signedUp)
      .when({ type: "Withdraw", volunteer: "v-1", at: at("09:00") })
      .thenRejects("social.need.begun");
  });
  it("is for a time to come", () => {
    asked()
      .when({ type: "PutUp", content, by: "acc-organizer", at: at("09:01") })
      .thenRejects("social.need.back_dated");
    asked()
      .when({ type: "PutUp", content: { ...content, to: content.from }, by: "acc-organizer", at: at("08:00") })
      .thenRejects("social.need.ends_before");
  });
});

describe("a match", () => {
  const volunteer: Volunteer = { status: "active", since: "2018-01-01T00:00:00.000Z", profile, hours: [] };
  const fit = (more: Partial<Volunteer["profile"]>, about: Partial<NeedContent> = {}, signedUp = false) =>
    fitOf({ ...volunteer, profile: { ...profile, ...more } }, { ...content, ...about }, signedUp, rules);

  it("says what speaks for it", () => {
    expect(fit({})).toMatchObject({
      fits: true,
      score: 90,
      reasons: [{ reason: "sameGrid" }, { reason: "skilled" }, { reason: "wholeTime" }, { reason: "fewHours" }],
      minutes: 120,
    });
    expect(fit({ grid: undefined }).reasons[0]).toEqual({ reason: "sameCommunity", points: 20 });
    expect(fit({ community: "510108002003" }).reasons[0]).toEqual({ reason: "sameStreet", points: 5 });
  });
  it("says every reason against it", () => {
    expect(fit({ skills: [], community: "510108004003", slots: [] }, {}, true)).toMatchObject({
      fits: false,
      against: ["signedUp", "otherStreet", "skillMissing", "noTime"],
      missing: ["mediation"],
    });
  });
  it("counts the time in Chengdu, over midnight, and no minute twice", () => {
    const slots = [
      { weekday: 1, from: "22:00", to: "23:30" },
      { weekday: 1, from: "23:00", to: "23:59" },
      { weekday: 2, from: "00:00", to: "01:00" },
    ];
    const night = { from: at("22:30"), to: new Date(Date.parse(at("22:30")) + 2 * 3_600_000).toISOString() };
    expect(fit({ slots }, night).minutes).toBe(30 + 30 + 29 + 30);
  });
  it("is in an order that leaves nothing to chance", () => {
    const [good, bad] = [fit({}), fit({ skills: [] })];
    const items = [
      { id: "b", fit: good },
      { id: "c", fit: bad },
      { id: "a", fit: good },
    ];
    expect(ranked(items).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});
