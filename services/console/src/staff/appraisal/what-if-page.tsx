import { Button, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { dayAfter, today } from "../../common/days.ts";
import { useDraft, useLanguage } from "../hooks.ts";
import { ColumnHeads, Failure, Loading, OnlyFor } from "../parts.tsx";
import { Drafting } from "./drafting.tsx";
import { cardOf, useAppraisalTexts, useCards, useSubjectName } from "./hooks.ts";
import { AppraisalFrame, PeriodFields } from "./parts.tsx";
import type { Period } from "./period.ts";
import type { RuleKind, Side } from "./types.ts";

const READERS = ["appraisalOfficer", "economyOfficer", "districtGovernment", "admin"];
const DRAFTERS = ["appraisalOfficer", "economyOfficer"];
const SIDES = ["street", "subCentre", "work", "zone"] as const satisfies readonly Side[];
const CARDS_OF: Readonly<Record<Side, RuleKind>> = {
  street: "streetCards",
  subCentre: "subCentreCards",
  work: "workCards",
  zone: "zoneCards",
};

const useEditions = (kind: RuleKind) =>
  useQuery({
    queryKey: ["rules", kind],
    queryFn: async () =>
      dataOf(await api.GET("/appraisal/rules/{kind}/editions", { params: { path: { kind }, query: {} } })).editions,
  });

const Differences = ({
  kind,
  from,
  to,
}: {
  readonly kind: RuleKind;
  readonly from: string;
  readonly to: string;
}): ReactElement => {
  const texts = useAppraisalTexts();
  const { data, error } = useQuery({
    queryKey: ["rules", kind, "diff", from, to],
    queryFn: async () =>
      dataOf(await api.GET("/appraisal/rules/{kind}/diff", { params: { path: { kind }, query: { from, to } } }))
        .differences,
  });
  const said = (value: unknown): string => (value === undefined ? "—" : JSON.stringify(value));
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      <h2>{texts.differences}</h2>
      {data.length === 0 && <p>{texts.differencesNone}</p>}
      <ul data-testid="differences">
        {data.map(({ at, before, after }) => (
          <li key={at}>
            <code>{at}</code> {texts.wasThen(said(before), said(after))}
          </li>
        ))}
      </ul>
    </>
  );
};

