import { AddModel } from "./AddModel";
import { EditModel } from "./EditModel";
import { useAdminModels } from "./queries";
import { TestDialog } from "./TestDialog";

/** The dialog that is open, if one is. */
export type Shown = { step: "add" } | { step: "edit" | "test"; id: string };

/** Adding leads to the test; the test leads to people or back to the form. */
export function ModelDialogs({ shown, onShow }: { shown: Shown | null; onShow: (shown: Shown | null) => void }) {
  const models = useAdminModels().data?.items ?? [];
  const close = () => onShow(null);
  if (shown === null) return null;
  if (shown.step === "add") return <AddModel onClose={close} onAdded={(model) => onShow({ step: "test", id: model.id })} />;
  const model = models.find((one) => one.id === shown.id);
  if (!model) return null;
  if (shown.step === "edit") return <EditModel key={model.id} model={model} onClose={close} />;
  return <TestDialog key={model.id} model={model} onClose={close} onEdit={() => onShow({ step: "edit", id: model.id })} />;
}
