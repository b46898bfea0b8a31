import type {
  Certificate,
  Officer,
  OfficerCommand,
  OfficerEvent,
  Posting,
  PowerItem,
  PowerItemContent,
  PowerItemState,
  OfficerState,
  Registrar,
} from "../src/domain/authority/index.ts";

export const DISTRICT = "510108";
export const STREET = "510108001";
export const OTHER_STREET = "510108002";
export const DEPARTMENT = "urban-management";
export const TODAY = "2021-09-01";
export const AT = "2021-09-01T01:00:00.000Z";

export const lead: Registrar = { account: "acc-lead", body: DEPARTMENT };
export const admin: Registrar = { account: "acc-admin" };
export const asked = { account: "acc-officer", by: lead, on: TODAY, at: AT } as const;

export const posting = (more: Partial<Posting> = {}): Posting => ({
  from: TODAY,
  force: "urbanManagement",
  body: DEPARTMENT,
  areas: [STREET],
  powers: ["power-0001"],
  steps: ["investigate", "inform", "summary"],
  ...more,
});

export const certificate = (more: Partial<Certificate> = {}): Certificate => ({
  hash: "1.kvX3",
  last4: "0117",
  issuedOn: "2020-01-01",
  expiresOn: "2024-12-31",
  ...more,
});

export const content = (more: Partial<PowerItemContent> = {}): PowerItemContent => ({
  name: { zh: "擅自占用城市道路经营", en: "Trading on a city road without permission" },
  kind: "penalty",
  norms: [
    {
      code: "norm-0001",
      title: "城市道路管理条例",
      article: "第四十二条",
      penalties: ["fine"],
      fine: { least: 0, most: 2_000_000 },
    },
  ],
  family: "civil",
  body: DEPARTMENT,
  steps: ["file", "investigate", "inform", "decide", "summary", "review", "discuss"],
  forces: ["urbanManagement"],
  areas: [DISTRICT],
  standIn: true,
  assumed: ["norms"],
  ...more,
});

export const officer = (more: Partial<Officer> = {}): OfficerState & Officer => ({
  status: "registered",
  account: "acc-officer",
  postings: [posting()],
  certificates: [certificate()],
  certificateHashes: [certificate().hash],
  suspensions: [],
  ...more,
});

export const item = (
  of: Partial<PowerItemContent> = {},
  more: Partial<PowerItem> = {},
): PowerItemState & PowerItem => ({
  status: "published",
  code: "power-0001",
  versions: [
    {
      id: "power-0001@1",
      content: content(of),
      hash: "a".repeat(64),
      effectiveFrom: "2021-07-15",
      draftedBy: "acc-drafter",
      publishedBy: "acc-publisher",
      publishedAt: "2021-07-14T01:00:00.000Z",
    },
  ],
  ...more,
});

export const register = (more: Partial<Extract<OfficerCommand, { type: "RegisterOfficer" }>> = {}): OfficerCommand => ({
  type: "RegisterOfficer",
  posting: posting(),
  certificate: certificate(),
  ...asked,
  ...more,
});

export const registered: readonly OfficerEvent[] = [
  { type: "OfficerRegistered", data: { account: "acc-officer", by: "acc-lead", at: AT } },
  { type: "OfficerPosted", data: { posting: posting(), by: "acc-lead", at: AT } },
  { type: "CertificateIssued", data: { certificate: certificate(), by: "acc-lead", at: AT } },
];
