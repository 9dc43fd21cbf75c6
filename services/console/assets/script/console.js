// What pages do beyond links and forms. Every page works without it.

// The answer to a form stands in the history as the page of its address: going back to it, or loading it again, asks for that
// page and sends nothing a second time.
if (document.body.dataset.posted !== undefined) {
  history.replaceState(null, '', location.href);
  // A page that names no field of its own begins, for keys and readers of a screen, at what is wrong, else at its heading.
  const begin = document.querySelector('main [aria-invalid="true"], main [role="alert"]') ?? document.querySelector('main h1');
  if (begin && !document.querySelector('[autofocus]') && document.activeElement === document.body) {
    if (!begin.matches('input, select, textarea')) begin.tabIndex = -1;
    begin.focus();
  }
}

// Keys of one letter can be turned off (WCAG 2.1.4): people who speak to their computer press them by accident.
const letters = document.querySelector('[data-letters]');
const root = document.documentElement;
const kept = (store, key) => { try { return store.getItem(key); } catch { return null; } };
const name = () => { letters.textContent = root.dataset.letters === 'off' ? letters.dataset.on : letters.dataset.off; };
if (kept(localStorage, 'haetae-letters') === 'off') root.dataset.letters = 'off';
if (letters) {
  letters.addEventListener('click', () => {
    root.dataset.letters = root.dataset.letters === 'off' ? 'on' : 'off';
    localStorage.setItem('haetae-letters', root.dataset.letters);
    name();
  });
  name();
  letters.parentElement.hidden = false;
}

// Keys go by `event.code`, so that they work while the Hangul input method is on, and not while a syllable is being made.
const typing = (event) => event.isComposing || event.target.closest('input, textarea, select, dialog, [contenteditable]');

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeDrops();
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const search = document.querySelector('[data-search]');
  if (event.code === 'Slash' && search && root.dataset.letters !== 'off') {
    event.preventDefault();
    search.focus();
  }
});

// A form that begins with a key of the page before is sent by the same key.
document.querySelector('[data-ctrl-enter]')?.addEventListener('keydown', (event) => {
  if (event.code !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
});

// Printing: without script people use the menu of their browser.
document.querySelectorAll('[data-print]').forEach((button) => {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
});

// One list of choices is open at a time.
const closeDrops = (but) => document.querySelectorAll('[data-drop][open]').forEach((drop) => {
  if (drop !== but) drop.open = false;
});
document.addEventListener('click', (event) => closeDrops(event.target.closest('[data-drop]')));

// A part of the page that something still comes to is loaded again until it is complete, and only so many times.
const renew = async (what, going, address, every, times) => {
  const part = document.querySelector(`[data-${what}]`);
  if (!times || part?.dataset[going] === undefined) return;
  await new Promise((resolve) => { setTimeout(resolve, every); });
  const answer = await fetch(address).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => '') : '';
  const now = new DOMParser().parseFromString(text, 'text/html').querySelector(`[data-${what}]`);
  if (now && now.dataset[going] === undefined) delete part.dataset[going];
  if (now) part.replaceChildren(...now.childNodes);
  renew(what, going, address, every, times - 1);
};

// A request has arrived: its draft is done with, and what follows by itself is said as it comes.
const requested = document.querySelector('[data-requested]');
if (requested) {
  localStorage.removeItem(`haetae-request ${requested.dataset.requested} sent`);
  renew('requested', 'arriving', `${location.pathname}?requested`, 1000, 30);
}

// A rebuild says how far it is until it has ended, for an hour at most.
renew('latest', 'going', location.pathname, 2000, 1800);

