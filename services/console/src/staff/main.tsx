import "@mantine/core/styles.css";
import "./staff.css";
import { createTheme, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "../common/api.ts";
import { keepSignedIn } from "../common/renew.ts";
import { session } from "../common/session.ts";
import { router } from "./router.tsx";

const theme = createTheme({
  primaryColor: "blue",
  primaryShade: { light: 9, dark: 8 },
  fontFamily: "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
  defaultRadius: "sm",
});

/** A refusal stays one, however often it is asked. */
const isAway = (error: unknown): boolean => !(error instanceof Problem) || error.status >= 500 || error.status === 429;
const queries = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => count < 2 && isAway(error), staleTime: 5_000 } },
});
// What one account was told is not for the next one in this tab. A new token of the same one is nobody else.
let account = session.get()?.account;
session.subscribe(() => {
  if (session.get()?.account === account) return;
  account = session.get()?.account;
  queries.clear();
});
keepSignedIn();

const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
