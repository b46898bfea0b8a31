import { Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { More, usePages } from "../pages.tsx";
import { Failure, Loading } from "../parts.tsx";
import { useSocial } from "./texts.ts";

const STATUSES = ["forming", "registered", "suspended", "deregistered"] as const;

/** 登记册. Open to everybody; who is banned and why too. */
export const OrganizationsPage = (): ReactElement => {
  const texts = useSocial();
  const navigate = useNavigate();
  const [status, setStatus] = useState<(typeof STATUSES)[number]>();
  const pages = usePages({
    key: ["organizations", status],
    by: "after",
    read: (from) =>
      api.GET("/organizations", {
        params: { query: { limit: 50, ...(status === undefined ? {} : { status }), ...from } },
      }),
    rowsOf: (page) => page.organizations,
  });
  const { rows: organizations, error } = pages;
  const open = ({ organizationId }: Readonly<Record<string, unknown>>): void =>
    void navigate({
      to: "/social/organizations/$organizationId",
      params: { organizationId: String(organizationId) },
    });
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.organizationsTitle}</h1>
        <Select
          label={texts.state}
          placeholder={texts.all}
          data={STATUSES.map((value) => ({ value, label: texts.status[value] }))}
          value={status ?? null}
          onChange={(value) => setStatus(STATUSES.find((one) => one === value))}
          clearable
        />
        <Failure error={error} />
        {organizations === undefined
          ? error === null && <Loading />
          : organizations.length === 0 && <p>{texts.none}</p>}
        <ul className="cards">
          {organizations?.map(({ organizationId, name, form, status: now, hub, ban }) => (
            <li key={organizationId}>
              <Link to="/social/organizations/$organizationId" params={{ organizationId }}>
                {name}
              </Link>{" "}
              · {texts.words[form]} · {texts.status[now]}
              {hub && ` · ${texts.hub}`}
              {ban !== undefined && <span className="late"> {texts.bannedUntil(ban.until)}</span>}
            </li>
          ))}
        </ul>
        <More of={pages} label={texts.more} />
      </section>
      <Commands title={texts.newOrganization}>
        <Command name="applyForRegistration" onDone={open} />
        <Command name="recordGroup" onDone={open} />
      </Commands>
    </div>
  );
};
