/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { dataOf, openApi as api, raw } from "../common/api.ts";
import { Failure, Field, PhotoField, useAsk, useLanguage, useSettled } from "../common/mobile.tsx";
import { resident } from "../common/texts/resident.ts";
import { PlaceChoice, type Place } from "./place.tsx";

interface Photo {
  readonly photoId: string;
  readonly secret: string;
}

const upload = async (file: File): Promise<Photo> =>
  (
    await raw("/photos", { method: "POST", body: file, headers: { "content-type": file.type } }, true)
  ).json() as Promise<Photo>;

const placeOf = (place: Place | undefined) =>
  place === undefined ? {} : "point" in place ? { point: place.point } : { grid: place.grid };

const categoriesNow = async () => dataOf(await api.GET("/categories"));
const questionsOf = async (category: string) =>
  dataOf(await api.GET("/categories/{category}", { params: { path: { category } } })).questions;

interface Props {
  readonly onTrack: (own: { readonly trackingNumber: string; readonly phone: string }) => void;
  readonly onAnother: () => void;
}

/** 上报. Without an account; what is known nearby is shown before it is sent. */
export const Report = ({ onTrack, onAnother }: Props): JSX.Element => {
  const language = useLanguage();
  const texts = resident[language];
  const key = useMemo(() => crypto.randomUUID(), []);
  const [description, setDescription] = useState("");
  const [category, setCategory] = useState("");
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [place, setPlace] = useState<Place>();
  const [address, setAddress] = useState("");
  const [phone, setPhone] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const [photos, setPhotos] = useState<readonly Photo[]>([]);
  const [file, setFile] = useState<File>();
  const said = useSettled(description.trim(), 400);

  const categories = useAsk(categoriesNow);
  const suggested = useAsk(async () => dataOf(await api.POST("/suggest", { body: { text: said } })).categories);
  const questions = useAsk(() => questionsOf(category));
  const similar = useAsk(
    async () => dataOf(await api.POST("/reports/similar", { body: { category, ...placeOf(place) } })).reports,
  );
  const [followed, setFollowed] = useState("");
  const follow = useAsk(async () =>
    dataOf(
      await api.POST("/reports/{reportId}/follow", {
        params: { path: { reportId: followed } },
        body: { contact: { phone: phone.trim() }, language },
      }),
    ),
  );
  const send = useAsk(async () =>
    dataOf(
      await api.POST("/reports", {
        headers: { "Idempotency-Key": key },
        body: {
          category,
          description: description.trim(),
          channel: "web",
          visibility: isPrivate ? "private" : "public",
          ...placeOf(place),
          ...(address.trim() === "" ? {} : { address: address.trim() }),
          ...(Object.keys(answers).length === 0 ? {} : { attributes: { ...answers } }),
          ...(phone.trim() === "" ? {} : { reporter: { phone: phone.trim() } }),
          ...(photos.length === 0 ? {} : { photos: [...photos] }),
        },
      }),
    ),
  );
  const sendPhoto = useAsk(async () => {
    if (file === undefined) return;
    const photo = await upload(file);
    setPhotos((before) => [...before, photo]);
  });

  useEffect(() => void categories.ask(), []);
  useEffect(() => {
    if (said.length >= 2) void suggested.ask();
  }, [said]);
  useEffect(() => {
    setAnswers({});
    if (category !== "") void questions.ask();
  }, [category]);
  useEffect(() => {
    if (category !== "" && place !== undefined) void similar.ask();
  }, [category, place]);
  useEffect(() => {
    if (followed !== "") void follow.ask();
  }, [followed]);
  useEffect(() => {
    if (file !== undefined) void sendPhoto.ask();
  }, [file]);

  if (send.answer !== undefined) {
    const { trackingNumber } = send.answer;
    return (
      <section class="panel" role="status">
        <h2>{texts.sent}</h2>
        <span class="quiet">{texts.yourNumber}</span>
        <span class="number" data-testid="tracking-number">
          {trackingNumber}
        </span>
        <p>{texts.keep}</p>
        <button class="main" type="button" onClick={() => onTrack({ trackingNumber, phone: phone.trim() })}>
          {texts.toTrack}
        </button>
        <button type="button" onClick={onAnother}>
          {texts.another}
        </button>
      </section>
    );
  }
  const asked = (questions.answer ?? []).filter(({ variable }) => variable && category !== "");
  const isAnswered = asked.every(({ code, required }) => !required || (answers[code] ?? "") !== "");
  const isComplete = description.trim() !== "" && category !== "" && place !== undefined && isAnswered;
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        void send.ask();
      }}
    >
      <Field label={texts.what} help={texts.whatHelp}>
        <textarea rows={3} value={description} onInput={(event) => setDescription(event.currentTarget.value)} />
      </Field>
      {(suggested.answer ?? []).length > 0 && category === "" && (
        <div class="row" role="group" aria-label={texts.suggested}>
          {texts.suggested}
          {suggested.answer?.map((one) => (
            <button key={one.category} type="button" onClick={() => setCategory(one.category)}>
              {one.name[language]}
            </button>
          ))}
        </div>
      )}
      <Field label={texts.category}>
        <select value={category} onChange={(event) => setCategory(event.currentTarget.value)}>
          <option value="">{texts.choose}</option>
          {categories.answer?.nodes.map((node) => {
            const below = categories.answer?.categories.filter(
              ({ parent, kind }) => parent === node.id && kind !== "service",
            );
            return below === undefined || below.length === 0 ? null : (
              <optgroup key={node.id} label={node.name[language]}>
                {below.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name[language]}
                  </option>
                ))}
              </optgroup>
            );
          })}
        </select>
      </Field>
      {asked.map(({ code, text, values = [], required }) => {
        const stop = values.find((value) => value.key === answers[code])?.stop;
        const set = (value: string): void =>
          setAnswers(({ [code]: _before, ...rest }) => (value === "" ? rest : { ...rest, [code]: value }));
        return (
          <div key={code}>
            <Field label={required ? `${text[language]} (${texts.required})` : text[language]}>
              {values.length > 0 ? (
                <select value={answers[code] ?? ""} onChange={(event) => set(event.currentTarget.value)}>
                  <option value="">{texts.choose}</option>
                  {values.map(({ key: value, name }) => (
                    <option key={value} value={value}>
                      {name[language]}
                    </option>
                  ))}
                </select>
              ) : (
                <input value={answers[code] ?? ""} onInput={(event) => set(event.currentTarget.value)} />
              )}
            </Field>
            {stop !== undefined && (
              <p class="failure" role="alert">
                <strong>{texts.call(stop.redirect)}</strong> {stop.notice[language]}
              </p>
            )}
          </div>
        );
      })}
      <PlaceChoice onPlace={setPlace} />
      <Field label={texts.address}>
        <input value={address} onInput={(event) => setAddress(event.currentTarget.value)} autocomplete="off" />
      </Field>
      {(similar.answer ?? []).length > 0 && (
        <section aria-label={texts.similar} data-testid="similar">
          <h3>{texts.similar}</h3>
          <p class="quiet">{texts.similarHelp}</p>
          <ul class="choices">
            {similar.answer?.slice(0, 5).map(({ reportId, trackingNumber, step, affected, distance }) => (
              <li key={reportId} class="row">
                <span>
                  {trackingNumber} · {step === undefined ? "" : texts.status[step]} · {texts.affected(affected)}
                  {distance !== undefined && ` · ${texts.metres(Math.round(distance))}`}
                </span>
                <button
                  type="button"
                  disabled={phone.trim() === ""}
                  title={phone.trim() === "" ? texts.followNeeds : texts.follow}
                  onClick={() => setFollowed(reportId)}
                >
                  {texts.follow}
                </button>
              </li>
            ))}
          </ul>
          {follow.answer !== undefined && <p role="status">{texts.followed(follow.answer.trackingNumber)}</p>}
        </section>
      )}
      <PhotoField label={texts.photo} onFile={setFile} />
      {photos.length > 0 && <p role="status">{texts.photoDone}</p>}
      <Field label={texts.phone} help={texts.phoneHelp}>
        <input value={phone} inputMode="tel" onInput={(event) => setPhone(event.currentTarget.value)} />
      </Field>
      <label class="check">
        <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.currentTarget.checked)} />
        {texts.isPrivate}
      </label>
      <Failure error={send.error ?? sendPhoto.error ?? follow.error ?? similar.error ?? categories.error} />
      <button class="main" type="submit" disabled={!isComplete || send.isAsking || sendPhoto.isAsking}>
        {texts.send}
      </button>
    </form>
  );
};
