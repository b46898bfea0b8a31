import {
  ChangeRecordedV1,
  GridStaffedV1,
  GridVacatedV1,
  PostFilledV1,
  PostVacatedV1,
  RecordAmendedV1,
  RecordMovedV1,
  RecordRecodedV1,
  RecordRedrawnV1,
  RecordRegisteredV1,
  RecordRenamedV1,
  RecordSupersededV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import {
  parentOf,
  type ChangeRecorded,
  type Happening,
  type HappeningTold,
  type StaffingEvent,
  type StaffingState,
} from "../domain/index.ts";

/** Private domain event → public contract. The codes above a grid are the first digits of its own. */
export const publishStaffing = (
  event: StaffingEvent,
  { id: grid }: Pick<Stored<StaffingState>, "id">,
): readonly PublicEvent[] => {
  const community = parentOf(grid) ?? "";
  const places = { grid, community, street: parentOf(community) ?? "" };
  switch (event.type) {
    case "GridStaffed": {
      const { households, workers, responsible, staffedAt } = event.data;
      return [publicEvent(GridStaffedV1, { ...places, households, workers: [...workers], responsible, staffedAt })];
    }
    case "GridVacated": {
      const { vacancy, asOf } = event.data;
      const missing = { missingWorkers: vacancy.workers, missingResponsible: vacancy.responsible };
      return [publicEvent(GridVacatedV1, { ...places, ...missing, since: asOf.day })];
    }
    case "VacancyEnded":
      return [];
  }
};

export const publishChange = ({ data }: ChangeRecorded): readonly PublicEvent[] => {
  const { number: change, effectiveFrom, reason, records, recordedAt } = data;
  return [publicEvent(ChangeRecordedV1, { change, effectiveFrom, reason, records: { ...records }, recordedAt })];
};

const publishHappening = (change: number, happening: Happening): PublicEvent => {
  const { id: record, kind, effectiveFrom } = happening;
  const about = { change, record, kind, effectiveFrom };
  switch (happening.type) {
    case "registered": {
      const { name, code, parent } = happening;
      return publicEvent(RecordRegisteredV1, { ...about, name, code, parent });
    }
    case "renamed":
      return publicEvent(RecordRenamedV1, { ...about, name: happening.name, before: happening.before });
    case "recoded":
      return publicEvent(RecordRecodedV1, { ...about, code: happening.code, before: happening.before });
    case "moved":
      return publicEvent(RecordMovedV1, { ...about, parent: happening.parent, before: happening.before });
    case "redrawn":
      return publicEvent(RecordRedrawnV1, about);
    case "amended":
      return publicEvent(RecordAmendedV1, { ...about, fields: [...happening.fields] });
    case "held": {
      const { holder, before } = happening;
      return holder === undefined
        ? publicEvent(PostVacatedV1, { change, post: record, before: before ?? "", effectiveFrom })
        : publicEvent(PostFilledV1, { change, post: record, holder, before, effectiveFrom });
    }
    case "superseded": {
      const { code, successors, codes } = happening;
      return publicEvent(RecordSupersededV1, { ...about, code, successors: [...successors], codes: [...codes] });
    }
  }
};

export const publishTelling = ({ data }: HappeningTold): readonly PublicEvent[] => [
  publishHappening(data.change, data.happening),
];
