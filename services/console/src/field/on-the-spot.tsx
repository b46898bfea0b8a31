/** @jsxImportSource preact */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ulid } from "ulid";
import type { Named } from "../common/language.ts";
import { Field, PhotoField, useDraft, useLanguage } from "../common/mobile.tsx";
import { field } from "../common/texts/field.ts";
import type { Position } from "./cells.ts";
import type { Queued } from "./kept.ts";

interface Props {
  readonly account: string;
  readonly names: ReadonlyMap<string, Named>;
  /** Categories whose standard lets the worker put it right on the spot. */
  readonly selfHandling: readonly string[];
  /** The worker's grids, for where the telephone does not know where it is. */
  readonly grids: ReadonlyMap<string, string>;
  readonly position: Position | undefined;
  readonly onDo: (queued: Queued) => void;
}

/** 巡查上报与自行处置. What he saw himself: put right on the spot, or for others. Works without a network. */
export const OnTheSpot = ({ account, names, selfHandling, grids, position, onDo }: Props): JSX.Element => {
  const language = useLanguage();
  const texts = field[language];
  const [description, setDescription] = useDraft("spot.description", "");
  const [category, setCategory] = useDraft("spot.category", "");
  const [wantsHandled, setHandled] = useDraft("spot.handled", true);
  const [grid, setGrid] = useDraft("spot.grid", "");
  const [content, setContent] = useState<File>();
  const [round, setRound] = useState(0);
  const maySelf = selfHandling.includes(category);
  const isHandled = maySelf && wantsHandled;
  const place = position ?? (grid === "" ? undefined : { grid });
  const others = [...names.keys()].filter((code) => !selfHandling.includes(code));
  const options = (codes: readonly string[]): readonly JSX.Element[] =>
    codes.map((code) => (
      <option key={code} value={code}>
        {names.get(code)?.[language] ?? code}
      </option>
    ));
  return (
    <form
      class="panel"
      aria-label={texts.spot}
      onSubmit={(event) => {
        event.preventDefault();
        if (place === undefined) return;
        onDo({
          ...{ clientId: ulid(), account, madeAt: new Date().toISOString(), outcome: "waiting", kind: "report" },
          ...{ category, description: description.trim(), place, isHandled },
          ...(content === undefined ? {} : { content }),
        });
        setDescription("");
        setCategory("");
        setContent(undefined);
        setRound(round + 1);
      }}
    >
      <h2>{texts.spot}</h2>
      <p class="quiet">{texts.spotHelp}</p>
      <Field label={texts.category}>
        <select value={category} onChange={(event) => setCategory(event.currentTarget.value)}>
          <option value="">{texts.choose}</option>
          <optgroup label={texts.maySelf}>{options(selfHandling)}</optgroup>
          <optgroup label={texts.forOthers}>{options(others)}</optgroup>
        </select>
      </Field>
      <Field label={texts.seen}>
        <textarea value={description} onInput={(event) => setDescription(event.currentTarget.value)} />
      </Field>
      {maySelf && (
        <label class="check">
          <input type="checkbox" checked={wantsHandled} onChange={(event) => setHandled(event.currentTarget.checked)} />
          {texts.handledHere}
        </label>
      )}
      {position === undefined ? (
        <Field label={texts.inGrid} help={texts.noPosition}>
          <select value={grid} onChange={(event) => setGrid(event.currentTarget.value)}>
            <option value="">{texts.choose}</option>
            {[...grids].map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      ) : (
        <p role="status">{texts.hereNow}</p>
      )}
      <PhotoField key={round} label={texts.photoOptional} camera onFile={setContent} />
      <button class="main" type="submit" disabled={description.trim() === "" || category === "" || place === undefined}>
        {isHandled ? texts.sendHandled : texts.sendSeen}
      </button>
    </form>
  );
};
