import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { raw } from "../../common/api.ts";
import { Problem } from "../../common/problem.ts";
import { Failure, Loading } from "../parts.tsx";

interface Picture {
  readonly svg: string;
  /** What it shows, in words: they come with it. */
  readonly says: string;
}

const pictureAt = async (path: string): Promise<Picture> => {
  const svg = await (await raw(path)).text();
  const says = new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("desc")?.textContent;
  return { svg, says: says ?? "" };
};

/** A chart of the API. As a picture, not as part of the page: nothing in it can act. */
export const ChartPicture = ({
  path,
  label,
  none,
}: {
  readonly path: string;
  readonly label: string;
  /** What to say where there is nothing to draw. */
  readonly none?: string;
}): ReactElement => {
  const { data, error } = useQuery({ queryKey: ["picture", path], queryFn: () => pictureAt(path) });
  const [url, setUrl] = useState<string>();
  const svg = data?.svg;
  useEffect(() => {
    if (svg === undefined) return;
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  if (none !== undefined && error instanceof Problem && error.status === 404) return <p className="quiet">{none}</p>;
  if (error !== null) return <Failure error={error} />;
  if (data === undefined || url === undefined) return <Loading />;
  return <img className="chart" src={url} alt={`${label}: ${data.says}`} data-testid="chart" />;
};
