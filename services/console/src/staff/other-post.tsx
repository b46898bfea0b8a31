import { Button, Select, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { posts } from "../common/texts/posts.ts";
import { useLanguage, useTexts } from "./hooks.ts";

/** 其他岗位. Signing in, in development, as one of the posts that are less often asked for. */
export const OtherPost = ({
  onEnter,
}: {
  readonly onEnter: (post: { readonly role: string; readonly organization: string }) => void;
}): ReactElement => {
  const texts = useTexts();
  const names = posts[useLanguage()];
  const [role, setRole] = useState("officer");
  const [organization, setOrganization] = useState("");
  return (
    <>
      <Select
        label={texts.otherPost}
        data={Object.entries(names).map(([value, label]) => ({ value, label }))}
        value={role}
        onChange={(value) => setRole(value ?? role)}
        allowDeselect={false}
      />
      <TextInput
        label={texts.organizationId}
        value={organization}
        onChange={(event) => setOrganization(event.currentTarget.value)}
      />
      <Button variant="default" onClick={() => onEnter({ role, organization })}>
        {texts.enterAs}
      </Button>
    </>
  );
};
