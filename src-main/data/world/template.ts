/** Fills sentence templates: `{name}` takes the named value. */

/** @throws RangeError when a template names a slot that `slots` lacks: a template's own mistake. */
export function fill(template: string, slots: Readonly<Record<string, string>>): string {
  const text = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = slots[name];
    if (value === undefined) throw new RangeError(`Template "${template}" has no value for {${name}}.`);
    return value;
  });
  const withArticles = text.replace(/\b([Aa]) (?=[aeio]|u(?!ni|se))/g, '$1n ');
  return withArticles.charAt(0).toUpperCase() + withArticles.slice(1);
}
