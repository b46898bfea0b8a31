import { askers, scopeByAction, type Asker, type Row, type Scope } from "./access.ts";

/** Two letters a role: a column must be narrow. */
export const short: Readonly<Record<Asker, string>> = {
  nobody: "—",
  citizen: "ci",
  clerk: "ck",
  gridWorker: "gw",
  dispatcher: "di",
  department: "de",
  supervisor: "su",
  districtGovernment: "dg",
  officer: "of",
  enforcementLead: "el",
  legalReviewer: "lr",
  inspector: "in",
  organization: "og",
  socialOfficer: "so",
  reviewer: "re",
  financeOfficer: "fo",
  communityOfficer: "co",
  spokesperson: "sp",
  appraisalOfficer: "ao",
  economyOfficer: "eo",
  integrator: "ig",
  integrationOfficer: "io",
  operator: "op",
  admin: "ad",
};

const cells = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;
const serviceOf = ({ action }: Row): string => action.slice(0, action.indexOf("."));

const ruleNumbers = (scopes: readonly Scope[]): ReadonlyMap<Scope, string> =>
  new Map(scopes.map((scope, index) => [scope, `S${index + 1}`]));

const tableOf = (rows: readonly Row[], scopeOf: (row: Row) => string): readonly string[] => [
  cells(["action", "HTTP", ...askers.map((asker) => short[asker]), "scope"]),
  cells(["---", "---", ...askers.map(() => "---"), "---"]),
  ...rows.map((row) =>
    cells([
      `\`${row.action.slice(serviceOf(row).length + 1)}\``,
      row.http === null ? "bus" : `\`${row.http}\``,
      ...askers.map((asker) => (row.allowed.includes(asker) ? "x" : "")),
      row.access === "public" ? "anyone" : row.access === "service" ? "services" : scopeOf(row),
    ]),
  ),
];

/** The table for people. Cells are not padded: one row more must not change all others. */
export const markdownOf = (rows: readonly Row[], scopes: readonly Scope[]): string => {
  const numbers = ruleNumbers(scopes);
  const scopeOfAction = scopeByAction(scopes);
  const scopeOf = ({ action }: Row): string => {
    const scope = scopeOfAction.get(action);
    return scope === undefined ? "none" : `${numbers.get(scope) ?? ""} ${scope.scope}`;
  };
  const open = rows.filter(({ action }) => scopeOfAction.get(action)?.scope === "open").length;
  return [
    "# Who may ask what 权限矩阵",
    "",
    "Made by `npm run -s access` from the actions of every service and from `data/scopes.json`; `npm run check` fails when it is not up to date,",
    "and when an action has no scope. An `x`: the role gets past the check of roles, at the gateway and again in the service. What it then may",
    "do to which record is the scope. `test/access.spec.ts` asks every cell without an `x` over HTTP, and sees 401 or 403 and no call.",
    "",
    `${rows.length} actions, ${rows.filter(({ http }) => http !== null).length} of them over HTTP; the scope of ${open} is open.`,
    "",
    `Columns: ${askers.map((asker) => `${short[asker]} ${asker}`).join(" · ")}.`,
    "",
    "## Scopes",
    "",
    cells(["", "whose", "rule", "shown by"]),
    cells(["---", "---", "---", "---"]),
    ...scopes.map((scope) =>
      cells([numbers.get(scope) ?? "", scope.scope, scope.rule, scope.proof === undefined ? "" : `\`${scope.proof}\``]),
    ),
    ...[...Map.groupBy(rows, serviceOf)].flatMap(([service, ofService]) => [
      "",
      `## ${service}`,
      "",
      ...tableOf(ofService, scopeOf),
    ]),
    "",
  ].join("\n");
};

/** The same for programs, a line an action. */
export const jsonOf = (rows: readonly Row[]): string =>
  `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`;
