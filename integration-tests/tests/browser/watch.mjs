// A list that stays open: what it says of changes, a line for each sentence, while the services behind it come and go.
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const [console_, program, sentences] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const lee = await Person.signIn(browser, console_, 'lee', { language: 'en', theme: 'light', width: 1440 });
  await lee.open('/reviews?view=all');
  console.log('open');
  const note = lee.page.locator('[data-live] .note');
  let before = '';
  for (let turn = 0; turn < Number(sentences); turn += 1) {
    await lee.page.waitForFunction((said) => {
      const place = document.querySelector('[data-live] .note');
      return !place.hidden && place.querySelector('p').textContent !== said;
    }, before, { timeout: 120000 });
    before = await note.locator('p').innerText();
    console.log(before);
  }
} finally {
  await browser.close();
}
