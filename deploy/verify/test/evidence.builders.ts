/** Evidence as dispatch gives it, and what a registry keeps of its heads. */
import { generateKeyPairSync } from "node:crypto";
import { AuditSealedV1, GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { compose } from "@wangge/dispatch";
import { manifest } from "@wangge/dispatch/manifest";
import { newId, signingKeyOf, type Evidence } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";

const giving = (name: string, publishes: (typeof manifest)["publishes"]) => ({
  ...{ name, publishes, subscribes: [], calls: [] },
});

export interface EvidenceGiver {
  readonly platform: MemoryPlatform;
  readonly thumbprint: string;
  /** Whether the registry hears of heads. */
  readonly anchoring: { works: boolean };
  readonly anchors: () => { readonly anchors: readonly object[] };
  readonly report: (count: number) => Promise<void>;
  readonly evidence: (sequences: readonly number[]) => Promise<Evidence>;
  readonly sequences: () => readonly number[];
}

export const supervisor = { actor: { id: "supervisor-1", roles: ["supervisor" as const] }, external: true };

export const startGiver = async (config: object = {}): Promise<EvidenceGiver> => {
  const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const anchoring = { works: true };
  const anchors = (after = 0, limit = 1_000) => ({
    format: "wangge.audit-anchors.v1",
    service: "dispatch",
    anchors: platform
      .published(AuditSealedV1)
      .filter(({ epoch }) => epoch > after)
      .slice(0, limit)
      .map((head) => ({ ...head, keptAt: head.sealedAt, contradictions: [] })),
  });
  const platform: MemoryPlatform = await memoryPlatform({
    manifests: [
      manifest,
      giving("registry", [GridStaffedV1]),
      giving("intake", [ReportAcceptedV1]),
      giving("enforcement", []),
    ],
    compose,
    config: {
      ...{ SWEEP_MS: 3_600_000, ROSTER_REFRESH_MS: 3_600_000, RULES_REFRESH_MS: 3_600_000, PATROLS: "none" as const },
      ...{ AUDIT_KEY, AUDIT_SEAL_MS: 3_600_000, EVENT_LOG: "signed" as const, EVENT_LOG_MS: 3_600_000, ...config },
    },
    calls: {
      "registry.anchors": ({ after, limit }: { readonly after?: number; readonly limit?: number }) => {
        if (!anchoring.works) throw new Error("the registry is away");
        return anchors(after, limit);
      },
    },
  });
  await platform.deliver(GridStaffedV1, GridStaffedV1.example);
  return {
    platform,
    thumbprint: signingKeyOf(AUDIT_KEY).publicJwk.kid,
    anchoring,
    anchors,
    report: async (count) => {
      for (let nth = 0; nth < count; nth += 1) {
        const report = { ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example), reportId: newId() };
        await platform.deliver(ReportAcceptedV1, {
          ...{ ...report, category: "event-0201", grid: GridStaffedV1.example.grid },
        });
      }
    },
    evidence: async (sequences) => (await platform.call("evidence", { sequences }, supervisor)) as Evidence,
    sequences: () => platform.bus.stored("EVT_DISPATCH").map(({ sequence }) => sequence),
  };
};
