// A changed file: the old text with only those lines replaced whose values changed. Comments, order, quotes and line
// breaks of everything else stay what they were, to the byte.

import { listed, tag } from './emit.js';
import { same } from './shape.js';

const isMapping = (value) => value instanceof Map;

export class Patcher {
  constructor(yaml, emitter, text) {
    this.yaml = yaml;
    this.emitter = emitter;
    this.text = text;
    this.contents = yaml.parseDocument(text, { schema: 'failsafe', keepSourceTokens: true }).contents;
  }

  /** The text with the values of `now` where they differ from `old`. */
  patched(old, now, field) {
    return this.apply(0, this.text.length, this.mapping(this.contents, old, now, field));
  }

  apply(from, to, edits) {
    let made = '';
    let at = from;
    for (const [start, end, replacement] of edits.toSorted((one, other) => one[0] - other[0] || one[1] - other[1])) {
      made += this.text.slice(at, start) + replacement;
      at = end;
    }
    return made + this.text.slice(at, to);
  }

  // --- where things are ---------------------------------------------------------------------------------------------

  lineStart(at) {
    return this.text.lastIndexOf('\n', at - 1) + 1;
  }

  lineEnd(at) {
    const end = this.text.indexOf('\n', at);
    return end < 0 ? this.text.length : end + 1;
  }

  column(at) {
    return at - this.lineStart(at);
  }

  isBlock(node) {
    return node?.type === 'BLOCK_FOLDED' || node?.type === 'BLOCK_LITERAL';
  }

  /** The beginning of the first line after a node and what belongs to it. */
  after(node) {
    if (this.yaml.isCollection(node) && !node.flow && node.items.length) {
      const last = node.items.at(-1);
      return this.yaml.isPair(last) ? this.after(last.value ?? last.key) : this.after(last);
    }
    let end = node.range[1];
    if (!this.isBlock(node)) return this.lineEnd(end);
    while (end > 1 && this.text[end - 1] === '\n' && this.text[end - 2] === '\n') end -= 1;
    return end;
  }

  afterPair(pair) {
    return this.after(pair.value?.range ? pair.value : pair.key);
  }

  afterColon(pair) {
    return this.text.indexOf(':', pair.key.range[1]) + 1;
  }

