/** Any text as LaTeX that prints it as it stands, with plain pdflatex and no further package. */
import { oneLine } from './table-text.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '`': '\\`{}',
  // After the end of a row an opening bracket or a star would be an argument of it.
  '[': '{[}',
  '*': '{*}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '÷': '$\\div$',
  '·': '$\\cdot$',
  '°': '$^{\\circ}$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '≠': '$\\neq$',
  '≈': '$\\approx$',
  '∞': '$\\infty$',
  '−': '$-$',
  '→': '$\\rightarrow$',
  '←': '$\\leftarrow$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '†': '$\\dagger$',
  '‡': '$\\ddagger$',
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  '‘': '`',
  '’': "'",
  '“': '``',
  '”': "''",
  '„': ',,',
  µ: '$\\mu$',
  '\u00a0': '~',
};

/** Greek, in math; capitals that look Latin are Latin there. */
const GREEK: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon varphi chi psi omega'
      .split(' ')
      .map((name, at) => [String.fromCodePoint(0x3b1 + at), name === 'o' ? 'o' : `\\${name}`]),
  ),
  ...Object.fromEntries(
    'Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Upsilon:Υ Phi:Φ Psi:Ψ Omega:Ω'
      .split(' ')
      .map((pair) => pair.split(':'))
      .map(([name, letter]) => [letter, `\\${name}`]),
  ),
};

/** What pdflatex prints of UTF-8 without a package: letters of Latin-1 and Latin Extended-A that its accents make. */
const ACCENTED =
  /[¡¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ\u0100\u0101\u0106-\u010f\u0112\u0113\u0116\u0117\u011a\u011b\u011e\u011f\u0130\u0131\u0139\u013a\u0141-\u0144\u0147\u0148\u014c\u014d\u0150-\u0155\u0158-\u015b\u015e-\u0161\u0164\u0165\u016a\u016b\u016e-\u0171\u0178-\u017e]/;

function character(one: string): string {
  const special = SPECIAL[one];
  if (special !== undefined) return special;
  if (/[&%$#_{}]/.test(one)) return `\\${one}`;
  if (one <= '\u007f' || ACCENTED.test(one)) return one;
  const greek = GREEK[one];
  if (greek !== undefined) return `$${greek}$`;
  const plain = one.normalize('NFKD').replace(/[^\u0020-\u007e]/g, '');
  if (plain !== '') return escapeLatex(plain);
  if (/\p{Mark}/u.test(one)) return '';
  // pdflatex stops at letters that it has no font for; their number says at least which it was.
  return `{\\scriptsize [U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]}`;
}

export const escapeLatex = (text: string): string =>
  [...oneLine(text.normalize('NFC'))]
    // Two hyphens would be a dash.
    .map((one, at, all) => (one === '-' && all[at + 1] === '-' ? '-{}' : character(one)))
    .join('')
    .replace(/(^|[\s({])"/g, '$1``')
    .replaceAll('"', "''");
