import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { root } from "../root.tsx";

const area = createRoute({
  getParentRoute: () => root,
  path: "/social",
  component: lazyRouteComponent(() => import("./layout.tsx"), "SocialLayout"),
});
const home = createRoute({
  getParentRoute: () => area,
  path: "/",
  beforeLoad: () => {
    // The router takes what is thrown as where to go.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/social/organizations", replace: true });
  },
});
const organizations = createRoute({
  getParentRoute: () => area,
  path: "/organizations",
  component: lazyRouteComponent(() => import("./organizations-page.tsx"), "OrganizationsPage"),
});
const organization = createRoute({
  getParentRoute: () => area,
  path: "/organizations/$organizationId",
  component: lazyRouteComponent(() => import("./organization-page.tsx"), "OrganizationPage"),
});
const councils = createRoute({
  getParentRoute: () => area,
  path: "/councils",
  component: lazyRouteComponent(() => import("./councils-page.tsx"), "CouncilsPage"),
});
const council = createRoute({
  getParentRoute: () => area,
  path: "/councils/$community",
  component: lazyRouteComponent(() => import("./council-page.tsx"), "CouncilPage"),
});
const councilSession = createRoute({
  getParentRoute: () => area,
  path: "/sessions/$id",
  component: lazyRouteComponent(() => import("./session-page.tsx"), "SessionPage"),
});
const budgets = createRoute({
  getParentRoute: () => area,
  path: "/budgets",
  component: lazyRouteComponent(() => import("./budgets-page.tsx"), "BudgetsPage"),
});
const budget = createRoute({
  getParentRoute: () => area,
  path: "/budgets/$id",
  component: lazyRouteComponent(() => import("./budget-page.tsx"), "BudgetPage"),
});
const calls = createRoute({
  getParentRoute: () => area,
  path: "/calls",
  component: lazyRouteComponent(() => import("./calls-page.tsx"), "CallsPage"),
});
const round = createRoute({
  getParentRoute: () => area,
  path: "/rounds/$roundId",
  component: lazyRouteComponent(() => import("./round-page.tsx"), "RoundPage"),
});
const application = createRoute({
  getParentRoute: () => area,
  path: "/applications/$applicationId",
  component: lazyRouteComponent(() => import("./application-page.tsx"), "ApplicationPage"),
});
const reviews = createRoute({
  getParentRoute: () => area,
  path: "/reviews",
  component: lazyRouteComponent(() => import("./reviews-page.tsx"), "ReviewsPage"),
});
const funds = createRoute({
  getParentRoute: () => area,
  path: "/funds",
  component: lazyRouteComponent(() => import("./funds-page.tsx"), "FundsPage"),
});
const fund = createRoute({
  getParentRoute: () => area,
  path: "/funds/$book",
  component: lazyRouteComponent(() => import("./fund-page.tsx"), "FundPage"),
});
const grants = createRoute({
  getParentRoute: () => area,
  path: "/grants",
  component: lazyRouteComponent(() => import("./grants-page.tsx"), "GrantsPage"),
});
const grant = createRoute({
  getParentRoute: () => area,
  path: "/grants/$grantId",
  component: lazyRouteComponent(() => import("./grant-page.tsx"), "GrantPage"),
});
const volunteers = createRoute({
  getParentRoute: () => area,
  path: "/volunteers",
  component: lazyRouteComponent(() => import("./volunteers-page.tsx"), "VolunteersPage"),
});
const need = createRoute({
  getParentRoute: () => area,
  path: "/volunteers/$needId",
  component: lazyRouteComponent(() => import("./need-page.tsx"), "NeedPage"),
});
const purchases = createRoute({
  getParentRoute: () => area,
  path: "/purchases",
  component: lazyRouteComponent(() => import("./purchases-page.tsx"), "PurchasesPage"),
});
const purchase = createRoute({
  getParentRoute: () => area,
  path: "/purchases/$purchaseId",
  component: lazyRouteComponent(() => import("./purchase-page.tsx"), "PurchasePage"),
});

export const socialRoutes = area.addChildren([
  home,
  organizations,
  organization,
  councils,
  council,
  councilSession,
  budgets,
  budget,
  calls,
  round,
  application,
  reviews,
  funds,
  fund,
  grants,
  grant,
  volunteers,
  need,
  purchases,
  purchase,
]);
