import { Autocomplete } from "@base-ui/react/autocomplete";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "~/ui/Dialog";
import { Kbd } from "~/ui/Kbd";
import { openPanel } from "~/ui/panels";
import { icons, shownGroups, usePaletteCommands, type Command, type CommandGroup } from "./palette-commands";

/** Everything by name: commands and chats. */
export function Palette({ onSearch }: { onSearch: (text: string) => void }) {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const close = () => openPanel("palette", false);
  const all = usePaletteCommands((to) => void navigate(to));
  const groups = useMemo(() => shownGroups(all, text), [all, text]);
  const finding: CommandGroup | null = text.trim()
    ? { value: t("palette.elsewhere"), items: [{ id: "find", label: t("palette.find", { text: text.trim() }), icon: "find", run: () => onSearch(text.trim()) }] }
    : null;
  return (
    <Dialog open onOpenChange={close} title={t("palette.title")} hideTitle place="top" size="md">
      <Autocomplete.Root
        open
        inline
        mode="none"
        items={finding ? [...groups, finding] : groups}
        autoHighlight="always"
        keepHighlight
        value={text}
        onValueChange={setText}
        itemToStringValue={(command: Command) => command.label}
      >
        <Autocomplete.Input dir="auto" autoFocus aria-label={t("palette.title")} placeholder={t("palette.placeholder")} className="h-14 w-full border-b border-border bg-transparent px-5 text-base outline-none" />
        <Autocomplete.List className="max-h-[min(26rem,60dvh)] overflow-y-auto overscroll-contain p-2">
            {(group: CommandGroup) => (
              <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-1.5">
                <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 text-xs font-medium text-muted-foreground">{group.value}</Autocomplete.GroupLabel>
                <Autocomplete.Collection>
                  {(command: Command) => (
                    <Autocomplete.Item
                      key={command.id}
                      value={command}
                      onClick={() => {
                        close();
                        command.run();
                      }}
                      className="flex min-h-10 touch:min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm outline-none data-highlighted:bg-accent"
                    >
                      <CommandIcon name={command.icon} />
                      <span dir="auto" className="own-direction min-w-0 flex-1 truncate">
                        {command.label}
                      </span>
                      {command.keys && (
                        <span className="touch:hidden">
                          <Kbd keys={command.keys} />
                        </span>
                      )}
                    </Autocomplete.Item>
                  )}
                </Autocomplete.Collection>
              </Autocomplete.Group>
            )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Dialog>
  );
}

function CommandIcon({ name }: { name: Command["icon"] }) {
  const Icon = icons[name];
  return <Icon aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />;
}
