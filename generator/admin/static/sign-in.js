// Hands a token to the window that opened this one, in the way the CMS expects it of a sign-in service. Both are pages
// of this site; no other window is sent or believed anything.

const here = location.origin;
const outcome = document.getElementById('outcome');

document.getElementById('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = document.getElementById('token').value.trim();
  if (!window.opener) {
    outcome.textContent = 'Open this page from the editor, with its button for signing in.';
    return;
  }
  window.addEventListener('message', (answer) => {
    if (answer.origin !== here || answer.source !== window.opener || answer.data !== 'authorizing:github') return;
    const data = JSON.stringify({ provider: 'github', token });
    window.opener.postMessage(`authorization:github:success:${data}`, here);
  });
  window.opener.postMessage('authorizing:github', here);
});