const Publish = ({ kind, version }: { readonly kind: RuleKind; readonly version: string }): ReactElement => {
  const texts = useAppraisalTexts();
  const queries = useQueryClient();
  const [effectiveFrom, setEffectiveFrom] = useDraft(`rules.publishFrom ${kind} ${version}`, dayAfter(today(), 1));
  const publish = useMutation({
    mutationFn: () =>
      api.POST("/appraisal/rules/{kind}/editions/{version}/publish", {
        params: { path: { kind, version } },
        body: { effectiveFrom },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["rules", kind] }),
  });
  return (
    <Group align="end">
      <TextInput
        type="date"
        size="xs"
        label={texts.publishFrom}
        value={effectiveFrom}
        onChange={(event) => setEffectiveFrom(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" loading={publish.isPending} onClick={() => publish.mutate()}>
        {texts.publishDraft}
      </Button>
      <Failure error={publish.error} />
    </Group>
  );
};

interface Tried extends Period {
  readonly card: string;
  readonly kind: RuleKind;
  readonly version: string;
}

const Trial = ({ card, kind, version, from, until }: Tried): ReactElement => {
  const texts = useAppraisalTexts();
  const trial = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST("/appraisal/standings/{card}/what-if", {
          params: { path: { card } },
          body: { from, until, ...(kind === "dictionary" ? { dictionary: version } : { cards: version }) },
        }),
      ),
  });
  const nameOf = useSubjectName(trial.data?.names);
  const movedBy = (ranks: number | undefined): string => {
    if (ranks === undefined) return "—";
    return ranks === 0 ? texts.same : ranks > 0 ? texts.up(ranks) : texts.down(-ranks);
  };
  return (
    <>
      <Group>
        <Button loading={trial.isPending} onClick={() => trial.mutate()}>
          {texts.run}
        </Button>
      </Group>
      <Failure error={trial.error} />
      {trial.data !== undefined && (
        <div className="scroll" tabIndex={0}>
          <table className="plain" data-testid="trial">
            <ColumnHeads of={[texts.subject, texts.inForce, texts.underDraft, texts.change]} />
            <tbody>
              {trial.data.results.map(({ subject, now, then, moved }) => (
                <tr key={subject}>
                  <td>
                    <Link to="/appraisal/scores/$card/$subject" params={{ card, subject }} search={{ from, until }}>
                      {nameOf(subject)}
                    </Link>
                  </td>
                  <td>
                    {now.rank ?? "—"} · {now.shown ?? texts.nothing} {now.grade}
                  </td>
                  <td>
                    {then.rank ?? "—"} · {then.shown ?? texts.nothing} {then.grade}
                  </td>
                  <td>{movedBy(moved)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
};

const Draft = ({
  kind,
  copyOf,
  onDone,
}: {
  readonly kind: RuleKind;
  readonly copyOf: string;
  readonly onDone: (version: string) => void;
}) => {
  const { data, error } = useQuery({
    queryKey: ["rules", kind, "content", copyOf],
    queryFn: async () =>
      dataOf(
        await api.GET("/appraisal/rules/{kind}/editions/{version}", { params: { path: { kind, version: copyOf } } }),
      ).content,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return <Drafting key={`${kind} ${copyOf}`} kind={kind} copyOf={copyOf} begin={data} onDone={onDone} />;
};

const Rules = (): ReactElement => {
  const texts = useAppraisalTexts();
  const language = useLanguage();
  const search = useSearch({ from: "/appraisal/what-if" });
  const navigate = useNavigate({ from: "/appraisal/what-if" });
  const [isDictionary, setDictionary] = useDraft("rules.isDictionary", false);
  const [chosen, setChosen] = useDraft<string | undefined>("rules.chosen", undefined);
  const [isDrafting, setDrafting] = useDraft("rules.isDrafting", false);
  const kind = isDictionary ? "dictionary" : CARDS_OF[search.side];
  const { data: cards } = useCards(search.from);
  const { data: editions, error } = useEditions(kind);
  const own = cards?.filter(({ side }) => side === search.side) ?? [];
  const card = cardOf(own, search.card ?? "") ?? own[0];
  const inForce = editions?.find(({ standing }) => standing === "inForce");
  const edition = editions?.find(({ version }) => version === chosen) ?? editions?.[0];
  return (
    <>
      <Group gap="md" align="end">
        <SegmentedControl
          size="xs"
          className="wrapping"
          aria-label={texts.side}
          value={search.side}
          onChange={(value) => {
            const { card: _other, ...rest } = search;
            setChosen(undefined);
            void navigate({ search: { ...rest, side: SIDES.find((one) => one === value) ?? search.side } });
          }}
          data={SIDES.map((value) => ({ value, label: texts.sides[value] }))}
        />
        <Select
          size="xs"
          label={texts.kind}
          data={[CARDS_OF[search.side], "dictionary" as const].map((value) => ({ value, label: texts.kinds[value] }))}
          value={kind}
          onChange={(value) => {
            setDictionary(value === "dictionary");
            setChosen(undefined);
          }}
          allowDeselect={false}
        />
        <Select
          size="xs"
          label={texts.card}
          data={own.map(({ code, name }) => ({ value: code, label: name[language] }))}
          value={card?.code ?? null}
          onChange={(value) => {
            if (value !== null) void navigate({ search: { ...search, card: value } });
          }}
          allowDeselect={false}
        />
        <PeriodFields value={search} onChange={(period) => void navigate({ search: { ...search, ...period } })} />
      </Group>
      <Failure error={error} />
      {editions !== undefined && (
        <>
          <Group align="end">
            <Select
              size="xs"
              label={texts.ruleEdition}
              data={editions.map(({ version, standing, why }) => ({
                value: version,
                label: [version, texts.ruleState[standing], why].filter(Boolean).join(" · "),
              }))}
              value={edition?.version ?? null}
              onChange={(value) => setChosen(value ?? undefined)}
              allowDeselect={false}
            />
            <OnlyFor roles={DRAFTERS}>
              <Button size="xs" variant="default" onClick={() => setDrafting(!isDrafting)} aria-expanded={isDrafting}>
                {texts.newDraft}
              </Button>
            </OnlyFor>
          </Group>
          {isDrafting && edition !== undefined && (
            <Draft
              kind={kind}
              copyOf={edition.version}
              onDone={(version) => {
                setChosen(version);
                setDrafting(false);
              }}
            />
          )}
          {edition !== undefined && inForce !== undefined && edition.version !== inForce.version && (
            <Differences kind={kind} from={inForce.version} to={edition.version} />
          )}
          {edition?.standing === "draft" && <Publish kind={kind} version={edition.version} />}
          {edition !== undefined && card !== undefined && (
            <Trial
              key={[card.code, kind, edition.version, search.from, search.until].join(" ")}
              {...{ kind, from: search.from, until: search.until }}
              card={card.code}
              version={edition.version}
            />
          )}
        </>
      )}
    </>
  );
};

/** 规则与试算. Editions of the rules, what a draft says otherwise, and whom it would move. */
export const WhatIfPage = (): ReactElement => {
  const texts = useAppraisalTexts();
  return (
    <AppraisalFrame>
      <section className="panel stack">
        <h1>{texts.whatIfTitle}</h1>
        <p className="quiet">{texts.whatIfHelp}</p>
        <OnlyFor roles={READERS}>
          <Rules />
        </OnlyFor>
      </section>
    </AppraisalFrame>
  );
};
