import { specFor } from "@wangge/kit/testing";
import { describe, it } from "vitest";
import type { LeadCommand, LeadOutcome } from "../src/domain/lead/index.ts";
import {
  accepted,
  ACCEPT_BY,
  assigned,
  DOSSIER,
  hear,
  heard,
  leadDecider,
  linked,
  officer,
  ofPolice,
  opened,
  T0,
  taken,
  waiting,
} from "./lead-builders.ts";

const given = specFor(leadDecider);
const OTHER = "01JD6Z0Q8V4Y7R2K3M5N6P8T9X";

const accept = (by = officer): LeadCommand => ({ type: "AcceptLead", by, at: T0 });
const decline = (by = officer): LeadCommand => ({ type: "DeclineLead", data: { reason: "otherBody" }, by, at: T0 });
const conclude = (outcome: LeadOutcome, by = officer): LeadCommand => ({
  type: "ConcludeLead",
  data: { outcome },
  by,
  at: T0,
});
const link = (dossierId = DOSSIER, body = "urban-management"): LeadCommand => ({
  type: "LinkDossier",
  data: { dossierId, body, by: "acc-filer" },
  at: T0,
});
const end = (outcome: LeadOutcome, dossierId = DOSSIER): LeadCommand => ({
  type: "EndDossier",
  data: { dossierId, outcome },
  at: T0,
});
const concluded = (outcome: LeadOutcome, by = officer.account) =>
  ({ type: "LeadConcluded", data: { by, outcome, at: T0 } }) as const;
const ended = (outcome: LeadOutcome, dossierId = DOSSIER) =>
  ({ type: "DossierEnded", data: { dossierId, outcome, at: T0 } }) as const;
const declined = { type: "LeadDeclined", data: { by: officer.account, reason: "otherBody", at: T0 } } as const;

describe("a case that is ordered to a body", () => {
  it("opens a lead with its own clock", () => {
    given()
      .when(hear(assigned(2)))
      .then(heard(assigned(2)), opened());
  });
  it("is nothing for the body while a grid worker has the order, and opens when it comes back from him", () => {
    const withWorker = { ...assigned(2), holder: "worker" } as const;
    given().when(hear(withWorker)).then(heard(withWorker));
    given(heard(withWorker))
      .when(hear({ version: 3, holder: "body" }))
      .then(heard({ version: 3, holder: "body" }), opened());
  });
  it("says nothing new when it is told twice", () => {
    given(...waiting)
      .when(hear(assigned(2)))
      .thenNothing();
  });
  it("opens no lead where its end was heard before its order", () => {
    const over = { version: 3, holder: "gone" } as const;
    given(heard(over))
      .when(hear(assigned(2)))
      .then(heard(assigned(2)));
  });
  it.each([[[heard({ version: 3, holder: "worker" } as const)]], [[]]])(
    "is asked for anew when it comes back from a grid worker, where what the body had declined crossed with the handing on",
    (between) => {
      const back = { version: 4, holder: "body" } as const;
      given(...waiting, declined, ...between)
        .when(hear(back))
        .then(heard(back), opened());
      given(...taken, concluded("corrected"), ...between)
        .when(hear(back))
        .then(heard(back), { type: "AnswerRepeated", data: { at: T0 } });
    },
  );
  it("opens anew with the next order, whatever became of the one before", () => {
    const again = assigned(6, { attempt: 2 });
    given(...taken, concluded("corrected"), heard({ version: 4, holder: "handled" }))
      .when(hear(again))
      .then(heard(again), opened());
  });
});

describe("受理 and 不予受理", () => {
  it("is for an officer of the body that has the order", () => {
    given(...waiting)
      .when(accept())
      .then(accepted());
    given(...waiting)
      .when(accept(ofPolice))
      .thenRejects("enforcement.lead.not_yours");
    given(heard({ version: 3, holder: "gone" }))
      .when(accept())
      .thenRejects("enforcement.lead.unknown");
  });
  it("is done once", () => {
    given(...taken)
      .when(accept())
      .thenNothing();
    given(...taken)
      .when(accept({ ...officer, account: "acc-second" }))
      .thenRejects("enforcement.lead.not_now");
  });
  it("gives the order back with a reason, also after taking it up", () => {
    given(...waiting)
      .when(decline())
      .then(declined);
    given(...taken)
      .when(decline())
      .then(declined);
    given(...taken, declined)
      .when(decline())
      .thenNothing();
  });
  it("cannot give back what was ruled, nor what a dossier was filed from", () => {
    given(heard(assigned(2, { ruled: true })), opened())
      .when(decline())
      .thenRejects("enforcement.lead.ruled");
    given(...taken, linked())
      .when(decline())
      .thenRejects("enforcement.lead.dossier_open");
  });
  it("is late once, where nobody takes it up in time", () => {
    const late = { type: "LeadOverdue", data: { acceptBy: ACCEPT_BY, at: ACCEPT_BY } } as const;
    given(...waiting)
      .when({ type: "WakeLead", at: T0 })
      .thenNothing();
    given(...waiting)
      .when({ type: "WakeLead", at: ACCEPT_BY })
      .then(late);
    given(...waiting, late)
      .when({ type: "WakeLead", at: "2017-12-28T03:00:00.000Z" })
      .thenNothing();
    given(...taken)
      .when({ type: "WakeLead", at: ACCEPT_BY })
      .thenNothing();
  });
});

