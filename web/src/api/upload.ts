import { ApiError, csrfToken } from "./call";
import { errorOf } from "./error";

interface UploadOptions {
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Told how many bytes have gone. */
  onSent: (bytes: number) => void;
}

/** Sends a body as it is and tells how far it is, which `fetch` cannot. Throws ApiError; an abort passes as an AbortError. */
export function upload<T>(path: string, body: Blob, { headers, signal, onSent }: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries({ "X-CSRF-Token": csrfToken() ?? "", Accept: "application/json", ...headers })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.addEventListener("load", () => {
      const response = new Response(request.responseText, { status: request.status });
      if (response.ok) resolve(response.json() as Promise<T>);
      else void errorOf(response).then(reject);
    });
    request.addEventListener("error", () => reject(new ApiError({ status: 0, code: "offline", message: "" })));
    request.addEventListener("abort", () => reject(new DOMException("The upload was stopped.", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
