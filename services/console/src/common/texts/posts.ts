/** Posts of enforcement and of social work. */
const zh = {
  citizen: "居民",
  officer: "执法人员",
  enforcementLead: "执法负责人",
  legalReviewer: "法制审核员",
  organization: "社会组织",
  socialOfficer: "社会组织经办",
  reviewer: "评审专家",
  financeOfficer: "财务复核",
  communityOfficer: "社区两委",
  spokesperson: "新闻发言人",
};

const en: typeof zh = {
  citizen: "resident",
  officer: "officer",
  enforcementLead: "enforcement lead",
  legalReviewer: "legal reviewer",
  organization: "social organization",
  socialOfficer: "social officer",
  reviewer: "reviewer",
  financeOfficer: "finance officer",
  communityOfficer: "community officer",
  spokesperson: "spokesperson",
};

export const posts = { zh, en };
