// Every page for everyone who may open it: in both languages, light and dark, narrow and wide; for some in every combination.
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const [console_, program, visits] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const wrong = [];
let looks = 0;

// A page, as it is with these settings.
async function look(person, path, settings) {
  await person.open(path);
  looks += 1;
  for (const fault of await person.faults()) wrong.push(`${path} ${settings}: ${fault}`);
  if (await person.isTooWide()) wrong.push(`${path} ${settings}: is wider than the window`);
  const text = await person.page.locator('body').innerText();
  const raw = text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}|\b[A-Z]{3,}(?:_[A-Z]+)+\b|\{\s*\$/);
  if (raw) wrong.push(`${path} ${settings}: shows ${raw[0]}`);
}

// Red control: what is looked for is found.
async function control(person) {
  await person.page.evaluate(() => { document.documentElement.removeAttribute('lang'); });
  if (!(await person.faults()).some((fault) => fault.startsWith('html-has-lang'))) wrong.push('axe-core finds nothing');
}

// Language, theme and width: the first two have each of them once.
const SETTINGS = [['ko', 'light', 1440], ['en', 'dark', 320], ['ko', 'dark', 320], ['en', 'light', 1440]];

async function visit({ person: id, paths, settings }) {
  for (const [language, theme, width] of SETTINGS.slice(0, settings)) {
    const person = await Person.signIn(browser, console_, id, { language, theme, width });
    for (const path of paths) await look(person, path, `as ${id}, ${language}, ${theme}, ${width} px`);
    wrong.push(...person.refused);
    await control(person);
    await person.leave();
  }
}

try {
  await Promise.all(JSON.parse(visits).map(visit));
} finally {
  await browser.close();
}
for (const line of wrong) console.error(line);
console.log(JSON.stringify({ looks, wrong: wrong.length }));
process.exit(wrong.length ? 1 : 0);
