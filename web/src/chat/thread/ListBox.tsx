import type { CustomContainerComponentProps } from "virtua";

/**
 * The box around the drawn rows. The list would switch `pointer-events` on it whenever scrolling begins or ends; that
 * is inherited, so each switch would style every element of every row anew, and an answer that grows scrolls all the time.
 */
export function ListBox({ style, ref, children }: CustomContainerComponentProps) {
  const { pointerEvents: _switched, ...own } = style;
  return (
    <div ref={ref as React.Ref<HTMLDivElement>} style={own}>
      {children}
    </div>
  );
}
