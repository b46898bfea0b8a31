import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useNames } from "../hooks.ts";
import { At, Failure, Loading, OnlyFor } from "../parts.tsx";
import { LEAD_READERS } from "./readers.ts";
import { useEnforcement } from "./texts.ts";

const STATUSES = ["open", "accepted", "declined", "concluded"] as const;

const Leads = (): ReactElement => {
  const texts = useEnforcement();
  const names = useNames();
  const [status, setStatus] = useState<(typeof STATUSES)[number]>();
  const { data, error } = useQuery({
    queryKey: ["leads", status],
    queryFn: async () =>
      dataOf(
        await api.GET("/leads", { params: { query: { limit: 100, ...(status === undefined ? {} : { status }) } } }),
      ).leads,
    refetchInterval: 10_000,
  });
  return (
    <section className="panel stack">
      <h1>{texts.leadsTitle}</h1>
      <p className="quiet">{texts.leadsHelp}</p>
      <Select
        label={texts.state}
        placeholder={texts.all}
        data={STATUSES.map((value) => ({ value, label: texts.leadStatus[value] }))}
        value={status ?? null}
        onChange={(value) => setStatus(STATUSES.find((one) => one === value))}
        clearable
      />
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.noLeads}</p>}
      <ul className="cards">
        {data?.map(({ caseId, status: now, department, grid, acceptBy, overdue, ruled }) => (
          <li key={caseId}>
            <Link to="/enforcement/leads/$caseId" params={{ caseId }}>
              {names.grid(grid)}
            </Link>{" "}
            · {texts.leadStatus[now]} · {names.department(department)}
            {acceptBy !== undefined && now === "open" && (
              <span className="quiet">
                {" "}
                {texts.acceptBy} <At at={acceptBy} />
              </span>
            )}
            {overdue === true && <span className="late"> {texts.overdue}</span>}
            {ruled === true && <span className="quiet"> {texts.ruled}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** 线索. What this body was ordered to see to. */
export const LeadsPage = (): ReactElement => (
  <OnlyFor roles={LEAD_READERS}>
    <Leads />
  </OnlyFor>
);
