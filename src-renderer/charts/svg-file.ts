/** A chart drawn as SVG in the page, as a file that needs no style sheet of ours. */

/** What the page's styles may set; a file on its own must say it. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
] as const;

/** @param ground colour behind it */
export function svgText(svg: SVGSVGElement, title: string, ground: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  copies.forEach((element, at) => {
    const style = getComputedStyle(originals[at]!);
    element.removeAttribute('style');
    element.removeAttribute('class');
    for (const name of ['aria-hidden', 'aria-label', 'role', 'tabindex']) element.removeAttribute(name);
    if (element.tagName === 'title') return;
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
  });
  // A box that is gone from the page's layout is gone from the file.
  copies.forEach((element, at) => {
    if (getComputedStyle(originals[at]!).display === 'none') element.remove();
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const back = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of [
    ['width', '100%'],
    ['height', '100%'],
    ['fill', ground],
  ] as const)
    back.setAttribute(name, value);
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  copy.prepend(name, back);
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
