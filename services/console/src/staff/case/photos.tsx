import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { api, dataOf, raw } from "../../common/api.ts";
import { listed } from "../../common/language.ts";
import { useLanguage } from "../hooks.ts";
import { At } from "../parts.tsx";
import { useCaseTexts } from "./texts.ts";

interface Shown {
  readonly photoId: string;
  /** Where its bytes are, below the API. */
  readonly path: string;
  readonly label: string;
  readonly takenAt?: string | undefined;
  readonly remarks: readonly string[];
}

/** A picture that is had with a token, which an address cannot carry. */
const Picture = ({ path, label }: { readonly path: string; readonly label: string }): ReactElement => {
  const texts = useCaseTexts();
  const [url, setUrl] = useState<string>();
  const { data, error } = useQuery({
    queryKey: ["picture", path],
    queryFn: async () => (await raw(path)).blob(),
    staleTime: Infinity,
  });
  useEffect(() => {
    if (data === undefined) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  if (error !== null) return <p className="quiet">{texts.photoFailed}</p>;
  return <>{url !== undefined && <img src={url} alt={label} loading="lazy" />}</>;
};

/** What the reporter showed, and what was shown while it was handled; who may not see some of them sees the others. */
const useShown = (caseId: string, version: number) => {
  const texts = useCaseTexts();
  const params = { path: { reportId: caseId } };
  const reported = useQuery({
    queryKey: ["case", caseId, "report-photos", version],
    queryFn: async () => dataOf(await api.GET("/reports/{reportId}/photos", { params })),
  });
  const handled = useQuery({
    queryKey: ["case", caseId, "photos", version],
    queryFn: async () => dataOf(await api.GET("/cases/{caseId}/photos", { params: { path: { caseId } } })),
  });
  const ofReport = (reported.data?.photos ?? [])
    .filter(({ status }) => status === "attached")
    .map(({ photoId, stage, view, takenAt }): Shown => ({
      ...{ photoId, path: `/photos/${photoId}`, takenAt, remarks: [] },
      label: texts.photoOf(texts.photoStage[stage], texts.photoKind[view]),
    }));
  const ofHandling = (handled.data?.photos ?? []).map(({ photoId, kind, attempt, takenAt, flags }): Shown => ({
    ...{ photoId, path: `/cases/${caseId}/photos/${photoId}`, takenAt },
    label: texts.photoOf(texts.photoAttempt(attempt), texts.photoKind[kind]),
    remarks: flags.map((flag) => texts.photoFlags[flag] ?? flag),
  }));
  const { check = [], handle = [] } = handled.data?.missing ?? {};
  return { shown: [...ofReport, ...ofHandling], missing: [...new Set([...handle, ...check])] };
};

/** 照片: near, far, reference, before and after, each with what is odd about it; and those that the case still needs. */
export const Photos = ({ caseId, version }: { readonly caseId: string; readonly version: number }): ReactElement => {
  const texts = useCaseTexts();
  const language = useLanguage();
  const { shown, missing } = useShown(caseId, version);
  return (
    <section className="panel" aria-label={texts.photos} data-testid="photos">
      <h2>{texts.photos}</h2>
      {shown.length === 0 && <p className="quiet">{texts.photosNone}</p>}
      <div className="photos">
        {shown.map(({ photoId, path, label, takenAt, remarks }) => (
          <figure key={photoId}>
            <Picture path={path} label={label} />
            <figcaption>
              {label}
              {takenAt !== undefined && (
                <span className="quiet">
                  {" "}
                  · <At at={takenAt} />
                </span>
              )}
              {remarks.length > 0 && <span className="late"> · {listed(remarks, language)}</span>}
            </figcaption>
          </figure>
        ))}
      </div>
      {missing.length > 0 && (
        <p className="soon">
          {texts.photoMissing(
            listed(
              missing.map((kind) => texts.photoKind[kind]),
              language,
            ),
          )}
        </p>
      )}
    </section>
  );
};
