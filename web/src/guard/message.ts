import type { Restored } from "~/api/types";

/** Words of a person in an answer, and the stand-in that the model wrote instead of them. */
export type Pair = Restored;
