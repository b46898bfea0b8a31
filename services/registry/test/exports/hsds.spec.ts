import { isDomainError, uuidV5 } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { directoryOf, type ExportStation } from "../../src/app/exports/index.ts";
import { STATION_KINDS } from "../../src/domain/standards/index.ts";
import { community, service, settings, station, street } from "./builders.ts";
import { hsdsProblems } from "@wangge/kit/testing";

const centre = station({
  id: "st-2",
  kind: "publicServiceCentre",
  name: "猛追湾街道公共服务中心",
  organization: street,
  services: [service(), service({ id: "civilAffairs", name: "婚姻登记咨询", description: "民政事务" })],
  changedAt: "2024-06-01T02:00:00.000Z",
  synthetic: false,
});
/** As little as a station can say of itself. */
const {
  phone: _phone,
  barrierFree: _barrierFree,
  ...bare
} = station({ id: "st-3", kind: "heartLinkStation", hours: [] });
const sparse: ExportStation = {
  ...bare,
  services: [{ id: "medicalInsurance", name: "医保咨询", description: "在院落咨询医保" }],
  changedAt: "2024-04-01T02:00:00.000Z",
};
const directory = directoryOf([station(), centre, sparse], settings);
const all = { perPage: 500 };

describe("every path of the directory", () => {
  it("answers in the shapes of HSDS 3.0: fields it knows, those it requires, with what it wants in them", () => {
    const answers: [string, unknown][] = [
      ["base", directory.base],
      ["service_list", directory.services(all)],
      ["organization_list", directory.organizations(all)],
      ["service_at_location_list", directory.serviceAtLocations(all)],
      ["taxonomy_list", directory.taxonomies(all)],
      ["taxonomy_term_list", directory.taxonomyTerms(all)],
      ...directory.services(all).contents.map(({ id }): [string, unknown] => ["service", directory.service(id)]),
      ...directory
        .organizations(all)
        .contents.map(({ id }): [string, unknown] => ["organization", directory.organization(id)]),
      ...directory
        .serviceAtLocations(all)
        .contents.map(({ id }): [string, unknown] => ["service_at_location", directory.serviceAtLocation(id)]),
      ...directory.taxonomies(all).contents.map(({ id }): [string, unknown] => ["taxonomy", directory.taxonomy(id)]),
      ...directory
        .taxonomyTerms(all)
        .contents.map(({ id }): [string, unknown] => ["taxonomy_term", directory.taxonomyTerm(id)]),
    ];
    expect(answers.flatMap(([name, answer]) => hsdsProblems(answer, name))).toEqual([]);
    expect(answers).toHaveLength(6 + 3 + 2 + 4 + 2 + STATION_KINDS.length + 2);
  });

  it("the check of shapes sees a field that is unknown, one that is missing and one of another type", () => {
    const [line] = directory.services().contents;
    expect(hsdsProblems({ ...line, opening: "09:00" }, "service")).toEqual(["service.opening is unknown to HSDS"]);
    expect(hsdsProblems({ ...line, status: undefined }, "service")).toContain("service lacks status");
    expect(hsdsProblems({ ...line, id: "st-1" }, "service")).toEqual(['service.id is no uuid: "st-1"']);
    expect(hsdsProblems({ ...line, organization: { id: line!.id } }, "service")).toContain(
      "service.organization lacks name",
    );
  });

  it("knows nothing of ids it never gave out", () => {
    expect(directory.service("st-1")).toBeUndefined();
    expect(directory.organization(uuidV5("organization:other"))).toBeUndefined();
    expect(directory.serviceAtLocation("")).toBeUndefined();
  });
});

describe("who, what and where", () => {
  it("one item of two organizations is two services; at two places of one, one service", () => {
    const medical = directory.services({ search: "医保" }).contents;
    expect(medical.map(({ organization }) => organization.name)).toEqual(["猛追湾街道办事处", "建设巷社区"]);
    const ofCommunity = directory.service(medical[1]!.id)!;
    expect(ofCommunity.service_at_locations.map(({ location }) => location.external_identifier)).toEqual([
      "st-1",
      "st-3",
    ]);
  });

  it("where two places word it differently the later word is the service's, and each place keeps its own", () => {
    const { contents } = directory.services({ organizationId: uuidV5("organization:c-1") });
    expect(contents).toMatchObject([
      { name: "城乡居民医保参保登记", fees_description: "不收费", last_modified: "2024-05-01T02:00:00.000Z" },
    ]);
    const { service_at_locations } = directory.service(contents[0]!.id)!;
    expect(service_at_locations.map(({ description }) => description)).toEqual([
      "办理城乡居民基本医疗保险参保登记",
      "在院落咨询医保",
    ]);
  });

  it("a community's parent is its street office, if that is in the directory too", () => {
    const lines = directory.organizations().contents;
    expect(lines.map(({ name }) => name)).toEqual(["猛追湾街道办事处", "建设巷社区"]);
    expect(lines[1]?.parent_organization_id).toBe(lines[0]?.id);
    expect(lines[0]).not.toHaveProperty("parent_organization_id");
    expect(directoryOf([station()], settings).organizations().contents[0]).not.toHaveProperty("parent_organization_id");
    expect(directory.organization(lines[1]!.id)).toMatchObject({
      organization_identifiers: [{ identifier: community.code }],
      locations: [{ external_identifier: "st-1" }, { external_identifier: "st-3" }],
      services: [{ name: "城乡居民医保参保登记" }],
    });
  });

  it("the last word on an organization is its station's that changed last", () => {
    const recoded = { ...community, name: "建设巷新社区", code: "510108002601" };
    const later = station({ id: "st-9", organization: recoded, changedAt: "2024-07-01T00:00:00.000Z" });
    for (const stations of [
      [station(), later],
      [later, station()],
    ])
      expect(directoryOf(stations, settings).organizations().contents).toMatchObject([{ name: "建设巷新社区" }]);
  });

  it("a place is found, reached and entered", () => {
    const [first] = directory.organization(uuidV5("organization:c-1"))!.locations;
    expect(first).toMatchObject({
      latitude: 30.6712345,
      longitude: 104.0912345,
      addresses: [
        { address_1: "建设巷1号", city: "成都市", region: "成华区", state_province: "四川省", country: "CN" },
      ],
      phones: [{ number: "028-00000000", type: "voice" }],
      accessibility: [{ description: "出入口无障碍" }],
      schedules: [
        { freq: "WEEKLY", byday: "MO,TU,WE,TH,FR", opens_at: "09:00+08:00", closes_at: "17:30+08:00", timezone: 8 },
      ],
    });
  });

  it("what nobody recorded is not there, and is not a no", () => {
    const [, last] = directory.organization(uuidV5("organization:c-1"))!.locations;
    expect(last).toMatchObject({ phones: [], accessibility: [], schedules: [] });
    const [refusing] = directoryOf([station({ barrierFree: false })], settings).organization(
      uuidV5("organization:c-1"),
    )!.locations;
    expect(refusing?.accessibility).toHaveLength(1);
  });

  it("says of every place what kind it is and whether it is made up", () => {
    const [first] = directory.organization(uuidV5("organization:c-1"))!.locations;
    expect(first?.attributes.map(({ value }) => value)).toEqual(["communityStation", "synthetic"]);
    const [medical] = directory.services({ search: "医保", organizationId: uuidV5("organization:c-1") }).contents;
    expect(directory.service(medical!.id)?.attributes.map(({ value }) => value)).toEqual([
      "communityStation",
      "heartLinkStation",
      "synthetic",
    ]);
  });
});

