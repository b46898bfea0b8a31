#!/usr/bin/env node
/**
 * 程序证明核验. Checks a procedure certificate without a network, without the services and without any package:
 *
 *     node verify-certificate.mjs certificate.json… [--thumbprint <the published one>]… [--basis <published hash>]…
 *
 * Nothing of what the certificate concludes is believed: histories, days and verdicts are worked out anew from its entries, in a
 * way of this file's own, and compared. `--basis`: what the office publishes as the hash of its law, district rules, calendar or
 * rules of the certificate; where any is given, all four must be among them.
 *
 * Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
 */
import {
  canonical,
  contentOf,
  entriesProblem,
  isSigned,
  redactionProblem,
  runAsProgram,
  sha256,
  thumbprintOf,
} from "./verify-audit.mjs";

// ---- days -----------------------------------------------------------------------------------------------------------

const DAY_MS = 86_400_000;
const numberOf = (day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const textOf = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);
/** Asia/Shanghai. */
const dayOf = (instant) => textOf(Math.floor((Date.parse(instant) + 8 * 3_600_000) / DAY_MS));

const countingBy = ({ years }) => {
  const worked = new Map();
  for (const [year, { off, on }] of Object.entries(years)) {
    for (const day of off) worked.set(`${year}-${day}`, false);
    for (const day of on) worked.set(`${year}-${day}`, true);
  }
  const isWorked = (number) => {
    const day = textOf(number);
    if (years[day.slice(0, 4)] === undefined) throw new Error(`the calendar does not know ${day}`);
    return worked.get(day) ?? ((number + 4) % 7) % 6 !== 0;
  };
  const inMonths = (from, months) => {
    const [year, month, date] = from.split("-").map(Number);
    const length = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return Date.UTC(year, month - 1 + months, Math.min(date, length)) / DAY_MS;
  };
  const end = (from, { amount, unit }) => {
    if (unit === "day") return numberOf(from) + amount;
    if (unit === "month" || unit === "year") return inMonths(from, unit === "year" ? 12 * amount : amount);
    let number = numberOf(from);
    for (let left = amount; left > 0; left -= isWorked(number) ? 1 : 0) number += 1;
    return number;
  };
  return {
    after: (from, days) => textOf(numberOf(from) + days),
    earliest: (from, period) => textOf(end(from, period) + 1),
    end: (from, period) => textOf(end(from, period)),
    last: (from, period) => {
      let number = end(from, period);
      while (!isWorked(number)) number += 1;
      return textOf(number);
    },
  };
};

// ---- the law --------------------------------------------------------------------------------------------------------

const lawBy = ({ law, district, rules }) => {
  const inForce = (editions, day) => {
    let found;
    for (const one of editions)
      if (one.effectiveFrom <= day && (found === undefined || one.effectiveFrom > found.effectiveFrom)) found = one;
    return found;
  };
  const penaltyOn = (day) => {
    const found = inForce(
      law.filter(({ statute }) => statute === "penalty"),
      day,
    );
    if (found === undefined) throw new Error(`no law on penalties for ${day}`);
    return found;
  };
  return {
    penaltyOn,
    urgentHours: (day) => {
      const compulsion = law.filter(({ statute }) => statute === "compulsion");
      const { version, figures } = inForce(compulsion, day);
      const { value: hours, article } = figures.urgentApprovalHours;
      return { version, hours, article };
    },
    districtOn: (day) => inForce(district, day) ?? district[0],
    figure: (day, name) => {
      const { version, figures } = penaltyOn(day);
      const figure = figures[name];
      return figure && { value: figure.value, rule: { edition: version, article: figure.article } };
    },
    article: (day, name) => {
      const { version } = penaltyOn(day);
      return { edition: version, article: rules.articles[version]?.[name] ?? "" };
    },
    /** Whether the edition that is named has such a period where it is named. */
    hasPeriod: ({ edition, article, period, from }, day) => {
      const same = (value) => value?.amount === period.amount && value?.unit === period.unit;
      if (edition.startsWith("district@"))
        return [day, from].some((one) => {
          const of = inForce(district, one) ?? district[0];
          return of.version === edition && same(of.periods[article]);
        });
      const figures = law.find(({ version }) => version === edition)?.figures ?? {};
      return Object.values(figures).some((figure) => figure.article === article && same(figure.value));
    },
  };
};

