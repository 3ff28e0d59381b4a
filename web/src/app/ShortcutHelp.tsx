import { useTranslation } from "react-i18next";
import { Dialog, DialogBody } from "~/ui/Dialog";
import { Kbd } from "~/ui/Kbd";
import { openPanel } from "~/ui/panels";
import { shortcutTable, type ShortcutGroup } from "~/ui/shortcuts";

const groups: readonly ShortcutGroup[] = ["chats", "thread", "general"];

export function ShortcutHelp() {
  const { t } = useTranslation("app");
  return (
    <Dialog open onOpenChange={(open) => openPanel("help", open)} title={t("shortcuts.title")} size="md">
      <DialogBody className="space-y-5">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">{t(`shortcuts.groups.${group}`)}</h3>
            <dl>
              {shortcutTable
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.id} className="flex items-center justify-between gap-4 border-b border-border/60 py-2 last:border-0">
                    <dt className="text-sm">{t(`shortcuts.${shortcut.id}`)}</dt>
                    <dd>
                      <Kbd keys={shortcut.keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </DialogBody>
    </Dialog>
  );
}
