import { FileInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { sha256Of } from "../../common/sha256.ts";
import { form as texts } from "../../common/texts/form.ts";
import { useLanguage } from "../hooks.ts";
import { Failure } from "../parts.tsx";

/** 摘要. Nobody types sixty-four digits: the file is chosen, and its digest is worked out here; the file itself stays where it is. */
export const FileDigest = ({
  label,
  required,
  value,
  onChange,
}: {
  readonly label: string;
  readonly required: boolean;
  readonly value: string;
  readonly onChange: (digest: string | undefined) => void;
}): ReactElement => {
  const said = texts[useLanguage()];
  const digest = useMutation({ mutationFn: sha256Of, onSuccess: onChange });
  // Over a line that somebody could change there is no digest either.
  if (!window.isSecureContext)
    return <TextInput {...{ label, required, value }} onChange={(event) => onChange(event.currentTarget.value)} />;
  return (
    <>
      <FileInput
        {...{ label, required, clearable: true }}
        description={value === "" ? said.digestHelp : <code className="hash">{value}</code>}
        onChange={(file) => {
          if (file === null) onChange(undefined);
          else digest.mutate(file);
        }}
      />
      <Failure error={digest.error} />
    </>
  );
};
