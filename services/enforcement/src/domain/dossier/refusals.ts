/** 拒绝. Every reason for which a dossier says no, as `enforcement.dossier.<reason>`, in words for the person who asked. */
import { DomainError, reject } from "@wangge/kit/errors";

interface Said {
  readonly zh: string;
  readonly en: string;
}

export const REFUSALS = {
  exists: { zh: "该案卷已存在", en: "This dossier exists" },
  not_opened: { zh: "案卷不在待立案状态", en: "It is not waiting to be filed" },
  not_under_investigation: { zh: "案件不在查处过程中", en: "It is not under investigation" },
  not_investigating: { zh: "案件不在调查阶段", en: "It is not being investigated now" },
  nothing_proposed: { zh: "尚无处理建议", en: "Nothing is proposed yet" },
  not_informed: { zh: "尚未告知当事人", en: "The party has not been informed" },
  no_hearing: { zh: "没有待举行的听证", en: "No hearing is to be held" },
  not_decidable: { zh: "现阶段不得作出决定", en: "Nothing can be decided at this stage" },
  not_decided: { zh: "尚未作出决定", en: "Nothing is decided" },
  nothing_to_deliver: { zh: "没有待送达的决定", en: "There is no decision to deliver" },
  not_delivered: { zh: "决定尚未送达", en: "The decision is not delivered, or the dossier has ended" },
  not_applied: { zh: "尚未申请强制执行", en: "The court has not been applied to" },
  not_withdrawable: { zh: "现阶段不得撤案", en: "It cannot be withdrawn at this stage" },
  not_transferable: { zh: "现阶段不得移送", en: "It cannot be transferred at this stage" },
  not_transferred: { zh: "案件未移送", en: "It is not with the judicial organs" },
  not_now: { zh: "现阶段不可", en: "Not possible at this stage" },

  not_competent: { zh: "该人员当日不具备该环节的执法资格", en: "Not competent for this step on this day" },
  competence_stale: {
    zh: "资格核验与本环节不符",
    en: "The proof of competence is of another step, day, place or item",
  },
  other_body: { zh: "不属于本案决定机关", en: "Another body decides this" },
  opener_approves: { zh: "立案申请人不得自行批准", en: "Nobody files what he asked for himself" },
  too_few_officers: { zh: "执法人员人数不足", en: "Too few officers" },
  not_investigator: { zh: "不是本案办案人员", en: "Not an investigator of this dossier" },
  investigator_excluded: { zh: "办案人员不得担任此职", en: "An investigator may not do this" },
  recused: { zh: "该人员应当回避", en: "This person has to stay away" },
  certificates_not_shown: { zh: "未出示执法证件", en: "The certificates were not shown" },
  no_such_investigator: { zh: "没有该办案人员", en: "There is no such investigator" },
  recusal_decided: { zh: "该回避申请已处理", en: "Asked before" },
  no_recusal: { zh: "没有待决定的回避申请", en: "No such recusal is to be decided" },

  filed_elsewhere: { zh: "其他机关已先立案", en: "Another body filed first" },
  no_jurisdiction: { zh: "管辖权已指定其他机关", en: "Another body has jurisdiction" },
  dispute_open: { zh: "管辖争议未解决", en: "The jurisdiction is in dispute" },
  no_dispute: { zh: "没有管辖争议", en: "There is no dispute" },
  superior_missing: {
    zh: "指定管辖须由共同的上一级机关作出",
    en: "A designation is the superior's, not a party's to the dispute",
  },
  not_of_the_dispute: { zh: "只能在争议机关之间确定", en: "Only one of the bodies in dispute can go on" },
  limitation_passed: { zh: "已超过追责时效", en: "The act can no longer be punished" },
  found_before_committed: { zh: "发现日期早于行为日期", en: "Found before it was committed, or in the future" },
  fined_already: { zh: "同一违法行为已被罚款", en: "This act was fined already" },

  measure_known: { zh: "该措施编号已使用", en: "There is such a measure" },
  measure_not_approved: { zh: "措施未经批准", en: "The measure is not approved" },
  measure_not_held: { zh: "该措施不在执行中", en: "The measure is not in force" },
  list_missing: { zh: "没有当场交付查封、扣押清单", en: "No list of what was seized was handed over" },
  party_unwitnessed: { zh: "当事人不在场须有见证人", en: "A party that is absent needs a witness" },
  seizure_time: { zh: "实施时间晚于当前时间", en: "It is not seized yet" },
  nothing_urgent: { zh: "没有待批准的当场措施", en: "No urgent measure is to be approved" },
  reason_missing: { zh: "不批准须说明理由", en: "A refusal needs its reason" },
  release_unproved: { zh: "退还物品须有领取凭证", en: "What is given back needs the party's receipt" },
  only_returned: { zh: "未获批准的措施只能退还", en: "What was not approved can only be given back" },
  seizure_extended: { zh: "扣押查封不得再次延长", en: "No further extension" },
  seizure_over: { zh: "期限已届满", en: "The time is over" },

  nothing_investigated: { zh: "尚无调查取证记录", en: "Nothing was investigated" },
  evidence_missing: { zh: "没有证据", en: "No evidence is named" },
  norm_missing: { zh: "没有处罚依据", en: "No norm is named" },
  norm_of_other_item: { zh: "处罚种类不在所列依据之内", en: "The norm does not know this kind of penalty" },
  fine_out_of_range: { zh: "罚款超出法定幅度", en: "The fine is outside of what the norm allows" },
  benchmark_missing: { zh: "罚款须适用裁量基准", en: "A fine goes by the benchmark" },
  outside_benchmark: { zh: "偏离裁量基准须说明理由", en: "A deviation from the benchmark needs its reason" },
  exempt_by_law: { zh: "依法不予处罚", en: "By law there is no penalty with these circumstances" },
  norm_unknown: { zh: "权责事项没有该处罚依据", en: "The power item does not name this norm" },
  penalty_empty: { zh: "处罚内容为空", en: "A penalty without content, or content without a penalty" },
  no_penalty_proposed: { zh: "建议的结论不是处罚", en: "What is proposed is no penalty" },
  aggravated: { zh: "不得因陈述申辩或者听证加重处罚", en: "Nothing gets heavier for the party having been heard" },

  defence_not_open: { zh: "没有待行使的陈述申辩权", en: "The time to answer is not open" },
  no_defence: { zh: "没有待复核的陈述申辩", en: "There is no answer to consider" },
  defence_open: { zh: "陈述申辩期未满", en: "The party may still answer" },
  defence_not_considered: { zh: "陈述申辩未经复核", en: "The party's answer is not considered" },
  no_hearing_right: { zh: "依法不适用听证", en: "There is no right to a hearing" },
  hearing_request_late: { zh: "已超过听证申请期限", en: "The time to ask for a hearing is over" },
  hearing_asked: { zh: "已申请听证", en: "It was asked for" },
  hearing_open: { zh: "听证未完结", en: "The hearing is asked for or may be" },
  hearing_notice_short: { zh: "听证通知时间不足", en: "The notice of the hearing is too short" },
  hearing_not_public: { zh: "听证应当公开", en: "A hearing is public but for secrets and privacy" },
  not_chair: { zh: "不是指定的听证主持人", en: "Only the chair holds it" },
  not_hearing_day: { zh: "未到听证日期或者未安排听证", en: "It is not scheduled, or not yet due" },
  hearing_record_missing: { zh: "决定未依据听证笔录", en: "The decision does not rest on the record of the hearing" },

  review_missing: { zh: "未经法制审核", en: "The legal review is missing" },
  review_failed: { zh: "法制审核未通过", en: "The legal review did not pass it" },
  discussion_missing: { zh: "未经集体讨论", en: "The collective discussion is missing" },
  discussion_failed: { zh: "集体讨论未通过", en: "The collective discussion did not carry it" },
  too_few_members: { zh: "集体讨论人数不足", en: "Too few members" },
  votes_wrong: { zh: "表决票数与人数不符", en: "More votes than members" },
  finding_differs: { zh: "结论重于调查建议", en: "Decided is what was proposed, or something milder" },
  party_not_informed: { zh: "未履行告知义务", en: "The party was not told" },
  extension_used: { zh: "办案期限不得再次延长", en: "No further extension" },
  decision_overdue: { zh: "办案期限已届满", en: "The time is over: there is nothing to extend" },
  content_missing: { zh: "决定书缺少法定内容", en: "The decision lacks what it must contain" },
  not_published: { zh: "未公示", en: "It is not published" },
  is_published: { zh: "已公示", en: "It was published" },

  delivery_unproved: { zh: "没有送达回证", en: "The delivery has no receipt" },
  delivery_day: { zh: "送达日期不符", en: "Delivered in the future, or before there was anything to deliver" },
  witness_missing: { zh: "留置送达须有见证人或者录像", en: "What is left behind needs a witness or a video" },
  electronic_not_confirmed: { zh: "当事人未书面同意电子送达", en: "The party has not agreed to it in writing" },
  electronic_unknown: { zh: "该版本法律没有电子送达", en: "This edition of the law knows no such delivery" },
  notice_is_last: { zh: "公告送达须其他方式无法送达", en: "A public notice comes after other ways have failed" },

  amount_wrong: { zh: "金额不符", en: "Not an amount that is due" },
  payment_known: { zh: "该缴款编号已使用", en: "Another payment has this id" },
  on_spot_not_allowed: { zh: "不得当场收缴", en: "It may not be collected on the spot" },
  receipt_missing: { zh: "没有财政票据", en: "There is no official receipt" },
  not_on_spot: { zh: "没有该当场收缴款", en: "No such money was collected on the spot" },
  not_handed_in: { zh: "尚未交至行政机关", en: "It is not handed in yet" },
  instalments_wrong: { zh: "分期金额或者日期不符", en: "The instalments are not what is due, or are past" },
  nothing_to_perform: { zh: "没有该履行事项", en: "Nothing of this kind is to be performed" },
  remedy_late: { zh: "已超过救济期限", en: "The time for this remedy is over" },
  remedy_running: { zh: "已有救济程序进行中", en: "A remedy is under way" },
  no_remedy: { zh: "没有进行中的救济程序", en: "No remedy is under way" },
  nothing_owed: { zh: "没有未履行的义务", en: "Nothing is owed" },
  not_urged: { zh: "未经催告或者催告期未满", en: "Not urged, or not long enough ago" },
  not_final: { zh: "决定尚未生效", en: "A remedy is still open" },
  court_application_late: { zh: "已超过申请法院强制执行期限", en: "The time to apply to the court is over" },
  not_done: { zh: "尚未执行完毕", en: "Something is still to be done" },
  still_held: { zh: "保存或者扣押的物品未处理", en: "Something is still preserved or seized" },

  summary_not_allowed: { zh: "不适用简易程序", en: "The summary procedure is not for this" },
  facts_uncertain: { zh: "违法事实不确凿", en: "The facts are not certain" },
  not_summary: { zh: "不是简易程序案件", en: "It was not decided on the spot" },
} as const satisfies Readonly<Record<string, Said>>;

export type Reason = keyof typeof REFUSALS;

export const refuse = (reason: Reason, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`enforcement.dossier.${reason}`, REFUSALS[reason].en, details);

export const unknownDossier = (): DomainError =>
  new DomainError("missing", "enforcement.dossier.unknown", "There is no such dossier");
