import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { patiently } from "~/api/patiently";
import type { Attachment } from "~/api/types";
import { FileIcon } from "./FileIcon";
import "./files.css";
import { countName, lengthName } from "./names";

const Preview = lazy(() => patiently(() => import("./Preview")).then((module) => ({ default: module.Preview })));

/** The files that went with a message. */
export function SentFiles({ chatId, attachments }: { chatId: string; attachments: readonly Attachment[] }) {
  const { t } = useTranslation("chat");
  const [shown, setShown] = useState<Attachment | null>(null);
  if (attachments.length === 0) return null;
  return (
    <>
      <ul aria-label={t("files.attached")} className="file-chips justify-end">
        {attachments.map((one) => (
          <li key={one.file} className="file-chip">
            <button type="button" onClick={() => setShown(one)} className="file-chip-main">
              {one.kind === "image" ? <Thumbnail chatId={chatId} one={one} /> : <span className="file-chip-icon"><FileIcon kind={one.kind} /></span>}
              <span className="min-w-0">
                <bdi className="block truncate text-[0.8125rem] font-medium">{one.name}</bdi>
                {one.kind !== "image" && (
                  <span className="block truncate text-xs text-muted-foreground">
                    {one.portions ? countName(t, one.unit, one.portions.length, one.of) : lengthName(t, one.unit, one.of)}
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Suspense>
        {shown && <Preview chatId={chatId} fileId={shown.file} name={shown.name} chosen={shown.portions ?? null} onClose={() => setShown(null)} />}
      </Suspense>
    </>
  );
}

function Thumbnail({ chatId, one }: { chatId: string; one: Attachment }) {
  const [gone, setGone] = useState(false);
  if (gone) return <span className="file-chip-icon"><FileIcon kind="image" /></span>;
  return <img src={`/api/chats/${chatId}/files/${one.file}/picture`} alt="" loading="lazy" className="file-chip-picture" onError={() => setGone(true)} />;
}
