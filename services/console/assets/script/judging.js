// Keys, drafts and the panel beside the list of a checklist. The page works without it.

const judge = document.querySelector('.judge');
const lines = [...judge.querySelectorAll('.ls li')];
const side = judge.querySelector('[data-side]');
const bulk = judge.querySelector('[data-bulk]');
const bar = document.querySelector('[data-drafts]');
const words = document.querySelector('[data-words]');
const help = document.querySelector('#keys');
// There is no room beside the list: a line opens as its own page.
const narrow = matchMedia('(max-width: 980px)');
const fields = ['result', 'reason', 'compensating', 'method', 'evidence'];

// Drafts: by person and review, so that another person at the same browser does not see them.
const store = `haetae-drafts ${document.body.dataset.person} ${judge.dataset.review}`;
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } };
let drafts = read(store);
// Drafts as they were, with the step that replaced them: one step may be of many lines.
const undone = [];
let taking = 0;
const save = () => {
  if (Object.keys(drafts).length) localStorage.setItem(store, JSON.stringify(drafts));
  else localStorage.removeItem(store);
};
const idOf = (line) => line.dataset.k.split('|')[0];
const baseOf = (line) => line.dataset.k.split('|')[1];

// What was recorded is no draft any more. The page names the batch; the browser knows what was in it.
const batch = document.querySelector('[data-batch]')?.dataset.batch;
if (batch) {
  const sent = read(`${store} ${batch}`);
  for (const [id, draft] of Object.entries(sent)) if (JSON.stringify(drafts[id]) === JSON.stringify(draft)) delete drafts[id];
  localStorage.removeItem(`${store} ${batch}`);
  save();
}

const nameOf = (result) => words?.content.querySelector(`[data-result="${result}"]`);
const show = (line) => {
  const [chip, draft] = [line.querySelector('.rs'), drafts[idOf(line)]];
  line.was ??= [chip.className, chip.textContent];
  [chip.className, chip.textContent] = line.was;
  const name = draft && nameOf(draft.result);
  if (!name) return;
  const says = draft.base === baseOf(line) ? words.dataset.mark : words.dataset.gone;
  const note = document.createElement('span');
  [note.className, note.textContent] = ['vh', ` (${says})`];
  chip.className = `rs ${name.className} draft`;
  chip.title = says;
  chip.replaceChildren(name.textContent, note);
};
const count = () => {
  if (!bar) return;
  const n = Object.values(drafts).filter((draft) => draft.result).length;
  bar.hidden = !n;
  bar.querySelector('[data-count]').textContent = words.dataset.draft.replace('{n}', n);
};
const put = (line, draft) => {
  const id = idOf(line);
  undone.push([line, drafts[id], taking]);
  if (draft) drafts[id] = draft; else delete drafts[id];
  save(); show(line); count();
};

// One line tells readers of a screen what a key did, and everybody how many lines are chosen.
const tell = document.querySelector('[data-tell]');
const say = (text, ...values) => { if (tell) tell.textContent = values.reduce((said, [name, value]) => said.replace(`{${name}}`, value), text); };
const sayResult = (line, draft) => say(
  draft?.result ? words.dataset.judged : words.dataset.cleared,
  ['line', idOf(line)], ['result', nameOf(draft?.result)?.textContent ?? ''],
);

