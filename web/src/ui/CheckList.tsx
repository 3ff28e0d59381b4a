import { Checkbox } from "@base-ui/react/checkbox";
import { CheckboxGroup } from "@base-ui/react/checkbox-group";
import { Check } from "lucide-react";
import { useId, type ReactNode } from "react";

interface CheckListProps<Value extends string> {
  label: string;
  hint?: ReactNode;
  value: readonly Value[];
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value[]) => void;
}

/** Some of many values, all in sight. */
export function CheckList<Value extends string>({ label, hint, value, options, onChange }: CheckListProps<Value>) {
  const id = useId();
  return (
    <div>
      <p id={id} className="text-sm font-medium">
        {label}
      </p>
      {hint && <p className="text-[0.8125rem] text-muted-foreground">{hint}</p>}
      <CheckboxGroup aria-labelledby={id} value={[...value]} onValueChange={(chosen) => onChange(chosen as Value[])} className="mt-1.5 flex flex-wrap gap-x-5">
        {options.map((option) => (
          <label key={option.value} className="flex min-h-8 touch:min-h-11 cursor-pointer items-center gap-2 text-sm">
            <Checkbox.Root
              value={option.value}
              className="flex size-4.5 shrink-0 items-center justify-center rounded border border-input bg-background data-checked:border-primary data-checked:bg-primary"
            >
              <Checkbox.Indicator className="text-primary-foreground">
                <Check aria-hidden="true" className="size-3.5" />
              </Checkbox.Indicator>
            </Checkbox.Root>
            <span dir="auto">{option.label}</span>
          </label>
        ))}
      </CheckboxGroup>
    </div>
  );
}
