import type { DirectorySettings, ExportPlace, ExportService, ExportStation } from "../../src/app/exports/index.ts";

export const settings: DirectorySettings = {
  profile: "https://wangge.example/hsds",
  openapiUrl: "https://wangge.example/hsds/openapi.json",
  place: { city: "成都市", region: "成华区", stateProvince: "四川省", postalCode: "610000", country: "CN" },
  timezone: 8,
};

export const street: ExportStation["organization"] = {
  id: "s-1",
  name: "猛追湾街道办事处",
  code: "510108002",
  level: "street",
};
export const community: ExportStation["organization"] = {
  id: "c-1",
  name: "建设巷社区",
  code: "510108002001",
  level: "community",
};

export const service = (change: Partial<ExportService> = {}): ExportService => ({
  id: "medicalInsurance",
  name: "城乡居民医保参保登记",
  description: "办理城乡居民基本医疗保险参保登记",
  applicationProcess: "窗口受理，当场办结",
  fees: "不收费",
  requiredDocuments: ["居民身份证"],
  ...change,
});

/** A community's station on weekdays, with one service. */
export const station = (change: Partial<ExportStation> = {}): ExportStation => ({
  id: "st-1",
  kind: "communityStation",
  name: "建设巷社区公共服务站",
  organization: community,
  at: { lng: 104.0912345, lat: 30.6712345 },
  address: "建设巷1号",
  phone: "028-00000000",
  barrierFree: true,
  hours: [{ days: ["FR", "MO", "TU", "WE", "TH"], opens: "09:00", closes: "17:30" }],
  services: [service()],
  changedAt: "2024-05-01T02:00:00.000Z",
  synthetic: true,
  ...change,
});

export const place = (change: Partial<ExportPlace> = {}): ExportPlace => ({
  id: "g-1",
  level: "grid",
  codes: [{ scheme: "local", code: "510108002001001" }],
  names: ["建设巷社区第一网格"],
  parent: "c-1",
  validFrom: "2017-10-31",
  shape: {
    polygons: [
      [
        [
          [104, 30],
          [104.1, 30],
          [104.1, 30.1],
          [104, 30.1],
        ],
      ],
    ],
  },
  synthetic: true,
  ...change,
});
