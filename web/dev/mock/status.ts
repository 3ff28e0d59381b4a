/** How the mock's house runs. */
export const status = () => ({
  version: "0.1.0",
  uptime_seconds: 93_784,
  database: { ready: true, embedded: true, restarts: 0, isolation: "namespace" },
  engine: { state: "ready", model: "SmolLM2-135M-Instruct", slots: 4, context_tokens: 8192, isolation: "namespace", restarts: 0 },
  queue: { waiting: 0, running: 1 },
  places: [{ destination: "demo", model: "demo", breaker: "closed", failures: 0, pause_seconds: 0, running: 1, waiting: 0 }],
  guard: { policy: "this-machine-only", policy_hash: "", unguarded: ["private"] },
  promises: [
    { id: "road", title: "Only cleared text leaves", state: "enforced", detail: "Every prompt takes the one road; destinations outside this machine are refused." },
    { id: "sealed", title: "Texts and titles are sealed on disk", state: "enforced", detail: "AES-256-GCM, one key per chat." },
    { id: "training", title: "Nobody trains on it", state: "configured", detail: "Providers are always told not to keep anything." },
    { id: "disk", title: "The disk is encrypted", state: "off", detail: "Not checked by Inhouse." },
  ],
  network: { public_url: null, tls: "none", proxy: null, company_authorities: false, opened: [] },
  ledger: { lines: 1284, open_lines: 1, writable: true, last_at: new Date(Date.now() - 90_000).toISOString() },
});
