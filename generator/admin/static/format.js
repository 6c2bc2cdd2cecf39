// How the CMS reads and writes the files of the publication. Every value is text, as it is for the compiler: `no`,
// 1.10 and 2017-08-31 stay what was typed.

import { Emitter } from './emit.js';
import { Patcher } from './patch.js';
import { FormError, HIDDEN, mapping, record, same, toFile, toForm } from './shape.js';

/** How a draft begins that the CMS keeps in the browser: a form as it is, for it may not be fit for a file yet. */
const DRAFT = '# draft of a form: ';

/** Which text each file has by now. The CMS reads an entry once and may save it many times. */
export class Session {
  /** Whether the CMS asks for a text to save it, and not to keep a draft. */
  saving = false;
  #origins = new Map();
  #newest = new Map();

  /** The text that a file opened as `source` has now. */
  latest(source) {
    return this.#newest.get(source) ?? source;
  }

  /** A file was read: what it held before, under the same text, no longer counts. */
  opened(text) {
    this.#newest.delete(text);
  }

  made(text, opened, base) {
    this.#origins.set(text, { opened, base: base ?? null });
  }

  /** What the file held from which a text was made; null for a new file. */
  base(text) {
    return this.#origins.get(text)?.base ?? null;
  }

  /** The text that was made is now stored, perhaps in another shape. */
  saved(text, stored) {
    const opened = this.#origins.get(text)?.opened;
    if (opened !== undefined) this.#newest.set(opened, stored);
  }
}

export const isDraft = (text) => text.startsWith(DRAFT);

/** kind: {file, fields, mapping?, header} as the configuration gives it. */
export function format(yaml, kind, session) {
  const emitter = new Emitter();
  const root = kind.mapping
    ? { ...kind.fields[0], mapping: kind.mapping }
    : { name: kind.file, widget: 'object', fields: kind.fields.filter((field) => !field.virtual) };
  const plain = (form) =>
    (kind.mapping ? toFile(form[kind.fields[0].name], root) : mapping(form, root.fields)) ?? new Map();

  function read(text) {
    const document = yaml.parseDocument(text, { schema: 'failsafe' });
    if (document.errors.length) throw new FormError(document.errors[0].message);
    const value = document.toJS({ mapAsMap: true });
    return kind.mapping ? { [kind.fields[0].name]: toForm(value, root) } : record(value, root.fields);
  }

  function fromFile(text) {
    if (isDraft(text)) return JSON.parse(text.slice(DRAFT.length));
    session.opened(text);
    try {
      const form = read(text);
      return { ...form, [HIDDEN]: { source: text, ids: ids(form) } };
    } catch (error) {
      // shown in the lists of the CMS, so that a broken file does not hide the others
      const title = `This file cannot be edited here: ${error.message}`;
      return { title, [HIDDEN]: { source: text, broken: true } };
    }
  }

  function toText(form) {
    const { source: opened, broken } = form[HIDDEN] ?? {};
    if (broken) throw new FormError('This file cannot be edited here: it does not have the form of its kind.');
    const now = plain(form);
    const source = opened === undefined ? undefined : session.latest(opened);
    const text = source === undefined ? `${kind.header}\n${emitter.mapping(now, 0, root.fields)}\n` : edited(source, now);
    session.made(text, opened, source);
    return text;
  }

  function edited(source, now) {
    const old = plain(read(source));
    if (same(old, now)) return source;
    const patched = new Patcher(yaml, emitter, source).patched(old, now, root);
    if (!same(plain(read(patched)), now)) throw new FormError('The change cannot be written into this file.');
    return patched;
  }

  const draft = (form) => DRAFT + JSON.stringify(form);

  return { fromFile, toFile: (form) => (session.saving ? toText(form) : draft(form)) };
}

/** Every id in a form: addresses that somebody may have linked to, so that they are not typed over. */
function ids(value) {
  if (Array.isArray(value)) return value.flatMap(ids);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'id' ? [inner] : ids(inner)));
}
