import { TriangleAlert, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { patiently } from "~/api/patiently";
import type { ChatFile, Model } from "~/api/types";
import type { FileChecked } from "~/guard/types";
import { currentLocale } from "~/i18n";
import { classes } from "~/ui/classes";
import { FileIcon } from "./FileIcon";
import { useFits, type Fit } from "./fits";
import "./files.css";
import { choosePortions, isBlank, removeFile, unitOf, type Held } from "./held";
import { countName, fileTrouble, lengthName, sizeName } from "./names";

const FileVerdict = lazy(() => patiently(() => import("~/chat/guard/FileVerdict")).then((module) => ({ default: module.FileVerdict })));
const Preview = lazy(() => patiently(() => import("./Preview")).then((module) => ({ default: module.Preview })));

interface ChipsProps {
  chatId: string | null;
  files: readonly Held[];
  model: Model | undefined;
  /** What the guard found in them, by file. */
  checks: ReadonlyMap<string, FileChecked>;
}

/** The files in the composer: how far each is, what it is, what of it will not fit. */
export function Chips({ chatId, files, model, checks }: ChipsProps) {
  const { t } = useTranslation("chat");
  const fits = useFits(chatId, files, model?.id ?? null);
  const blind = model?.images === false;
  const [shown, setShown] = useState<string | null>(null);
  const open = files.find((one) => one.key === shown && one.file);
  if (chatId === null || files.length === 0) return null;
  return (
    <>
      <ul aria-label={t("files.attached")} className="file-chips">
        {files.map((one) => (
          <li key={one.key} className={classes("file-chip", (one.phase === "failed" || isBlank(one)) && "file-chip-failed")}>
            <button type="button" disabled={one.phase !== "ready" || isBlank(one)} onClick={() => setShown(one.key)} className="file-chip-main">
              <ChipFace chatId={chatId} one={one} />
              <span className="min-w-0">
                <bdi className="block truncate text-[0.8125rem] font-medium">{one.file?.name ?? one.name}</bdi>
                <ChipNote one={one} fit={fits.get(one.key)} blind={blind} />
                <Verdict check={checks.get(one.file?.id ?? "")} />
              </span>
            </button>
            <button type="button" aria-label={t("files.remove", { name: one.name })} onClick={() => removeFile(chatId, one.key)} className="file-chip-remove">
              <X aria-hidden="true" className="size-3.5" />
            </button>
            {(one.phase === "sending" || one.phase === "reading") && <Bar share={one.share} label={one.name} />}
          </li>
        ))}
      </ul>
      <Suspense>
        {open?.file && (
          <Preview
            chatId={chatId}
            fileId={open.file.id}
            name={open.file.name}
            chosen={open.portions}
            onChoose={(portions) => choosePortions(chatId, open.key, portions)}
            onClose={() => setShown(null)}
          />
        )}
      </Suspense>
    </>
  );
}

/** What the guard will do about the file; nothing where it goes as it is. */
function Verdict({ check }: { check: FileChecked | undefined }) {
  if (!check) return null;
  return (
    <Suspense>
      <FileVerdict check={check} />
    </Suspense>
  );
}

function ChipFace({ chatId, one }: { chatId: string; one: Held }) {
  if (one.phase === "failed" || isBlank(one)) return <TriangleAlert aria-hidden="true" className="size-4.5 shrink-0" />;
  if (one.file?.picture) return <img src={`/api/chats/${chatId}/files/${one.file.id}/picture`} alt="" className="file-chip-picture" />;
  return (
    <span className="file-chip-icon">
      <FileIcon kind={one.file?.kind ?? null} />
    </span>
  );
}

function ChipNote({ one, fit, blind }: { one: Held; fit: Fit | undefined; blind: boolean }) {
  const { t } = useTranslation("chat");
  const percent = one.share === null ? "" : new Intl.NumberFormat(currentLocale(), { style: "percent" }).format(one.share);
  if (one.phase === "failed") return <span className="block text-xs">{fileTrouble(t, one.error)}</span>;
  if (isBlank(one)) return <span className="block text-xs">{t("files.blank")}</span>;
  const words = one.file && one.phase === "ready" ? <ReadNote one={one} file={one.file} fit={fit} blind={blind} /> : t(one.phase === "sending" ? "files.sending" : "files.reading", { percent });
  return <span className="block text-xs text-muted-foreground">{words}</span>;
}

/** What a file is that has been read, or what stands against sending it whole. */
function ReadNote({ one, file, fit, blind }: { one: Held; file: ChatFile; fit: Fit | undefined; blind: boolean }) {
  const { t } = useTranslation("chat");
  const unit = unitOf(file);
  if (file.picture) return blind ? <span className="text-external">{t("files.blind")}</span> : sizeName(one.size);
  if (fit) return <span className="text-external">{t("files.fits", { some: countName(t, unit, fit.took, fit.of) })}</span>;
  if (one.portions) return countName(t, unit, one.portions.length, file.of);
  return [lengthName(t, unit, file.of), sizeName(one.size)].join(" · ");
}

function Bar({ share, label }: { share: number | null; label: string }) {
  return (
    <span role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} {...(share === null ? {} : { "aria-valuenow": Math.round(share * 100) })} className="file-bar">
      <span className={classes("file-bar-done", share === null && "file-bar-waiting")} style={{ inlineSize: `${(share ?? 1) * 100}%` }} />
    </span>
  );
}
