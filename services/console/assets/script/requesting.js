// Requesting a review: what it would get, kept up to date, and the draft of it. The page works without it.

const form = document.querySelector('[data-request]');
const panel = document.querySelector('[data-preview]');
const stale = document.querySelector('[data-stale]');
const offer = document.querySelector('[data-offer]');

// One draft a person, and what was sent and is not known to have arrived; the page of the new review removes that.
const store = `haetae-request ${document.body.dataset.person}`;
const left = `${store} sent`;
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const own = ['form_key', 'request_id'];
const taken = () => [...new FormData(form)].filter(([name, value]) => !own.includes(name) && value);
const keep = (key) => {
  const draft = taken();
  if (draft.length) localStorage.setItem(key, JSON.stringify(draft));
  else localStorage.removeItem(key);
};
const fill = (draft) => {
  for (const field of form.elements) {
    if (!field.name || own.includes(field.name) || field.type === 'submit') continue;
    const given = draft.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = given.includes(field.value);
    else field.value = given[0] ?? '';
    if (field.checked) field.closest('details')?.setAttribute('open', '');
  }
};

// The server says what the request would get; an answer to older fields is not shown.
let turn = 0;
let timer;
const preview = async () => {
  turn += 1;
  const mine = turn;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch('/reviews/new/preview', { method: 'POST', body }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  if (mine !== turn) return;
  stale.hidden = text !== null;
  if (text === null) return;
  const part = new DOMParser().parseFromString(text, 'text/html');
  panel.replaceChildren(...part.body.childNodes);
};
const soon = () => { clearTimeout(timer); timer = setTimeout(preview, 250); };

if (form) {
  const before = read(left) ?? read(store);
  if (form.dataset.sent !== undefined) {
    localStorage.removeItem(left);
    keep(store);
  } else if (before && !taken().length) {
    offer.querySelector('[data-name]').textContent = before.find(([name]) => name === 'title')?.[1] ?? '';
    offer.hidden = false;
  }
  const settle = () => {
    localStorage.removeItem(left);
    offer.hidden = true;
    keep(store);
  };
  offer.querySelector('[data-take]').addEventListener('click', () => {
    fill(before);
    settle();
    form.elements.title.focus();
    preview();
  });
  offer.querySelector('[data-drop-draft]').addEventListener('click', () => { settle(); form.elements.title.focus(); });
  form.addEventListener('input', (event) => {
    // Until it is taken or dropped, the earlier draft stays what it is.
    if (offer.hidden) keep(store);
    // What was wrong with an answer was said of another one.
    document.getElementById(`w-${event.target.name}`)?.remove();
    event.target.removeAttribute('aria-invalid');
    if (event.target.name.startsWith('profile.')) soon();
  });
  form.addEventListener('submit', () => { localStorage.removeItem(store); keep(left); });
}