// ---- the checks, made anew ------------------------------------------------------------------------------------------

const itemCode = (item) => item.split("@")[0];
const between = (day, from, until) => day >= from && !(until !== undefined && day > until);

/** Everything that a certificate may say of these entries, by the bases that it brings. */
const findingsAnew = ({ history, evidence, bases }) => {
  const { rules } = bases;
  const count = countingBy(bases.calendar);
  const law = lawBy(bases);
  const steps = history.entries
    .filter(({ event }) => event.type !== "FieldRedacted")
    .map(({ sequence, event: { type, data } }) => ({ entry: sequence, type, data, on: dayOf(data.at) }));
  const opening = steps.find(({ type }) => type === "DossierOpened" || type === "DecidedOnSpot");
  if (opening === undefined) throw new Error("the dossier was never opened");
  const { area, item, decidingBody, act } = opening.data;
  const isSummary = opening.type === "DecidedOnSpot";
  const asOf = steps.at(-1).on;
  const checks = [];
  const say = (code, entry, rule, required, found, verdict, of) =>
    checks.push({ code, entry, ...(of === undefined ? {} : { of }), rule, required, found, verdict });
  const judge = (isGood) => (isGood ? "met" : "breached");
  /** The last of these before an entry. */
  const before = (entry, ...types) => {
    let found;
    for (const step of steps) if (step.entry < entry && types.includes(step.type)) found = step;
    return found;
  };
  const investigators = (entry) => {
    const accounts = new Set();
    for (const step of steps)
      if (step.entry < entry && ["DossierFiled", "InvestigatorsAdded", "DecidedOnSpot"].includes(step.type))
        for (const { officer } of step.data.officers) accounts.add(officer);
    return accounts;
  };

  const competence = (step, account, doing, fact) => {
    const { on, entry } = step;
    const rule = law.figure(on, "officers")?.rule ?? law.article(on, "decider");
    const required = { step: doing, on, area, item: itemCode(item), decidingBody };
    if (fact === undefined) return say("competence", entry, rule, required, {}, "breached", account);
    const { certificate, delegation } = fact;
    const found = {
      step: fact.step,
      on: fact.on,
      area: fact.area,
      item: fact.item,
      decidingBody: fact.decidingBody,
      ...(certificate && { certificate: { issuedOn: certificate.issuedOn, expiresOn: certificate.expiresOn } }),
      ...(delegation && { delegation: { kind: delegation.kind, from: delegation.from, until: delegation.until } }),
    };
    const faults = [
      fact.officer !== account,
      fact.step !== doing,
      fact.on !== on,
      fact.area !== area,
      itemCode(fact.item) !== itemCode(item),
      fact.decidingBody !== decidingBody,
      certificate ? !between(on, certificate.issuedOn, certificate.expiresOn) : !rules.byOffice.includes(doing),
      delegation !== undefined && !between(on, delegation.from, delegation.until),
    ];
    return say("competence", entry, rule, required, found, judge(!faults.includes(true)), account);
  };

  const people = (step) => {
    const doing = rules.steps[step.type];
    if (doing === undefined) return;
    const { account, competence: own } = step.data.by;
    const named = step.data.officers ?? [];
    const leads = rules.namesOfficers.includes(step.type);
    competence(step, account, doing, own);
    for (const fact of named)
      if (fact.officer !== account) competence(step, fact.officer, leads ? "investigate" : doing, fact);
    const needed = law.figure(step.on, isSummary ? "summaryOfficers" : "officers");
    if (!rules.together.includes(step.type) || needed === undefined) return;
    const acting = new Set(named.map(({ officer }) => officer));
    if (!leads) acting.add(account);
    const found = { officers: acting.size };
    say("officers", step.entry, needed.rule, { officers: needed.value }, found, judge(acting.size >= needed.value));
  };

  const nameOf = ({ purpose, of }) => (of === undefined ? purpose : `${purpose}:${of}`);
  const kept = (step, deadline) => {
    const { by, binds } = rules.kept[deadline.purpose];
    for (const later of steps) {
      if (later.entry <= step.entry) continue;
      const what = later.data.measureId ?? later.data.paymentId;
      if (by.includes(later.type) && (deadline.of === undefined || what === deadline.of)) {
        const own = later.type === "DecisionDelivered" ? later.data.deliveredOn : later.data.on;
        const on = typeof own === "string" ? own : later.on;
        return { verdict: on > deadline.lastDay ? "late" : "met", on };
      }
      if ((later.data.deadlines ?? []).some((one) => nameOf(one) === nameOf(deadline)))
        return { verdict: later.on > deadline.lastDay ? "late" : "superseded", on: later.on };
      if (rules.ends.includes(later.type) && later.on <= deadline.lastDay) return { verdict: "ended", on: later.on };
    }
    if (deadline.lastDay >= asOf) return { verdict: "open" };
    return { verdict: binds ? "overdue" : "lapsed" };
  };
  const times = (step) => {
    for (const deadline of step.data.deadlines ?? []) {
      const { purpose, of, from, period, lastDay, edition, article } = deadline;
      const granted = purpose === "surchargeCap" || (purpose === "payment" && of !== undefined);
      const isThrough = granted || purpose === "release";
      const counted = isThrough ? count.after(from, period.amount) : count.last(from, period);
      const isGood = counted === lastDay && (granted || law.hasPeriod(deadline, step.on));
      const required = { from, amount: period.amount, unit: period.unit, lastDay: counted };
      say("counting", step.entry, { edition, article }, required, { lastDay }, judge(isGood), nameOf(deadline));
      if (rules.kept[purpose] === undefined) continue;
      const { verdict, on } = kept(step, deadline);
      const found = on === undefined ? {} : { on };
      say("inTime", step.entry, { edition, article }, { lastDay }, found, verdict, nameOf(deadline));
    }
    if (step.type !== "DossierFiled" && step.type !== "DecidedOnSpot") return;
    // The law of the act, unless the later one ends it sooner; a holiday does not lengthen it.
    const from = act.endedOn ?? act.committedOn;
    const [ofAct, later] = [from, step.on].map((day) => {
      const limit = (act.harmful && law.figure(day, "limitationSerious")) || law.figure(day, "limitation");
      return { rule: limit.rule, foundBy: count.end(from, limit.value) };
    });
    const { rule, foundBy } = later.foundBy < ofAct.foundBy ? later : ofAct;
    say("limitation", step.entry, rule, { foundBy }, { foundOn: act.foundOn }, judge(act.foundOn <= foundBy));
  };

  /** What was seized without asking first: has the lead decided within the hours? */
  const urgent = ({ entry, on, data }) => {
    const { version, hours, article } = law.urgentHours(on);
    const by = new Date(Date.parse(data.seizedAt) + 3_600_000 * hours).toISOString();
    const answer = steps.find((one) => one.type === "UrgentSeizureDecided" && one.data.measureId === data.measureId);
    let verdict = steps.at(-1).data.at > by ? "overdue" : "open";
    if (answer !== undefined) verdict = answer.data.at > by ? "late" : "met";
    const told = data.approval;
    if (told.by !== by || told.edition !== version || told.article !== article) verdict = "breached";
    const found = answer === undefined ? {} : { at: answer.data.at, approved: answer.data.approved };
    say("urgentApproval", entry, { edition: version, article }, { by }, found, verdict, data.measureId);
  };

  const scheduled = (step) => {
    const { chair, members, on, deadlines } = step.data;
    const notice = deadlines.find(({ purpose }) => purpose === "hearingNotice");
    if (notice !== undefined) {
      const earliest = count.earliest(notice.from, notice.period);
      const rule = { edition: notice.edition, article: notice.article };
      say("hearingNotice", step.entry, rule, { earliest }, { on }, judge(on >= earliest));
    }
    const apart = law.figure(step.on, "chairNotInvestigator");
    if (apart === undefined) return;
    const known = investigators(step.entry);
    const partial = [chair, ...members].filter((account) => known.has(account));
    say(
      "chair",
      step.entry,
      apart.rule,
      { investigators: [] },
      { investigators: partial },
      judge(partial.length === 0),
    );
  };

  const heard = (step) => {
    const proposed = before(step.entry, "PenaltyProposed");
    const informed = before(step.entry, "PartyInformed");
    const after = proposed?.entry ?? 0;
    const isTold = informed !== undefined && informed.entry >= after;
    const rule = law.article(step.on, "informed");
    say("informed", step.entry, rule, { after }, isTold ? { entry: informed.entry } : {}, judge(isTold));
    if (isTold) {
      const lastDay = (purpose) => informed.data.deadlines.find((one) => one.purpose === purpose)?.lastDay;
      const since = (type) => {
        const last = before(step.entry, type)?.entry ?? 0;
        return last > informed.entry ? last : 0;
      };
      const received = since("DefenceReceived");
      const defence = received
        ? since("DefenceConsidered") > received ? "considered" : "received"
        : since("DefenceWaived") ? "waived" : step.on > (lastDay("defence") ?? "") ? "lapsed" : "open"; // prettier-ignore
      const isHeard = defence !== "received" && defence !== "open";
      say(
        "heard",
        step.entry,
        law.article(step.on, "heard"),
        { until: lastDay("defence") ?? "" },
        { defence },
        judge(isHeard),
      );
      const until = lastDay("hearingRequest");
      const right = law.figure(informed.on, "hearingCases");
      if (until !== undefined && right !== undefined) {
        const hearing =
          since("HearingHeld") ? "held" : since("HearingForgone") ? "forgone" : since("HearingRequested") ? "requested" : step.on > until ? "lapsed" : "open"; // prettier-ignore
        const isDone = hearing !== "requested" && hearing !== "open";
        say("hearing", step.entry, right.rule, { until }, { hearing }, judge(isDone));
      }
    }
    const milder = law.figure(step.on, "noAggravation");
    const told = informed && before(informed.entry, "PenaltyProposed")?.data.penalty;
    if (milder === undefined || told === undefined) return;
    const { fine, confiscated, kinds } = step.data.penalty;
    const isHeavier =
      fine > told.fine || confiscated > told.confiscated || kinds.some((kind) => !told.kinds.includes(kind));
    const required = { fine: told.fine, confiscated: told.confiscated, kinds: told.kinds };
    say("notAggravated", step.entry, milder.rule, required, { fine, confiscated, kinds }, judge(!isHeavier));
  };

  const judged = (step) => {
    const proposed = before(step.entry, "PenaltyProposed");
    const review = law.figure(step.on, "legalReview");
    if (review !== undefined && proposed?.data.finding === "penalty") {
      const held = (before(step.entry, "HearingHeld")?.entry ?? 0) > proposed.entry;
      const cases = [...proposed.data.reviewGrounds, ...(held ? ["hearing"] : []), "every"].filter((one) =>
        review.value.includes(one),
      );
      const done = before(step.entry, "LegallyReviewed");
      if (cases.length > 0) {
        const by = done?.data.by.account;
        const isGood =
          done !== undefined && done.entry > proposed.entry && done.data.passed && !investigators(done.entry).has(by);
        const found = done === undefined ? {} : { by, entry: done.entry, passed: done.data.passed };
        say("review", step.entry, review.rule, { cases }, found, judge(isGood));
      }
    }
    const discussion = law.figure(step.on, "collectiveDiscussion");
    if (discussion !== undefined && proposed?.data.needsDiscussion === true) {
      const held = before(step.entry, "CollectivelyDiscussed");
      const { members: least } = law.districtOn((held ?? step).on).discussion;
      if (held === undefined || held.entry < proposed.entry)
        say("discussion", step.entry, discussion.rule, { members: least }, {}, "breached");
      else {
        const { members, inFavour, against } = held.data;
        const different = new Set(members);
        const known = investigators(held.entry);
        const isCarried = inFavour > against && inFavour + against <= members.length && different.size >= least;
        const isGood = isCarried && [...different].every((member) => !known.has(member));
        const found = { entry: held.entry, members: different.size, inFavour, against };
        say("discussion", step.entry, discussion.rule, { members: least }, found, judge(isGood));
      }
    }
    const { by, body } = step.data;
    const hasInvestigated = investigators(step.entry).has(by.account);
    const found = { by: by.account, body: by.body, hasInvestigated };
    say(
      "decider",
      step.entry,
      law.article(step.on, "decider"),
      { body },
      found,
      judge(!hasInvestigated && by.body === body),
    );
  };

  const standing = (id, at, onSpot) => {
    const all = (evidence.find((one) => one.id === id)?.entries ?? [])
      .map(({ event }) => event)
      .filter(({ type }) => type !== "FieldRedacted");
    const before = all.filter(({ data }) => data.at <= at);
    // What a decision on the spot names is sent when there is a dossier for it; taken it was before.
    const sent = all.slice(0, 1).filter(({ data }) => Date.parse(data.capturedAt) <= Date.parse(at));
    const events = onSpot && before.length === 0 ? sent : before;
    const captured = events.find(({ type }) => type === "EvidenceCaptured")?.data;
    if (captured === undefined) return undefined;
    const review = events.findLast(({ type }) => type === "MonitoringReviewed")?.data;
    const isOut = events.some(({ type }) => type === "EvidenceExcluded");
    const ofDevice = review === undefined ? "unreviewed" : review.fit ? "usable" : "unfit";
    return { captured, standing: isOut ? "excluded" : captured.monitoring === undefined ? "usable" : ofDevice };
  };
  const substance = (step) => {
    const { data, type, entry, on } = step;
    for (const id of data.evidence) {
      const found = standing(id, data.at, type === "DecidedOnSpot");
      if (found === undefined)
        say("evidence", entry, { edition: "", article: "" }, { standing: "usable" }, {}, "breached", id);
      else {
        const { captured } = found;
        const rule = { edition: captured.edition, article: captured.article };
        const of = { standing: found.standing, capturedAt: captured.capturedAt };
        say("evidence", entry, rule, { standing: "usable" }, of, judge(found.standing === "usable"), id);
      }
    }
    if (type === "Decided" && data.finding !== "penalty") return;
    const contents = law.figure(on, "decisionContents");
    if (contents !== undefined) {
      const missing = [];
      if (data.facts === "" || data.evidence.length === 0) missing.push("factsAndEvidence");
      if (data.reasons === "") missing.push("reasons");
      if (data.penalty.fine + data.penalty.confiscated > 0 && data.performance === undefined)
        missing.push("performance");
      const remedies = new Set(data.remedies.map(({ kind }) => kind));
      if (!remedies.has("reconsideration") || !remedies.has("suit")) missing.push("remedies");
      if (type === "Decided" && !data.hasPartyData) missing.push("party");
      if (type === "Decided" && !data.isSealed) missing.push("bodyAndDate");
      say("contents", entry, contents.rule, { missing: [] }, { missing }, judge(missing.length === 0));
    }
    const editions = [...new Set([law.penaltyOn(act.endedOn ?? act.committedOn).version, law.penaltyOn(on).version])];
    const { edition } = data.law;
    say("governing", entry, law.article(on, "governing"), { editions }, { edition }, judge(editions.includes(edition)));
    if (type !== "DecidedOnSpot") return;
    const most = law.figure(on, data.party.kind === "citizen" ? "summaryCitizen" : "summaryOrganization");
    const { fine } = data.penalty;
    if (most !== undefined)
      say("summaryLimit", entry, most.rule, { fine: most.value }, { fine }, judge(fine <= most.value));
  };

  for (const step of steps) {
    people(step);
    times(step);
    if (step.type === "PropertySeizedUrgently") urgent(step);
    if (step.type === "HearingScheduled") scheduled(step);
    if (step.type === "Decided") {
      if (step.data.finding === "penalty") heard(step);
      judged(step);
    }
    if (step.type === "Decided" || step.type === "DecidedOnSpot") substance(step);
  }
  return { asOf, checks };
};

