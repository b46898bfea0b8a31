/** The table of fields for people. */
import { applicationFields, applicationStates as states, applicationViewers as viewers, sightOf } from "@wangge/social";
import { askers, type Row } from "./access.ts";
import { actionsWith, ruleOf, shapesOf, type ActionFields, type PersonalFields } from "./fields.ts";
import { short } from "./table.ts";

const cells = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;
const head = (titles: readonly string[]): readonly string[] => [cells(titles), cells(titles.map(() => "---"))];
const code = (text: string): string => `\`${text}\``;
/** More than some are counted: they stand below. */
const some = (actions: readonly string[]): string =>
  actions.length > 6 ? `${String(actions.length)} actions` : actions.map(code).join(" ");

/** `dossier` (of el): who gets past the check of roles. */
const withRoles = (rows: readonly Row[]) => {
  const byAction = new Map(rows.map((row) => [row.action, row]));
  return (service: string, action: string): string => {
    const { access, allowed } = byAction.get(`${service}.${action}`) ?? { access: "service", allowed: [] };
    const who = access === "public" ? "anyone" : access === "service" ? "services" : allowed.map((one) => short[one]).join(" "); // prettier-ignore
    return `${code(action)} (${who})`;
  };
};

const personalRow = (
  rules: readonly PersonalFields[],
  rule: PersonalFields,
  actions: readonly ActionFields[],
  rows: readonly Row[],
): string => {
  const named = withRoles(rows);
  return cells([
    rule.what,
    `${rule.service}: ${rule.fields.map(code).join(" ")}`,
    `${rule.written}: ${some(actionsWith(rules, rule, actions, "takes"))}`,
    rule.read,
    rule.masked.map((role) => short[role]).join(" "),
    rule.clear.map((role) => short[role]).join(" "),
    rule.clearBy.map((action) => named(rule.service, action.slice(rule.service.length + 1))).join(" "),
    rule.kept,
    code(rule.proof),
  ]);
};

/** Letters of states, in their order: what of an application somebody sees, and when. */
const INITIALS = ["d", "s", "m", "p", "f", "w", "r"] as const;
const sightRow = (field: (typeof applicationFields)[number]): string =>
  cells([
    code(field),
    ...viewers.map((viewer) => {
      const sights = states.map((state) => sightOf(viewer, state, field));
      const seen = sights.map((sight, at) => (sight === "hidden" ? "" : (INITIALS[at] ?? ""))).join("");
      return sights.includes("masked") ? `${seen} (blind: that it is there)` : seen;
    }),
  ]);

const ofService = (
  [service, actions]: readonly [string, readonly ActionFields[]],
  rules: readonly PersonalFields[],
  rows: readonly Row[],
): readonly string[] => {
  const named = withRoles(rows);
  const listed = (same: readonly string[], fields: readonly string[]): string =>
    fields
      .map((field) => (same.some((action) => ruleOf(rules, { service, action }, field)) ? `**${field}**` : field))
      .join(", ");
  const shapes = (side: "takes" | "answers"): readonly string[] =>
    shapesOf(actions, side).map(({ actions: same, fields }) =>
      cells([same.map((action) => named(service, action)).join(" "), listed(same, fields)]),
    );
  return ["", `## ${service}`, "", ...head(["answers", "fields"]), ...shapes("answers"), "", ...head(["takes", "fields"]), ...shapes("takes")]; // prettier-ignore
};

export const fieldsMarkdown = (
  actions: readonly ActionFields[],
  rules: readonly PersonalFields[],
  rows: readonly Row[],
): string =>
  [
    "# Who sees and writes which field 字段权限",
    "",
    "Made by `npm run -s access` from the schemas of every action, from `data/personal-fields.json` and from the table by which applications are shown; `npm run check` fails",
    "when it is not up to date, and when a field that is by its name a person's has no rule. Whoever gets past the check of roles for an action, about a record that the [scope](access.md) gives",
    "him, sees and writes its fields as they stand below, the **marked** ones by these rules. Every input and every answer is parsed by its schema, so that no action takes or",
    "answers another field; where a schema leaves open what is in a field (values of rules, answers to forms), its name alone stands here.",
    "",
    `Roles: ${askers.map((asker) => `${short[asker]} ${asker}`).join(" · ")}.`,
    "",
    "## Of persons",
    "",
    ...head(["whose", "fields", "written", "read", "masked for", "in clear for", "in clear by", "kept", "shown by"]),
    ...rules.map((rule) => personalRow(rules, rule, actions, rows)),
    "",
    "## Of an application for venture philanthropy 公益创投, by its state",
    "",
    `What somebody sees of \`social.ventureApplication\`, by what he is to it: ${states.map((state, at) => `${INITIALS[at] ?? ""} ${state}`).join(", ")}.`,
    "`services/social/test/selection-access.service.spec.ts` asks every cell of a real service.",
    "",
    ...head(["field", ...viewers]),
    ...applicationFields.map(sightRow),
    ...[...Map.groupBy(actions, ({ service }) => service)].flatMap((one) => ofService(one, rules, rows)),
    "",
  ].join("\n");
