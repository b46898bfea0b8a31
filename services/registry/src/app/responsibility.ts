/** 责任公示. Who answers for what at a place. */
import type { z } from "zod";
import { staffOn, type Day, type GridOn, type Id, type Register } from "../domain/index.ts";
import { locationView, personView, type ResponsibilityView } from "../view.ts";
import type { PlaceFinder } from "./questions.ts";
import type { PostKind } from "./values.ts";

export interface Holding {
  readonly post: string;
  readonly holder: Id | undefined;
}

export interface Answering {
  readonly workers: readonly Id[];
  readonly responsible: Id | undefined;
  readonly community: readonly Holding[];
  readonly street: readonly Holding[];
  readonly sections: readonly { readonly id: Id; readonly head: Holding | undefined }[];
  readonly stations: readonly Id[];
  readonly zone: Id | undefined;
}

export const answeringOn = (register: Register, { id, community }: GridOn, day: Day): Answering => {
  const { street } = community;
  const holdings = (place: Id): Holding[] =>
    register
      .childrenOf(place, "post", day)
      .map(({ version }) => ({ post: version.value.kind, holder: version.value.holder }));
  const courtyards = register.childrenOf(id, "courtyard", day);
  const stationPlaces = [...courtyards.map((courtyard) => courtyard.id), community.id, street.id];
  const { workers, responsible } = staffOn(register, id, day);
  return {
    workers,
    responsible,
    community: holdings(community.id),
    street: holdings(street.id),
    sections: register
      .childrenOf(street.id, "section", day)
      .map((section) => ({ id: section.id, head: holdings(section.id)[0] })),
    stations: stationPlaces.flatMap((place) => register.childrenOf(place, "station", day).map((station) => station.id)),
    zone: register.all("zone", day).find(({ version }) => version.value.streets.includes(street.id))?.id,
  };
};

/** The card as it may hang on a wall: labels, never names. */
export const responsibilityView = (
  register: Register,
  { places, day }: PlaceFinder,
  grid: GridOn,
): z.input<typeof ResponsibilityView> => {
  const answering = answeringOn(register, grid, day);
  const holderOf = (holder: Id | undefined) => {
    if (holder === undefined) return { held: false };
    const { id, label } = personView(register, holder);
    return { held: true, holder: { id, label } };
  };
  const answerer = ({ post, holder }: Holding) => ({ post: post as z.input<typeof PostKind>, ...holderOf(holder) });
  const zone = answering.zone === undefined ? undefined : register.find("zone", answering.zone, day);
  return {
    on: day,
    place: locationView(places, grid),
    grid: {
      workers: answering.workers.map((id) => personView(register, id)),
      responsible: answering.responsible === undefined ? undefined : personView(register, answering.responsible),
    },
    community: answering.community.map(answerer),
    street: answering.street.map(answerer),
    sections: answering.sections.flatMap(({ id, head }) => {
      const section = register.find("section", id, day);
      if (section === undefined) return [];
      const { name, functionClass } = section.version.value;
      return [{ name, functionClass, head: head === undefined ? undefined : answerer(head) }];
    }),
    stations: answering.stations.flatMap((id) => {
      const station = register.find("station", id, day);
      if (station === undefined) return [];
      const { kind, name, address, phone, at } = station.version.value;
      return [{ id, kind, name, address, phone, at: { ...at } }];
    }),
    zone: zone && {
      id: zone.id,
      name: zone.version.value.name,
      duties: zone.version.value.duties.map((duty) => ({ ...duty })),
    },
  };
};
