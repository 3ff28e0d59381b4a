import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Promises } from "~/admin/Promises";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { PageBar } from "~/ui/PageBar";
import { Spinner } from "~/ui/Spinner";
import { Checkpoints } from "./Checkpoints";
import { Left, Refused } from "./Left";
import { useProof, useSums } from "./queries";
import { VerifierKeys } from "./VerifierKeys";
import { Verify } from "./Verify";

/** What an auditor may see: sums of what left, what signs the record, and how far each promise holds. */
export function ProofPage() {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["proof", "admin", "policy", "promises", "own", "usage", "app"]);
  const sums = useSums();
  const proof = useProof();
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-4xl px-4 pb-16 sm:px-8">
        <PageBar title={t("title")} />
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-8 max-w-2xl text-sm text-muted-foreground">{t("lead")}</p>
        <div className="space-y-10">
          <Section id="left" title={t("left.title")}>
            <Loaded query={sums}>{(found) => <Left found={found} />}</Loaded>
          </Section>
          <Section id="refused" title={t("refused.title")}>
            <Loaded query={sums}>{(found) => <Refused found={found} />}</Loaded>
          </Section>
          <Section id="checkpoints" title={t("checkpoints.title")} lead={t("checkpoints.lead")}>
            <Loaded query={proof}>{(found) => <Checkpoints proof={found} />}</Loaded>
          </Section>
          <Section id="keys" title={t("keys.title")} lead={t("keys.lead")}>
            <Loaded query={proof}>{(found) => <VerifierKeys keys={found.verifier_keys} />}</Loaded>
          </Section>
          <Section id="verify" title={t("verify.title")} lead={t("verify.lead")}>
            <Verify />
          </Section>
          <Loaded query={proof}>{(found) => <Promises promises={found.promises} />}</Loaded>
        </div>
      </div>
    </div>
  );
}

function Section({ id, title, lead, children }: { id: string; title: string; lead?: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`proof-${id}`}>
      <h2 id={`proof-${id}`} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {lead && <p className="mt-1 max-w-2xl text-sm text-muted-foreground">{lead}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}

function Loaded<T>({ query, children }: { query: { data: T | undefined; error: unknown }; children: (found: T) => ReactNode }) {
  const { t } = useTranslation("app");
  if (query.data !== undefined) return children(query.data);
  return query.error ? <Notice kind="error" title={errorText(query.error, t).title} /> : <Spinner />;
}
