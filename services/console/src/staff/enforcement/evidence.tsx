import { Button, Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf, raw } from "../../common/api.ts";
import type { Choice } from "../forms/choices.ts";
import { Command } from "../forms/command.tsx";
import { useDraft, useIsOneOf, useLanguage, useSession } from "../hooks.ts";
import { clockTime } from "../../common/time.ts";
import { At, Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";
import { CaptureEvidence } from "./capture-evidence.tsx";
import type { Dossier } from "./deadlines.ts";
import { EVIDENCE_READERS, useEvidence, type EvidenceItem } from "./evidence-list.ts";
import { useEnforcement } from "./texts.ts";

const PURPOSES = ["investigation", "review", "hearing", "decision", "court", "party", "supervision", "export"] as const;

/** 调阅. The purpose is on record before the bytes go out. */
const ReadFile = ({ of }: { readonly of: EvidenceItem }): ReactElement => {
  const texts = useEnforcement();
  const [purpose, setPurpose] = useDraft<(typeof PURPOSES)[number]>(
    `evidence.purpose ${of.evidenceId}`,
    "investigation",
  );
  const open = useMutation({
    mutationFn: async () => {
      const path = `/dossiers/${of.dossierId}/evidence/${of.evidenceId}/content?purpose=${purpose}`;
      const bytes = await (await raw(path)).blob();
      window.open(URL.createObjectURL(bytes), "_blank", "noopener");
    },
  });
  return (
    <div className="stack">
      <Select
        label={texts.readPurpose}
        data={PURPOSES.map((value) => ({ value, label: texts.readPurposes[value] }))}
        value={purpose}
        onChange={(value) => setPurpose(PURPOSES.find((one) => one === value) ?? purpose)}
        allowDeselect={false}
      />
      <Failure error={open.error} />
      <Button size="compact-sm" variant="default" loading={open.isPending} onClick={() => open.mutate()}>
        {texts.read}
      </Button>
    </div>
  );
};

const Chain = ({ of }: { readonly of: EvidenceItem }): ReactElement => {
  const texts = useEnforcement();
  const path = { dossierId: of.dossierId, evidenceId: of.evidenceId };
  const mayReadReadings = useIsOneOf(["enforcementLead", "legalReviewer", "inspector"]);
  const { data, error } = useQuery({
    queryKey: ["dossier", of.dossierId, "evidence", of.evidenceId, "chain"],
    queryFn: async () =>
      dataOf(await api.GET("/dossiers/{dossierId}/evidence/{evidenceId}/history", { params: { path } })).history,
  });
  const { data: readings } = useQuery({
    queryKey: ["dossier", of.dossierId, "evidence", of.evidenceId, "readings"],
    enabled: mayReadReadings,
    queryFn: async () =>
      dataOf(await api.GET("/dossiers/{dossierId}/evidence/{evidenceId}/readings", { params: { path } })).readings,
  });
  return (
    <>
      <h4>{texts.chain}</h4>
      <Failure error={error} />
      <ol className="timeline">
        {data?.map(({ type, by, at, hash }) => (
          <li key={hash}>
            <At at={at} /> {texts.evidenceEvents[type] ?? texts.otherEvent} <span className="quiet">{by}</span>{" "}
            <code className="hash">{hash.slice(0, 12)}</code>
          </li>
        ))}
      </ol>
      {readings !== undefined && readings.length > 0 && (
        <>
          <h4>{texts.readings}</h4>
          <ul>
            {readings.map(({ by, purpose, at, hash }) => (
              <li key={hash}>
                <At at={at} /> {by} · {texts.readPurposes[purpose]}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
};

const One = ({
  of,
  opinions,
}: {
  readonly of: EvidenceItem;
  /** 鉴定意见 of the dossier, which an expert may have answered with. */
  readonly opinions: readonly Choice[];
}): ReactElement => {
  const texts = useEnforcement();
  const language = useLanguage();
  const account = useSession()?.account;
  const [isOpen, setOpen] = useDraft(`evidence.isOpen ${of.evidenceId}`, false);
  const at = { dossierId: of.dossierId, evidenceId: of.evidenceId };
  const notHolder = of.custody.holder === account ? undefined : `${texts.holder} ${of.custody.holder}`;
  const offer = { offer: of.offer?.statement ?? "" };
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} data-evidence={of.evidenceId}>
      <summary>
        {of.title ?? of.evidenceId} · {texts.words[of.kind]} ·{" "}
        <span className={of.standing === "usable" ? "" : "late"}>{texts.standings[of.standing]}</span>
      </summary>
      {isOpen && (
        <div className="stack">
          <Facts>
            <Fact name={texts.holder}>
              {of.custody.holder} · {of.custody.place}
            </Fact>
            {of.seal !== undefined && <Fact name={texts.sealNumber}>{of.seal}</Fact>}
            {of.file !== undefined && (
              <Fact name={texts.hash}>
                <code className="hash">{of.file.sha256}</code>
              </Fact>
            )}
          </Facts>
          {of.offer !== undefined && <p>{texts.offered(of.offer.to, clockTime(of.offer.expiresAt, language))}</p>}
          <p className="quiet">{texts.signedElsewhere}</p>
          {of.file !== undefined && <ReadFile of={of} />}
          <Command name="moveEvidence" at={at} why={notHolder} />
          <Command name="sealEvidence" at={at} why={notHolder} />
          {of.seal !== undefined && <Command name="breakSeal" at={at} why={notHolder} />}
          <Command name="copyEvidence" at={at} />
          {of.offer !== undefined && <Command name="refuseCustody" at={at} fixed={offer} />}
          {of.offer !== undefined && <Command name="withdrawOffer" at={at} fixed={offer} why={notHolder} />}
          {of.monitoring !== undefined && <Command name="reviewMonitoring" at={at} />}
          <Command name="appointExpert" at={at} />
          {of.expert !== undefined && <Command name="answerExpert" at={at} choices={{ opinion: opinions }} />}
          <Command name="excludeEvidence" at={at} />
          <Command name="disposeEvidence" at={at} why={notHolder} />
          <Chain of={of} />
        </div>
      )}
    </details>
  );
};

const List = ({ of }: { readonly of: Dossier }): ReactElement => {
  const texts = useEnforcement();
  const { data, error } = useEvidence(of.dossierId);
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const stepNames: Readonly<Record<string, string>> = texts.procedureSteps;
  const opinions = data.evidence
    .filter(({ kind }) => kind === "expert")
    .map(({ evidenceId, title }) => ({ value: evidenceId, label: title ?? evidenceId }));
  const unrecorded = data.missingRecordings.map(({ step }) => stepNames[step] ?? step);
  return (
    <>
      {data.evidence.length === 0 && <p>{texts.noEvidence}</p>}
      {data.evidence.map((one) => (
        <One key={one.evidenceId} of={one} opinions={opinions} />
      ))}
      {unrecorded.length > 0 && <p className="quiet">{texts.unrecorded(unrecorded.join(" · "))}</p>}
      <OnlyFor roles={["officer"]}>
        <CaptureEvidence dossierId={of.dossierId} />
      </OnlyFor>
    </>
  );
};

/** 证据. What there is, in whose hands, and may a decision rest on it; more is captured here. */
export const Evidence = ({ of }: { readonly of: Dossier }): ReactElement => {
  const texts = useEnforcement();
  return (
    <section className="panel stack" aria-label={texts.evidence}>
      <h2>{texts.evidence}</h2>
      <OnlyFor roles={EVIDENCE_READERS}>
        <List of={of} />
      </OnlyFor>
    </section>
  );
};
