import { TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useLanguage } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { IntegrationsFrame, useIntegrationTexts } from "./parts.tsx";
import { useEventTypes } from "./use-event-types.ts";

/** 事件目录. The kinds of events, why there are, and what one looks like. */
export const EventsPage = (): ReactElement => {
  const texts = useIntegrationTexts();
  const language = useLanguage();
  const [wanted, setWanted] = useState("");
  const { data, error } = useEventTypes();
  const found = data?.filter((one) => `${one.type} ${one.zh} ${one.en}`.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <IntegrationsFrame>
      <section className="panel stack">
        <h1>{texts.eventsTitle}</h1>
        <p className="quiet">{texts.eventsHelp}</p>
        <TextInput label={texts.search} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        <Failure error={error} />
        {found === undefined && error === null && <Loading />}
        {data?.length === 0 && <p>{texts.eventsNone}</p>}
        <ul className="found" data-testid="events">
          {found?.map(({ type, why, schema, example, ...title }) => (
            <li key={type}>
              <details>
                <summary>
                  <strong>{title[language]}</strong> <code className="breaking">{type}</code>
                </summary>
                <p lang="en">{why}</p>
                <p>
                  {texts.schema} <code className="breaking">{schema}</code>
                </p>
                <h2>{texts.example}</h2>
                <pre tabIndex={0} aria-label={`${texts.example} ${type}`}>
                  {JSON.stringify(example, undefined, 2)}
                </pre>
              </details>
            </li>
          ))}
        </ul>
      </section>
    </IntegrationsFrame>
  );
};
