/**
 * 事项类别. Nine for streets, nine for communities (S9). The source names three of each; the other six are this project's, and
 * every item says so in `assumed`.
 */
export interface ClassOfItems {
  readonly code: string;
  readonly level: "street" | "community";
  readonly name: { readonly zh: string; readonly en: string };
  /** True where the reform's own text names it. */
  readonly named: boolean;
}

const row = (level: ClassOfItems["level"], name: string, zh: string, en: string, named = false): ClassOfItems => ({
  code: `${level}-${name}`,
  level,
  name: { zh, en },
  named,
});

export const classes: readonly ClassOfItems[] = [
  row("street", "civil-affairs", "民政事务", "Civil affairs", true),
  row("street", "social-insurance", "社会保险", "Social insurance", true),
  row("street", "family-planning", "计划生育", "Family planning", true),
  row("street", "medical-insurance", "医疗保障", "Medical insurance"),
  row("street", "employment", "就业创业", "Employment"),
  row("street", "disability", "助残服务", "Services for the disabled"),
  row("street", "veterans", "退役军人事务", "Veterans"),
  row("street", "urban-management", "城市管理", "Urban management"),
  row("street", "safety", "安全监管", "Safety"),
  row("community", "housing", "住房保障", "Housing security", true),
  row("community", "education-culture-sports", "教育文体", "Education, culture and sports", true),
  row("community", "public-order", "综治维稳", "Comprehensive governance and stability", true),
  row("community", "civil-services", "民政服务", "Civil affairs services"),
  row("community", "social-security-card", "社保服务", "Social security services"),
  row("community", "medical-services", "医保服务", "Medical insurance services"),
  row("community", "household-register", "户政服务", "Household register"),
  row("community", "health-and-care", "卫生助残", "Health and care"),
  row("community", "jobs-and-law", "就业与法律服务", "Jobs and legal services"),
];
