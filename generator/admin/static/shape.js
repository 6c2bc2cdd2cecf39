// What a file holds and what the forms hold: the same values, arranged as the forms of the CMS need them.
//
// In a file, speakers, labels and the like are mappings from an id; a form can only show lists. Where the model allows
// one value for a list of one, the form always has the list. Keys that are left empty in a form are left out of a file.
// Maps stand for mappings, so that an id such as 2017 keeps its place.

/** A key under which the forms carry what is not a field: never shown, never written. */
export const HIDDEN = '__disputed';

export class FormError extends Error {}

const isMapping = (value) => value instanceof Map;

/** File to form. */
export function toForm(value, field) {
  if (value === undefined) return undefined;
  if (field.mapping) {
    if (!isMapping(value)) throw new FormError(`“${field.name}” holds no ids.`);
    const { key, value: name } = field.mapping;
    return [...value].map(([id, entry]) =>
      name ? { [key]: id, [name]: text(entry, field) } : { [key]: id, ...record(entry, field.fields) }
    );
  }
  if (field.widget === 'object') return record(value, field.fields);
  if (field.widget === 'list' || field.multiple) {
    const items = typeof value === 'string' && field.single ? [value] : value;
    if (!Array.isArray(items)) throw new FormError(`“${field.name}” is not a list.`);
    return items.map((item) => (field.fields ? record(item, field.fields) : text(item, field)));
  }
  return text(value, field);
}

function text(value, field) {
  if (typeof value !== 'string') throw new FormError(`“${field.name}” is not one value.`);
  return value;
}

export function record(value, fields) {
  if (!isMapping(value)) throw new FormError('Keys and values are missing where they should be.');
  const made = {};
  for (const [key, inner] of value) {
    const field = fields.find((each) => each.name === key);
    if (!field) throw new FormError(`The key “${key}” is not known.`);
    made[key] = toForm(inner, field);
  }
  return made;
}

/** Form to file: text, arrays and Maps; undefined for what is empty. */
export function toFile(value, field) {
  if (value === undefined || value === null) return undefined;
  if (field.mapping) {
    const { key, value: name } = field.mapping;
    const made = new Map();
    for (const item of value) {
      const id = clean(item[key]);
      if (id === undefined) throw new FormError(`An entry of “${field.label}” has no id.`);
      if (made.has(id)) throw new FormError(`Two entries of “${field.label}” have the id “${id}”.`);
      const entry = name ? clean(item[name]) : mapping(item, field.fields.filter((each) => each.name !== key));
      if (entry === undefined) throw new FormError(`The entry “${id}” of “${field.label}” is empty.`);
      made.set(id, entry);
    }
    return made.size ? made : undefined;
  }
  if (field.widget === 'object') return mapping(value, field.fields);
  if (field.widget === 'list' || field.multiple) {
    const items = (Array.isArray(value) ? value : [value])
      .map((item) => (field.fields ? mapping(item, field.fields) : clean(item)))
      .filter((item) => item !== undefined);
    return items.length ? items : undefined;
  }
  return clean(value);
}

function clean(value) {
  if (value === undefined || value === null) return undefined;
  const trimmed = String(value).replace(/\r\n?/g, '\n').replace(/^\s+|\s+$/g, '');
  return trimmed === '' ? undefined : trimmed;
}

/** The keys in the order of the model. */
export function mapping(value, fields) {
  const made = new Map();
  for (const field of fields) {
    const inner = toFile(value[field.name], field);
    if (inner !== undefined) made.set(field.name, inner);
  }
  return made.size ? made : undefined;
}

/** Order counts: that of topics is the order in which they are shown. */
export function same(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, n) => same(each, other[n]));
  }
  if (isMapping(one) && isMapping(other)) {
    return same([...one.keys()], [...other.keys()]) && [...one].every(([key, value]) => same(value, other.get(key)));
  }
  return one === other;
}
