import { expect, it } from "vitest";
import { serviceList, serviceView } from "../../src/open311/services.ts";

const text = (name: string) => ({ zh: name, en: name });
const levels = ["one", "two", "three", "four"];

it("a service says where it stands in a tree of any depth, and its group is what it belongs to", async () => {
  const nodes = levels.map((id, place) => ({ id, parent: levels[place - 1], name: text(id) }));
  const leaf = { code: "event-0101", parent: "four", name: text("leaf"), hasQuestions: false };
  const services = await serviceList({ categories: () => Promise.resolve({ nodes, categories: [leaf] }) })();
  const service = services.get("event-0101");
  expect(service && serviceView(service, "en")).toMatchObject({
    service_code: "event-0101",
    description: "one / two / three / four / leaf",
    keywords: "one,two,three,four,leaf",
    group: "four",
  });
});
