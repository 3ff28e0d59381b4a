import type { DestinationClass } from "~/api/types";

/** What happens to words because of a finding, from weak to strong. */
export type Action = "allow" | "warn" | "stand_in" | "keep_local" | "refuse";

/** The ways on that a rule may offer. */
export type Valve = "not_sensitive" | "remove" | "stand_ins" | "real_values" | "release";

export interface Decision {
  key: string;
  valve: Valve;
}

/** One thing that the guard found; `start` and `end` count code points. */
export interface GuardFinding {
  key: string;
  kind: string;
  label: string;
  start: number;
  end: number;
  action: Action;
  rule: { id: string; title: string } | null;
  /** What is done with the piece itself when it goes. */
  treatment?: "leave" | "stand_in" | "remove";
  stand_in: string | null;
  valves: Valve[];
  file_id: string | null;
}

export interface KindCount {
  kind: string;
  label: string;
  count: number;
}

export interface FileCheck {
  file_id: string;
  action: Action;
  counts: KindCount[];
}

/** What would happen to a text if it were sent now. */
export interface Check {
  destination: { name: string; destination_class: DestinationClass };
  model: { id: string; name: string };
  action: Action;
  would_leave: string;
  kept_on: { id: string; name: string } | null;
  mode: "enforce" | "record";
  policy: { name: string; version: number };
  findings: GuardFinding[];
  files: FileCheck[];
}
