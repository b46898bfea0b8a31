import { useQuery } from "@tanstack/react-query";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { useIsOneOf } from "../hooks.ts";

export const EVIDENCE_READERS = ["officer", "enforcementLead", "legalReviewer", "inspector"];
export type EvidenceItem = components["schemas"]["enforcement.listEvidence.output"]["evidence"][number];

export const useEvidence = (dossierId: string) => {
  const mayRead = useIsOneOf(EVIDENCE_READERS);
  return useQuery({
    queryKey: ["dossier", dossierId, "evidence"],
    enabled: mayRead,
    queryFn: async () => dataOf(await api.GET("/dossiers/{dossierId}/evidence", { params: { path: { dossierId } } })),
  });
};