describe("what readers ask for", () => {
  const term = (code: string) => directory.taxonomyTerms().contents.find((one) => one.code === code)!.id;

  it("everything asked must hold", () => {
    expect(directory.services({ taxonomyTermId: term("heartLinkStation") }).total_items).toBe(1);
    expect(directory.services({ taxonomyTermId: term("accountingCentre") }).empty).toBe(true);
    expect(directory.services({ taxonomyId: directory.taxonomies().contents[0]!.id }).total_items).toBe(3);
    const ofStreet = { organizationId: uuidV5("organization:s-1") };
    expect(directory.services(ofStreet).total_items).toBe(2);
    expect(directory.services({ ...ofStreet, search: "民政" }).total_items).toBe(1);
    expect(directory.organizations({ search: "社区" }).total_items).toBe(1);
    expect(directory.taxonomyTerms({ taxonomyId: directory.taxonomies().contents[1]!.id }).total_items).toBe(2);
  });

  it("changes since an instant, that one included", () => {
    expect(directory.services({ modifiedAfter: "2024-05-01T02:00:00.000Z" }).total_items).toBe(3);
    expect(directory.services({ modifiedAfter: "2024-05-01T02:00:00.001Z" }).total_items).toBe(2);
    expect(directory.serviceAtLocations({ modifiedAfter: "2024-05-01T10:00:00+08:00" }).total_items).toBe(3);
    expect(directory.serviceAtLocations({ search: "院落" }).total_items).toBe(1);
  });

  it("a page at a time", () => {
    const [first, last] = [directory.services({ perPage: 2 }), directory.services({ perPage: 2, page: 2 })];
    expect(first).toMatchObject({
      total_items: 3,
      total_pages: 2,
      page_number: 1,
      size: 2,
      first_page: true,
      last_page: false,
    });
    expect(last).toMatchObject({ page_number: 2, size: 1, first_page: false, last_page: true, empty: false });
    expect(new Set([...first.contents, ...last.contents].map(({ id }) => id)).size).toBe(3);
    expect(directory.services({ page: 9 })).toMatchObject({ size: 0, empty: true, last_page: true, contents: [] });
    expect(directoryOf([], settings).services()).toEqual({
      total_items: 0,
      total_pages: 0,
      page_number: 1,
      size: 0,
      first_page: true,
      last_page: true,
      empty: true,
      contents: [],
    });
  });

  it.each([{ page: 0 }, { page: 1.5 }, { perPage: 0 }, { perPage: 501 }])("refuses %o", (query) => {
    try {
      directory.services(query);
      expect.unreachable();
    } catch (error) {
      expect(isDomainError(error) && error.code).toBe("input.invalid");
    }
  });
});

describe("ids", () => {
  it("are the UUIDs of RFC 9562, version 5", () => {
    // Appendix A.4 of the RFC: www.example.com in the namespace of domain names.
    expect(uuidV5("www.example.com", "6ba7b810-9dad-11d1-80b4-00c04fd430c8")).toBe(
      "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    );
  });

  it("stay the same whatever else changes, and never meet", () => {
    const moved = directoryOf(
      [station({ name: "新名", address: "新址", changedAt: "2025-01-01T00:00:00.000Z" })],
      settings,
    );
    expect(moved.services().contents[0]?.id).toBe(
      directory.services({ organizationId: uuidV5("organization:c-1") }).contents[0]?.id,
    );
    const ids = [
      directory.services(all),
      directory.organizations(all),
      directory.serviceAtLocations(all),
      directory.taxonomies(all),
      directory.taxonomyTerms(all),
    ]
      .flatMap(({ contents }): readonly { id: string }[] => contents)
      .map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
