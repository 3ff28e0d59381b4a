import { useTranslation } from "react-i18next";
import type { RemovalReceipt } from "~/api/types";
import { formatDate } from "~/i18n/format";

/** What a removal is known by, and its two dates. */
export function ReceiptLines({ receipt }: { receipt: RemovalReceipt }) {
  const { t } = useTranslation("own");
  return (
    <ul className="space-y-1 text-[0.8125rem] text-muted-foreground">
      <li>{t("receipt.here", { when: formatDate(receipt.unreadable_here) })}</li>
      <li>{t("receipt.anywhere", { when: formatDate(receipt.unreadable_anywhere) })}</li>
      <li className="font-mono text-xs break-all">{t("receipt.id", { id: receipt.act })}</li>
    </ul>
  );
}

/** The receipt as a file, for whoever has no account any more to look it up with. */
export function saveReceipt(receipt: RemovalReceipt): void {
  const file = new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" });
  saveFile(file, "inhouse-receipt.json");
}

export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
