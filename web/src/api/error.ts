/**
 * A refusal of the server, or the lack of an answer.
 * `code` is stable: the server's own, `offline` when it cannot be reached, `unreadable` when the answer is not ours.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  /** Seconds until it is worth asking again. */
  readonly retryAfter: number | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;

  constructor(fields: {
    status: number;
    code: string;
    message: string;
    hint?: string | null;
    retryAfter?: number | null;
    details?: Record<string, unknown>;
    requestId?: string | null;
  }) {
    super(fields.message);
    this.name = "ApiError";
    this.status = fields.status;
    this.code = fields.code;
    this.hint = fields.hint ?? null;
    this.retryAfter = fields.retryAfter ?? null;
    this.details = fields.details ?? {};
    this.requestId = fields.requestId ?? null;
  }

  /** True when the server is away or not ready: waiting helps, changing the request does not. */
  get away(): boolean {
    return this.code === "offline" || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Reads the error body that every refusal under /api carries. */
export async function errorOf(response: Response): Promise<ApiError> {
  const header = Number(response.headers.get("Retry-After"));
  const waiting = Number.isFinite(header) && header > 0 ? header : null;
  const body: unknown = await response.json().catch(() => null);
  const fields = isRecord(body) ? body : {};
  return new ApiError({
    status: response.status,
    code: text(fields["code"]) ?? "unreadable",
    message: text(fields["message"]) ?? response.statusText,
    hint: text(fields["hint"]),
    retryAfter: typeof fields["retry_after"] === "number" ? fields["retry_after"] : waiting,
    details: isRecord(fields["details"]) ? fields["details"] : {},
    requestId: text(fields["request_id"]),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
