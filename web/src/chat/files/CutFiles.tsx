import { useTranslation } from "react-i18next";
import type { CutFile } from "~/api/types";
import "./files.css";
import { countName } from "./names";

/** What of the attached files did not go into the prompt of an answer. */
export function CutFiles({ files }: { files: readonly CutFile[] }) {
  const { t } = useTranslation("chat");
  if (files.length === 0) return null;
  return (
    <ul className="file-cut">
      {files.map((file) => (
        <li key={file.file_id}>{t(file.unit === "picture" ? "files.cutPicture" : "files.cutFile", { name: file.name, some: countName(t, file.unit, file.took, file.of) })}</li>
      ))}
    </ul>
  );
}
