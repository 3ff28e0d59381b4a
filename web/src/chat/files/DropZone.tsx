import { Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import "./files.css";

/** Takes files that are dropped anywhere on the page, and says so while they hang over it. */
export function DropZone({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useTranslation("chat");
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const hovers = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Without it the browser would open the file and leave the page.
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    const leaves = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drops = (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const files = [...event.dataTransfer.items].filter(isFile).map((item) => item.getAsFile()).filter((file) => file !== null);
      if (files.length > 0) latest.current(files);
    };
    document.addEventListener("dragenter", hovers);
    document.addEventListener("dragover", hovers);
    document.addEventListener("dragleave", leaves);
    document.addEventListener("drop", drops);
    return () => {
      document.removeEventListener("dragenter", hovers);
      document.removeEventListener("dragover", hovers);
      document.removeEventListener("dragleave", leaves);
      document.removeEventListener("drop", drops);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="drop-zone">
      <div className="drop-zone-words">
        <Upload aria-hidden="true" className="size-6" />
        {t("files.drop")}
      </div>
    </div>
  );
}

/** Folders look like files here until one asks. */
function isFile(item: DataTransferItem): boolean {
  return item.kind === "file" && item.webkitGetAsEntry()?.isDirectory !== true;
}
