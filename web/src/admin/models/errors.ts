import type { TFunction } from "i18next";
import { ApiError } from "~/api/error";
import { errorText } from "~/ui/error-text";

/** The fields that a refusal can be about; `rest` is for what is about none of them. */
export type Wrong = Partial<Record<"endpoint" | "far" | "name" | "rest", string>>;

const fields: Readonly<Record<string, keyof Wrong>> = { endpoint_invalid: "endpoint", address_refused: "far", account_in_use: "name" };

/** A refusal of the server, put where it belongs in a form. */
export function wrongIn(error: unknown, t: TFunction): Wrong {
  if (!error) return {};
  const code = error instanceof ApiError ? error.code : "";
  if (code === "address_refused") return { far: t("models:account.farWrong") };
  const { title, hint } = errorText(error, t);
  return { [fields[code] ?? "rest"]: hint ? `${title} ${hint}` : title };
}
