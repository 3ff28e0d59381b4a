import { BookMarked, Plus, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/i18n/format";
import { kindName } from "~/guard/kinds";
import { Button } from "~/ui/Button";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { IconButton } from "~/ui/IconButton";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { toast } from "~/ui/toast";
import { Tag } from "../Tag";
import { Choice } from "../models/Choice";
import { Section } from "./Section";
import { TermImport } from "./TermImport";
import { useTermChanges, useTerms, type CategoryCount, type Term } from "./terms";

const all = "";

/** The words that only this house knows, by category. What happens to a category stands in the policy. */
export function TermsPage() {
  const { t } = useTranslation(["policy", "app"]);
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState(all);
  const [adding, setAdding] = useState(false);
  const terms = useTerms(useDeferredValue(search.trim()), category);
  const pages = terms.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const first = pages[0];
  const empty = first !== undefined && first.total === 0;
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {t("terms.add")}
    </Button>
  );
  return (
    <Section title={t("terms.title")} lead={t("terms.lead")} action={!empty && add}>
      {terms.isPending && <Spinner />}
      {terms.isError && <Notice kind="error" title={errorText(terms.error, t).title} />}
      {empty && (
        <div className="rounded-xl border border-dashed border-border">
          <EmptyState icon={BookMarked} title={t("terms.none")} action={add}>
            {t("terms.noneBody")}
          </EmptyState>
        </div>
      )}
      {first && !empty && (
        <div className="space-y-4">
          <Filters categories={first.categories} total={first.total} search={search} category={category} onSearch={setSearch} onCategory={setCategory} />
          <List items={items} />
          {terms.hasNextPage && (
            <Button busy={terms.isFetchingNextPage} onClick={() => void terms.fetchNextPage()}>
              {t("terms.more")}
            </Button>
          )}
        </div>
      )}
      {adding && <TermImport onClose={() => setAdding(false)} />}
    </Section>
  );
}

function List({ items }: { items: readonly Term[] }) {
  const { t } = useTranslation(["policy", "guard", "app"]);
  const { remove } = useTermChanges(() => undefined);
  const take = (term: Term) => remove.mutate(term.id, { onError: (error) => toast({ kind: "error", title: errorText(error, t).title }) });
  if (items.length === 0) return <p className="text-sm text-muted-foreground">{t("terms.nothingFound")}</p>;
  return (
    <ul aria-label={t("terms.list")} className="divide-y divide-border rounded-xl border border-border">
      {items.map((one) => (
        <li key={one.id} className="flex items-center gap-3 py-1 ps-4 pe-2 text-sm">
          <bdi className="min-w-0 flex-1 truncate">{one.term}</bdi>
          <Tag>{kindName(`term.${one.category}`, one.category, t)}</Tag>
          <IconButton label={t("terms.remove", { term: one.term })} onClick={() => take(one)}>
            <Trash2 aria-hidden="true" className="size-4" />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

interface FiltersProps {
  categories: readonly CategoryCount[];
  total: number;
  search: string;
  category: string;
  onSearch: (text: string) => void;
  onCategory: (category: string) => void;
}

function Filters({ categories, total, search, category, onSearch, onCategory }: FiltersProps) {
  const { t } = useTranslation(["policy", "guard", "app"]);
  const [removing, setRemoving] = useState(false);
  const { removeAll } = useTermChanges(() => undefined);
  const name = (one: string) => kindName(`term.${one}`, one, t);
  const options = [{ value: all, label: t("terms.allCategories", { count: total, formatted: number(total) }) }, ...categories.map((one) => ({ value: one.category, label: t("terms.withCount", { name: name(one.category), count: one.count }) }))];
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t("terms.search")} className="min-w-48 flex-1">
        <Input type="search" value={search} onChange={(event) => onSearch(event.target.value)} />
      </Field>
      <div className="w-56">
        <Choice label={t("terms.category")} value={category} options={options} onChange={onCategory} />
      </div>
      {category !== all && (
        <Button onClick={() => setRemoving(true)}>
          <Trash2 aria-hidden="true" className="size-4" />
          {t("terms.removeAll")}
        </Button>
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("terms.removeAllTitle", { name: name(category) })}
        description={t("terms.removeAllBody")}
        action={t("terms.removeAll")}
        busy={removeAll.isPending}
        onConfirm={() =>
          removeAll.mutate(category, {
            onSettled: () => {
              setRemoving(false);
              onCategory(all);
            },
          })
        }
      />
    </div>
  );
}