// The panel beside the list: the same panel as on the line's own page.
let current = -1;
const at = () => lines[current];
// None until the panel of this line is there.
const form = () => at() && side.querySelector(`[data-panel="${CSS.escape(idOf(at()))}"] [data-judge]`);
const fill = () => {
  const [draft, sheet] = [drafts[idOf(at())], form()];
  if (!sheet || !draft) return;
  for (const radio of sheet.elements.result) radio.checked = radio.value === draft.result;
  for (const name of fields.slice(1)) if (draft[name] !== undefined) sheet.elements[name].value = draft[name];
  for (const file of sheet.querySelectorAll('[name=file]')) file.checked = draft.files?.includes(file.value) ?? file.checked;
};
const taken = (sheet) => ({
  base: drafts[idOf(at())]?.base ?? baseOf(at()),
  ...Object.fromEntries(fields.map((name) => [name, sheet.elements[name].value])),
  files: [...sheet.querySelectorAll('[name=file]:checked')].map((file) => file.value),
});
// Where a reason is written while the panel is on its way.
const early = judge.querySelector('[data-early]');
let asked = 0;
const open = async (place, focus = true) => {
  const line = lines[place];
  if (!line) return;
  at()?.removeAttribute('aria-current');
  current = place;
  line.setAttribute('aria-current', 'true');
  const link = line.querySelector('a.id');
  if (focus) link.focus({ preventScroll: true });
  if (focus && early) early.parentElement.hidden = true;
  line.scrollIntoView({ block: 'nearest' });
  const turn = ++asked;
  const answer = await fetch(`${link.href}?part=panel`, { headers: { accept: 'text/html' } }).catch(() => null);
  if (turn !== asked) return;
  // Results and reasons are kept as drafts, so nothing is lost while the server cannot be reached.
  if (!answer) { side.hidden = true; say(words.dataset.offline); return; }
  // The session has ended: the sign-in leads back to this list and its drafts.
  if (answer.redirected) { location.reload(); return; }
  if (!answer.ok) { location.href = link.href; return; }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (turn !== asked) return;
  side.replaceChildren(...page.body.childNodes);
  side.hidden = false;
  fill();
};
const opened = (place) => (place === current && form() ? Promise.resolve() : open(place));

// The panel takes a moment to come. What is typed for its reason meanwhile goes into a field that is there already, and never
// acts as a command; then it goes on in the panel.
const composed = () => new Promise((done) => { early.addEventListener('compositionend', () => setTimeout(done), { once: true }); });
let [composing, finished] = [false, false];
const write = async () => {
  if (form()) { fill(); form().elements.reason.focus(); return; }
  const place = current;
  [early.parentElement.hidden, early.value, finished] = [false, drafts[idOf(at())]?.reason ?? '', false];
  early.focus();
  await open(place, false);
  if (composing) await composed();
  if (place !== current || early.parentElement.hidden) return;
  const reason = form()?.elements.reason;
  // Without a panel the reason goes on in this field.
  if (!reason) return;
  early.parentElement.hidden = true;
  fill();
  reason.focus();
  reason.setSelectionRange(reason.value.length, reason.value.length);
  if (finished) finish();
};
early?.addEventListener('compositionstart', () => { composing = true; });
early?.addEventListener('compositionend', () => { composing = false; });
early?.addEventListener('input', () => {
  const line = at();
  drafts[idOf(line)] = { base: baseOf(line), method: line.dataset.m, ...drafts[idOf(line)], reason: early.value };
  save();
});

// Typing in the panel is a draft too, kept at once.
side.addEventListener('input', () => {
  if (!form()) return;
  drafts[idOf(at())] = taken(form());
  save(); show(at()); count();
});
// The panel's own form records at once; what is wrong with it stands on the page that answers.
side.addEventListener('submit', () => { delete drafts[idOf(at())]; save(); });
// Another tab wrote drafts of the same review.
addEventListener('storage', (event) => {
  if (event.key !== store) return;
  drafts = read(store);
  lines.forEach(show); count();
});
for (const [place, line] of lines.entries()) {
  show(line);
  line.addEventListener('click', (event) => {
    if (event.target.closest('input') || event.ctrlKey || event.metaKey || event.shiftKey || narrow.matches) return;
    event.preventDefault();
    open(place);
  });
}
count();

