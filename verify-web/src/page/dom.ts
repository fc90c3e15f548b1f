/**
 * Elements made by hand, so that no text is ever parsed as markup: values of a paper are foreign, and a name may hold
 * any character.
 */

/** What an element may hold; `null` and `false` stand for nothing. */
export type Child = Node | string | null | false;

/** Attributes: `true` sets an empty one, `false` and `null` leave it out, a function listens to the event after `on`. */
export type Attributes = Readonly<Record<string, string | boolean | null | ((event: Event) => void)>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An element of HTML. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function s(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  return filled(document.createElementNS(SVG, tag) as SVGElement, attributes, children);
}

function filled<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** Several children as one. */
export function all(...children: readonly Child[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...children.filter((child) => child !== null && child !== false));
  return fragment;
}

/** A drawing of a path alone, in the colour of the text around it; it says nothing to a screen reader. */
export function icon(path: string, size = 18): SVGElement {
  return s(
    'svg',
    { viewBox: '0 0 16 16', width: String(size), height: String(size), 'aria-hidden': 'true' },
    s('path', { d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6' }),
  );
}
