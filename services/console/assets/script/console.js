// What pages do beyond links and forms. Every page works without it.

// Keys go by `event.code`, so that they work while the Hangul input method is on, and not while a syllable is being made.
const typing = (event) => event.isComposing || event.target.closest('input, textarea, select, dialog, [contenteditable]');

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeDrops();
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const search = document.querySelector('[data-search]');
  if (event.code === 'Slash' && search) {
    event.preventDefault();
    search.focus();
  }
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

// A request has arrived: its draft is done with, and what follows by itself is said as it comes.
const requested = document.querySelector('[data-requested]');
const told = async (times) => {
  if (!times || requested.dataset.arriving === undefined) return;
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
  const answer = await fetch(location.href).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => '') : '';
  const now = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-requested]');
  if (now && now.dataset.arriving === undefined) delete requested.dataset.arriving;
  if (now) requested.replaceChildren(...now.childNodes);
  told(times - 1);
};
if (requested) {
  localStorage.removeItem(`haetae-request ${requested.dataset.requested} sent`);
  told(30);
}
