import { Button, Group, Select, Textarea } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { api } from "../../common/api.ts";
import { useDepartments, useDraft, useIsOneOf, useLanguage, useTexts } from "../hooks.ts";
import { At, Failure, OnlyFor } from "../parts.tsx";
import { useCandidates } from "./candidates.tsx";
import { Ask, Reply, Withdraw } from "./requests.tsx";
import { useCaseTexts } from "./texts.ts";
import type { Case } from "./types.ts";
import { useStep } from "./use-step.ts";

const Step = ({
  title,
  roles,
  children,
}: {
  readonly title: string;
  readonly roles: readonly string[];
  readonly children: ReactNode;
}): ReactElement => (
  <div className="stack step" role="group" aria-label={title}>
    <h3>{title}</h3>
    <OnlyFor roles={roles}>{children}</OnlyFor>
  </div>
);

const Assign = ({ of }: { readonly of: Case }): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const [department, setDepartment] = useDraft(`assign.department ${of.caseId}`, "urban-management");
  const [worker, setWorker] = useDraft<string | undefined>(`assign.worker ${of.caseId}`, undefined);
  const { data: departments } = useDepartments();
  const { data: candidates } = useCandidates(of.caseId, of.version);
  const path = { caseId: of.caseId };
  const assign = useStep(of.caseId, () =>
    api.POST("/cases/{caseId}/assign", {
      params: { path },
      body: { department, ...(worker === undefined ? {} : { worker }) },
    }),
  );
  return (
    <>
      <Select
        label={texts.toDepartment}
        data={departments?.map(({ code, name }) => ({ value: code, label: name[language] })) ?? []}
        value={department}
        onChange={(value) => setDepartment(value ?? department)}
        searchable
        allowDeselect={false}
      />
      <Select
        label={texts.toWorker}
        data={
          candidates?.candidates.map((one) => ({
            value: one.worker,
            label: `${one.worker} · ${texts.points(one.points)}`,
          })) ?? []
        }
        value={worker ?? null}
        onChange={(value) => setWorker(value ?? undefined)}
        clearable
      />
      <Failure error={assign.error} />
      <Button loading={assign.isPending} onClick={() => assign.mutate(undefined)}>
        {texts.assignNow}
      </Button>
    </>
  );
};

