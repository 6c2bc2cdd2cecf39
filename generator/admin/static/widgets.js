// The three fields that the CMS does not have. Ids are addresses: what has one keeps it.

import { HIDDEN } from './shape.js';

const entryOf = (props) => props.getEntry?.() ?? props.entry;

export function register(CMS, { h, createClass, taken }) {
  const input = (props, more) =>
    h('input', {
      type: 'text',
      id: props.forID,
      className: props.classNameWrapper,
      value: props.value ?? '',
      autoComplete: 'off',
      spellCheck: false,
      onChange: (event) => props.onChange(event.target.value.trim()),
      onFocus: props.setActiveStyle,
      onBlur: props.setInactiveStyle,
      ...more,
    });

  /** An id inside a file: typed once. */
  const Identifier = createClass({
    getInitialState() {
      const { value } = this.props;
      const known = entryOf(this.props)?.getIn(['data', HIDDEN, 'ids']);
      return { fixed: Boolean(value) && Boolean(known?.includes(value)) };
    },
    render() {
      return input(this.props, { readOnly: this.state.fixed });
    },
  });

  /** The id of a fact, which is the name of its file and the address of its page. */
  const Address = createClass({
    slug() {
      const entry = entryOf(this.props);
      return entry?.get('newRecord') ? undefined : entry?.get('slug');
    },
    getValidateValue() {
      return this.slug();
    },
    isValid() {
      const { value, parentIds } = this.props;
      if (this.slug() !== undefined || !taken.has(value)) return true;
      const message = `There is, or was, a page at claims/${value}. Choose another id.`;
      return { error: { type: 'CUSTOM', parentIds, message } };
    },
    render() {
      const slug = this.slug();
      return input(this.props, slug === undefined ? {} : { value: slug, readOnly: true });
    },
  });

  const Fixed = createClass({
    render() {
      return input(this.props, { readOnly: true });
    },
  });

  CMS.registerWidget('identifier', Identifier);
  CMS.registerWidget('address', Address);
  CMS.registerWidget('fixed', Fixed);
}
