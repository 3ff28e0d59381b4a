import { Home } from "~/chat/home/Home";

/** The thread of one chat, or the home screen while there is none. */
export function Thread({ chatId }: { chatId: string | null }) {
  return <div className="flex h-full min-h-0 flex-col">{chatId === null && <Home onStarter={() => undefined} />}</div>;
}
