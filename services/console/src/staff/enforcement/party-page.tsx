import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage, useNames } from "../hooks.ts";
import { Fact, Facts, Failure } from "../parts.tsx";
import { useEnforcement, yuan } from "./texts.ts";

/** 当事人查询. What who has the notice in his hands sees: where it stands, his rights and their last days. */
export const PartyPage = (): ReactElement => {
  const texts = useEnforcement();
  const language = useLanguage();
  const names = useNames();
  const [number, setNumber] = useDraft("party.number", "");
  const [code, setCode] = useDraft("party.code", "");
  const ask = useMutation({
    mutationFn: async () => dataOf(await api.POST("/party/dossiers", { body: { number, code } })),
  });
  const { data } = ask;
  return (
    <section className="panel stack">
      <h1>{texts.partyView}</h1>
      <p className="quiet">{texts.partyHelp}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput label={texts.number} value={number} onChange={(event) => setNumber(event.currentTarget.value)} />
        <TextInput label={texts.partyCode} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <Button type="submit" disabled={number === "" || code === ""} loading={ask.isPending}>
          {texts.ask}
        </Button>
      </form>
      <Failure error={ask.error} />
      {data !== undefined && (
        <div className="stack" data-testid="party-view">
          <h2>
            {data.number} · {data.statusText[language]}
          </h2>
          <Facts>
            <Fact name={texts.body}>{names.department(data.body)}</Fact>
            {data.next !== undefined && (
              <Fact name={texts.nextStep}>
                {data.next.text[language]} · {texts.lastDay} {data.next.lastDay}
              </Fact>
            )}
            {data.decision !== undefined && <Fact name={texts.decision}>{data.decision.number}</Fact>}
            {data.money !== undefined && <Fact name={texts.owed}>{texts.yuan(yuan(data.money.left))}</Fact>}
          </Facts>
          <h3>{texts.rights}</h3>
          <ul>
            {data.rights.map(({ right, text, lastDay, article }) => (
              <li key={right}>
                {text[language]} · {texts.lastDay} {lastDay} <span className="quiet">{article}</span>
              </li>
            ))}
          </ul>
          <h3>{texts.history}</h3>
          <ol>
            {data.steps.map(({ on, text }) => (
              <li key={`${on} ${text.zh}`}>
                {on} {text[language]}
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
};
