import { forgetDrafts } from "./drafts.ts";
import { ended, session } from "./session.ts";

/**
 * 退出登录. Here at once, with all that was being typed; and everywhere: the platform takes no token of this account any more that was
 * issued until now. Where it cannot be told, the page says so.
 */
export const signOut = async (): Promise<void> => {
  const token = session.get()?.token;
  forgetDrafts();
  session.set(undefined);
  if (token === undefined) return;
  try {
    const { ok, status } = await fetch("/api/v1/sign-ins/end", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
      // Whoever closes the tab at once is signed out all the same.
      keepalive: true,
    });
    // One that counts for nothing any more needs no end.
    if (!ok && status !== 401) ended.set("untold");
  } catch {
    ended.set("untold");
  }
};
