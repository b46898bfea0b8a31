/** @jsxImportSource preact */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState, type Dispatch, type StateUpdater } from "preact/hooks";
import { Problem, saidBy } from "./api.ts";
import { draft, draftOf } from "./drafts.ts";
import { chooseLanguage, language, type Language } from "./language.ts";
import { ended } from "./session.ts";
import type { Store } from "./store.ts";
import { common } from "./texts/common.ts";

export const useStore = <Value,>({ get, subscribe }: Store<Value>): Value => {
  const [value, setValue] = useState(get);
  useEffect(() => {
    // It may have become another one before the effect ran.
    setValue(() => get());
    return subscribe(() => setValue(() => get()));
  }, [get, subscribe]);
  return value;
};

export const useLanguage = (): Language => useStore(language);

/** Like `useState`, over the end of a sign-in too: the same account finds again what it had typed. */
export const useDraft = <Value,>(name: string, initial: Value): [Value, Dispatch<StateUpdater<Value>>] => {
  const [value, setValue] = useState<Value>(() => draftOf(name, initial));
  useEffect(() => (value === initial ? undefined : draft(name, value)), [name, value]);
  return [value, setValue];
};

export interface Asked<Answer> {
  readonly answer: Answer | undefined;
  readonly error: unknown;
  readonly isAsking: boolean;
  /** Asks; what an earlier question brings later is left out. */
  readonly ask: () => Promise<void>;
}

let asked = 0;

/** A question to the platform with what came of it. */
export const useAsk = <Answer,>(question: () => Promise<Answer>): Asked<Answer> => {
  const [state, setState] = useState<Omit<Asked<Answer>, "ask"> & { readonly turn: number }>({
    answer: undefined,
    error: undefined,
    isAsking: false,
    turn: 0,
  });
  const ask = async (): Promise<void> => {
    asked += 1;
    const turn = asked;
    setState((before) => ({ ...before, isAsking: true, error: undefined, turn }));
    const settle = (found: { readonly answer?: Answer; readonly error?: unknown }): void =>
      setState((before) =>
        before.turn === turn ? { answer: undefined, error: undefined, ...found, isAsking: false, turn } : before,
      );
    try {
      settle({ answer: await question() });
    } catch (error) {
      settle({ error });
    }
  };
  return { answer: state.answer, error: state.error, isAsking: state.isAsking, ask };
};

/** The same word again only when nothing was typed for a moment. */
export const useSettled = <Value,>(value: Value, ms: number): Value => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
};

export const Failure = ({ error }: { readonly error: unknown }): JSX.Element | null => {
  const texts = common[useLanguage()];
  if (error === undefined) return null;
  const problem = error instanceof Problem ? error : undefined;
  const said = saidBy(error);
  return (
    <div class="failure" role="alert">
      <strong>{texts.problem}</strong>
      <p>{problem === undefined ? said : (texts.problems[problem.code] ?? said)}</p>
      {problem !== undefined && (
        <small>
          {problem.code} · {texts.trace} {problem.traceId}
        </small>
      )}
    </div>
  );
};

/** Why one has to sign in again, where it was not one's own wish. */
export const EndedNote = (): JSX.Element | null => {
  const why = useStore(ended);
  const texts = common[useLanguage()];
  return why === undefined ? null : <p role="status">{texts.ended[why]}</p>;
};

export const Field = ({
  label,
  help,
  children,
}: {
  readonly label: string;
  readonly help?: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <label class="field">
    <span>{label}</span>
    {help !== undefined && <small>{help}</small>}
    {children}
  </label>
);

/** A photo, of the camera or kept. The browser's own field speaks the browser's language: only the button beside it is seen. */
export const PhotoField = ({
  label,
  camera = false,
  onFile,
}: {
  readonly label: string;
  readonly camera?: boolean;
  readonly onFile: (file: File) => void;
}): JSX.Element => {
  const { choosePhoto } = common[useLanguage()];
  const [name, setName] = useState<string>();
  return (
    <label class="field photo">
      <span>{label}</span>
      <input
        type="file"
        aria-label={label}
        accept="image/jpeg,image/png,image/webp"
        {...(camera ? { capture: "environment" } : {})}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file === undefined) return;
          setName(file.name);
          onFile(file);
        }}
      />
      <span class="button" aria-hidden="true">
        {name ?? choosePhoto}
      </span>
    </label>
  );
};

export const LanguageButton = (): JSX.Element => {
  const now = useLanguage();
  const texts = common[now];
  return (
    <button
      type="button"
      class="plain"
      aria-label={texts.languageLabel}
      onClick={() => chooseLanguage(now === "zh" ? "en" : "zh")}
    >
      {texts.language}
    </button>
  );
};
