import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { VList } from "virtua";
import { call } from "~/api/call";
import type { ChatFile, Portion } from "~/api/types";
import { Button } from "~/ui/Button";
import { classes } from "~/ui/classes";
import { Dialog, DialogFooter } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import "./files.css";
import { countName, fileTrouble, placeName } from "./names";

interface PreviewProps {
  chatId: string;
  fileId: string;
  name: string;
  /** The parts that go with the message, null for all. */
  chosen: readonly number[] | null;
  /** Left out where nothing can be chosen any more. */
  onChoose?: (portions: readonly number[] | null) => void;
  onClose: () => void;
}

/** What was read of a file, part by part; in the composer the parts that go with the message are chosen here. */
export function Preview({ chatId, fileId, name, chosen, onChoose, onClose }: PreviewProps) {
  const { t } = useTranslation("chat");
  const path = `/api/chats/${chatId}/files/${fileId}`;
  const file = useQuery({ queryKey: ["chats", "file", fileId], queryFn: ({ signal }) => call<ChatFile>("GET", path, { signal }) });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={name} size="xl" className="file-preview">
      {file.isPending && <Spinner />}
      {file.error && <div className="p-6"><Notice kind="error" title={fileTrouble(t, file.error)} /></div>}
      {file.data?.picture && (
        <div className="file-preview-picture">
          <img src={`${path}/picture`} alt={name} width={file.data.picture.width} height={file.data.picture.height} />
        </div>
      )}
      {file.data && !file.data.picture && <Parts path={path} file={file.data} chosen={chosen} {...(onChoose ? { onChoose } : {})} onClose={onClose} />}
    </Dialog>
  );
}

interface PartsProps extends Pick<PreviewProps, "chosen" | "onChoose" | "onClose"> {
  path: string;
  file: ChatFile;
}

function Parts({ path, file, chosen, onChoose, onClose }: PartsProps) {
  const { t } = useTranslation("chat");
  const [shown, setShown] = useState(chosen?.[0] ?? 0);
  const [picked, setPicked] = useState<ReadonlySet<number>>(() => new Set(chosen ?? file.portions.keys()));
  const unit = file.portions[0]?.unit ?? "page";
  const pick = (number: number, on: boolean) => {
    const next = new Set(picked);
    if (on) next.add(number);
    else next.delete(number);
    setPicked(next);
  };
  const use = () => {
    onChoose?.(picked.size === file.of ? null : [...picked].toSorted((first, second) => first - second));
    onClose();
  };
  return (
    <>
      {file.cut && <div className="px-6 pt-3"><Notice kind="warning" title={t("files.cut")} /></div>}
      <div className="file-parts">
        <VList className="file-parts-list" role="group" aria-label={t("files.parts")}>
          {file.portions.map((portion, number) => (
            <Part
              key={`${portion.unit} ${portion.number} ${portion.first} ${portion.piece}`}
              portion={portion}
              shown={number === shown}
              picked={picked.has(number)}
              onShow={() => setShown(number)}
              {...(onChoose ? { onPick: (on: boolean) => pick(number, on) } : {})}
            />
          ))}
        </VList>
        <Words path={path} number={shown} />
      </div>
      {onChoose && (
        <DialogFooter>
          <p className="me-auto self-center text-sm text-muted-foreground" aria-live="polite">{countName(t, unit, picked.size, file.of)}</p>
          <Button variant="ghost" onClick={() => setPicked(picked.size === file.of ? new Set() : new Set(file.portions.keys()))}>
            {t(picked.size === file.of ? "files.none" : "files.all")}
          </Button>
          <Button variant="primary" disabled={picked.size === 0} onClick={use}>
            {t("files.use")}
          </Button>
        </DialogFooter>
      )}
    </>
  );
}

function Part({ portion, shown, picked, onShow, onPick }: { portion: Portion; shown: boolean; picked: boolean; onShow: () => void; onPick?: (on: boolean) => void }) {
  const { t } = useTranslation("chat");
  const name = placeName(t, portion);
  return (
    <div className={classes("file-part", shown && "file-part-shown")}>
      {onPick && <input type="checkbox" checked={picked} aria-label={t("files.take", { name })} onChange={(event) => onPick(event.currentTarget.checked)} />}
      <button type="button" aria-current={shown || undefined} onClick={onShow} className={classes("min-w-0 flex-1 truncate py-1.5 text-start", !picked && "text-muted-foreground")}>
        <bdi>{name}</bdi>
      </button>
    </div>
  );
}

function Words({ path, number }: { path: string; number: number }) {
  const { t } = useTranslation("chat");
  const words = useQuery({ queryKey: ["chats", "file", path, number], queryFn: ({ signal }) => call<{ text: string }>("GET", `${path}/portions/${number}`, { signal }), gcTime: 60_000 });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section tabIndex={0} aria-label={t("files.text")} className="file-words">
      {words.isPending && <Spinner />}
      {words.error && <Notice kind="error" title={fileTrouble(t, words.error)} />}
      {words.data && <p dir="auto" className="whitespace-pre-wrap">{words.data.text}</p>}
    </section>
  );
}