// Of several files each is sent by itself: one that is refused takes no other with it, and each says what became of it.
const many = document.querySelector('form[data-many]');
const wrongOf = (text) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  const wrong = ['#w-file', '#w-place', '#w-day'].map((one) => page.querySelector(one)?.textContent).filter(Boolean);
  return wrong.join(' ') || (page.querySelector('main [role="alert"]') ?? page.querySelector('h1'))?.textContent.trim();
};
const sendFile = async (form, file) => {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) if (name !== 'file') body.append(name, value);
  body.append('file', file);
  const answer = await fetch(form.action, { method: 'POST', body }).catch(() => null);
  if (answer?.ok && answer.redirected) return '';
  return (answer && wrongOf(await answer.text().catch(() => ''))) || form.dataset.unsent;
};
const sendFiles = async (form, input, told) => {
  const [left, all] = [new DataTransfer(), [...input.files]];
  const [lead, list] = [document.createElement('b'), document.createElement('ul')];
  told.replaceChildren(lead, list);
  told.hidden = false;
  told.focus();
  for (const [n, file] of all.entries()) {
    lead.textContent = `${form.dataset.sending} ${n + 1}/${all.length}`;
    const wrong = await sendFile(form, file);
    const row = list.appendChild(document.createElement('li'));
    row.textContent = `${file.name}: ${wrong || form.dataset.added}`;
    if (wrong) left.items.add(file);
  }
  // Those that were refused stay chosen.
  input.files = left.files;
  lead.textContent = `${form.dataset.total} ${all.length - left.files.length}/${all.length}`;
  const page = await fetch(location.pathname).then((answer) => answer.text()).catch(() => '');
  const files = new DOMParser().parseFromString(page, 'text/html').querySelector('[data-files]');
  if (files) document.querySelector('[data-files]').replaceChildren(...files.childNodes);
};
if (many) {
  const input = many.querySelector('input[type="file"]');
  const over = (event, is) => { event.preventDefault(); many.classList.toggle('over', is); };
  many.addEventListener('dragover', (event) => over(event, true));
  many.addEventListener('dragleave', (event) => over(event, false));
  many.addEventListener('drop', (event) => { over(event, false); input.files = event.dataTransfer.files; });
  many.addEventListener('submit', async (event) => {
    if (input.files.length < 2 && !many.dataset.busy) return;
    event.preventDefault();
    if (many.dataset.busy) return;
    many.dataset.busy = 'yes';
    await sendFiles(many, input, many.querySelector('[data-told]'));
    delete many.dataset.busy;
  });
}

// What was typed and not taken stays in this tab, for this person: a session may end, a service may not answer. Checklists and
// requests keep drafts of their own.
const unsent = `haetae-unsent ${document.body.dataset.person} `;
const notice = document.querySelector('[data-unsent]');
const taken = document.querySelector('main .note.ok');
const forms = [...document.querySelectorAll('main form[method="post"]')].filter((form) => !form.closest('.judge, [data-request]'));
const fields = (form) => [...form.elements].filter((field) => field.matches('textarea, input:not([type]), input[type="text"], input[type="date"]'));
const keyOf = (form) => unsent + form.getAttribute('action');

for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith('haetae-unsent '))) {
  const other = !key.startsWith(unsent) && document.body.dataset.person;
  if (other || (taken && JSON.parse(kept(sessionStorage, key)).sent)) sessionStorage.removeItem(key);
}
const restored = [];
for (const form of forms) {
  const { texts = {} } = JSON.parse(kept(sessionStorage, keyOf(form)) ?? '{}');
  for (const field of fields(form)) {
    const [was, text] = texts[field.name] ?? [];
    // The page itself has it where it says what is wrong with it.
    if (text === undefined || was !== field.defaultValue || text === field.value) continue;
    restored.push(field);
    field.value = text;
  }
}
if (notice && restored.length) notice.hidden = false;
notice?.querySelector('[data-forget]').addEventListener('click', () => {
  for (const field of restored) field.value = field.defaultValue;
  for (const form of forms) sessionStorage.removeItem(keyOf(form));
  notice.hidden = true;
});
const keep = (form, sent) => {
  const typed = fields(form).filter((field) => field.value !== field.defaultValue);
  const texts = Object.fromEntries(typed.map((field) => [field.name, [field.defaultValue, field.value]]));
  if (typed.length) sessionStorage.setItem(keyOf(form), JSON.stringify({ texts, sent }));
  else sessionStorage.removeItem(keyOf(form));
};
for (const form of forms) {
  form.addEventListener('input', () => keep(form, false));
  form.addEventListener('submit', () => keep(form, true));
}
