import { Button, FileInput, MultiSelect, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { ulid } from "ulid";
import { raw } from "../../common/api.ts";
import { sha256Of } from "../../common/sha256.ts";
import { hasDraft } from "../../common/drafts.ts";
import { useDraft, useSession } from "../hooks.ts";
import { Failure } from "../parts.tsx";
import { useOfficers } from "./choices.ts";
import { useEnforcement } from "./texts.ts";

const KINDS = [
  "physical",
  "document",
  "audioVisual",
  "electronic",
  "witness",
  "party",
  "expert",
  "inspection",
] as const;

/** What is kept of it over the end of a sign-in: all but the file. */
const FIELDS = ["title", "place", "kind", "officers"] as const;

/** Of the bytes as this device has them: the service refuses others. Only where the page came over a line that nobody changes. */
const hashOf = async (file: Blob): Promise<{ readonly sha256?: string }> =>
  window.isSecureContext ? { sha256: await sha256Of(file) } : {};

/** 采集. A file of the device or its camera, hashed before it leaves. */
export const CaptureEvidence = ({ dossierId }: { readonly dossierId: string }): ReactElement => {
  const texts = useEnforcement();
  const queries = useQueryClient();
  const account = useSession()?.account;
  const colleagues = useOfficers().filter(({ value }) => value !== account);
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useDraft(`capture.title ${dossierId}`, "");
  const [place, setPlace] = useDraft(`capture.place ${dossierId}`, "");
  const [kind, setKind] = useDraft<(typeof KINDS)[number]>(`capture.kind ${dossierId}`, "physical");
  const [officers, setOfficers] = useDraft<string[]>(`capture.officers ${dossierId}`, []);
  const [evidenceId, setEvidenceId] = useState(ulid);
  const [wasBegun] = useState(() => FIELDS.some((name) => hasDraft(`capture.${name} ${dossierId}`)));
  const capture = useMutation({
    mutationFn: async (content: File) => {
      const about = {
        ...{ kind, origin: "officer", capturedAt: new Date().toISOString(), officers, place, words: { title } },
        ...(await hashOf(content)),
      };
      const body = new FormData();
      body.set("evidenceId", evidenceId);
      body.set("about", JSON.stringify(about));
      body.set("content", content);
      await raw(`/dossiers/${dossierId}/evidence`, { method: "POST", body });
    },
    onSuccess: async () => {
      setFile(null);
      setTitle("");
      setEvidenceId(ulid());
      await queries.invalidateQueries({ queryKey: ["dossier", dossierId] });
    },
  });
  const isWhole = file !== null && title.trim() !== "" && place.trim() !== "";
  return (
    <details className="command no-print" open={wasBegun} data-command="captureEvidence">
      <summary>{texts.capture}</summary>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== null) capture.mutate(file);
        }}
      >
        <FileInput
          label={texts.file}
          accept="image/jpeg,image/png,application/pdf,video/mp4,audio/mpeg,audio/wav,text/plain"
          capture="environment"
          value={file}
          onChange={setFile}
        />
        <TextInput label={texts.title} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <Select
          label={texts.evidenceKind}
          data={KINDS.map((value) => ({ value, label: texts.words[value] ?? value }))}
          value={kind}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
          allowDeselect={false}
        />
        <MultiSelect label={texts.together} data={colleagues} value={officers} onChange={setOfficers} searchable />
        <TextInput label={texts.keptAt} value={place} onChange={(event) => setPlace(event.currentTarget.value)} />
        <Failure error={capture.error} />
        {capture.isSuccess && <p role="status">{texts.captured}</p>}
        <Button type="submit" disabled={!isWhole} loading={capture.isPending}>
          {texts.capture}
        </Button>
      </form>
    </details>
  );
};
