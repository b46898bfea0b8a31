import { Button, Group, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { today } from "../../common/days.ts";
import { useDraft } from "../hooks.ts";
import { Failure } from "../parts.tsx";
import { Outcome, useRegistryTexts } from "./parts.tsx";

type Management = components["schemas"]["registry.grid.output"]["management"];
const MANAGEMENTS = [
  "propertyManaged",
  "unmanagedCourtyard",
  "unitDormitory",
  "ruralResettlement",
] as const satisfies readonly Management[];

interface Props {
  readonly record: string;
  readonly name: string;
  /** Of a grid. */
  readonly management: Management | undefined;
}

/** 登记变更. What a place is called and how it is managed, from a day on; tried first. */
export const ChangeForm = ({ record, name: before, management: managed }: Props): ReactElement => {
  const texts = useRegistryTexts();
  const queries = useQueryClient();
  const [name, setName] = useDraft(`change.name ${record}`, before);
  const [management, setManagement] = useDraft(`change.management ${record}`, managed);
  const [effectiveFrom, setEffectiveFrom] = useDraft(`change.from ${record}`, today());
  const [reason, setReason] = useDraft(`change.reason ${record}`, "");
  const operations = [
    ...(name === before ? [] : [{ op: "rename" as const, record, name }]),
    ...(management === managed ? [] : [{ op: "amend" as const, record, set: { management } }]),
  ];
  const change = useMutation({
    mutationFn: async (dryRun: boolean) =>
      dataOf(await api.POST("/changes", { body: { effectiveFrom, reason, dryRun, operations } })),
    onSuccess: async (_answer, dryRun) => {
      if (dryRun) return;
      await Promise.all(
        ["place", "history", "tree", "ground", "changes"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const isComplete = operations.length > 0 && reason.trim().length >= 4 && effectiveFrom !== "";
  return (
    <>
      <p className="quiet">{texts.changeHelp}</p>
      <TextInput label={texts.name} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {managed !== undefined && (
        <Select
          label={texts.management}
          data={MANAGEMENTS.map((value) => ({ value, label: texts.managements[value] }))}
          value={management ?? null}
          onChange={(value) => setManagement(MANAGEMENTS.find((one) => one === value))}
          allowDeselect={false}
        />
      )}
      <TextInput
        type="date"
        label={texts.effectiveFrom}
        value={effectiveFrom}
        onChange={(event) => setEffectiveFrom(event.currentTarget.value)}
      />
      <Textarea label={texts.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Failure error={change.error} />
      {change.data !== undefined && <Outcome of={change.data} />}
      <Group>
        <Button variant="default" disabled={!isComplete} loading={change.isPending} onClick={() => change.mutate(true)}>
          {texts.tryOut}
        </Button>
        <Button disabled={!isComplete} loading={change.isPending} onClick={() => change.mutate(false)}>
          {texts.record}
        </Button>
      </Group>
    </>
  );
};
