// Takes pictures of pages, for README.md and docs/: node pictures.mjs CONSOLE CHROMIUM FOLDER NUMBER
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const [console_, program, folder, number] = process.argv.slice(2);
const WIDTH = 1280;
const LARGEST = 200_000;
// What is on them: the file, the language, the page and how much of it.
const PICTURES = [
  ['reviews.en.png', 'en', '/reviews?view=all&sort=level.desc&hide=team%2Cupdated', 760],
  ['reviews.ko.png', 'ko', '/reviews?view=all&sort=level.desc&hide=team%2Cupdated', 760],
  ['checklist.en.png', 'en', `/r/${number}/checklist`, 680],
];

const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  for (const [name, language, path, height] of PICTURES) {
    const person = await Person.signIn(browser, console_, 'reviewer', { language, theme: 'light', width: WIDTH });
    await person.page.setViewportSize({ width: WIDTH, height });
    await person.open(path);
    const file = join(folder, name);
    await person.page.screenshot({ path: file });
    const { size } = await stat(file);
    if (size > LARGEST) throw new Error(`${name} has ${size} bytes, which is more than ${LARGEST}`);
    if (person.refused.length) throw new Error(person.refused.join('\n'));
    console.log(`docs/img/${name} ${(size / 1024).toFixed(0)} KiB`);
    await person.leave();
  }
} finally {
  await browser.close();
}
