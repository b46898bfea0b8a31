import { Button, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage, useNames, useStreets } from "../hooks.ts";
import { Fact, Facts, Failure, OnlyFor } from "../parts.tsx";
import { itemChoices, useOfficers, usePowerItems } from "./choices.ts";
import { useEnforcement } from "./texts.ts";

const Check = (): ReactElement => {
  const texts = useEnforcement();
  const language = useLanguage();
  const names = useNames();
  const officers = useOfficers();
  const items = usePowerItems();
  const { data: streets } = useStreets();
  const steps = Object.keys(texts.procedureSteps) as (keyof typeof texts.procedureSteps)[];
  const [officer, setOfficer] = useDraft("competence.officer", "");
  const [item, setItem] = useDraft<string | undefined>("competence.item", undefined);
  const [step, setStep] = useDraft<(typeof steps)[number]>("competence.step", "investigate");
  const [area, setArea] = useDraft<string | undefined>("competence.area", undefined);
  const [on, setOn] = useDraft("competence.on", "");
  const ask = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.GET("/competence", {
          params: { query: { officer, item: item ?? "", step, area: area ?? "", ...(on === "" ? {} : { on }) } },
        }),
      ),
  });
  const { data } = ask;
  return (
    <section className="panel stack">
      <h1>{texts.competenceTitle}</h1>
      <p className="quiet">{texts.competenceHelp}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput
          label={texts.officer}
          value={officer}
          onChange={(event) => setOfficer(event.currentTarget.value)}
          list="officers"
        />
        <datalist id="officers">
          {officers.map(({ value }) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        <Select
          label={texts.item}
          data={[...itemChoices(items)]}
          value={item ?? null}
          onChange={(value) => setItem(value ?? undefined)}
          searchable
        />
        <Select
          label={texts.step}
          data={steps.map((value) => ({ value, label: texts.procedureSteps[value] }))}
          value={step}
          onChange={(value) => setStep(steps.find((one) => one === value) ?? step)}
          allowDeselect={false}
        />
        <Select
          label={texts.street}
          data={streets?.map(({ code, name }) => ({ value: code, label: name })) ?? []}
          value={area ?? null}
          onChange={(value) => setArea(value ?? undefined)}
          searchable
        />
        <TextInput label={texts.day} type="date" value={on} onChange={(event) => setOn(event.currentTarget.value)} />
        <Button
          type="submit"
          disabled={officer === "" || item === undefined || area === undefined}
          loading={ask.isPending}
        >
          {texts.check}
        </Button>
      </form>
      <Failure error={ask.error} />
      {data !== undefined && (
        <div data-testid="competence" role="status">
          <h2 className={data.ok ? "" : "late"}>{data.ok ? texts.competent : texts.notCompetent}</h2>
          {data.ok ? (
            <Facts>
              <Fact name={texts.decidingBody}>{names.department(data.decidingBody)}</Fact>
              {data.certificate !== undefined && (
                <Fact name={texts.certificateUntil}>{data.certificate.expiresOn}</Fact>
              )}
            </Facts>
          ) : (
            <ul>
              {data.reasons.map(({ code, text }) => (
                <li key={code}>{text[language]}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
};

/** 执法资格. All reasons why somebody may not, on any day. */
export const CompetencePage = (): ReactElement => (
  <OnlyFor roles={["officer", "enforcementLead", "legalReviewer", "inspector", "supervisor"]}>
    <Check />
  </OnlyFor>
);
