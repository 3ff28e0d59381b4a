import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { LucideIcon } from "lucide-react";

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: LucideIcon }[];
  onChange: (value: Value) => void;
}

/** One of a few values, all in sight. */
export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>) {
  return (
    <RadioGroup aria-label={label} value={value} onValueChange={(chosen) => onChange(chosen as Value)} className="inline-flex rounded-lg bg-muted p-1">
      {options.map(({ value: option, label: name, icon: Icon }) => (
        <Radio.Root
          key={option}
          value={option}
          className="inline-flex min-h-8 touch:min-h-11 cursor-pointer select-none items-center gap-2 rounded-md px-3 text-sm text-muted-foreground transition-colors hover:text-foreground data-checked:bg-background data-checked:font-medium data-checked:text-foreground data-checked:shadow-soft dark:data-checked:bg-accent"
        >
          {Icon && <Icon aria-hidden="true" className="size-4" />}
          {name}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
