// Script in every text field: it is shown as it was typed, on every page, and nothing of it runs.
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const [console_, program] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
const SCRIPT = '"\'><img src=x onerror="window.hit=1"><script>window.hit=1</script><svg onload="window.hit=1">javascript:alert(1)';
const wrong = [];
let [at, fields, pages] = ['', 0, 0];

async function as(id, does) {
  const person = await Person.signIn(browser, console_, id, { language: 'en', theme: 'light', width: 1440 });
  person.page.on('dialog', (dialog) => {
    wrong.push(`${id} at ${person.page.url()}: a dialog says ${dialog.message()}`);
    dialog.dismiss();
  });
  try {
    await does(person);
  } catch (error) {
    throw new Error(`${id} at ${person.page.url()}: ${error.message}\n${await person.page.locator('main').innerText()}`);
  } finally {
    wrong.push(...person.refused);
    await person.leave();
  }
}

// Types it into every field for text of a form, and sends the form.
async function send(person, form, but = []) {
  const texts = form.locator('input:not([type]), input[type="text"], textarea');
  for (const field of await texts.all()) {
    if (but.includes(await field.getAttribute('name')) || !(await field.isVisible())) continue;
    await field.fill(SCRIPT);
    fields += 1;
  }
  const before = person.page.url();
  await form.locator('button.main').first().click();
  await person.page.waitForLoadState();
  return before;
}

// What is held against a page as it is now.
async function look(person) {
  pages += 1;
  const found = await person.page.evaluate(() => ({
    hit: window.hit !== undefined,
    handlers: document.querySelectorAll('[onerror], [onload], [onclick], img[src="x"]').length,
    links: [...document.querySelectorAll('[href], [src], [action], [formaction]')]
      .filter((it) => /^\s*javascript:/i.test(it.getAttribute('href') || it.getAttribute('src') || it.getAttribute('action') || '')).length,
  }));
  for (const [what, is] of Object.entries(found)) if (is) wrong.push(`${person.page.url()}: ${what} ${is}`);
  return (await person.page.locator('body').innerText()).includes('<script>window.hit=1</script>');
}

const ANSWERS = {
  'profile.service_types': ['payment', 'public_web'],
  'profile.stage': ['operation'],
  'profile.data_classes': ['personal'],
  'profile.exposure': ['internet'],
  'profile.user_scale': ['up_to_1m'],
  'profile.impact.financial': ['major'],
  'profile.impact.reputation': ['moderate'],
  'profile.impact.legal_privacy': ['moderate'],
  'profile.impact.safety': ['none'],
};

async function request(kim) {
  await kim.open('/reviews/new');
  for (const [name, values] of Object.entries(ANSWERS)) {
    for (const value of values) await kim.page.locator(`[name="${name}"][value="${value}"]`).check();
  }
  const form = kim.page.locator('main form').filter({ has: kim.page.locator('input[name="title"]') });
  for (const name of ['input[name="title"]', 'textarea[name="description"]']) {
    await form.locator(name).fill(SCRIPT);
    fields += 1;
  }
  await form.locator('button[name="do"][value="send"]').click();
  await kim.page.waitForURL('**/r/R-*');
  at = new URL(kim.page.url()).pathname;
  for (let turn = 0; turn < 240 && (await kim.page.locator('[data-arriving]').count()); turn += 1) {
    await kim.page.waitForTimeout(250);
    await kim.page.reload();
  }
}

async function comment(person) {
  await person.open(`${at}/comments`);
  await send(person, person.page.locator('main form').filter({ has: person.page.locator('textarea') }).first());
}

async function judge(lee) {
  await lee.open(at);
  await lee.page.locator('details.todo > summary').click();
  await lee.page.locator('form[action*="/claim"] button, button[name="do"][value="claim"], details.todo form button').first().click();
  await lee.page.waitForLoadState();
  await lee.open(`${at}/checklist`);
  const line = await lee.page.locator('.ls a.id').first().getAttribute('href');
  await lee.open(line);
  await lee.page.locator('input[name="result"][value="2"]').check();
  await send(lee, lee.page.locator('form[data-judge]'), ['compensating']);
  return line;
}

async function name(person) {
  await person.open('/reviews?view=all');
  await person.page.locator('details:has(input[name="name"]) > summary').click();
  const field = person.page.locator('form[action="/reviews/views"] input[name="name"]');
  await field.fill('<svg onload=window.hit=1>');
  fields += 1;
  await person.page.locator('form[action="/reviews/views"] button').click();
  await person.page.waitForLoadState();
  await look(person);
}

async function finding(kim) {
  await kim.open(`${at}/f/F-1`);
  const form = kim.page.locator('#claim');
  await form.locator('textarea[name="words"]').fill(SCRIPT);
  fields += 1;
  await form.locator('button').last().click();
  await kim.page.waitForLoadState();
}

// Everything that shows it, for everyone who may read it.
async function read(person, line) {
  const tabs = ['', '/checklist', '/checklist/sheet', '/findings', '/f/F-1', '/comments', '/history', '/compare', '/evidence', '/report'];
  const lists = ['/', '/reviews?view=all', `/reviews?q=${encodeURIComponent(SCRIPT)}`, `/findings?q=${encodeURIComponent(SCRIPT)}`, '/insights'];
  let shown = 0;
  for (const path of [...lists, ...tabs.map((tab) => at + tab), line]) {
    await person.open(path);
    if (await look(person)) shown += 1;
  }
  if (shown < 6) wrong.push(`only ${shown} pages show what was typed`);
}

// Red control: what would run is noticed.
async function control(person) {
  const before = person.refused.length;
  await person.page.evaluate(() => { document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.hit=1">'); });
  for (let turn = 0; turn < 40 && person.refused.length === before; turn += 1) await person.page.waitForTimeout(50);
  const [found, told] = [wrong.length, person.refused.length];
  await look(person);
  if (wrong.length === found || told === before) throw new Error('a handler on the page is not noticed');
  wrong.length = found;
  person.refused.length = before;
}

try {
  let line = '';
  await as('kim', request);
  await as('kim', comment);
  await as('lee', async (lee) => {
    line = await judge(lee);
    await comment(lee);
    await name(lee);
  });
  await as('kim', finding);
  for (const id of ['kim', 'lee', 'park']) await as(id, (person) => read(person, line));
  await as('kim', async (kim) => {
    await kim.open(at);
    await control(kim);
  });
} catch (error) {
  wrong.push(error.stack);
} finally {
  await browser.close();
}
for (const line of wrong) console.error(line);
console.log(JSON.stringify({ fields, pages, wrong: wrong.length }));
process.exit(wrong.length ? 1 : 0);
