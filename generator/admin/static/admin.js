// Starts the CMS with the forms that the program made from its model.

import * as YAML from './yaml/index.js';
import { register as registerBackends } from './backends.js';
import { format, Session } from './format.js';
import { register as registerWidgets } from './widgets.js';

const { CMS, h, createClass } = window;
const session = new Session();

function tell(title, text) {
  const dialog = document.getElementById('told');
  document.getElementById('told-title').textContent = title;
  document.getElementById('told-text').textContent = text;
  if (!dialog.open) dialog.showModal();
}

/** The format of a kind of file, which says what keeps a form from becoming one. */
function telling(kind) {
  const { fromFile, toFile } = format(YAML, kind, session);
  return {
    fromFile,
    toFile(form) {
      try {
        return toFile(form);
      } catch (error) {
        tell('This was not saved', error.message);
        throw error;
      }
    },
  };
}

try {
  const { cms, kinds, taken } = await (await fetch('config.json')).json();
  for (const [name, kind] of Object.entries(kinds)) CMS.registerCustomFormat(name, 'yml', telling(kind));
  const ids = new Set(taken);
  registerWidgets(CMS, { h, createClass, taken: ids });
  registerBackends(CMS, { h, createClass, tell, session, taken: ids });
  const here = (path) => new URL(path, location.href).pathname;
  const backend =
    cms.backend.name === 'disputed-local'
      ? { proxy_url: here('api') }
      : { base_url: location.origin, auth_endpoint: here('sign-in.html') };
  CMS.init({ config: { ...cms, load_config_file: false, backend: { ...cms.backend, ...backend } } });
} catch (error) {
  tell('The editor could not be started', String(error));
}