describe("办结", () => {
  it("ends it without a penalty where the scene is put right or nothing was found", () => {
    given(...taken)
      .when(conclude("corrected"))
      .then(concluded("corrected"));
    given(...taken)
      .when(conclude("notEstablished"))
      .then(concluded("notEstablished"));
    given(...waiting)
      .when(conclude("corrected"))
      .thenRejects("enforcement.lead.not_now");
  });
  it("lets a dossier go on apart when the scene is put right", () => {
    given(...taken, linked())
      .when(conclude("corrected"))
      .then(concluded("corrected"));
    given(...taken, linked())
      .when(conclude("notEstablished"))
      .thenRejects("enforcement.lead.dossier_open");
  });
  it("names no penalty that no dossier speaks of", () => {
    given(...taken)
      .when(conclude("penalised"))
      .thenRejects("enforcement.lead.no_dossier");
    given(...taken, linked())
      .when(conclude("penalised"))
      .then(concluded("penalised"));
    given(...taken, linked(DOSSIER, false))
      .when(conclude("penalised"))
      .thenRejects("enforcement.lead.no_dossier");
  });
  it("is told again when what held the case up is over, as long as the case has not taken it", () => {
    const again = { type: "TellAgain", at: T0 } as const;
    given(...taken, concluded("corrected"))
      .when(again)
      .then({ type: "AnswerRepeated", data: { at: T0 } });
    given(...taken, concluded("corrected"), heard({ version: 4, holder: "handled" }))
      .when(again)
      .thenNothing();
    given(...taken)
      .when(again)
      .thenNothing();
    given().when(again).thenNothing();
  });
});

describe("a dossier of the case", () => {
  it("takes the lead up for the body that files it", () => {
    given(...waiting)
      .when(link())
      .then(accepted("acc-filer"), linked());
    given(...taken)
      .when(link())
      .then(linked());
    given(...taken, linked())
      .when(link())
      .thenNothing();
  });
  it("answers no order where another body files it, or none is there", () => {
    given(...waiting)
      .when(link(DOSSIER, "traffic-police"))
      .then({
        type: "DossierLinked",
        data: { dossierId: DOSSIER, at: T0 },
      });
    given()
      .when(link())
      .then({ type: "DossierLinked", data: { dossierId: DOSSIER, at: T0 } });
  });
  it("answers the case when it is decided", () => {
    given(...taken, linked())
      .when(end("penalised"))
      .then(ended("penalised"), concluded("penalised", "enforcement"));
  });
  it("answers with the gravest of several, when the last has ended", () => {
    const two = [...taken, linked(), linked(OTHER)];
    given(...two)
      .when(end("exempted"))
      .then(ended("exempted"));
    given(...two, ended("penalised"))
      .when(end("exempted", OTHER))
      .then(ended("exempted", OTHER), concluded("penalised", "enforcement"));
  });
  it("answers nothing where it was withdrawn, or the case was answered before", () => {
    given(...taken, linked())
      .when(end("withdrawn"))
      .then(ended("withdrawn"));
    given(...taken, linked(), concluded("corrected"))
      .when(end("penalised"))
      .then(ended("penalised"));
    given(...taken, linked(), ended("transferred"), concluded("transferred", "enforcement"))
      .when(end("penalised"))
      .then(ended("penalised"));
  });
  it("waits for its filing where its end is heard first", () => {
    given(...taken)
      .when(end("penalised"))
      .thenRejects("enforcement.lead.not_yet");
    given().when(end("penalised")).thenRejects("enforcement.lead.not_yet");
  });
});
