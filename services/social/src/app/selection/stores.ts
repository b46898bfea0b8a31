import { aggregateKind, type StoreFactory } from "@wangge/kit";
import {
  applicationDecider,
  assessmentDecider,
  declarationDecider,
  formProblems,
  panelDecider,
  programmeDecider,
  roundDecider,
  rubricProblems,
  shelfDecider,
} from "../../domain/selection/index.ts";
import { publishApplicationAs, publishPanelAs, publishRoundAs } from "./publish-as.ts";

const formDecider = shelfDecider("form", formProblems);
const rubricDecider = shelfDecider("rubric", rubricProblems);
const silent = () => [];

/** What the selection keeps. Every history is chained: who saw, said and changed what is asked long after. */
export const createStores = async (store: StoreFactory) => ({
  forms: await store.decider("ventureForms", formDecider, { publishAs: silent, chained: true }),
  rubrics: await store.decider("ventureRubrics", rubricDecider, { publishAs: silent, chained: true }),
  programmes: await store.decider("ventureProgrammes", programmeDecider, { publishAs: silent, chained: true }),
  rounds: await store.decider("ventureRounds", roundDecider, {
    publishAs: publishRoundAs,
    indexes: [["state.status", "state.closesAt"]],
    sparse: ["state.wakeAt"],
    chained: true,
  }),
  applications: await store.decider("ventureApplications", applicationDecider, {
    publishAs: publishApplicationAs,
    indexes: [["state.round", "state.status"], ["state.foundBy"]],
    chained: true,
  }),
  declarations: await store.decider("ventureDeclarations", declarationDecider, {
    publishAs: silent,
    indexes: [["state.round"]],
    chained: true,
  }),
  assessments: await store.decider("ventureAssessments", assessmentDecider, {
    publishAs: silent,
    indexes: [["state.round"], ["state.readers"]],
    chained: true,
  }),
  panels: await store.decider("venturePanels", panelDecider, { publishAs: publishPanelAs, chained: true }),
});
export type Stores = Awaited<ReturnType<typeof createStores>>;

const kind = aggregateKind;
/** For the doctor, which recomputes and decides nothing. */
export const selectionAggregates = [
  kind("social", "ventureForms", formDecider, silent),
  kind("social", "ventureRubrics", rubricDecider, silent),
  kind("social", "ventureProgrammes", programmeDecider, silent),
  kind("social", "ventureRounds", roundDecider, publishRoundAs),
  kind("social", "ventureApplications", applicationDecider, publishApplicationAs),
  kind("social", "ventureDeclarations", declarationDecider, silent),
  kind("social", "ventureAssessments", assessmentDecider, silent),
  kind("social", "venturePanels", panelDecider, publishPanelAs),
];
