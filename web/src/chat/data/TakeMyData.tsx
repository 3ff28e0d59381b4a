import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call, send } from "~/api/call";
import type { Extent } from "~/api/types";
import { saveFile } from "~/receipt/ReceiptLines";
import { sizeName as bytes } from "~/chat/files/names";
import { number } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { SettingLine } from "~/ui/SettingLine";
import { toast } from "~/ui/toast";

/** Everything of the person in one archive, with how much of it has come. */
export function TakeMyData() {
  const { t } = useTranslation(["own", "app"]);
  const extent = useQuery({ queryKey: ["me", "data"], queryFn: ({ signal }) => call<Extent>("GET", "/api/me/data/extent", { signal }), staleTime: 0 });
  const [taken, setTaken] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const take = async () => {
    const abort = new AbortController();
    stop.current = abort;
    setTaken(0);
    try {
      saveFile(await received(abort.signal, setTaken), "inhouse-data.zip");
      toast({ kind: "success", title: t("take.done") });
    } catch (error) {
      if (!abort.signal.aborted) toast({ kind: "error", title: errorText(error, t).title });
    } finally {
      setTaken(null);
    }
  };
  const much = extent.data;
  return (
    <SettingLine
      label={t("take.label")}
      hint={
        <>
          {t("take.hint")}
          {much && ` ${t("take.extent", { count: much.chats, files: number(much.files), size: bytes(much.bytes) })}`}
        </>
      }
    >
      {taken === null ? (
        <Button variant="outline" onClick={() => void take()}>
          <Download aria-hidden="true" className="size-4" />
          {t("take.action")}
        </Button>
      ) : (
        <div className="flex items-center gap-3">
          <span role="status" className="text-sm text-muted-foreground tabular-nums">
            {t("take.running", { size: bytes(taken) })}
          </span>
          <Button variant="outline" onClick={() => stop.current?.abort()}>
            {t("take.stop")}
          </Button>
        </div>
      )}
    </SettingLine>
  );
}

/** The whole archive, told piece by piece. Throws when the server stops before its end. */
async function received(signal: AbortSignal, told: (size: number) => void): Promise<Blob> {
  const reply = await send("GET", "/api/me/data", new Headers({ Accept: "application/zip" }), { signal });
  const reader = (reply.body ?? new ReadableStream<Uint8Array<ArrayBuffer>>()).getReader();
  const pieces: BlobPart[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces, { type: "application/zip" });
    pieces.push(value);
    size += value.byteLength;
    told(size);
  }
}
