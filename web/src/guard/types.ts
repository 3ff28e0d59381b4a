import type { Valve } from "~/api/types";

export type { Action, Check, FileChecked, KindCount, Shown, Valve } from "~/api/types";

/** What a person says about one thing that the guard found. */
export interface Decision {
  key: string;
  valve: Valve;
}
