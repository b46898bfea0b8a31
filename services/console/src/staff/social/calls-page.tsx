import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { named, type Choice } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import type { FilledObject } from "../forms/schema.ts";
import { FormTextsContext } from "../forms/texts.ts";
import { useIsOneOf, useLanguage } from "../hooks.ts";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { useProgrammes } from "./choices.ts";
import { useSocial, wordIn, yuan } from "./texts.ts";

type Round = components["schemas"]["social.ventureRound.output"];

const Rounds = ({ rounds }: { readonly rounds: readonly Round[] }): ReactElement => {
  const texts = useSocial();
  if (rounds.length === 0) return <p>{texts.none}</p>;
  return (
    <ul className="cards">
      {rounds.map(({ roundId, title, status, closesAt, envelope, isBlind }) => (
        <li key={roundId}>
          <Link to="/social/rounds/$roundId" params={{ roundId }}>
            {title}
          </Link>{" "}
          · {texts.roundStatus[status]} · {texts.yuan(yuan(envelope))} · {texts.closesAt} <At at={closesAt} />
          {isBlind && ` · ${texts.blind}`}
        </li>
      ))}
    </ul>
  );
};

const Calls = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["calls"],
    queryFn: async () => dataOf(await api.GET("/venture/calls", { params: { query: { limit: 50 } } })).calls,
  });
  return (
    <section className="panel stack" aria-label={texts.callsTitle}>
      <h1>{texts.callsTitle}</h1>
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : <Rounds rounds={data} />}
    </section>
  );
};

const AllRounds = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["rounds"],
    queryFn: async () => dataOf(await api.GET("/venture/rounds", { params: { query: { limit: 50 } } })).rounds,
  });
  return (
    <section className="panel stack" aria-label={texts.rounds}>
      <h2>{texts.rounds}</h2>
      <Failure error={error} />
      {data !== undefined && <Rounds rounds={data} />}
    </section>
  );
};

/** Those of one's organization, or all for the office. */
const Applications = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["applications"],
    queryFn: async () =>
      dataOf(await api.GET("/venture/applications", { params: { query: { limit: 50 } } })).applications,
  });
  return (
    <section className="panel stack" aria-label={texts.myApplications}>
      <h2>{texts.myApplications}</h2>
      <Failure error={error} />
      {data?.length === 0 && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ applicationId, title, state, theme }) => (
          <li key={applicationId}>
            <Link to="/social/applications/$applicationId" params={{ applicationId }}>
              {title ?? applicationId}
            </Link>{" "}
            · {texts.applicationState[state]}
            {theme !== undefined && ` · ${wordIn(texts.themeNames, theme)}`}
          </li>
        ))}
      </ul>
    </section>
  );
};

interface Editions extends Choice {
  readonly published: readonly number[];
}

/** 申报表, 评分标准: those with an edition that a round can go by. */
const useEditions = (kind: "forms" | "rubrics"): readonly Editions[] => {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["venture", kind],
    queryFn: async () => {
      const query = { params: { query: { limit: 200 } } };
      return kind === "forms"
        ? dataOf(await api.GET("/venture/forms", query)).forms
        : dataOf(await api.GET("/venture/rubrics", query)).rubrics;
    },
  });
  return (data ?? []).flatMap(({ code, title, published }) =>
    published.length === 0 ? [] : [{ ...named(code, title[language]), published }],
  );
};

/** Of the one that is chosen beside it, the newest first. */
const versionsOf =
  (editions: readonly Editions[]) =>
  ({ code }: FilledObject): readonly Choice[] =>
    (editions.find(({ value }) => value === code)?.published ?? [])
      .toReversed()
      .map((version) => ({ value: String(version), label: String(version) }));

/** 拟定轮次. What it is for and whose money it gives, chosen of what there is. */
const DraftRound = (): ReactElement => {
  const texts = useSocial();
  const navigate = useNavigate();
  const programmes = useProgrammes().filter(({ isRunning }) => isRunning);
  const forms = useEditions("forms");
  const rubrics = useEditions("rubrics");
  const { data: funds } = useQuery({
    queryKey: ["funds"],
    queryFn: async () => dataOf(await api.GET("/funds", { params: { query: { limit: 50 } } })).books,
  });
  const themes = [...new Set(programmes.flatMap(({ themes: those }) => those))];
  const choices = {
    programme: programmes,
    themes: themes.map((value) => ({ value, label: wordIn(texts.themeNames, value) })),
    fund: [...new Map(funds?.map(({ fund, title }) => [fund, title]))].map(([value, label]) => ({ value, label })),
    "form.code": forms,
    "form.version": versionsOf(forms),
    "rubric.code": rubrics,
    "rubric.version": versionsOf(rubrics),
  };
  return (
    // Elsewhere the form is that of an organization.
    <FormTextsContext value={{ ...texts, fields: { ...texts.fields, form: texts.applicationForm } }}>
      <Command
        name="draftRound"
        choices={choices}
        onDone={({ roundId }) => void navigate({ to: "/social/rounds/$roundId", params: { roundId: String(roundId) } })}
      />
    </FormTextsContext>
  );
};

/** 公益创投. Calls for everybody; rounds and applications for whose they are. */
export const CallsPage = (): ReactElement => {
  const texts = useSocial();
  const isOffice = useIsOneOf(["socialOfficer"]);
  return (
    <div className="columns two">
      <div className="stack">
        <Calls />
        {isOffice && <AllRounds />}
      </div>
      <div className="stack">
        <OnlyFor roles={["socialOfficer", "organization"]}>
          <Applications />
        </OnlyFor>
        <Commands title={texts.actions}>{isOffice ? <DraftRound /> : <Command name="draftRound" />}</Commands>
      </div>
    </div>
  );
};
