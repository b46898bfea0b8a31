import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { root } from "../root.tsx";

const area = createRoute({
  getParentRoute: () => root,
  path: "/enforcement",
  component: lazyRouteComponent(() => import("./layout.tsx"), "EnforcementLayout"),
});
const home = createRoute({
  getParentRoute: () => area,
  path: "/",
  beforeLoad: () => {
    // The router takes what is thrown as where to go.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/enforcement/dossiers", replace: true });
  },
});
const leads = createRoute({
  getParentRoute: () => area,
  path: "/leads",
  component: lazyRouteComponent(() => import("./leads-page.tsx"), "LeadsPage"),
});
const lead = createRoute({
  getParentRoute: () => area,
  path: "/leads/$caseId",
  component: lazyRouteComponent(() => import("./lead-page.tsx"), "LeadPage"),
});
const dossiers = createRoute({
  getParentRoute: () => area,
  path: "/dossiers",
  component: lazyRouteComponent(() => import("./dossiers-page.tsx"), "DossiersPage"),
});
const dossier = createRoute({
  getParentRoute: () => area,
  path: "/dossiers/$dossierId",
  component: lazyRouteComponent(() => import("./dossier-page.tsx"), "DossierPage"),
});
const operations = createRoute({
  getParentRoute: () => area,
  path: "/operations",
  component: lazyRouteComponent(() => import("./operations-page.tsx"), "OperationsPage"),
});
const operation = createRoute({
  getParentRoute: () => area,
  path: "/operations/$operationId",
  component: lazyRouteComponent(() => import("./operation-page.tsx"), "OperationPage"),
});
const team = createRoute({
  getParentRoute: () => area,
  path: "/team",
  component: lazyRouteComponent(() => import("./team-page.tsx"), "TeamPage"),
});
const competence = createRoute({
  getParentRoute: () => area,
  path: "/competence",
  component: lazyRouteComponent(() => import("./competence-page.tsx"), "CompetencePage"),
});
const party = createRoute({
  getParentRoute: () => area,
  path: "/party",
  component: lazyRouteComponent(() => import("./party-page.tsx"), "PartyPage"),
});

export const enforcementRoutes = area.addChildren([
  home,
  leads,
  lead,
  dossiers,
  dossier,
  operations,
  operation,
  team,
  competence,
  party,
]);
