import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactElement } from "react";
import { ulid } from "ulid";
import { api, dataOf } from "../../common/api.ts";
import type { Named } from "../../common/language.ts";
import { Command, Commands, isCommand, type CommandName } from "../forms/command.tsx";
import { under, type Choices } from "../forms/choices.ts";
import { yuanOf } from "../forms/filled.ts";
import type { FilledObject } from "../forms/schema.ts";
import { useIsOneOf, useLanguage } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { useBodies, useDiscretion, useOfficers, usePowerItems } from "./choices.ts";
import type { Dossier } from "./deadlines.ts";
import { useEvidence } from "./evidence-list.ts";
import { useEnforcement, yuan } from "./texts.ts";

/** 可办事项 of who is signed in. */
export const useSteps = ({ dossierId, version }: Dossier) =>
  useQuery({
    queryKey: ["dossier", dossierId, "steps", version],
    queryFn: async () => dataOf(await api.GET("/dossiers/{dossierId}/steps", { params: { path: { dossierId } } })),
  });

/** What comes of these is not there yet: it gets an id that nobody types. */
const BEGINS: Readonly<Record<string, string>> = {
  ...{ approveMeasure: "measureId", seizeUrgently: "measureId" },
  ...{ recordPayment: "paymentId", collectOnSpot: "paymentId", proposeRefund: "refundId" },
};
const OF_EVIDENCE = [
  ...["evidence", "records", "recording", "receipt", "list", "record", "remedied", "minutes"],
  ...["consent"],
];
const OF_PEOPLE = ["officers", "account", "chair", "members", "clerk"];

const useChoices = (of: Dossier): Choices => {
  const texts = useEnforcement();
  const { data: evidence } = useEvidence(of.dossierId);
  const officers = useOfficers();
  const items = usePowerItems();
  const mayReadRelated = useIsOneOf(["officer", "enforcementLead", "legalReviewer"]);
  const bodies = useBodies();
  const proofs =
    evidence?.evidence.map(({ evidenceId, title }) => ({ value: evidenceId, label: title ?? evidenceId })) ?? [];
  const titleOf = (id: string): string => proofs.find(({ value }) => value === id)?.label ?? id;
  const measures = of.measures.map(({ id, kind, evidence: about }) => ({
    value: id,
    label: [texts.words[kind] ?? kind, ...about.map(titleOf)].join(" · "),
  }));
  const norms = items.find(({ version }) => version === of.item)?.norms ?? [];
  const discretion = useDiscretion(norms.map(({ value }) => value));
  const { data: related } = useQuery({
    queryKey: ["dossier", of.dossierId, "related"],
    enabled: mayReadRelated,
    queryFn: async () =>
      dataOf(await api.GET("/dossiers/{dossierId}/related", { params: { path: { dossierId: of.dossierId } } }))
        .dossiers,
    retry: false,
  });
  return {
    ...discretion,
    ...under(OF_EVIDENCE, proofs),
    ...under(OF_PEOPLE, officers),
    // 见证人: by account, or by the video that shows them.
    ...under(["delivery.witnesses", "handover.witnesses"], [...officers, ...proofs]),
    ...under(["body", "with", "superior", "to"], bodies),
    ...under(["measureId"], measures),
    ...under(
      ["other"],
      (related ?? []).map(({ dossierId, number }) => ({ value: dossierId, label: number })),
    ),
    ...under(
      ["paymentId"],
      (of.payments ?? []).map(({ paymentId, on, amount }) => ({ value: paymentId, label: `${on} · ${yuan(amount)}` })),
    ),
    ...under(["norms"], norms),
    ...under(
      ["refundId"],
      of.refunds.map(({ refundId, amount, proposedBy }) => ({
        value: refundId,
        label: `${yuan(amount)} · ${proposedBy}`,
      })),
    ),
  };
};

const penaltyOf = ({
  kinds = [],
  fine = 0,
  confiscated = 0,
}: NonNullable<Dossier["proposal"]>["penalty"]): FilledObject => ({
  ...{ kinds, fine: yuanOf(fine), confiscated: yuanOf(confiscated) },
});

const begunWith = (name: CommandName, id: string): Readonly<Record<string, string>> => {
  const field = BEGINS[name];
  return field === undefined ? {} : { [field]: id };
};

/** What is most likely meant: the decision is what was proposed, a payment what is owed. */
const initialOf = (name: CommandName, { proposal, owed }: Dossier): FilledObject => {
  if (name === "decide" && proposal !== undefined)
    return { finding: proposal.finding, penalty: penaltyOf(proposal.penalty) };
  if (name === "recordPayment" && owed !== undefined) return { amount: yuanOf(owed.left) };
  return {};
};

interface Refusal {
  readonly code: string;
  readonly text?: Named;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A refusal in words, with the day or the reasons that it names. */
const useWhy = (): ((refusal: Refusal) => string) => {
  const texts = useEnforcement();
  const language = useLanguage();
  return ({ code, text, details }) => {
    const reasons = Array.isArray(details["reasons"]) ? (details["reasons"] as readonly string[]) : [];
    const more = [
      ...(typeof details["lastDay"] === "string" ? [`${texts.lastDay} ${details["lastDay"]}`] : []),
      ...reasons.map((reason) => texts.incompetence[reason] ?? reason),
    ];
    return [text?.[language] ?? code, ...more].join(" · ");
  };
};

const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** 现在可办. The step that comes next first; what is refused now says by which rule. */
export const DossierSteps = ({ of }: { readonly of: Dossier }): ReactElement => {
  const texts = useEnforcement();
  const whyOf = useWhy();
  const choices = useChoices(of);
  // Sent again after a failure it is the same one.
  const newId = useMemo(() => ulid(), [of.version]);
  const { data, error } = useSteps(of);
  const { dossierId } = of;
  const steps =
    data?.steps.flatMap((one) => {
      const name = camel(one.step);
      return isCommand(name) ? [{ ...one, name }] : [];
    }) ?? [];
  const open = steps
    .filter(({ refusal }) => refusal === undefined)
    .toSorted((one, other) => Number(other.step === data?.next) - Number(one.step === data?.next));
  const refused = steps.flatMap(({ refusal, ...one }) => (refusal === undefined ? [] : [{ ...one, refusal }]));
  return (
    <Commands title={texts.steps}>
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : open.length === 0 && <p>{texts.stepsNone}</p>}
      {open.map(({ name, step, asProposed }) => (
        <div key={`${name} ${of.version}`}>
          {asProposed !== undefined && <p className="quiet">{texts.asProposed(whyOf(asProposed))}</p>}
          <Command
            {...{ name, at: { dossierId }, choices, initial: initialOf(name, of), fixed: begunWith(name, newId) }}
            isOpen={step === data?.next}
          />
        </div>
      ))}
      {refused.length > 0 && (
        <details data-testid="refused-steps">
          <summary>{texts.refusedSteps(refused.length)}</summary>
          <ul className="considered">
            {refused.map(({ name, refusal }) => (
              <li key={name} data-step={name}>
                {texts.commands[name]} <span className="quiet">· {whyOf(refusal)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Commands>
  );
};
