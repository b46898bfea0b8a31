import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { under, type Choice } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import { Failure } from "../parts.tsx";
import { useNeedName, useUnitTypes } from "./choices.ts";
import type { Operation } from "./operation.ts";
import { useEnforcement } from "./texts.ts";

const isUnit = (need: string, of: Operation): boolean =>
  of.needs?.some(({ key, kind }) => key === need && kind === "units") === true;

/** 力量推荐. Who would fill what is missing, and why, and why not the others; sent out as it says, all or none. */
const Recommended = ({ of }: { readonly of: Operation }): ReactElement => {
  const texts = useEnforcement();
  const queries = useQueryClient();
  const { operationId } = of;
  const path = { operationId };
  const { data, error } = useQuery({
    queryKey: ["operation", operationId, "recommendation", of.version],
    queryFn: async () => dataOf(await api.GET("/operations/{operationId}/recommendation", { params: { path } })),
  });
  const needName = useNeedName(of.needs);
  const chosen = data?.chosen ?? [];
  const send = useMutation({
    mutationFn: () =>
      api.POST("/operations/{operationId}/assign", {
        params: { path },
        body: {
          persons: chosen.filter(({ need }) => !isUnit(need, of)).map(({ id, need }) => ({ officer: id, need })),
          units: chosen.filter(({ need }) => isUnit(need, of)).map(({ id, need }) => ({ unit: id, need })),
        },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["operation", operationId] }),
  });
  return (
    <section className="panel stack" aria-label={texts.recommend}>
      <h2>{texts.recommend}</h2>
      <Failure error={error ?? send.error} />
      <ul data-testid="recommended">
        {chosen.map(({ id, need, why }) => (
          <li key={`${id} ${need}`}>
            {id} · {needName(need)}{" "}
            <span className="quiet">{why.map((one) => texts.reasons[one] ?? one).join(" · ")}</span>
          </li>
        ))}
      </ul>
      {data?.short.map(({ need, missing }) => (
        <p key={need} className="soon">
          {texts.short(needName(need), missing)}
        </p>
      ))}
      <Button disabled={chosen.length === 0} loading={send.isPending} onClick={() => send.mutate()}>
        {texts.fillNow}
      </Button>
      {data !== undefined && data.excluded.length > 0 && (
        <details>
          <summary>
            {texts.why} {data.excluded.length}
          </summary>
          <ul className="considered">
            {data.excluded.map(({ id, need, why }) => (
              <li key={`${id} ${need}`}>
                {id} · {needName(need)}{" "}
                <span className="quiet">
                  {why.map((one) => texts.reasons[one] ?? texts.incompetence[one] ?? one).join(" · ")}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

/** 技能 that somebody of the street's team has. */
const useSkills = (street: string): readonly Choice[] => {
  const { data } = useQuery({
    queryKey: ["team", street],
    queryFn: async () => dataOf(await api.GET("/teams/{street}", { params: { path: { street } } })),
    retry: false,
  });
  const skills = new Set(data?.members.flatMap((member) => member.skills));
  return [...skills].toSorted().map((value) => ({ value, label: value }));
};

/** Where one is, is said at one's own row. */
const WITHOUT_PLACE = { place: undefined } as const;

/** 指挥. What can be said in this state of the operation; who may say it the operation decides. */
export const OperationCommands = ({ of }: { readonly of: Operation }): ReactElement => {
  const texts = useEnforcement();
  const at = { operationId: of.operationId };
  const { status } = of;
  const people = of.persons?.map(({ officer }) => ({ value: officer, label: officer })) ?? [];
  const among = { officer: people, to: people, officers: people };
  const { statusesOf } = useUnitTypes();
  const skills = useSkills(of.street);
  const tasks = of.tasks.filter(({ outcome }) => outcome === undefined);
  return (
    <>
      <Commands title={texts.command}>
        {status === "planned" && <Command name="approveOperation" at={at} isOpen />}
        {status === "approved" && <Command name="openOperation" at={at} isOpen />}
        {(status === "planned" || status === "approved") && <Command name="cancelOperation" at={at} />}
        {status === "live" && (
          <>
            <Command name="checkInOperation" at={at} choices={among} fixed={WITHOUT_PLACE} />
            <Command name="setPersonStatus" at={at} choices={among} />
            <Command name="callAll" at={at} />
            {of.offeredTo === undefined ? (
              <Command name="offerCommand" at={at} choices={among} />
            ) : (
              <>
                <Command name="answerCommand" at={at} isOpen />
                <Command name="withdrawCommand" at={at} />
              </>
            )}
            <Command name="takeCommand" at={at} />
            <Command name="fillPost" at={at} choices={among} />
            <Command name="vacatePost" at={at} />
            <Command name="raiseLevel" at={at} />
            <Command name="askForForces" at={at} choices={under(["skill"], skills)} />
            <Command
              name="releaseForces"
              at={at}
              choices={{ ...among, units: of.units?.map(({ unit }) => ({ value: unit, label: unit })) ?? [] }}
            />
            {of.units?.map(({ unit, unitType }) => (
              <Command
                key={unit}
                name="setUnitStatus"
                at={{ ...at, unit }}
                suffix={unit}
                choices={under(["status"], statusesOf(unitType))}
              />
            ))}
            <Command name="addTask" at={at} initial={{ task: { id: `t${String(of.tasks.length + 1)}` } }} />
            {tasks.map(({ id, words }) => (
              <Command key={id} name="judgeTask" at={{ ...at, task: id }} suffix={words} />
            ))}
            <Command name="noteInLog" at={at} />
            <Command name="closeOperation" at={at} />
          </>
        )}
        {status === "closed" && <Command name="reopenOperation" at={at} choices={among} />}
      </Commands>
      {status === "live" && <Recommended of={of} />}
    </>
  );
};
