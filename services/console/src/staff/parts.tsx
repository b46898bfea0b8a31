import { Alert, Badge, Button, Center, Loader, Text, Tooltip, VisuallyHidden } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { Problem, saidBy } from "../common/api.ts";
import { listed } from "../common/language.ts";
import { clockTime, span } from "../common/time.ts";
import { useIsOneOf, useLanguage, useTexts } from "./hooks.ts";

/** What went wrong, in words, with what support asks for. */
export const Failure = ({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
}): ReactElement | null => {
  const texts = useTexts();
  if (error === null || error === undefined) return null;
  const problem = error instanceof Problem ? error : undefined;
  const said = saidBy(error);
  return (
    <Alert color="red" variant="light" role="alert" title={texts.problem} p="xs">
      <Text size="sm">{problem === undefined ? said : (texts.problems[problem.code] ?? said)}</Text>
      {problem !== undefined && (
        <Text size="xs" c="red.9" className="on-tint">
          {problem.code} · {texts.trace} {problem.traceId}
        </Text>
      )}
      {retry !== undefined && (
        <Button size="compact-xs" variant="default" mt={4} onClick={retry}>
          {texts.retry}
        </Button>
      )}
    </Alert>
  );
};

export const Loading = (): ReactElement => {
  const { loading } = useTexts();
  return (
    <Center p="md" role="status">
      <Loader size="sm" aria-hidden />
      <VisuallyHidden>{loading}</VisuallyHidden>
    </Center>
  );
};

/** Shows something to those who may see it, and to others why they do not. */
export const OnlyFor = ({
  roles,
  children,
}: {
  readonly roles: readonly string[];
  readonly children: ReactNode;
}): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const isAllowed = useIsOneOf(roles);
  if (isAllowed) return <>{children}</>;
  return (
    <Text size="sm" className="quiet">
      {texts.hidden(
        listed(
          roles.map((role) => texts.roles[role] ?? role),
          language,
        ),
      )}
    </Text>
  );
};

export const At = ({ at }: { readonly at: string }): ReactElement => {
  const language = useLanguage();
  return <time dateTime={at}>{clockTime(at, language)}</time>;
};

interface Clocked {
  readonly status: string;
  readonly dueAt?: string;
  readonly overdue: boolean;
}
const RUNNING = ["assigned", "accepted"];

/** How far it is to the deadline; what is late says so in words and not by colour alone. */
export const Deadline = ({ of, now }: { readonly of: Clocked; readonly now: number }): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  if (of.dueAt === undefined || !RUNNING.includes(of.status)) {
    if (of.overdue) return <span className="late">{texts.overdue}</span>;
    return <span className="quiet">{of.status === "suspended" ? texts.clockStands : "—"}</span>;
  }
  const left = Date.parse(of.dueAt) - now;
  const words = span(left, language);
  return (
    <Tooltip label={clockTime(of.dueAt, language)}>
      <span className={left < 0 ? "late" : left < 3_600_000 ? "soon" : ""}>
        {left < 0 ? texts.lateBy(words) : texts.dueIn(words)}
      </span>
    </Tooltip>
  );
};

const COLOURS: Readonly<Record<string, string>> = {
  verifying: "grape",
  filed: "orange",
  assigned: "blue",
  accepted: "cyan",
  suspended: "yellow",
  handled: "teal",
};

export const StatusBadge = ({
  status,
}: {
  readonly status: keyof ReturnType<typeof useTexts>["status"];
}): ReactElement => {
  const texts = useTexts();
  return (
    <Badge variant="dot" radius="sm" color={COLOURS[status] ?? "gray"} className="status">
      {texts.status[status]}
    </Badge>
  );
};

export const Facts = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <dl className="facts">{children}</dl>
);

/** @param isLong it has a row of its own: an account, an id */
export const Fact = ({
  name,
  isLong = false,
  children,
}: {
  readonly name: string;
  readonly isLong?: boolean;
  readonly children: ReactNode;
}): ReactElement => (
  <div className={isLong ? "fact whole-row" : "fact"}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** What the columns of a table are called. */
export const ColumnHeads = ({ of }: { readonly of: readonly string[] }): ReactElement => (
  <thead>
    <tr>
      {of.map((name) => (
        <th key={name} scope="col">
          {name}
        </th>
      ))}
    </tr>
  </thead>
);
