/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, useAsk, useLanguage } from "../common/mobile.tsx";
import { resident } from "../common/texts/resident.ts";
import { PlaceChoice, responsibilityAt, type Place } from "./place.tsx";

interface Held {
  readonly post: string;
  readonly held: boolean;
  readonly holder?: { readonly label: string };
}

/** 责任公示. Who answers for a place, by label and never by name. */
export const Card = (): JSX.Element => {
  const texts = resident[useLanguage()];
  const [place, setPlace] = useState<Place>();
  const card = useAsk(async () => (place === undefined ? undefined : responsibilityAt(place)));
  useEffect(() => {
    if (place !== undefined) void card.ask();
  }, [place]);
  const posts = (title: string, held: readonly Held[]): JSX.Element => (
    <>
      <h3>{title}</h3>
      <ul>
        {held.map(({ post, holder }) => (
          <li key={post}>
            {texts.posts[post] ?? post}: {holder?.label ?? texts.vacant}
          </li>
        ))}
      </ul>
    </>
  );
  return (
    <>
      <section class="panel">
        <h2>{texts.tabs.card}</h2>
        <p class="quiet">{texts.cardHelp}</p>
        <PlaceChoice onPlace={setPlace} />
      </section>
      <Failure error={card.error} />
      {card.answer !== undefined && (
        <section class="panel" data-testid="card" aria-label={texts.tabs.card}>
          <h2>{card.answer.place.grid.name}</h2>
          <h3>{texts.gridWorkers}</h3>
          <ul>
            {card.answer.grid.workers.map(({ id, label }) => (
              <li key={id}>{label}</li>
            ))}
          </ul>
          <p>
            {texts.responsible}: {card.answer.grid.responsible?.label ?? texts.vacant}
          </p>
          {posts(`${texts.community} · ${card.answer.place.community.name}`, card.answer.community)}
          {posts(`${texts.street} · ${card.answer.place.street.name}`, card.answer.street)}
          <h3>{texts.stations}</h3>
          <ul>
            {card.answer.stations.map(({ id, name, address, phone }) => (
              <li key={id}>
                {name} · {address} {phone}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};
