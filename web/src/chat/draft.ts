import { create } from "zustand";

interface Draft {
  model: string | null;
  instructions: string;
  temperature: number | null;
  temporary: boolean;
}

const empty: Draft = { model: null, instructions: "", temperature: null, temporary: false };

/** What the person chose for a chat that does not exist yet. */
export const useDraft = create<Draft & { set: (change: Partial<Draft>) => void; reset: () => void }>((set) => ({
  ...empty,
  set: (change) => set(change),
  reset: () => set(empty),
}));
