import { aggregateKind, sweeping, type Clock, type Log, type StoreFactory } from "@wangge/kit";
import { sharpImages } from "@wangge/kit/images";
import { fetchPhotoFrom } from "../adapters/fetch-photo.ts";
import { dayOf, photoDecider, type PhotoRules } from "../domain/index.ts";
import { createClaims, type ClaimParts, type Claims } from "./photos/claims.ts";
import { createContents, type Contents } from "./photos/contents.ts";
import { createDesk, type Desk, type Photos } from "./photos/desk.ts";
import { loadPhotoRules } from "./photos/rules.ts";
import { fetchPhotosPolicy, type FetchPhotos } from "./policies/fetch-photos.ts";
import { tidyPhotosPolicy, type TidyParts, type TidyPhotos } from "./policies/tidy-photos.ts";
import { publishPhotoAs } from "./publish-photos-as.ts";

const SWEEP_MS = 30_000;

/** 照片, put together. */
export interface PhotoRegister extends Desk, Claims, TidyPhotos, FetchPhotos {
  readonly photos: Photos;
  readonly contents: Contents;
  readonly rules: PhotoRules;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Needed extends Pick<ClaimParts, "reports" | "vault">, Pick<TidyParts, "accesses"> {
  readonly config: { readonly PHOTO_FETCH_PRIVATE: boolean };
  readonly store: StoreFactory;
  readonly clock: Clock;
  readonly log: Log;
}

export const photoRegister = async (needed: Needed): Promise<PhotoRegister> => {
  const { config, store, clock, log } = needed;
  const photos = await store.decider("photos", photoDecider, {
    publishAs: publishPhotoAs,
    indexes: [["state.reportId"], ["state.status", "state.nextAt"], ["state.waste"]],
  });
  const blobs = await store.blobs("photoContents");
  // Sizes hold for a process: the gateway is told them once.
  const rules = loadPhotoRules()(dayOf(clock.now()));
  const contents = createContents(blobs, clock);
  const parts = { ...needed, photos, blobs, contents, rules };
  const desk = createDesk({ ...parts, images: sharpImages(rules, "intake.photo") });
  const claims = createClaims(parts);
  const tidying = tidyPhotosPolicy({ ...parts, claims });
  const fetchPhoto = fetchPhotoFrom({ maxBytes: rules.maxBytes, allowPrivate: config.PHOTO_FETCH_PRIVATE });
  const fetching = fetchPhotosPolicy({ ...parts, desk, fetchPhoto });
  const sweep = sweeping({
    name: "photos",
    everyMs: SWEEP_MS,
    log,
    work: async () => {
      await tidying.tidy();
      await fetching.fetchDue();
    },
  });
  return {
    ...desk,
    ...claims,
    ...tidying,
    ...fetching,
    photos,
    contents,
    rules,
    start: async () => {
      await tidying.tidy();
      sweep.start();
    },
    stop: async () => {
      await sweep.stop();
      await fetching.stopFetching();
    },
  };
};

export const photoAggregates = [aggregateKind("intake", "photos", photoDecider, publishPhotoAs)];
