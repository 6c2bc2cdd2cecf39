// Opens files as the editor does, changes them in every way a form can, and prints what would be saved.
//
// node changes.mjs YAML-LIBRARY FORMAT < {"kinds": {...}, "files": [{"name", "kind", "text", "few"}]}

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [library, module] = process.argv.slice(2).map((path) => pathToFileURL(path).href);
const YAML = await import(library);
const { format, Session } = await import(module);
const { kinds, files } = JSON.parse(readFileSync(0, 'utf8'));

const TEXTS = {
  longer: (value) => `${value} and more`,
  'a word of YAML': () => 'no',
  'a number': () => '1.10',
  'a day': () => '2017-08-31',
  'signs of YAML': () => 'a: b # c',
  long: () => `${'long '.repeat(60)}end`,
  'lines with indents': () => 'one\n  two\n\nthree',
  'quotation marks': () => 'it\'s “q" [x], {y} \\ - ? &a *b !c %d @e `f',
  'a dash': () => '- x',
  'a trailing colon': () => 'x:',
};

function* strings(value, path = []) {
  if (typeof value === 'string') yield path;
  else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) if (!key.startsWith('__')) yield* strings(inner, [...path, key]);
  }
}

function* lists(value, path = []) {
  if (!value || typeof value !== 'object') return;
  if (Array.isArray(value)) yield path;
  for (const [key, inner] of Object.entries(value)) if (!key.startsWith('__')) yield* lists(inner, [...path, key]);
}

const at = (form, path) => path.reduce((here, key) => here[key], form);

const FEW = ['signs of YAML'];

function* changes(form, few) {
  yield ['nothing', () => {}];
  for (const [number, path] of [...strings(form)].entries()) {
    if (few && number % 3) continue;
    for (const [what, make] of Object.entries(TEXTS)) {
      if (few && !FEW.includes(what)) continue;
      yield [`${path.join('.')}: ${what}`, (copy) => {
        at(copy, path.slice(0, -1))[path.at(-1)] = make(at(copy, path));
      }];
    }
  }
  if (few) return;
  for (const path of lists(form)) {
    const name = path.join('.');
    const { length } = at(form, path);
    for (let n = 0; n < length; n += 1) yield [`${name}.${n}: removed`, (copy) => at(copy, path).splice(n, 1)];
    if (length > 1) {
      yield [`${name}: the last first`, (copy) => at(copy, path).unshift(at(copy, path).pop())];
      yield [`${name}: the other way round`, (copy) => at(copy, path).reverse()];
    }
    const another = (copy) => {
      const made = structuredClone(at(copy, path)[0]);
      if (typeof made === 'string') return 'another';
      return 'id' in made ? { ...made, id: 'another' } : made;
    };
    if (length) {
      yield [`${name}: one more`, (copy) => at(copy, path).push(another(copy))];
      yield [`${name}: one before`, (copy) => at(copy, path).unshift(another(copy))];
      yield [`${name}: one within`, (copy) => at(copy, path).splice(1, 0, another(copy))];
    }
  }
  for (const path of strings(form)) {
    yield [`${path.join('.')}: emptied`, (copy) => {
      at(copy, path.slice(0, -1))[path.at(-1)] = '';
    }];
  }
}

const plain = (value) =>
  value instanceof Map ? { map: [...value].map(([key, inner]) => [key, plain(inner)]) }
  : Array.isArray(value) ? { list: value.map(plain) }
  : value;

const session = new Session();
session.saving = true;

for (const { name, kind, text, few } of files) {
  const { fromFile, toFile } = format(YAML, kinds[kind], session);
  const form = fromFile(text);
  for (const [what, change] of changes(form, few)) {
    const copy = structuredClone(form);
    change(copy);
    const said = { name, what };
    try {
      said.text = toFile(copy);
      said.data = plain(YAML.parseDocument(said.text, { schema: 'failsafe' }).toJS({ mapAsMap: true }));
    } catch (error) {
      said.refused = error.constructor.name === 'FormError' ? error.message : `${error.stack}`;
    }
    console.log(JSON.stringify(said));
  }
}