// Steps from line to line.
const picked = () => lines.filter((line) => line.querySelector('[name=line]:checked'));
const go = (by) => open(Math.min(Math.max(current + by, 0), lines.length - 1));
const isOpen = (line) => line.querySelector('.rs.open');
const next = () => {
  const place = [...lines.keys()].find((place) => place > current && isOpen(lines[place])) ?? lines.findIndex(isOpen);
  if (place >= 0) open(place);
};
const judgeAs = async (result) => {
  const several = picked();
  if (!several.length && !at()) return;
  for (const line of several.length ? several : [at()]) {
    put(line, { base: baseOf(line), method: line.dataset.m, ...drafts[idOf(line)], result });
  }
  if (several.length) {
    say(words.dataset.several, ['n', several.length], ['result', nameOf(result).textContent]);
    bulk.elements.all_result.value = result;
    if (result === '1') choose([]); else bulk.elements.all_reason.focus();
    return;
  }
  sayResult(at(), drafts[idOf(at())]);
  if (result === '1') go(1);
  else await write();
};
// A reason is done: a partial result needs its compensating control, others are followed by the next line.
const finish = () => {
  const partial = form().elements.result.value === '3' && !form().elements.compensating.value;
  if (partial) focus('compensating'); else { put(at(), taken(form())); go(1); }
};
const boxOf = (line) => line?.querySelector('[name=line]');
const sayChosen = () => say(words.dataset.chosen, ['n', picked().length]);
const choose = (chosen) => {
  for (const line of lines) if (boxOf(line)) boxOf(line).checked = chosen.includes(line);
};
const pick = () => {
  const box = boxOf(at());
  if (!box) return;
  box.checked = !box.checked;
  sayChosen();
};
// Shift and an arrow choose all lines from where it began to where it is now.
let begun = -1;
const extend = (by) => {
  if (begun < 0) begun = Math.max(current, 0);
  go(by);
  choose(lines.slice(Math.min(begun, current), Math.max(begun, current) + 1));
  sayChosen();
};
const again = () => {
  const last = undone.findLast(([line]) => drafts[idOf(line)]?.reason)?.[0];
  const [from, sheet] = [last && drafts[idOf(last)], form()];
  if (!from || !sheet) return;
  for (const name of ['reason', 'compensating', 'evidence']) sheet.elements[name].value = from[name] ?? '';
  for (const file of sheet.querySelectorAll('[name=file]')) file.checked = from.files?.includes(file.value);
  put(at(), taken(sheet));
};
const earlier = () => {
  const [from, sheet] = [side.querySelector('[data-earlier]')?.dataset, form()];
  if (!from || !sheet) return;
  for (const radio of sheet.elements.result) radio.checked = radio.value === from.earlier;
  sheet.elements.reason.value = from.reason;
  put(at(), taken(sheet));
};
const undo = () => {
  if (!undone.length) return;
  const last = undone.at(-1)[2];
  while (undone.length && undone.at(-1)[2] === last) {
    const [line, draft] = undone.pop();
    put(line, draft);
    undone.pop();
  }
  if (at()) { fill(); sayResult(at(), drafts[idOf(at())]); }
};

// All drafts go to the page that shows what they do; only that page records.
const send = () => {
  const given = Object.entries(drafts).filter(([, draft]) => draft.result);
  if (!given.length) return;
  const name = crypto.randomUUID();
  const out = document.createElement('form');
  [out.method, out.action, out.hidden] = ['post', bulk.action, true];
  const add = (name, value) => {
    const field = document.createElement('textarea');
    [field.name, field.value] = [name, value ?? ''];
    out.append(field);
  };
  add('form_key', bulk.elements.form_key.value);
  add('batch', name);
  for (const [id, draft] of given) {
    add('line', `${id}|${draft.base}`);
    for (const field of fields) add(field, draft[field]);
    for (const file of draft.files ?? []) add('file', file);
  }
  localStorage.setItem(`${store} ${name}`, JSON.stringify(Object.fromEntries(given)));
  document.body.append(out);
  out.submit();
};
bar?.querySelector('[data-send]').addEventListener('click', send);
bar?.querySelector('[data-keys]').addEventListener('click', () => help.showModal());
bar?.querySelector('[data-clear]').addEventListener('click', () => {
  if (!confirm(words.dataset.clear)) return;
  drafts = {};
  save(); lines.forEach(show); count();
});

// A reason given once for several.
bulk?.addEventListener('input', (event) => {
  const name = event.target.name?.match(/^all_(reason|compensating)$/)?.[1];
  for (const line of name ? picked() : []) if (drafts[idOf(line)]) drafts[idOf(line)][name] = event.target.value;
  save();
});

