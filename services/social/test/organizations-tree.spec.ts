import { fold } from "@wangge/kit";
import { specFor } from "@wangge/kit/testing";
import { describe, it } from "vitest";
import type { Place } from "../src/domain/organizations/index.ts";
import type { TreeCommand, TreeEvent } from "../src/domain/organizations/tree/index.ts";
import { treeDecider } from "../src/app/organizations/desk.ts";
import { COMMUNITY, on, STREET } from "./organizations-builders.ts";

const given = specFor(treeDecider);
const asked = (day = "2018-01-01") => ({ by: "acc-officer", at: on(day) });
const community: Place = { street: STREET, community: COMMUNITY };
const join = (organization: string, kind: string, place: Place, parent?: string): TreeCommand => ({
  type: "JoinTree",
  street: STREET,
  organization,
  kind,
  place,
  ...(parent === undefined ? {} : { parent }),
  ...asked(),
});
const after = (...commands: readonly TreeCommand[]): readonly TreeEvent[] =>
  commands.reduce<readonly TreeEvent[]>(
    (events, command) => [...events, ...treeDecider.decide(command, fold(treeDecider, events))],
    [],
  );
const federation = join("fed", "federation", { street: STREET });
const committee = join("edu", "educationCommittee", community, "fed");
const elect = (account: string, from: string, until: string, office = "chair"): TreeCommand => ({
  type: "Elect",
  term: { id: `${account} ${from}`, organization: "fed", office, account, from, until },
  ...asked(),
});

describe("a seat in the tree of a street", () => {
  it("is one of its kind in its community", () => {
    given(...after(federation, committee))
      .when(join("edu2", "educationCommittee", community, "fed"))
      .thenRejects("social.tree.kind_taken");
  });
  it("stands under what the rules say, in its place", () => {
    given(...after(federation, committee))
      .when(join("club", "club", community, "fed"))
      .thenRejects("social.tree.wrong_parent");
    given(...after(federation, committee))
      .when(join("club", "club", { street: STREET, community: "510108002003" }, "edu"))
      .thenRejects("social.tree.outside_parent");
    given(...after(federation))
      .when(join("edu", "educationCommittee", community))
      .thenRejects("social.tree.needs_parent");
    given()
      .when(join("edu", "educationCommittee", community, "fed"))
      .thenRejects("social.tree.no_seat");
    given()
      .when(join("fed", "federation", community))
      .thenRejects("social.tree.wrong_level");
    given()
      .when(join("fed", "federation", { street: "510108004" }))
      .thenRejects("social.tree.other_street");
  });
  it("is not given up while others stand under it", () => {
    given(...after(federation, committee))
      .when({ type: "LeaveTree", organization: "fed", ...asked() })
      .thenRejects("social.tree.has_members");
  });
  it("that is asked for twice is one", () => {
    given(...after(federation))
      .when(federation)
      .thenNothing();
  });
});

describe("an office", () => {
  it("is held by as many as there are places, on any day of the term", () => {
    const held = given(...after(federation, elect("acc-1", "2018-01-01", "2019-12-31")));
    held.when(elect("acc-2", "2019-12-31", "2021-01-01")).thenRejects("social.tree.office_taken");
    held.when(elect("acc-1", "2019-06-01", "2021-01-01")).thenRejects("social.tree.in_office");
    given(...after(federation, elect("acc-1", "2018-01-01", "2019-12-31"), elect("acc-2", "2020-01-01", "2021-01-01")));
  });
  it("is not held longer than a term, nor from a day of before, nor by an organization without a seat", () => {
    const seated = given(...after(federation));
    seated.when(elect("acc-1", "2018-01-01", "2023-01-01")).thenRejects("social.tree.term_too_long");
    seated.when(elect("acc-1", "2017-12-31", "2018-12-31")).thenRejects("social.tree.back_dated");
    given()
      .when(elect("acc-1", "2018-01-01", "2018-12-31"))
      .thenRejects("social.tree.no_seat");
  });
  it("ends with the seat", () => {
    const left = after(federation, elect("acc-1", "2018-01-01", "2019-12-31"), {
      type: "LeaveTree",
      organization: "fed",
      ...asked("2018-06-01"),
    });
    given(...left)
      .when({ type: "EndTerm", id: "acc-1 2018-01-01", on: "2018-07-01", ...asked("2018-07-01") })
      .thenRejects("social.tree.term_over");
  });
});
