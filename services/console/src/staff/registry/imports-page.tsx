import { Button, Checkbox, FileInput, Group, Progress, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { today } from "../../common/days.ts";
import { useDraft } from "../hooks.ts";
import { ColumnHeads, Failure, Loading, OnlyFor } from "../parts.tsx";
import { packed } from "./packed.ts";
import { LEADERS, RegistryFrame, useRegistryTexts } from "./parts.tsx";

const ENDED = ["done", "refused", "failed"];
const LOOK_MS = 500;
const ERRORS_A_PAGE = 100;

const State = ({ id }: { readonly id: string }): ReactElement => {
  const texts = useRegistryTexts();
  const [after, setAfter] = useState(0);
  const { data, error } = useQuery({
    queryKey: ["import", id, after],
    queryFn: async () =>
      dataOf(await api.GET("/imports/{id}", { params: { path: { id }, query: { after, limit: ERRORS_A_PAGE } } })),
    refetchInterval: ({ state }) => (state.data !== undefined && ENDED.includes(state.data.state) ? false : LOOK_MS),
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <section className="panel stack" aria-label={texts.importState} data-testid="import">
      <h2>
        {texts.importState}: {texts.states[data.state] ?? data.state}
        {data.dryRun && ` (${texts.dryRun})`}
      </h2>
      <Progress value={data.progress * 100} aria-label={texts.importState} />
      {data.failure !== undefined && (
        <p className="late">
          {data.failure.message} <code>{data.failure.code}</code>
        </p>
      )}
      {data.change !== undefined && <p>{texts.recorded(data.change)}</p>}
      {data.counts !== undefined && (
        <ul>
          {Object.entries(data.counts).map(([kind, { registered, amended, unchanged, ended }]) => (
            <li key={kind}>
              {kind}: {texts.tally(registered, amended, unchanged, ended)}
            </li>
          ))}
        </ul>
      )}
      {ENDED.includes(data.state) && (
        <p role="status" className={data.errorCount > 0 ? "late" : "quiet"}>
          {data.errorCount > 0 ? texts.errors(data.errorCount) : texts.noErrors}
        </p>
      )}
      {data.errors.length > 0 && (
        <div className="scroll" tabIndex={0}>
          <table className="plain" data-testid="errors">
            <ColumnHeads of={[texts.file, texts.row, texts.column, texts.value, texts.why]} />
            <tbody>
              {data.errors.map(({ file, row, column, value, message, code }, index) => (
                <tr key={String(after + index)}>
                  <td>{file}</td>
                  <td>{row}</td>
                  <td>{column}</td>
                  <td className="breaking">{value}</td>
                  <td>
                    {message}
                    <div className="quiet">
                      <code>{code}</code>
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data.next !== undefined && (
        <Button size="compact-sm" variant="default" onClick={() => setAfter(data.next ?? 0)}>
          {texts.next}
        </Button>
      )}
      {(data.notices?.length ?? 0) > 0 && (
        <details>
          <summary>{texts.notices(data.noticeCount ?? data.notices?.length ?? 0)}</summary>
          <ul>
            {data.notices?.map(({ code, message, file, row }) => (
              <li key={`${code} ${file ?? ""} ${String(row)} ${message}`}>
                {file} {row} {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const Begin = ({ onBegun }: { readonly onBegun: (id: string) => void }): ReactElement => {
  const texts = useRegistryTexts();
  const [files, setFiles] = useState<File[]>([]);
  const [effectiveFrom, setEffectiveFrom] = useDraft("import.from", today());
  const [reason, setReason] = useDraft("import.reason", "");
  const [missing, setMissing] = useDraft<"keep" | "end">("import.missing", "keep");
  const [dryRun, setDryRun] = useDraft("import.dryRun", true);
  const begin = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST("/imports", {
          body: { effectiveFrom, reason, dryRun, missing, files: await Promise.all(files.map(packed)) },
        }),
      ),
    onSuccess: ({ id }) => onBegun(id),
  });
  return (
    <>
      <FileInput
        label={texts.files}
        accept=".csv,.geojson,.json,.gz"
        multiple
        value={files}
        onChange={setFiles}
        data-testid="files"
      />
      <Group align="end">
        <TextInput
          type="date"
          label={texts.effectiveFrom}
          value={effectiveFrom}
          onChange={(event) => setEffectiveFrom(event.currentTarget.value)}
        />
        <Select
          label={texts.missing}
          data={(["keep", "end"] as const).map((value) => ({ value, label: texts.missings[value] }))}
          value={missing}
          onChange={(value) => setMissing(value === "end" ? "end" : "keep")}
          allowDeselect={false}
        />
        <Checkbox label={texts.dryRun} checked={dryRun} onChange={(event) => setDryRun(event.currentTarget.checked)} />
      </Group>
      <Textarea label={texts.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Failure error={begin.error} />
      <Button
        disabled={files.length === 0 || reason.trim().length < 4}
        loading={begin.isPending}
        onClick={() => begin.mutate()}
      >
        {dryRun ? texts.begin : texts.applyNow}
      </Button>
    </>
  );
};

/** 导入. Tables of a district, tried first: every bad row with its reason. */
export const ImportsPage = (): ReactElement => {
  const texts = useRegistryTexts();
  const { id } = useSearch({ from: "/registry/imports" });
  const navigate = useNavigate({ from: "/registry/imports" });
  return (
    <RegistryFrame>
      <section className="panel stack">
        <h1>{texts.importsTitle}</h1>
        <p className="quiet">{texts.importsHelp}</p>
        <OnlyFor roles={LEADERS}>
          <Begin onBegun={(begun) => void navigate({ search: { id: begun } })} />
        </OnlyFor>
      </section>
      {id !== undefined && (
        <OnlyFor roles={LEADERS}>
          <State key={id} id={id} />
        </OnlyFor>
      )}
    </RegistryFrame>
  );
};
