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

/** Combining marks as accents of text, and of math for Greek. */
const ACCENTS: Readonly<Record<string, readonly [text: string, math: string]>> = {
  '\u0300': ['`', 'grave'],
  '\u0301': ["'", 'acute'],
  '\u0302': ['^', 'hat'],
  '\u0303': ['~', 'tilde'],
  '\u0304': ['=', 'bar'],
  '\u0306': ['u', 'breve'],
  '\u0307': ['.', 'dot'],
  '\u0308': ['"', 'ddot'],
  '\u030a': ['r', 'mathring'],
  '\u030b': ['H', 'acute'],
  '\u030c': ['v', 'check'],
  '\u0323': ['d', 'dot'],
  '\u0327': ['c', 'bar'],
};

/** One letter with one accent that has no form of its own above; null: it is something else. */
function accented(one: string): string | null {
  const [letter = '', mark = '', ...more] = [...one.normalize('NFD')];
  const accent = ACCENTS[mark];
  if (!accent || more.length > 0) return null;
  if (/[A-Za-z]/.test(letter))
    return `\\${accent[0]}{${letter === 'i' ? '\\i' : letter === 'j' ? '\\j' : letter}}`;
  const greek = GREEK[letter];
  return greek === undefined ? null : `$\\${accent[1]}{${greek}}$`;
}

function character(one: string): string {
  const special = SPECIAL[one];
  if (special !== undefined) return special;
  if (/[&%$#_{}]/.test(one)) return `\\${one}`;
  if (one <= '\u007f' || ACCENTED.test(one)) return one;
  const greek = GREEK[one];
  if (greek !== undefined) return `$${greek}$`;
  // Invisible: joiners, directions, marks without a letter that could carry them.
  if (/^[\p{Format}\p{Mark}]$/u.test(one)) return '';
  const letter = accented(one);
  if (letter !== null) return letter;
  const plain = one.normalize('NFKD').replace(/[^\u0020-\u007e]/g, '');
  if (plain !== '') return escapeLatex(plain);
  // pdflatex stops at letters that it has no font for; their number says at least which it was.
  return `{\\scriptsize [U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]}`;
}

export const escapeLatex = (text: string): string =>
  [...oneLine(text.normalize('NFC'))]
    .map((one, at, all) => {
      // Two hyphens would be a dash.
      if (one === '-' && all[at + 1] === '-') return '-{}';
      if (one === '"') return at === 0 || /[\s({[]/.test(all[at - 1]!) ? '``' : "''";
      return character(one);
    })
    .join('');

/** For \ref: what every engine takes in a label. */
export const latexLabel = (text: string): string => text.replace(/[^A-Za-z0-9:.-]+/g, '-');