  /** The comment behind a value of one line, or behind the sign that opens a block of lines. */
  comment(node) {
    const block = this.isBlock(node);
    const from = node.range[block ? 0 : 1];
    const rest = this.text.slice(from, this.lineEnd(from)).trimEnd();
    return (block ? /^[|>][-+0-9]*([ \t]+#.*)$/ : /^([ \t]+#.*)$/).exec(rest)?.[1] ?? '';
  }

  // --- mappings -----------------------------------------------------------------------------------------------------

  mapping(node, old, now, field) {
    if (node.flow) return this.flow(node, old, now, field);
    const keys = node.items.map((pair) => pair.key.value);
    const inner = this.fieldOf(field);
    if (field.mapping && this.moved(keys, now)) return this.rebuilt(node, old, now, field);
    const edits = [];
    const [first] = node.items;
    const indent = this.column(first.key.range[0]);
    const dashed = this.text.slice(this.lineStart(first.key.range[0]), first.key.range[0]).trim() !== '';
    if (dashed && !now.has(first.key.value)) {
      const made = this.emitter.mapping(tagged(now, field), indent).trimStart();
      return [[first.key.range[0], this.after(node), `${made}\n`]];
    }
    for (const pair of node.items) {
      const key = pair.key.value;
      if (!now.has(key)) {
        if (old.has(key)) edits.push([this.lineStart(pair.key.range[0]), this.afterPair(pair), '']);
      } else if (!same(old.get(key), now.get(key))) {
        edits.push(...this.pair(pair, old.get(key), now.get(key), inner(key)));
      }
    }
    const order = field.mapping ? [...now.keys()] : field.fields.map((each) => each.name);
    for (const key of now.keys()) {
      if (keys.includes(key)) continue;
      const before = order.slice(0, order.indexOf(key)).findLast((each) => keys.includes(each));
      const above = before === undefined && dashed ? first : node.items[keys.indexOf(before)];
      const at = above ? this.afterPair(above) : this.lineStart(first.key.range[0]);
      const line = `${this.emitter.mapping(tagged(new Map([[key, now.get(key)]]), field), indent)}\n`;
      edits.push([at, at, this.text.length === at && !this.text.endsWith('\n') ? `\n${line}` : line]);
    }
    return edits;
  }

  fieldOf(field) {
    if (field.mapping) {
      const { value: name } = field.mapping;
      return () => (name ? { name, widget: 'string' } : { ...field, mapping: undefined, widget: 'object' });
    }
    return (key) => field.fields.find((each) => each.name === key) ?? { name: key, widget: 'string' };
  }

  moved(keys, now) {
    const kept = [...now.keys()].filter((key) => keys.includes(key));
    return !same(kept, keys.filter((key) => now.has(key)));
  }

  pair(pair, old, now, field) {
    const node = pair.value;
    if (isMapping(old) && isMapping(now) && this.yaml.isMap(node)) return this.mapping(node, old, now, field);
    if (Array.isArray(old) && Array.isArray(now) && this.yaml.isSeq(node) && !node.flow) {
      return this.sequence(node, old, now, field, pair);
    }
    const one = (value) => (Array.isArray(value) && field.single && value.length === 1 ? value[0] : value);
    const indent = this.column(pair.key.range[0]);
    if (this.yaml.isScalar(node) && typeof one(now) === 'string') return this.scalar(node, one(now), indent, pair);
    const used = this.afterColon(pair) - this.lineStart(pair.key.range[0]);
    const options = this.yaml.isSeq(node) ? { single: false, flow: true } : listed(field);
    const made = this.emitter.value(tag(now, field), indent, used, options);
    return [[this.afterColon(pair), this.after(node), `${made}\n`]];
  }

  scalar(node, now, indent, pair) {
    const from = this.afterColon(pair);
    const used = from - this.lineStart(pair.key.range[0]);
    const comment = this.comment(node);
    const made = this.emitter.scalar(now, indent, used, { style: node.type, comment });
    return [[from, this.after(node), `${made}\n`]];
  }

  /** A mapping between braces: values are replaced where they stand; keys that come or go take the whole anew. */
  flow(node, old, now, field) {
    const inner = this.fieldOf(field);
    const whole = () => [[node.range[0], node.range[1], this.between(now, inner)]];
    if (this.moved([...old.keys()], now)) return whole();
    const edits = [];
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const pair = node.items.find((each) => each.key.value === key);
      const value = now.get(key);
      if (same(old.get(key), value)) continue;
      if (!pair || typeof value !== 'string' || value.includes('\n') || !this.yaml.isScalar(pair.value)) {
        return whole();
      }
      edits.push([pair.value.range[0], pair.value.range[1], this.emitter.inline(value, true)]);
    }
    return edits;
  }

  /** A value between braces or brackets. */
  between(value, inner) {
    if (typeof value === 'string') return this.emitter.inline(value, true);
    if (Array.isArray(value)) return `[${value.map((each) => this.between(each)).join(', ')}]`;
    const parts = [...value].map(([key, each]) => {
      const single = inner?.(key)?.single && Array.isArray(each) && each.length === 1;
      return `${this.emitter.inline(key, true)}: ${this.between(single ? each[0] : each)}`;
    });
    return `{${parts.join(', ')}}`;
  }

  // --- lists --------------------------------------------------------------------------------------------------------

  /** Which old item each new one comes from, or -1. */
  origins(old, now) {
    const free = new Set(old.keys());
    const taken = now.map((item) => {
      const id = isMapping(item) ? item.get('id') : undefined;
      const found = [...free].find((n) => (id === undefined ? same(old[n], item) : old[n].get?.('id') === id));
      if (found === undefined) return -1;
      free.delete(found);
      return found;
    });
    const rest = [...now.keys()].filter((n) => taken[n] < 0);
    const left = [...free];
    rest.forEach((n, place) => {
      if (rest.length === left.length && alike(old[left[place]], now[n])) taken[n] = left[place];
    });
    return taken;
  }

  sequence(node, old, now, field, pair) {
    const starts = node.items.map((item) => this.dash(item));
    if (starts.includes(-1) || node.items.length !== old.length) {
      const indent = this.column(pair.key.range[0]);
      return [[this.afterColon(pair), this.after(node), `${this.emitter.value(tag(now, field), indent, 0, {})}\n`]];
    }
    const indent = this.column(starts[0]);
    const origins = this.origins(old, now);
    const edited = (n, value) => this.item(node.items[n], old[n], value, field, indent);
    if (origins.length === old.length && origins.every((origin, n) => origin === n)) {
      return now.flatMap((value, n) => (same(old[n], value) ? [] : edited(n, value)));
    }
    const begins = starts.map((_, n) => (n ? this.after(node.items[n - 1]) : this.lineEnd(this.afterColon(pair))));
    const made = now.map((value, n) => {
      const origin = origins[n];
      if (origin < 0) return `${this.emitter.items(tag([value], field), indent)}\n`;
      const edits = same(old[origin], value) ? [] : edited(origin, value);
      return closed(this.apply(begins[origin], this.after(node.items[origin]), edits));
    });
    return [[begins[0], this.after(node), made.join('')]];
  }

  item(node, old, now, field, indent) {
    if (isMapping(old) && isMapping(now)) return this.mapping(node, old, now, { ...field, mapping: undefined });
    const from = this.dash(node) + 1;
    const made = this.emitter.scalar(now, indent, indent + 1, { style: node.type, comment: this.comment(node) });
    return [[from, this.after(node), `${made}\n`]];
  }

  /** Where the dash of an item stands, or -1. */
  dash(node) {
    let at = node.range[0] - 1;
    while (at >= 0 && ' \t'.includes(this.text[at])) at -= 1;
    return this.text[at] === '-' ? at : -1;
  }

  /** A mapping whose entries were put into another order: each with the lines above it. */
  rebuilt(node, old, now, field) {
    const inner = this.fieldOf(field);
    const indent = this.column(node.items[0].key.range[0]);
    const begins = node.items.map((pair, n) =>
      n ? this.afterPair(node.items[n - 1]) : this.lineStart(pair.key.range[0])
    );
    const made = [...now].map(([key, value]) => {
      const n = node.items.findIndex((pair) => pair.key.value === key);
      if (n < 0) return `${this.emitter.mapping(tagged(new Map([[key, value]]), field), indent)}\n`;
      const edits = same(old.get(key), value) ? [] : this.pair(node.items[n], old.get(key), value, inner(key));
      return closed(this.apply(begins[n], this.afterPair(node.items[n]), edits));
    });
    return [[begins[0], this.afterPair(node.items.at(-1)), made.join('')]];
  }
}

/** Whether one item is another one edited, rather than a new one in its place. */
function alike(old, now) {
  if (!isMapping(old) || !isMapping(now)) return true;
  const kept = [...now].filter(([key, value]) => same(old.get(key), value));
  return !old.has('id') || kept.length * 2 >= now.size;
}

const closed = (text) => (text.endsWith('\n') ? text : `${text}\n`);

function tagged(map, field) {
  if (field.mapping) return tag(map, field);
  Object.defineProperty(map, 'fields', { value: field.fields, configurable: true });
  return map;
}
