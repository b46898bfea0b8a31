/** What must hold of one record on one day. */
import { parametersOn, type Bounds } from "../parameters.ts";
import { householdsOf } from "../places.ts";
import type { Id, Kind, PostKind } from "../records.ts";
import type { Register } from "../register.ts";
import type { Day } from "../timeline.ts";
import type { Inspection } from "./problem.ts";

type Check = (inspection: Inspection, id: Id, day: Day) => void;

/** Posts whose work is economic: only an investment sub-centre has them (S3). */
const ECONOMIC: readonly PostKind[] = ["investmentOfficer"];

const isWithin = (count: number, { low, high }: Bounds): boolean => count >= low && count <= high;

const checkGrid: Check = ({ register, parameters, found }, id, day) => {
  const grid = register.find("grid", id, day);
  if (grid === undefined) return;
  const { householdsPerGrid, workersPerGrid, responsiblePerGrid } = parametersOn(parameters, day);
  const { exception } = grid.version.value;
  const households = householdsOf(register, grid, day);
  if (!isWithin(households, householdsPerGrid) && exception === undefined)
    found("grid.households", id, day, "A grid of that size needs a reason", { households, ...householdsPerGrid });
  const posts = register.childrenOf(id, "post", day).map(({ version }) => version.value);
  const workers = posts.filter(({ kind }) => kind === "gridWorker");
  const responsible = posts.filter(({ kind }) => kind === "gridResponsible").length;
  if (!isWithin(workers.length, workersPerGrid) || responsible !== responsiblePerGrid)
    found("grid.staffing", id, day, "A grid has 2 or 3 posts of grid workers and 1 person who answers for it", {
      workers: workers.length,
      responsible,
    });
  const holders = workers.flatMap(({ holder }) => holder ?? []);
  if (new Set(holders).size < holders.length)
    found("grid.staffing", id, day, "The workers of a grid are different people", { workers: holders });
};

const checkCourtyard: Check = ({ register, found }, id, day) => {
  const courtyard = register.find("courtyard", id, day)?.version.value;
  if (courtyard === undefined || courtyard.buildings.length === 0) return;
  const inBuildings = courtyard.buildings.reduce((sum, { households }) => sum + households, 0);
  if (inBuildings !== courtyard.households)
    found("courtyard.households", id, day, "The households of its buildings are not those of the courtyard", {
      households: courtyard.households,
      inBuildings,
    });
};

const checkStreet: Check = ({ register, parameters, found }, id, day) => {
  const street = register.find("street", id, day);
  if (street === undefined) return;
  const { sections } = parametersOn(parameters, day);
  const allowed = street.version.value.isAgricultural ? sections.agricultural : sections.urban;
  const classes = register.childrenOf(id, "section", day).map(({ version }) => version.value.functionClass);
  for (const functionClass of classes)
    if (!allowed.includes(functionClass) || classes.filter((one) => one === functionClass).length > 1)
      found(
        "section.function_class",
        id,
        day,
        "One section carries one class of functions, of those such a street has",
        { functionClass, allowed },
      );
  const centres = register.childrenOf(id, "station", day).map(({ version }) => version.value.kind);
  const twice = centres.find((kind, index) => centres.indexOf(kind) !== index);
  if (twice !== undefined) found("station.twice", id, day, "A street has one centre of each kind", { kind: twice });
  const zones = register.all("zone", day).filter(({ version }) => version.value.streets.includes(id));
  if (zones.length > 1)
    found("zone.overlapping", id, day, "A street lies in one functional zone", {
      zones: zones.map((zone) => zone.id),
    });
};

const checkPost: Check = ({ register, found }, id, day) => {
  const post = register.find("post", id, day)?.version.value;
  if (post === undefined || !ECONOMIC.includes(post.kind)) return;
  const station = register.find("station", post.parent, day)?.version.value.kind;
  if (station !== "investmentSubCentre")
    found("post.economic", id, day, "Economic posts are only in investment sub-centres", {
      kind: post.kind,
      parent: post.parent,
    });
};

interface DayRule {
  readonly kind: Kind;
  readonly check: Check;
  /** Whatever besides the record and what hangs under it decides on which days the check may come out otherwise. */
  readonly leansOn: (register: Register, id: Id) => readonly Id[];
}

export const DAY_RULES: readonly DayRule[] = [
  { kind: "grid", check: checkGrid, leansOn: () => [] },
  { kind: "courtyard", check: checkCourtyard, leansOn: () => [] },
  { kind: "street", check: checkStreet, leansOn: (register) => register.idsOf("zone") },
  {
    kind: "post",
    check: checkPost,
    leansOn: (register, id) => register.timelineOf(id, "post").map(({ value }) => value.parent),
  },
];
