import { Toast } from "@base-ui/react/toast";

export const toasts = Toast.createToastManager();

interface ToastOptions {
  title: string;
  description?: string;
  kind?: "plain" | "success" | "error";
  action?: { label: string; run: () => void };
  /** Milliseconds until it goes by itself. */
  lasts?: number;
}

/** Shows a short message at the lower edge; answers with a function that takes it away. */
export function toast({ title, description, kind = "plain", action, lasts }: ToastOptions): () => void {
  const id = toasts.add({
    title,
    description,
    type: kind,
    timeout: lasts ?? (action ? 10_000 : 5_000),
    priority: kind === "error" ? "high" : "low",
    actionProps: action && {
      children: action.label,
      onClick: () => {
        toasts.close(id);
        action.run();
      },
    },
  });
  return () => toasts.close(id);
}
