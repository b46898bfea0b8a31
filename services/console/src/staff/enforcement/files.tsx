import { Button, Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf, raw } from "../../common/api.ts";
import { useLanguage } from "../hooks.ts";
import { Failure, OnlyFor } from "../parts.tsx";
import type { Dossier } from "./deadlines.ts";
import { EVIDENCE_READERS } from "./evidence-list.ts";
import { useEnforcement } from "./texts.ts";

const save = (bytes: Blob, name: string): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};

const Download = ({
  path,
  name,
  accept,
  label,
}: Readonly<Record<"path" | "name" | "accept" | "label", string>>): ReactElement => {
  const download = useMutation({
    mutationFn: async () => save(await (await raw(path, { headers: { accept } })).blob(), name),
  });
  return (
    <>
      <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
        {label}
      </Button>
      <Failure error={download.error} />
    </>
  );
};

const Document = ({ of }: { readonly of: Dossier }): ReactElement => {
  const texts = useEnforcement();
  const language = useLanguage();
  const kinds = Object.keys(texts.documents) as (keyof typeof texts.documents)[];
  const [kind, setKind] = useState<(typeof kinds)[number]>();
  const { data, error } = useQuery({
    queryKey: ["dossier", of.dossierId, "document", kind, of.version],
    enabled: kind !== undefined,
    queryFn: async () =>
      dataOf(
        await api.GET("/dossiers/{dossierId}/documents/{kind}", {
          params: { path: { dossierId: of.dossierId, kind: kind ?? "filing" } },
        }),
      ),
  });
  return (
    <>
      <Select
        label={texts.document}
        data={kinds.map((value) => ({ value, label: texts.documents[value] }))}
        value={kind ?? null}
        onChange={(value) => setKind(kinds.find((one) => one === value))}
        clearable
      />
      <Failure error={error} />
      {data !== undefined && (
        <article lang="zh-CN">
          <h3>{data.title[language]}</h3>
          {data.sections.map(({ name, heading, lines }) => (
            <section key={name}>
              <h4>{heading}</h4>
              {lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </section>
          ))}
        </article>
      )}
    </>
  );
};

const PartyCode = ({ dossierId }: { readonly dossierId: string }): ReactElement => {
  const texts = useEnforcement();
  const { data, error } = useQuery({
    queryKey: ["dossier", dossierId, "party-code"],
    queryFn: async () => dataOf(await api.GET("/dossiers/{dossierId}/party-code", { params: { path: { dossierId } } })),
    retry: false,
  });
  if (error !== null) return <Failure error={error} />;
  return (
    <p>
      {texts.partyCode} <code>{data?.code}</code>
    </p>
  );
};

/** 文书与证明. What is printed and handed over, and what a stranger checks offline. */
export const Files = ({ of }: { readonly of: Dossier }): ReactElement => {
  const texts = useEnforcement();
  const at = `/dossiers/${of.dossierId}`;
  return (
    <section className="panel stack" aria-label={texts.files}>
      <h2>{texts.files}</h2>
      <Document of={of} />
      <OnlyFor roles={EVIDENCE_READERS}>
        <Download path={`${at}/e-file`} name={`${of.dossierId}.zip`} accept="application/zip" label={texts.eFile} />
      </OnlyFor>
      <OnlyFor roles={[...EVIDENCE_READERS, "supervisor"]}>
        <Download
          path={`${at}/certificate`}
          name={`${of.dossierId}.json`}
          accept="application/json"
          label={texts.certificate}
        />
      </OnlyFor>
      <p className="quiet">{texts.fileHelp}</p>
      <OnlyFor roles={["officer", "enforcementLead"]}>
        <PartyCode dossierId={of.dossierId} />
      </OnlyFor>
    </section>
  );
};
