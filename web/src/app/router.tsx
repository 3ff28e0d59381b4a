import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { patiently } from "~/api/patiently";
import { sessionQuery } from "~/api/session";
import type { Session } from "~/api/types";
import { Broken } from "./Broken";
import { NotFound } from "./NotFound";
import { Splash } from "./Splash";

interface Context {
  client: QueryClient;
}

export const settingsSections = ["general", "instructions", "security", "keys", "data"] as const;
export type SettingsSection = (typeof settingsSections)[number];

interface ShellSearch {
  settings?: SettingsSection;
  /** A message to bring into view, from a search hit. */
  message?: string;
}

export const loadShell = () => patiently(() => import("./Shell"));
export const loadChatPage = () => patiently(() => import("~/chat/ChatPage"));

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken });

async function sessionOf(context: Context): Promise<Session> {
  return context.client.ensureQueryData(sessionQuery);
}

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: async ({ context, location }) => {
    // Without a link there is nothing to do here once the house has its first administrator.
    if (!location.hash && (await sessionOf(context)).signed_in) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => patiently(() => import("~/identity/SetUp")), "SetUp"),
});

const brainOffer = createRoute({
  getParentRoute: () => root,
  path: "/setup/brain",
  beforeLoad: async ({ context }) => {
    if (!(await sessionOf(context)).person?.admin) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => patiently(() => import("~/admin/BrainOffer")), "BrainOffer"),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: lazyRouteComponent(() => patiently(() => import("~/identity/Invite")), "Invite"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => {
    const next = search["next"];
    // Only addresses of our own: a path, never another host.
    return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  beforeLoad: async ({ context }) => {
    const session = await sessionOf(context);
    if (session.signed_in) throw redirect({ to: "/" });
    if (!session.set_up) throw redirect({ to: "/setup" });
  },
  component: lazyRouteComponent(() => patiently(() => import("~/identity/SignIn")), "SignIn"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  validateSearch: (search): ShellSearch => ({
    ...(settingsSections.includes(search["settings"] as SettingsSection) ? { settings: search["settings"] as SettingsSection } : {}),
    ...(typeof search["message"] === "string" ? { message: search["message"] } : {}),
  }),
  beforeLoad: async ({ context, location }) => {
    const session = await sessionOf(context);
    if (!session.set_up) throw redirect({ to: "/setup" });
    if (!session.signed_in) throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { next: location.href } });
  },
  component: lazyRouteComponent(loadShell, "Shell"),
  notFoundComponent: NotFound,
});

// One component for "/" and "/chats/…", so that the first message of a new chat does not draw the page anew.
const chat = createRoute({
  getParentRoute: () => shell,
  id: "chat",
  component: lazyRouteComponent(loadChatPage, "ChatPage"),
});
const newChat = createRoute({ getParentRoute: () => chat, path: "/" });
const oneChat = createRoute({ getParentRoute: () => chat, path: "/chats/$chatId" });

const admin = createRoute({
  getParentRoute: () => shell,
  path: "/admin",
  beforeLoad: async ({ context }) => {
    if (!(await sessionOf(context)).person?.admin) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => patiently(() => import("~/admin/AdminPage")), "AdminPage"),
});
const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/people" });
  },
});
const people = createRoute({ getParentRoute: () => admin, path: "/people", component: lazyRouteComponent(() => patiently(() => import("~/admin/People")), "People") });
const access = createRoute({ getParentRoute: () => admin, path: "/access", component: lazyRouteComponent(() => patiently(() => import("~/identity/access/AccessPage")), "AccessPage") });
const models = createRoute({ getParentRoute: () => admin, path: "/models", component: lazyRouteComponent(() => patiently(() => import("~/admin/models/ModelsPage")), "ModelsPage") });
const status = createRoute({ getParentRoute: () => admin, path: "/status", component: lazyRouteComponent(() => patiently(() => import("~/admin/StatusPage")), "StatusPage") });

const history = createRoute({ getParentRoute: () => admin, path: "/history", component: lazyRouteComponent(() => patiently(() => import("~/admin/history/HistoryPage")), "HistoryPage") });
const limits = createRoute({ getParentRoute: () => admin, path: "/limits", component: lazyRouteComponent(() => patiently(() => import("~/admin/limits/LimitsPage")), "LimitsPage") });
const training = createRoute({ getParentRoute: () => admin, path: "/training", component: lazyRouteComponent(() => patiently(() => import("~/admin/training/TrainingPage")), "TrainingPage") });
const retention = createRoute({ getParentRoute: () => admin, path: "/retention", component: lazyRouteComponent(() => patiently(() => import("~/admin/retention/RetentionPage")), "RetentionPage") });
const everybody = createRoute({ getParentRoute: () => admin, path: "/usage", component: lazyRouteComponent(() => patiently(() => import("~/usage/EverybodyPage")), "EverybodyPage") });
const guard = createRoute({ getParentRoute: () => admin, path: "/guard", component: lazyRouteComponent(() => patiently(() => import("~/admin/guard/GuardPage")), "GuardPage") });
const policy = createRoute({ getParentRoute: () => guard, path: "/", component: lazyRouteComponent(() => patiently(() => import("~/admin/guard/PolicyPage")), "PolicyPage") });
const simulator = createRoute({ getParentRoute: () => guard, path: "/simulator", component: lazyRouteComponent(() => patiently(() => import("~/admin/guard/SimulatorPage")), "SimulatorPage") });
const terms = createRoute({ getParentRoute: () => guard, path: "/terms", component: lazyRouteComponent(() => patiently(() => import("~/admin/guard/TermsPage")), "TermsPage") });
const counts = createRoute({ getParentRoute: () => guard, path: "/counts", component: lazyRouteComponent(() => patiently(() => import("~/admin/guard/CountsPage")), "CountsPage") });
const loadReleases = () => patiently(() => import("~/admin/guard/ReleasesPage"));
const releases = createRoute({ getParentRoute: () => guard, path: "/releases", component: lazyRouteComponent(loadReleases, "ReleasesPage") });
// For officers who are no administrators.
const inbox = createRoute({ getParentRoute: () => shell, path: "/releases", component: lazyRouteComponent(loadReleases, "InboxPage") });

const privacy = createRoute({ getParentRoute: () => shell, path: "/privacy", component: lazyRouteComponent(() => patiently(() => import("~/privacy/PrivacyPage")), "PrivacyPage") });
const proof = createRoute({
  getParentRoute: () => shell,
  path: "/proof",
  beforeLoad: async ({ context }) => {
    const person = (await sessionOf(context)).person;
    if (!person?.admin && !person?.auditor) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => patiently(() => import("~/proof/ProofPage")), "ProofPage"),
});
const usage = createRoute({ getParentRoute: () => shell, path: "/usage", component: lazyRouteComponent(() => patiently(() => import("~/usage/UsagePage")), "UsagePage") });

const tree = root.addChildren([
  setUp,
  brainOffer,
  invite,
  signIn,
  shell.addChildren([chat.addChildren([newChat, oneChat]), admin.addChildren([adminHome, people, retention, training, access, models, history, limits, everybody, status, guard.addChildren([policy, simulator, terms, counts, releases])]), usage, privacy, proof, inbox]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPendingComponent: Splash,
    defaultPendingMs: 400,
    defaultPendingMinMs: 0,
    defaultPreload: "intent",
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotFound,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
