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

// One list of choices is open at a time.
const closeDrops = (but) => document.querySelectorAll('[data-drop][open]').forEach((drop) => {
  if (drop !== but) drop.open = false;
});
document.addEventListener('click', (event) => closeDrops(event.target.closest('[data-drop]')));
