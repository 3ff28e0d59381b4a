/** The product's mark. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="9" className="fill-primary" />
      <path d="M8 15.2 16 8.5l8 6.7V22a2 2 0 0 1-2 2h-4.6l-4.4 3v-3H10a2 2 0 0 1-2-2z" className="fill-primary-foreground" />
    </svg>
  );
}
