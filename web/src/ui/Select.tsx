import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { inputClass } from "./Field";
import { classes } from "./classes";

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  className?: string;
}

/** One of many values. */
export function Select<Value extends string>({ label, value, options, onChange, className }: SelectProps<Value>) {
  return (
    <Base.Root items={options} value={value} onValueChange={(chosen) => chosen !== null && onChange(chosen)} modal={false}>
      <Base.Trigger aria-label={label} className={classes(inputClass, "control inline-flex items-center justify-between gap-2 text-start text-sm", className)}>
        <Base.Value className="min-w-0 truncate" />
        <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className="popup appear max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1">
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className="flex min-h-9 touch:min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-accent">
                <Base.ItemText className="flex-1">{option.label}</Base.ItemText>
                <Base.ItemIndicator>
                  <Check aria-hidden="true" className="size-4 text-primary" />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
