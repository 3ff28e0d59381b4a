import type { KindCount } from "./types";

/** Words of a person in an answer, and the stand-in that the model wrote instead of them. */
export interface Pair {
  value: string;
  stand_in: string;
}

/** What the guard did for an answer. */
export interface Guarded {
  verdict: string;
  line: string;
  replaced: number;
  removed: KindCount[];
  kept_from: string | null;
  restored: Pair[];
}

declare module "~/api/types" {
  interface Message {
    guarded?: Guarded | null;
  }
}
