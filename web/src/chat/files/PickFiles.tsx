import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "~/ui/IconButton";

/** The button that chooses files from this device. */
export function PickFiles({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation("chat");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t("files.pick")} side="top" className="-ms-0.5 rounded-full" onClick={() => input.current?.click()}>
        <Paperclip aria-hidden="true" className="size-4.5" />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again.
          event.currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
