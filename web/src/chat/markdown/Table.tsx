import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { extractTableDataFromElement, tableDataToTSV } from "streamdown";
import { IconButton } from "~/ui/IconButton";
import { CopyIcon } from "./CopyIcon";
import { useCopy } from "./useCopy";

/** A table that scrolls inside itself and can be copied into a spreadsheet. */
export function Table({ children }: { children?: ReactNode }) {
  const { t } = useTranslation("chat");
  const { copied, copy } = useCopy();
  const table = useRef<HTMLTableElement>(null);
  const copyTable = () => {
    if (table.current) copy(tableDataToTSV(extractTableDataFromElement(table.current)));
  };
  return (
    <div className="table-block">
      <div className="table-scroll" tabIndex={0} role="group" aria-label={t("markdown.table")}>
        <table ref={table} dir="auto">{children}</table>
      </div>
      <IconButton quiet size="sm" className="table-copy" label={copied ? t("copied") : t("markdown.copyTable")} onClick={copyTable}>
        <CopyIcon copied={copied} />
      </IconButton>
    </div>
  );
}
