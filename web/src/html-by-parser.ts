// Stands in for hast-util-from-html-isomorphic, which parses through the DOM in browsers and so trips style-src-attr.
export { fromHtml as fromHtmlIsomorphic } from "hast-util-from-html";
