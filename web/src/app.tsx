import { CSPProvider } from "@base-ui/react/csp-provider";
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { makeQueryClient } from "~/api/client";
import { whenSignedOut } from "~/api/call";
import { forgetSession, sessionQuery } from "~/api/session";
import { loadChatPage, loadShell, makeRouter } from "~/app/router";
import { Splash } from "~/app/Splash";
import { loadMarkdown } from "~/chat/AnswerText";
import { LiveRegion } from "~/ui/announce";
import { followSystemTheme } from "~/ui/theme";
import { TooltipProvider } from "~/ui/Tooltip";
import { Toasts } from "~/ui/Toasts";

const client = makeQueryClient();
const router = makeRouter(client);

whenSignedOut(() => {
  forgetSession(client);
  void router.invalidate();
});

/** Asks for what the first screen needs, all at once, while the texts are still on their way. */
export function warmUp(): void {
  void client.prefetchQuery(sessionQuery);
  if (location.pathname.startsWith("/chats/")) void loadMarkdown();
  if (!/^\/(?:setup|invite|sign-in)/.test(location.pathname)) void Promise.all([loadShell(), loadChatPage()]);
}

export function App() {
  // Reading the language here draws the page anew when it changes.
  const { i18n } = useTranslation();
  useEffect(followSystemTheme, []);
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={document.documentElement.dir === "rtl" ? "rtl" : "ltr"} key={i18n.language}>
        <QueryClientProvider client={client}>
          <TooltipProvider delay={500} closeDelay={0}>
            <Suspense fallback={<Splash />}>
              <RouterProvider router={router} />
            </Suspense>
            <Toasts />
            <LiveRegion />
          </TooltipProvider>
        </QueryClientProvider>
      </DirectionProvider>
    </CSPProvider>
  );
}
