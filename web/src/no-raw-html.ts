/**
 * Stands in for rehype-raw, which Streamdown brings along to parse HTML inside Markdown. Answers never hold HTML that is
 * taken as HTML, so its parser (more than 40 kB compressed) stays out of the page.
 */
export default function noRawHtml(): () => void {
  return () => undefined;
}