// ---- the certificate ------------------------------------------------------------------------------------------------

const FORMAT = "wangge.procedure-certificate.v1";
const BREACHES = new Set(["breached", "late", "overdue"]);
const keyOf = ({ entry, code, of }) => `${String(entry).padStart(6, "0")} ${code} ${of ?? ""}`;
const placeOf = ({ entry, code, of }) => `entry ${entry}, ${code}${of === undefined ? "" : ` of ${of}`}`;

const compare = (said, anew, accuse) => {
  const open = new Map(anew.map((one) => [keyOf(one), one]));
  for (const one of said) {
    const own = open.get(keyOf(one));
    open.delete(keyOf(one));
    if (own === undefined) accuse("check", placeOf(one), "there is nothing in the entries that it could be about");
    else if (canonical(own) !== canonical(one))
      accuse("check", placeOf(one), `it says ${one.verdict} of ${canonical(one.found)}; by the entries it is ${own.verdict} of ${canonical(own.found)}`); // prettier-ignore
  }
  for (const one of open.values()) accuse("check", placeOf(one), "it was left out");
};

/**
 * @param {any} certificate
 * @param {{ thumbprints?: readonly string[], bases?: readonly string[] }} [trusted]
 */
export const verifyCertificate = (certificate, { thumbprints = [], bases: published = [] } = {}) => {
  const problems = [];
  const notes = [];
  const accuse = (code, where, what) => problems.push({ code, where, what });
  const guarded = (where, work) => {
    try {
      work();
    } catch (error) {
      accuse("damaged", where, `it is damaged: ${error.message}`);
    }
  };
  guarded("the certificate", () => {
    const { signature, ...body } = certificate;
    const { format, history, evidence, bases, hashes, key, checks, overall, asOf, dossierId } = body;
    if (format !== FORMAT) accuse("format", "the certificate", `it is a ${String(format)}, not a ${FORMAT}`);
    for (const [name, value] of Object.entries(bases)) {
      const hash = sha256(canonical(value)).toString("hex");
      if (hashes[name] !== hash) accuse("basis", name, "it is not what its hash says");
      if (published.length > 0 && !published.includes(hash))
        accuse("basis", name, "it is not among what was published");
      if (published.length === 0) notes.push(`${name}: ${hash}`);
    }
    for (const one of [history, ...evidence])
      guarded(`${one.kind} ${one.id}`, () => {
        const problem = entriesProblem(one.kind, one) ?? redactionProblem(one);
        if (problem !== undefined) accuse("history", `${one.kind} ${one.id}, entry ${problem[1]}`, problem[2]);
      });
    if (history.id !== dossierId) accuse("history", "the certificate", "its history is that of another dossier");
    guarded("the checks", () => {
      const anew = findingsAnew(body);
      compare(checks, anew.checks, accuse);
      if (anew.asOf !== asOf) accuse("check", "the certificate", `it speaks of ${anew.asOf}, not of ${asOf}`);
      const isSound = !anew.checks.some(({ verdict }) => BREACHES.has(verdict));
      if (overall !== (isSound ? "sound" : "defective")) accuse("check", "the certificate", `it is not ${overall}`);
      for (const one of anew.checks) if (BREACHES.has(one.verdict)) notes.push(`${placeOf(one)}: ${one.verdict}`);
      notes.push(`the procedure is ${isSound ? "sound" : "defective"} as of ${anew.asOf}`);
    });
    if (!isSigned("wangge-procedure-certificate+json", canonical(body), signature, key.x))
      accuse("signature", "the certificate", "it is not as it was made: its signature does not fit");
    if (thumbprints.length > 0 && !thumbprints.includes(thumbprintOf(key.x)))
      accuse("signature", "the certificate", `another key signed it: its thumbprint is ${thumbprintOf(key.x)}`);
  });
  return { problems, notes, counts: { checks: certificate?.checks?.length ?? 0 } };
};

// ---- the verdict ----------------------------------------------------------------------------------------------------

runAsProgram(import.meta.url, {
  usage: "usage: verify certificate.json… [--thumbprint THUMBPRINT]… [--basis HASH]…",
  options: { basis: { type: "string", multiple: true, default: [] } },
  read: (paths, { thumbprint, basis }) => ({
    trusted: { thumbprints: thumbprint, bases: basis },
    certificates: paths.map((path) => {
      const certificate = JSON.parse(contentOf(path).toString());
      if (certificate?.format !== FORMAT) throw new Error(`${path} is no procedure certificate`);
      return certificate;
    }),
  }),
  check: ({ certificates, trusted }) => {
    const verdicts = certificates.map((one) => verifyCertificate(one, trusted));
    const checks = verdicts.reduce((sum, { counts }) => sum + counts.checks, 0);
    const unnamed = "without --thumbprint: the key is the one that the certificate names";
    return {
      problems: verdicts.flatMap(({ problems }) => problems),
      notes: [...verdicts.flatMap(({ notes }) => notes), ...(trusted.thumbprints.length === 0 ? [unnamed] : [])],
      looked: `${certificates.length} certificates with ${checks} checks`,
    };
  },
});
