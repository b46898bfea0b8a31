import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { under } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useIsOneOf } from "../hooks.ts";
import { Fact, Facts, Failure, Loading } from "../parts.tsx";
import { useGrantChoices } from "./choices.ts";
import { useSocial, wordIn } from "./texts.ts";

/** 一个社会组织. As the register has it today, and what can be done about it. */
export const OrganizationPage = (): ReactElement => {
  const texts = useSocial();
  const grants = useGrantChoices(useIsOneOf(["socialOfficer"]));
  const { organizationId } = useParams({ from: "/social/organizations/$organizationId" });
  const { data, error } = useQuery({
    queryKey: ["organization", organizationId],
    queryFn: async () =>
      dataOf(await api.GET("/organizations/{organizationId}", { params: { path: { organizationId } } })),
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { status, ban } = data;
  const at = { organizationId };
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(status) ? undefined : texts.notNow(texts.status[status]);
  return (
    <div className="columns two">
      <section className="panel" aria-label={texts.organization}>
        <h1>
          {data.name} · <span data-testid="organization-status">{texts.status[status]}</span>
        </h1>
        <Facts>
          <Fact name={texts.form}>{texts.words[data.form]}</Fact>
          <Fact name={texts.scope}>{data.scope}</Fact>
          {data.code !== undefined && (
            <Fact name={texts.code}>
              <code>{data.code}</code>
            </Fact>
          )}
          {data.registeredOn !== undefined && <Fact name={texts.registeredOn}>{data.registeredOn}</Fact>}
        </Facts>
        {data.hub && <p>{texts.hub}</p>}
        {data.reportsMissing.length > 0 && (
          <p className="late">{texts.reportsMissing(data.reportsMissing.join(" · "))}</p>
        )}
        {ban !== undefined && (
          <p className="late">
            {texts.bannedUntil(ban.until)} · {wordIn(texts.words, ban.reason)}
          </p>
        )}
      </section>
      <Commands title={texts.actions}>
        <Command name="registerOrganization" at={at} why={unless("forming")} />
        <Command name="refuseRegistration" at={at} why={unless("forming")} />
        <Command name="applyAgain" at={at} why={unless("forming")} />
        <Command name="submitAnnualReport" at={at} why={unless("registered", "suspended")} />
        <Command name="forwardAnnualReport" at={{ ...at, year: String(data.reportsMissing[0] ?? "") }} />
        <Command name="setOrganizationPeople" at={at} />
        <Command name="amendOrganization" at={at} why={unless("registered")} />
        <Command name="suspendOrganization" at={at} why={unless("registered")} />
        <Command name="resumeOrganization" at={at} why={unless("suspended")} />
        <Command name="banOrganization" at={at} choices={under(["about"], grants)} />
        <Command name="deregisterOrganization" at={at} why={unless("registered", "suspended")} />
      </Commands>
    </div>
  );
};
