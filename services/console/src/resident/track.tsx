/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dataOf, openApi as api } from "../common/api.ts";
import { Failure, Field, useAsk, useLanguage } from "../common/mobile.tsx";
import { resident } from "../common/texts/resident.ts";
import { clockTime } from "../common/time.ts";

interface Own {
  readonly trackingNumber: string;
  readonly phone: string;
}

const STARS = [1, 2, 3, 4, 5];

const readOwn = async (own: Own) => {
  const [{ messages }, { readings }] = await Promise.all([
    api.POST("/track/messages", { body: own }).then(dataOf),
    api.POST("/track/access", { body: own }).then(dataOf),
  ]);
  return { messages, readings };
};

/** What only whoever has number and phone may see and do. */
const OwnPart = ({ own, isEnded }: { readonly own: Own; readonly isEnded: boolean }): JSX.Element => {
  const texts = resident[useLanguage()];
  const language = useLanguage();
  const [text, setText] = useState("");
  const [stars, setStars] = useState(0);
  const read = useAsk(() => readOwn(own));
  const rate = useAsk(async () => api.POST("/track/rating", { body: { ...own, stars } }));
  const reopen = useAsk(async () => api.POST("/track/reopen", { body: { ...own, text } }));
  useEffect(() => void read.ask(), [own]);
  useEffect(() => {
    if (stars > 0) void rate.ask();
  }, [stars]);
  return (
    <>
      <Failure error={read.error ?? rate.error ?? reopen.error} />
      <section class="panel" aria-label={texts.messages}>
        <h2>{texts.messages}</h2>
        {read.answer?.messages.length === 0 && <p class="quiet">{texts.messagesNone}</p>}
        <ol class="steps" data-testid="messages">
          {read.answer?.messages.map((message) => (
            <li key={`${message.at} ${message.happening}`}>
              {message.text}
              <br />
              <small>{clockTime(message.at, language)}</small>
            </li>
          ))}
        </ol>
      </section>
      {isEnded && (
        <section class="panel" aria-label={texts.rate}>
          <h2>{texts.rate}</h2>
          {rate.answer === undefined ? (
            <div class="row" role="group" aria-label={texts.rate}>
              {STARS.map((count) => (
                <button key={count} type="button" aria-label={texts.stars(count)} onClick={() => setStars(count)}>
                  {"★".repeat(count)}
                </button>
              ))}
            </div>
          ) : (
            <p role="status">{texts.rated(stars)}</p>
          )}
          {reopen.answer === undefined ? (
            <>
              <Field label={texts.reopenText}>
                <textarea value={text} onInput={(event) => setText(event.currentTarget.value)} />
              </Field>
              <button type="button" disabled={text.trim() === "" || reopen.isAsking} onClick={() => void reopen.ask()}>
                {texts.reopen}
              </button>
            </>
          ) : (
            <p role="status">{texts.reopened}</p>
          )}
        </section>
      )}
      <section class="panel" aria-label={texts.access}>
        <h2>{texts.access}</h2>
        {read.answer?.readings.length === 0 && <p>{texts.accessNone}</p>}
        <ul data-testid="readings">
          {read.answer?.readings.map(({ at, role, purpose, reason }) => (
            <li key={at}>
              {clockTime(at, language)} · {texts.accessRole[role] ?? role} · {texts.accessPurpose[purpose] ?? purpose} ·{" "}
              {reason}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
};

/** 查进度. By number; with the phone also what only its owner may see. */
export const Track = ({ first }: { readonly first: Own }): JSX.Element => {
  const language = useLanguage();
  const texts = resident[language];
  const [number, setNumber] = useState(first.trackingNumber);
  const [phone, setPhone] = useState(first.phone);
  const [own, setOwn] = useState<Own>();
  const found = useAsk(async () => {
    const trackingNumber = number.trim();
    if (phone.trim() === "")
      return dataOf(await api.GET("/track/{trackingNumber}", { params: { path: { trackingNumber } } }));
    const mine = { trackingNumber, phone: phone.trim() };
    const answer = dataOf(await api.POST("/track", { body: mine }));
    setOwn(mine);
    return answer;
  });
  const look = (): void => {
    setOwn(undefined);
    void found.ask();
  };
  useEffect(() => {
    if (first.trackingNumber !== "") look();
  }, [first]);
  const { answer } = found;
  const report = answer !== undefined && "progress" in answer ? answer : undefined;
  const matter = answer !== undefined && "clocks" in answer ? answer : undefined;
  const progress = report?.progress;
  const status = Object.entries(texts.status).find(([name]) => name === progress?.status)?.[1];
  return (
    <>
      <form
        class="panel"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <Field label={texts.number}>
          <input value={number} onInput={(event) => setNumber(event.currentTarget.value)} autocomplete="off" />
        </Field>
        <Field label={texts.phoneForMore}>
          <input value={phone} inputMode="tel" onInput={(event) => setPhone(event.currentTarget.value)} />
        </Field>
        <button class="main" type="submit" disabled={number.trim() === "" || found.isAsking}>
          {texts.look}
        </button>
      </form>
      <Failure error={found.error} />
      {report !== undefined && (
        <section class="panel" aria-label={texts.tabs.track} data-testid="progress">
          <h2>{report.trackingNumber}</h2>
          <p>
            {texts.acceptedAt} {clockTime(report.acceptedAt, language)} · {texts.affected(report.affected)}
          </p>
          {progress === null || progress === undefined ? (
            <p>{texts.progressNone}</p>
          ) : (
            <p>
              <strong>{status ?? progress.status}</strong>
              {progress.dueAt !== undefined && ` · ${texts.due} ${clockTime(progress.dueAt, language)}`}
              {progress.status === "suspended" && ` · ${texts.clockStands}`}{" "}
              {progress.overdue && <span class="late">{texts.overdue}</span>}
            </p>
          )}
          {report.goesOnAs !== undefined && <p>{texts.goesOnAs(report.goesOnAs)}</p>}
        </section>
      )}
      {matter !== undefined && (
        <section class="panel" aria-label={texts.tabs.track} data-testid="progress">
          <h2>{matter.trackingNumber}</h2>
          <p>
            <strong>{texts.matterStatus[matter.status] ?? matter.status}</strong>
            {matter.dueAt !== undefined && ` · ${texts.due} ${clockTime(matter.dueAt, language)}`}{" "}
            {matter.overdue && <span class="late">{texts.overdue}</span>}
          </p>
          {matter.clocks.flatMap(({ pauses }) =>
            pauses.map(({ since, why }) => (
              <p key={since}>
                {texts.clockStands} {clockTime(since, language)} · {why.label?.[language] ?? why.code}
              </p>
            )),
          )}
        </section>
      )}
      {own !== undefined && answer !== undefined && <OwnPart own={own} isEnded={progress?.status === "closed"} />}
    </>
  );
};
