import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useNames } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";
import { itemChoices, usePowerItems } from "./choices.ts";
import { LEAD_READERS } from "./readers.ts";
import { useEnforcement } from "./texts.ts";

const Lead = (): ReactElement => {
  const texts = useEnforcement();
  const names = useNames();
  const navigate = useNavigate();
  const { caseId } = useParams({ from: "/enforcement/leads/$caseId" });
  const items = usePowerItems();
  const { data, error } = useQuery({
    queryKey: ["lead", caseId],
    queryFn: async () => dataOf(await api.GET("/leads/{caseId}", { params: { path: { caseId } } })),
    refetchInterval: 10_000,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { status } = data;
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(status) ? undefined : texts.notOpen(texts.leadStatus[status]);
  return (
    <div className="columns two">
      <section className="panel" aria-label={texts.lead}>
        <h1>
          {texts.lead} · <span data-testid="lead-status">{texts.leadStatus[status]}</span>
        </h1>
        <Facts>
          <Fact name={texts.ofCase}>
            <Link to="/cases/$caseId" params={{ caseId }}>
              {names.grid(data.grid)}
            </Link>
          </Fact>
          <Fact name={texts.body}>{names.department(data.department)}</Fact>
          {data.acceptBy !== undefined && (
            <Fact name={texts.acceptBy}>
              <At at={data.acceptBy} />
            </Fact>
          )}
          {data.dueAt !== undefined && (
            <Fact name={texts.due}>
              <At at={data.dueAt} />
            </Fact>
          )}
          {data.acceptedBy !== undefined && <Fact name={texts.by}>{data.acceptedBy}</Fact>}
        </Facts>
        {data.ruled === true && <p className="quiet">{texts.ruled}</p>}
        <h2>{texts.dossiersOf}</h2>
        <ul>
          {data.dossiers.map(({ dossierId }) => (
            <li key={dossierId}>
              <Link to="/enforcement/dossiers/$dossierId" params={{ dossierId }}>
                {dossierId}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <Commands title={texts.steps}>
        <Command name="acceptLead" at={{ caseId }} why={unless("open")} isOpen />
        <Command
          name="openDossier"
          fixed={{ source: { kind: "case", caseId } }}
          initial={{ area: data.grid.slice(0, 9) }}
          choices={{ item: itemChoices(items, data.department) }}
          why={unless("open", "accepted")}
          onDone={({ dossierId }) =>
            void navigate({ to: "/enforcement/dossiers/$dossierId", params: { dossierId: String(dossierId) } })
          }
        />
        <Command name="concludeLead" at={{ caseId }} why={unless("accepted")} />
        <Command
          name="declineLead"
          at={{ caseId }}
          why={data.ruled === true ? texts.ruled : unless("open", "accepted")}
        />
      </Commands>
    </div>
  );
};

/** 一条线索. Taken up, proceeded against, concluded or declined. */
export const LeadPage = (): ReactElement => (
  <OnlyFor roles={LEAD_READERS}>
    <Lead />
  </OnlyFor>
);