const Revoke = ({ of }: { readonly of: Case }): ReactElement => {
  const texts = useTexts();
  const [reason, setReason] = useDraft(`revoke.reason ${of.caseId}`, "");
  const revoke = useStep(of.caseId, () =>
    api.POST("/cases/{caseId}/revoke", { params: { path: { caseId: of.caseId } }, body: { reason } }),
  );
  return (
    <>
      <p className="quiet">{texts.reassignFrom}</p>
      <Textarea label={texts.revokeReason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Failure error={revoke.error} />
      <Button
        variant="default"
        disabled={reason.trim() === ""}
        loading={revoke.isPending}
        onClick={() => revoke.mutate(undefined)}
      >
        {texts.revoke}
      </Button>
    </>
  );
};

const Decide = ({
  of,
  request,
}: {
  readonly of: Case;
  readonly request: NonNullable<Case["request"]>;
}): ReactElement => {
  const texts = useTexts();
  const [reason, setReason] = useDraft(`decide.reason ${of.caseId}`, "");
  const { caseId } = of;
  const decide = useStep(caseId, (granted: boolean) =>
    api.POST("/cases/{caseId}/requests/decide", {
      params: { path: { caseId } },
      body: granted ? { caseId, granted } : { caseId, granted, reason },
    }),
  );
  return (
    <>
      <p>
        {texts.turn[request.turn]} · <At at={request.askedAt} />
        {request.until !== undefined && (
          <>
            {" → "}
            <At at={request.until} />
          </>
        )}
      </p>
      <Textarea label={texts.refuseReason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Failure error={decide.error} />
      <Group>
        <Button loading={decide.isPending} onClick={() => decide.mutate(true)}>
          {texts.grant}
        </Button>
        <Button variant="default" disabled={reason.trim() === ""} onClick={() => decide.mutate(false)}>
          {texts.refuse}
        </Button>
      </Group>
    </>
  );
};

const REASONS = ["timeout", "leader", "important"] as const;

const Supervise = ({ of }: { readonly of: Case }): ReactElement => {
  const texts = useTexts();
  const [reason, setReason] = useDraft<(typeof REASONS)[number]>(`supervise.reason ${of.caseId}`, "important");
  const [text, setText] = useDraft(`supervise.text ${of.caseId}`, "");
  const supervise = useStep(of.caseId, () =>
    api.POST("/cases/{caseId}/supervisions", { params: { path: { caseId: of.caseId } }, body: { reason, text } }),
  );
  return (
    <>
      <Select
        label={texts.reason}
        data={REASONS.map((value) => ({ value, label: texts.superviseReason[value] }))}
        value={reason}
        onChange={(value) => setReason(REASONS.find((one) => one === value) ?? reason)}
        allowDeselect={false}
      />
      <Textarea label={texts.superviseText} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Failure error={supervise.error} />
      <Button
        disabled={text.trim() === ""}
        loading={supervise.isPending}
        onClick={() => supervise.mutate(undefined, { onSuccess: () => setText("") })}
      >
        {texts.superviseNow}
      </Button>
    </>
  );
};

const Check = ({ of }: { readonly of: Case }): ReactElement => {
  const texts = useTexts();
  const [reason, setReason] = useDraft(`check.reason ${of.caseId}`, "");
  const { caseId } = of;
  const check = useStep(caseId, (passed: boolean) =>
    api.POST("/cases/{caseId}/check", {
      params: { path: { caseId } },
      body: passed ? { caseId, passed } : { caseId, passed, reason },
    }),
  );
  return (
    <>
      <Textarea label={texts.failedReason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Failure error={check.error} />
      <Group>
        <Button loading={check.isPending} onClick={() => check.mutate(true)}>
          {texts.passed}
        </Button>
        <Button variant="default" disabled={reason.trim() === ""} onClick={() => check.mutate(false)}>
          {texts.failed}
        </Button>
      </Group>
    </>
  );
};

const OPEN = ["filed", "assigned", "accepted", "suspended", "handled"];

/** What can be done in this status; what belongs to other posts says whose it is. */
export const Actions = ({ of }: { readonly of: Case }): ReactElement => {
  const texts = useTexts();
  const more = useCaseTexts();
  const isDepartment = useIsOneOf(["department"]);
  const waiting = of.supervisions?.filter(({ repliedAt }) => repliedAt === undefined) ?? [];
  const isStaff = useIsOneOf(["dispatcher", "supervisor", "department"]);
  const isOut = of.status === "assigned" || of.status === "accepted";
  return (
    <section className="panel stack no-print" aria-label={texts.actions}>
      <h2>{texts.actions}</h2>
      {of.status === "filed" && (
        <Step title={texts.reassign} roles={["dispatcher"]}>
          <Assign of={of} />
        </Step>
      )}
      {of.request !== undefined && (
        <Step
          title={texts.requestOpen[of.request.kind]}
          roles={of.request.turn === "department" ? ["department"] : ["dispatcher"]}
        >
          <Decide of={of} request={of.request} />
        </Step>
      )}
      {of.request !== undefined && isDepartment && <Withdraw of={of} />}
      {of.status === "accepted" && of.request === undefined && (
        <Step title={more.ask} roles={["department"]}>
          <Ask of={of} />
        </Step>
      )}
      {waiting.map(({ id }) => (
        <Step key={id} title={more.reply} roles={["department", "dispatcher"]}>
          <Reply of={of} order={id} />
        </Step>
      ))}
      {isOut && (
        <Step title={texts.revoke} roles={["dispatcher"]}>
          <Revoke of={of} />
        </Step>
      )}
      {of.status === "handled" && (
        <Step title={texts.check} roles={["supervisor"]}>
          <Check of={of} />
        </Step>
      )}
      {OPEN.includes(of.status) ? (
        <Step title={texts.supervise} roles={["supervisor"]}>
          <Supervise of={of} />
        </Step>
      ) : (
        !isStaff || <p className="quiet">{texts.nothingToDo}</p>
      )}
    </section>
  );
};
