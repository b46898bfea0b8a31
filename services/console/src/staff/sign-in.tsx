import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { beginSignIn, finishSignIn } from "../common/oidc.ts";
import { devSession, ended, session, signInOf, type DevAccount, type SignIn } from "../common/session.ts";
import { useDepartments, useLanguage, useStore, useStreets, useTexts } from "./hooks.ts";
import { OtherPost } from "./other-post.tsx";
import { Failure, Loading } from "./parts.tsx";

const DEV_ROLES = [
  ...["clerk", "dispatcher", "supervisor", "department", "districtGovernment", "inspector"],
  ...["appraisalOfficer", "economyOfficer", "integrator", "integrationOfficer", "operator", "admin"],
];

/** Of the page that is shown after the way back; taken once, also where React asks twice. */
let finishing: Promise<string | undefined> | undefined;

const ByProvider = ({ oidc }: { readonly oidc: NonNullable<SignIn["oidc"]> }): ReactElement => {
  const texts = useTexts();
  const begin = useMutation({ mutationFn: () => beginSignIn(oidc) });
  const { mutate: finish, error } = useMutation({
    mutationFn: () => (finishing ??= finishSignIn(oidc)),
    onSuccess: (cameFrom) => {
      if (cameFrom !== undefined) location.replace(cameFrom);
    },
  });
  useEffect(() => finish(), [finish]);
  return (
    <>
      <Button loading={begin.isPending} onClick={() => begin.mutate()}>
        {texts.signInOidc}
      </Button>
      <Failure error={begin.error ?? error} />
    </>
  );
};

/** Why one has to sign in again, where it was not one's own wish. */
const EndedNote = (): ReactElement | null => {
  const texts = useTexts();
  const why = useStore(ended);
  return why === undefined ? null : <p role="status">{texts.ended[why]}</p>;
};

/** 登录. With the identity provider of the district, and by the development issuer for each post where the gateway has one. */
export const SignInPage = (): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const [department, setDepartment] = useState("urban-management");
  const [account, setAccount] = useState("");
  const { data: departments } = useDepartments();
  const { data: streets } = useStreets();
  const { data: ways, error } = useQuery({ queryKey: ["sign-in"], queryFn: signInOf, staleTime: Infinity });
  const enter = useMutation({
    mutationFn: (wanted: DevAccount) => devSession(ways?.devTokenPath ?? "", wanted),
    onSuccess: session.set,
  });
  if (error !== null) return <Failure error={error} />;
  if (ways === undefined) return <Loading />;
  return (
    <div className="panel stack receipt">
      <EndedNote />
      <h1>{ways.devTokenPath === undefined ? texts.signIn : texts.signInDev}</h1>
      {ways.oidc !== undefined && <ByProvider oidc={ways.oidc} />}
      {ways.devTokenPath !== undefined && (
        <>
          <p className="quiet">{texts.signInDevHelp}</p>
          <TextInput
            label={texts.account}
            value={account}
            onChange={(event) => setAccount(event.currentTarget.value)}
          />
          <Select
            label={texts.department}
            value={department}
            onChange={(value) => setDepartment(value ?? department)}
            data={[
              ...(departments ?? []).map(({ code, name }) => ({ value: code, label: name[language] })),
              // The offices of a street speak for it where it is appraised.
              ...(streets ?? []).flatMap(({ code, name }) => [
                { value: `street-${code}`, label: texts.streetOffice(name) },
                { value: `sub-centre-${code}`, label: texts.subCentreOffice(name) },
              ]),
            ]}
            searchable
          />
          {DEV_ROLES.map((role) => (
            <Button
              key={role}
              variant="default"
              onClick={() =>
                enter.mutate({
                  role,
                  ...(account === "" ? {} : { sub: account }),
                  ...(role === "department" ? { department } : {}),
                })
              }
            >
              {texts.asRole(texts.roles[role] ?? role)}
            </Button>
          ))}
          <OtherPost
            onEnter={({ role, organization }) =>
              enter.mutate({
                ...{ role, department },
                ...(account === "" ? {} : { sub: account }),
                ...(organization === "" ? {} : { organization }),
              })
            }
          />
          <Failure error={enter.error} />
        </>
      )}
    </div>
  );
};
