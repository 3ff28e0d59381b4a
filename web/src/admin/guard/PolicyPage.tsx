import { useTranslation } from "react-i18next";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Presets } from "./Presets";
import { History } from "./History";
import { PolicyFields } from "./PolicyFields";
import { useDraft, usePolicy, type PolicyVersion } from "./queries";
import { RuleList } from "./RuleList";
import { RuleTable } from "./RuleTable";
import { SaveBar } from "./SaveBar";

/** What may leave for where: three ready policies, a table for everybody, and every single rule below it. */
export function PolicyPage() {
  const { t } = useTranslation(["policy", "app"]);
  const saved = usePolicy();
  if (saved.isPending) return <Spinner />;
  if (saved.isError) return <Notice kind="error" title={errorText(saved.error, t).title} />;
  return <Editor saved={saved.data} />;
}

function Editor({ saved }: { saved: PolicyVersion }) {
  const { t } = useTranslation("policy");
  const draft = useDraft(saved.policy);
  const { policy, change } = draft;
  return (
    <div className="space-y-10">
      {policy.mode === "record" && (
        <Notice kind="warning" title={t("mode.recordTitle")}>
          {t("mode.recordBody")}
        </Notice>
      )}
      <Presets policy={policy} onChange={change} />
      <RuleTable rules={policy.rules} onChange={(rules) => change({ rules, name: "custom" })} />
      <PolicyFields policy={policy} onChange={change} />
      <div className="space-y-3">
        <RuleList rules={policy.rules} onChange={(rules) => change({ rules, name: "custom" })} />
        <History saved={saved} onTake={(taken) => change(taken)} />
      </div>
      <SaveBar saved={saved} draft={draft} />
    </div>
  );
}
