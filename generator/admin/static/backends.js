// Where files come from and go to: the program on this machine, or GitHub. Both are the CMS's own, with two additions.
// What is refused is said in full, and a file that changed since it was opened is not written over.

import { isDraft } from './format.js';

export function register(CMS, { h, createClass, tell, session, taken }) {
  CMS.registerEventListener({
    name: 'preSave',
    handler: () => {
      session.saving = true;
    },
  });

  /** The files of an entry, each with what it held when it was opened. */
  function filesOf(entry) {
    session.saving = false;
    if (entry.dataFiles.some((file) => isDraft(file.raw))) throw new Error('This draft is not ready. Save once more.');
    return entry.dataFiles.map((file) => ({ ...file, base: session.base(file.raw) }));
  }

  /** Nobody signs in to a program on one's own machine. */
  const Opening = createClass({
    componentDidMount() {
      this.props.onLogin({});
    },
    render() {
      return h('p', { role: 'status' }, 'Opening…');
    },
  });

  class Local {
    constructor(config, options) {
      const backend = CMS.getBackend('proxy').init(config, options);
      backend.authComponent = () => Opening;
      backend.request = async (payload) => {
        const answer = await fetch(backend.proxyUrl, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(payload),
        });
        const said = await answer.json();
        if (!answer.ok) {
          tell('This was not saved', said.report ? `${said.error}\n\n${said.report}` : said.error);
          throw new Error(said.error);
        }
        return said;
      };
      backend.persistEntry = async (entry, more) => {
        const dataFiles = filesOf(entry);
        const said = await backend.request({
          action: 'persistEntry',
          params: { dataFiles, options: { newEntry: Boolean(more.newEntry) } },
        });
        for (const file of dataFiles) {
          session.saved(file.raw, said.text);
          taken.add(file.slug);
        }
        if (said.report) tell('Saved, and something remains to be done', said.report);
      };
      backend.getDeployPreview = async () => ({ url: location.origin, status: 'success' });
      return backend;
    }
  }

  class GitHub {
    constructor(config, options) {
      const backend = CMS.getBackend('github').init(config, options);
      const persist = backend.persistEntry.bind(backend);
      backend.persistEntry = async (entry, more) => {
        const dataFiles = filesOf(entry);
        await persist(entry, more);
        for (const file of dataFiles) session.saved(file.raw, file.raw);
      };
      return backend;
    }
  }

  CMS.registerBackend('disputed-local', Local);
  CMS.registerBackend('disputed-github', GitHub);
}
