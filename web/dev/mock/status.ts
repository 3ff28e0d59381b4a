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
    { id: "guard", title: "Words are looked at before they leave this machine", state: "enforced", detail: "", mend: null, said: [{ code: "guard.holds", facts: { policy: "balanced", version: 1 } }] },
    { id: "key-backup", title: "A lost master key is not the end", state: "weak", detail: "", mend: "inhouse key verify-backup FILE", said: [{ code: "backup.none", facts: {} }] },
    { id: "disk", title: "The disk is encrypted", state: "off", detail: "Not checked by Inhouse.", mend: null, said: [{ code: "disk.unknown", facts: {} }] },
  ],
  network: { public_url: null, tls: "none", proxy: null, company_authorities: false, opened: [] },
  ledger: { lines: 1284, open_lines: 1, writable: true, last_at: new Date(Date.now() - 90_000).toISOString() },
});
