import { File, FileCode, FileSpreadsheet, FileText, Image, Presentation } from "lucide-react";

const icons: Readonly<Record<string, typeof File>> = { pdf: FileText, docx: FileText, xlsx: FileSpreadsheet, csv: FileSpreadsheet, pptx: Presentation, html: FileCode, text: FileCode, image: Image };

export function FileIcon({ kind }: { kind: string | null }) {
  const Icon = icons[kind ?? ""] ?? File;
  return <Icon aria-hidden="true" className="size-4.5" />;
}
