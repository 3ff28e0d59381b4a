import type { Blocked } from "~/api/types";
import type { Valve } from "~/guard/types";

export type Stop = "refuse" | "keep_local" | "warn";
type Direct = Exclude<Valve, "release">;

/** From the safest to the widest. */
const direct: readonly Direct[] = ["remove", "stand_ins", "not_sensitive", "real_values"];

interface Ways {
  stop: Stop;
  keys: string[];
  /** What can be done with all that was found at once. */
  common: readonly Direct[];
  /** Whether somebody can be asked to let all of it go. */
  release: boolean;
  /** Whether each thing can be decided by itself. */
  mixed: boolean;
}

/** The ways on from a refusal. */
export function waysOf({ action, findings }: Blocked): Ways {
  const offered = (valve: Valve) => findings.length > 0 && findings.every(({ valves = [] }) => valves.includes(valve));
  return {
    stop: action === "warn" || action === "keep_local" ? action : "refuse",
    keys: findings.map(({ key }) => key),
    common: direct.filter(offered),
    release: offered("release"),
    mixed: findings.length > 1 && findings.every(({ valves = [] }) => valves.some((valve) => valve !== "release")),
  };
}
