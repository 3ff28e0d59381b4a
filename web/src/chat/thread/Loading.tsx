import { useTranslation } from "react-i18next";
import type { Thread } from "~/chat/stream/store";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { useThreadState } from "./context";

/** Where the messages will be; seen only when the server takes its time. */
export function Loading() {
  const { t } = useTranslation("chat");
  return (
    <div role="status" aria-label={t("thread.loading")} className="column thread-loading">
      <span className="ms-auto h-10 w-2/5 rounded-2xl" />
      <span className="h-4 w-11/12" />
      <span className="h-4 w-4/5" />
      <span className="h-4 w-3/5" />
    </div>
  );
}

export function LoadFailed({ thread }: { thread: Thread }) {
  const { t } = useTranslation("chat");
  const error = useThreadState(thread, (state) => state.error);
  const { title, hint } = errorText(error, t);
  return (
    <div className="column flex-1 pt-8">
      <Notice
        kind="error"
        title={t("thread.failed")}
        action={
          <Button size="sm" variant="outline" onClick={() => void thread.load()}>
            {t("thread.retry")}
          </Button>
        }
      >
        {[title, hint].filter(Boolean).join(" ")}
      </Notice>
    </div>
  );
}
