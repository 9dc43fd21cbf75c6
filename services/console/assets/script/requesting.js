// Requesting a review: what it would get, kept up to date, and the draft of it. The page works without it.

const form = document.querySelector('[data-request]');
const panel = document.querySelector('[data-preview]');
const stale = document.querySelector('[data-stale]');
const offer = document.querySelector('[data-offer]');

// Drafts of a person, each with an id of its own, and what was sent and is not known to have arrived; the page of the new review
// removes that. A draft that is offered stays what it is while another request is typed.
const store = `haetae-request ${document.body.dataset.person}`;
const left = `${store} sent`;
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const own = ['form_key', 'request_id'];
const taken = () => [...new FormData(form)].filter(([name, value]) => !own.includes(name) && value);
let id = crypto.randomUUID();
// An earlier console kept one draft, without an id.
const known = (kept) => (Array.isArray(kept?.[0]) ? [{ id: 'earlier', fields: kept }] : [kept ?? []].flat());
const drafts = () => known(read(store));
const put = (of, fields) => {
  const others = drafts().filter((draft) => draft.id !== of);
  const all = fields.length ? [...others, { id: of, fields }] : others;
  if (all.length) localStorage.setItem(store, JSON.stringify(all));
  else localStorage.removeItem(store);
};
const keep = () => put(id, taken());
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

const show = (draft) => {
  const row = offer.content.firstElementChild.cloneNode(true);
  row.querySelector('[data-name]').textContent = draft.fields.find(([name]) => name === 'title')?.[1] ?? '';
  row.querySelector('[data-take]').addEventListener('click', () => {
    fill(draft.fields);
    // From here on it is this tab's own: another tab that has it open keeps what it writes as a draft of its own.
    put(draft.id, []);
    keep();
    row.remove();
    form.elements.title.focus();
    preview();
  });
  row.querySelector('[data-drop-draft]').addEventListener('click', () => {
    put(draft.id, []);
    row.remove();
    form.elements.title.focus();
  });
  offer.before(row);
};

if (form) {
  const [sent] = known(read(left));
  localStorage.removeItem(left);
  if (form.dataset.sent !== undefined) {
    id = sent?.id ?? id;
    keep();
  } else {
    if (sent) put(sent.id, sent.fields);
    if (!taken().length) drafts().forEach(show);
  }
  form.addEventListener('input', (event) => {
    keep();
    // What was wrong with an answer was said of another one.
    document.getElementById(`w-${event.target.name}`)?.remove();
    event.target.removeAttribute('aria-invalid');
    if (event.target.name.startsWith('profile.')) soon();
  });
  form.addEventListener('submit', () => {
    localStorage.setItem(left, JSON.stringify({ id, fields: taken() }));
    put(id, []);
  });
}
