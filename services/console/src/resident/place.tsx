/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dataOf, openApi as api } from "../common/api.ts";
import { Failure, Field, useAsk, useLanguage, useSettled } from "../common/mobile.tsx";
import { resident } from "../common/texts/resident.ts";

/** Where it is: a point of the telephone's, or a grid that a named place lies in. */
export type Place =
  { readonly point: { readonly lng: number; readonly lat: number } } | { readonly grid: string; readonly name: string };

export const responsibilityAt = async (place: Place) =>
  dataOf(
    await api.GET("/responsibility", { params: { query: "point" in place ? place.point : { grid: place.grid } } }),
  );

const positionOfTelephone = (): Promise<Place> =>
  new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude: lng, latitude: lat } }) => resolve({ point: { lng, lat } }),
      reject,
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });

const placesNamed = async (q: string) => {
  const { places } = dataOf(await api.GET("/places", { params: { query: { q, limit: 12 } } }));
  return places.flatMap(({ name, grid, code, kind }) => {
    const at = grid ?? (kind === "grid" ? code : undefined);
    return at === undefined ? [] : [{ name, grid: at }];
  });
};

/** A place by name or by where one stands, with the grid that it lies in. */
export const PlaceChoice = ({ onPlace }: { readonly onPlace: (place: Place) => void }): JSX.Element => {
  const texts = resident[useLanguage()];
  const [typed, setTyped] = useState("");
  const asked = useSettled(typed.trim(), 200);
  const [chosen, setChosen] = useState<Place>();
  const [hasNoPosition, setNoPosition] = useState(false);
  const [isLocating, setLocating] = useState(false);
  const named = useAsk(() => placesNamed(asked));
  const where = useAsk(async () => (chosen === undefined ? undefined : (await responsibilityAt(chosen)).place));

  useEffect(() => {
    if (asked !== "") void named.ask();
  }, [asked]);
  useEffect(() => {
    if (chosen !== undefined) void where.ask();
  }, [chosen]);

  const take = (place: Place): void => {
    setChosen(place);
    onPlace(place);
  };
  const locate = async (): Promise<void> => {
    setLocating(true);
    setNoPosition(false);
    try {
      take(await positionOfTelephone());
    } catch {
      setNoPosition(true);
    }
    setLocating(false);
  };
  const isOpen = asked !== "" && !(chosen !== undefined && "name" in chosen && chosen.name === typed);
  return (
    <>
      <Field label={texts.where} help={texts.whereHelp}>
        <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} autocomplete="off" />
      </Field>
      {isOpen && (
        <ul class="choices" aria-label={texts.where}>
          {(named.answer ?? []).map(({ name, grid }) => (
            <li key={`${grid} ${name}`}>
              <button
                type="button"
                onClick={() => {
                  setTyped(name);
                  take({ grid, name });
                }}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" onClick={() => void locate()} disabled={isLocating}>
        {isLocating ? texts.locating : texts.here}
      </button>
      {hasNoPosition && <p role="alert">{texts.noPosition}</p>}
      <Failure error={named.error ?? where.error} />
      {where.answer !== undefined && (
        <p role="status" data-testid="place">
          {texts.inGrid(where.answer.street.name, where.answer.community.name, where.answer.grid.name)}
        </p>
      )}
    </>
  );
};
