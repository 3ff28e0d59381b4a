import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { trainingQuery } from "~/privacy/queries";
import { standingOf, type ChatStanding } from "~/privacy/said";

/** The chat about whose use for training is being asked. */
export const useGiving = create<{ chat: string | null }>(() => ({ chat: null }));

export function giveChat(chat: string | null): void {
  useGiving.setState({ chat });
}

/** What holds for a chat; null where nobody may be asked about it. */
export function useTrainingOf(chatId: string | null): ChatStanding | null {
  const training = useQuery({ ...trainingQuery, enabled: chatId !== null }).data;
  return chatId === null || !training?.allowed.allowed ? null : standingOf(training, chatId);
}
