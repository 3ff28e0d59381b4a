import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "./Button";
import { classes } from "./classes";
import { toasts } from "./toast";

/** Shows the toasts; mounted once, at the root. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-0 bottom-[max(1rem,env(safe-area-inset-bottom))] z-50 mx-auto w-[min(26rem,calc(100vw-2rem))] outline-none">
          <ToastStack />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastStack() {
  const { t } = useTranslation("app");
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} swipeDirection={["down", "right", "left"]} className={classes("popup toast absolute inset-x-0 bottom-0 z-[calc(100-var(--toast-index))] select-none")}>
      <Toast.Content className="flex items-center gap-3 py-2.5 ps-4 pe-2 transition-opacity data-behind:opacity-0 data-expanded:opacity-100">
        {toast.type === "error" && <CircleAlert aria-hidden="true" className="size-4.5 shrink-0 text-destructive" />}
        {toast.type === "success" && <CircleCheck aria-hidden="true" className="size-4.5 shrink-0 text-primary" />}
        <div className="min-w-0 flex-1 py-0.5">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-[0.8125rem] text-muted-foreground" />
        </div>
        {toast.actionProps && <Toast.Action className={classes(buttonClass("ghost", "sm"), "text-primary")} />}
        {/* The keyboard reaches it in a stack that is not spread out too, so it is not hidden from screen readers there. */}
        <Toast.Close aria-hidden={false} aria-label={t("dismiss")} className="inline-flex size-8 touch:size-11 items-center justify-center rounded-md text-muted-foreground hover:bg-accent hover:text-foreground">
          <X aria-hidden="true" className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
