import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { classes } from "~/ui/classes";
import { dayName } from "./months";
import type { Bar, Stack } from "./stack";

const fills = ["fill-primary", "fill-private", "fill-external", "fill-local", "fill-destructive"] as const;
const dots = ["bg-primary", "bg-private", "bg-external", "bg-local", "bg-destructive"] as const;
const height = 100;

interface ChartProps {
  label: string;
  made: Stack;
  nameOf: (series: string | null) => string;
  show: (value: number) => string;
  /** Which colour a series has, where it means something; else they go in order. */
  toneOf?: (series: string | null) => number;
}

/** A bar for each day. Arrow keys go from day to day; what a day holds stands below and is read out. The table has it all. */
export function Chart({ label, made, nameOf, show, toneOf }: ChartProps) {
  const tone = toneOf ?? ((series: string | null) => made.series.indexOf(series));
  const { t } = useTranslation("usage");
  const [picked, setPicked] = useState(made.bars.length - 1);
  const at = Math.min(picked, made.bars.length - 1);
  const shown = made.bars[at];
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const forwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const to = { [forwards]: at + 1, [forwards === "ArrowRight" ? "ArrowLeft" : "ArrowRight"]: at - 1, Home: 0, End: made.bars.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(made.bars.length - 1, to));
    setPicked(next);
    (event.currentTarget.parentElement?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <figure aria-label={label} className="rounded-xl border border-border p-4">
      <div role="group" aria-label={t("chart.days")} className="flex h-44 items-stretch gap-px sm:gap-1">
        {made.bars.map((bar, index) => (
          <button
            key={bar.day}
            type="button"
            tabIndex={index === at ? 0 : -1}
            aria-label={t("chart.day", { day: dayName(bar.day), value: show(bar.total) })}
            aria-pressed={index === at}
            onClick={() => setPicked(index)}
            onKeyDown={move}
            onFocus={() => setPicked(index)}
            onPointerEnter={() => setPicked(index)}
            className={classes("min-w-0 flex-1 rounded-sm transition-colors hover:bg-accent", index === at && "bg-accent")}
          >
            <Column bar={bar} most={made.most} toneOf={tone} />
          </button>
        ))}
      </div>
      <div aria-hidden="true" className="mt-1 flex justify-between text-xs text-muted-foreground">
        <span>{made.bars[0] && dayName(made.bars[0].day)}</span>
        <span>{made.bars.length > 1 && dayName(made.bars.at(-1)?.day ?? "")}</span>
      </div>
      <figcaption className="mt-3 text-sm">
        <p aria-live="polite" className="font-medium tabular-nums">
          {shown && t("chart.day", { day: dayName(shown.day), value: show(shown.total) })}
        </p>
        <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1.5">
          {made.series.map((series) => (
            <li key={series ?? ""} className="flex min-w-0 items-center gap-2 text-muted-foreground">
              <span aria-hidden="true" className={classes("size-2.5 shrink-0 rounded-full", series === null ? "bg-input" : dots[tone(series)])} />
              <span dir="auto" className="truncate">{nameOf(series)}</span>
              <span className="shrink-0 tabular-nums text-foreground">{show(shown?.parts.find((part) => part.series === series)?.value ?? 0)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

function Column({ bar, most, toneOf }: { bar: Bar; most: number; toneOf: (series: string | null) => number }) {
  const scale = most > 0 ? height / most : 0;
  return (
    <svg aria-hidden="true" viewBox={`0 0 10 ${height}`} preserveAspectRatio="none" className="size-full">
      {bar.parts.map(({ series, from, value }) => (
        <rect
          key={series ?? ""}
          x={1}
          width={8}
          y={height - (from + value) * scale}
          height={Math.max(value * scale, 0.5)}
          className={series === null ? "fill-input" : fills[toneOf(series)] ?? "fill-input"}
        />
      ))}
      {bar.parts.length === 0 && <rect x={1} width={8} y={height - 0.5} height={0.5} className="fill-border" />}
    </svg>
  );
}
