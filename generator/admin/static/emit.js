// Values as YAML, in the layout of `disputed fmt`: one value a line, long text folded at 120 below a `>-`, quotation
// marks where a reader of YAML would otherwise see something else than the words. The forms of a text are those of
// generator/yamlscalar.py, and a test holds the two to each other.

export const WIDTH = 120;

const WORDS_OF_YAML = /^(?:y(?:es)?|no?|on|off|true|false|null|~)$/i;
const OTHER_TYPES = new RegExp(
  [
    '[-+]?[0-9][0-9_,]*', // 17, 007
    '0[xob][0-9a-f_]+',
    '[-+]?(?:[0-9][0-9_]*)?\\.[0-9]*(?:e[-+]?[0-9]+)?', // 1.10
    '[-+]?[0-9]+e[-+]?[0-9]+',
    '[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\\.[0-9]*)?', // 12:30
    '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:t .*| .*)?', // 2017-08-31
    '[-+]?\\.(?:inf|nan)|=|<<',
  ]
    .map((each) => `^(?:${each})$`)
    .join('|'),
  'i'
);
const UNPRINTABLE =
  /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|[\u2028\u2029]/u;
const ESCAPES = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };

const length = (text) => [...text].length;

export class Emitter {
  /** Whether a text means itself without quotation marks, on one line. */
  plain(text, inFlow) {
    if (!text || text !== text.trim() || /[\n\t]/.test(text) || UNPRINTABLE.test(text)) return false;
    if (/^(?:[!&*%@`|>'"#,[\]{}]|---|\.\.\.)/.test(text)) return false;
    if (/^[-?:](?: |$)/.test(text) || (inFlow && /^[-?:][,[\]{}]/.test(text))) return false;
    if (text.includes(': ') || text.includes(' #') || text.endsWith(':')) return false;
    return !(inFlow && (/[,[\]{}?]|:[\s,[\]{}]|^[-:]/.test(text)));
  }

  /** A text in quotation marks: double ones, or single ones where that saves escapes. */
  quoted(text) {
    if (text.includes('"') && !/[\\\n\t]/.test(text) && !UNPRINTABLE.test(text)) return `'${text.replace(/'/g, "''")}'`;
    const hex = (char) => `\\U${char.codePointAt(0).toString(16).padStart(8, '0')}`;
    const escaped = [...text].map((char) => ESCAPES[char] ?? (UNPRINTABLE.test(char) ? hex(char) : char));
    return `"${escaped.join('')}"`;
  }

  /** A text on one line, between brackets or as a key. */
  inline(text, inFlow = false) {
    return this.plain(text, inFlow) && !WORDS_OF_YAML.test(text) ? text : this.quoted(text);
  }

  /** What follows `key:` or `-`, beginning with a space and without the last line end.
   *
   * indent: of the line that holds the key. used: columns taken on that line. style: how the value was written before.
   * comment: what stood behind it.
   */
  scalar(text, indent, used, { style = '', comment = '' } = {}) {
    const inner = ' '.repeat(indent + 2);
    const literal = style === 'BLOCK_LITERAL';
    if (text.includes('\n') && fitsBlock(text)) {
      if (style === 'BLOCK_FOLDED' && folds(text)) return folded(text, inner, comment);
      const lines = text.split('\n').map((line) => (line ? inner + line : ''));
      return ` |${literal ? '' : '-'}${comment}\n${lines.join('\n')}`;
    }
    const keepQuotes = style.startsWith('QUOTE') && OTHER_TYPES.test(text);
    if (this.plain(text, false) && !keepQuotes && !WORDS_OF_YAML.test(text)) {
      if (used + 1 + length(text) <= WIDTH || !folds(text)) return ` ${text}${comment}`;
    } else if (!text.includes(' ') || !folds(text)) {
      return ` ${this.quoted(text)}${comment}`;
    }
    return folded(text, inner, comment);
  }

  value(value, indent, used, options) {
    if (typeof value === 'string') return this.scalar(value, indent, used, options);
    if (value instanceof Map) return `\n${this.mapping(value, indent + 2)}`;
    if (options?.single && value.length === 1) return this.scalar(value[0], indent, used);
    if (options?.flow && value.every((each) => typeof each === 'string' && !each.includes('\n'))) {
      const flow = ` [${value.map((each) => this.inline(each, true)).join(', ')}]`;
      if (used + length(flow) <= WIDTH) return flow;
    }
    return `\n${this.items(value, indent + 2)}`;
  }

  mapping(value, indent, fields = value.fields) {
    return [...value]
      .map(([key, inner]) => {
        const field = fields?.find((each) => each.name === key);
        const shown = this.inline(key);
        const head = `${' '.repeat(indent)}${shown}:`;
        return head + this.value(tag(inner, field), indent, head.length, listed(field));
      })
      .join('\n');
  }

  items(value, indent) {
    return value.map((each) => this.item(each, indent)).join('\n');
  }

  item(value, indent) {
    const head = `${' '.repeat(indent)}-`;
    if (value instanceof Map) return `${head} ${this.mapping(value, indent + 2).trimStart()}`;
    return head + this.scalar(value, indent, head.length);
  }
}

/** How the list of a field is written: a lone value bare, ids between brackets. */
export const listed = (field) => ({
  single: Boolean(field?.single),
  flow: Boolean(field?.single && (field.multiple || field.ids)),
});

/** Remembers which fields a mapping, or the mappings in a list, are made of, for the order and style of its keys. */
export function tag(value, field) {
  if (!field?.fields) return value;
  const parts = value instanceof Map && !field.mapping ? [value] : value instanceof Map ? [...value.values()] : value;
  for (const part of Array.isArray(parts) ? parts : []) {
    if (part instanceof Map) Object.defineProperty(part, 'fields', { value: field.fields, configurable: true });
  }
  return value;
}

/** Whether a text can stand below a `|` as it is: it begins and ends with something to see. */
const fitsBlock = (text) => /^[^ \t\n]/.test(text) && /\S[^\n]*$/.test(text) && !UNPRINTABLE.test(text);

/** Whether a text can be folded: no line of it begins or ends with white space. */
const folds = (text) =>
  text !== '' && !text.startsWith('\n') && !/\t/.test(text) && !UNPRINTABLE.test(text)
  && text.split('\n').every((line) => line === line.trim());

function folded(text, inner, comment) {
  const paragraphs = text.split('\n').map((each) => wrap(each, WIDTH - inner.length).map((line) => inner + line));
  return ` >-${comment}\n${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}`;
}

/** Breaks only where a single space stands: a folded line end is read as exactly one. */
function wrap(text, width) {
  const lines = [];
  for (const word of text ? text.split(/(?<=\S) (?=\S)/) : []) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length && length(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