// Back to the list, where keys judge.
const leave = () => (at() ?? picked()[0] ?? lines[0])?.querySelector('a.id').focus();
// The chosen lines have their result and reason: the next key is for the line one is on.
const leaveChosen = () => { leave(); choose([]); };
const focus = (name) => form()?.elements[name]?.focus();
const keys = {
  KeyJ: () => go(1), ArrowDown: () => go(1), KeyK: () => go(-1), ArrowUp: () => go(-1), KeyO: next,
  Digit1: () => judgeAs('1'), Digit2: () => judgeAs('2'), Digit3: () => judgeAs('3'), Digit4: () => judgeAs('4'),
  // The letters of the terminal (`haetae checklist judge`).
  KeyP: () => judgeAs('1'), KeyF: () => judgeAs('2'), KeyA: () => judgeAs('3'), KeyN: () => judgeAs('4'),
  Numpad1: () => judgeAs('1'), Numpad2: () => judgeAs('2'), Numpad3: () => judgeAs('3'), Numpad4: () => judgeAs('4'),
  Digit0: () => at() && (put(at()), open(current)), KeyU: undo, KeyE: () => at() && write(), KeyM: () => at() && opened(current).then(() => focus('method')),
  KeyV: () => { const files = side.querySelector('#files'); if (files) { files.open = true; files.querySelector('input').focus(); } },
  KeyR: again, KeyC: earlier, KeyX: pick, KeyG: () => judge.querySelector('[data-layers] a').focus(),
};
document.addEventListener('keydown', (event) => {
  if (event.isComposing || !bulk) return;
  const writes = event.target.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog');
  if (event.ctrlKey || event.metaKey) {
    if (event.code === 'Enter') { event.preventDefault(); send(); }
    if (event.code === 'KeyA' && !writes) {
      event.preventDefault();
      for (const box of bulk.querySelectorAll('[name=line]')) box.checked = true;
    }
    return;
  }
  if (event.altKey) return;
  // Enter is done with a reason, Shift+Enter begins another line.
  if (event.code === 'Enter' && !event.shiftKey && event.target.matches('[data-side] :is([name=reason], [name=compensating])')) {
    event.preventDefault();
    finish();
    return;
  }
  if (event.code === 'Enter' && !event.shiftKey && event.target === early) {
    event.preventDefault();
    const draft = drafts[idOf(at())];
    // A partial result needs its compensating control, which stands on the panel.
    if (draft?.result === '3' && !draft.compensating) { finished = true; return; }
    early.parentElement.hidden = true;
    go(1);
    return;
  }
  const forAll = event.target.matches('[name=all_reason], [name=all_compensating]');
  if (event.code === 'Enter' && !event.shiftKey && forAll) {
    event.preventDefault();
    const { all_result: result, all_compensating: compensating } = bulk.elements;
    if (result.value === '3' && !compensating.value) compensating.focus(); else leaveChosen();
    return;
  }
  if (event.code === 'Escape' && (forAll || event.target === early || event.target.closest('[data-side]'))) {
    if (event.target === early) early.parentElement.hidden = true;
    if (forAll) leaveChosen(); else leave();
    return;
  }
  if (event.code === 'Escape' && !writes && picked().length) { choose([]); sayChosen(); }
  if (writes || document.documentElement.dataset.letters === 'off') return;
  if (event.shiftKey) {
    if (event.code === 'Slash') { event.preventDefault(); help.showModal(); }
    if (event.code === 'ArrowDown' || event.code === 'ArrowUp') { event.preventDefault(); extend(event.code === 'ArrowDown' ? 1 : -1); }
    return;
  }
  begun = -1;
  const does = keys[event.code];
  if (does && !event.target.matches('[type=radio]') && !(event.code.startsWith('Arrow') && event.target.closest('.tree'))) {
    event.preventDefault();
    taking += 1;
    does();
  }
});
// After recording, the keys go on at the next line that is not judged.
if (batch && bulk) next();
