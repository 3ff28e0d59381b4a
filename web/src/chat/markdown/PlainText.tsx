import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { pieces } from "./limits";

const Piece = memo(function Piece({ text }: { text: string }) {
  return (
    <div dir="auto" className="plain-piece">
      {text}
    </div>
  );
});

/** Text as it is, however long; only its last piece is drawn again when more comes. */
export function PlainText({ text, notice = false }: { text: string; notice?: boolean }) {
  const { t } = useTranslation("chat");
  const cut = useMemo(() => pieces(text), [text]);
  return (
    <div className="plain-text">
      {notice && <p className="plain-notice">{t("markdown.plain")}</p>}
      {cut.map((piece, index) => (
        <Piece key={index} text={piece} />
      ))}
    </div>
  );
}
