// A review from its request to its decision, and two reviewers at one checkpoint: as people do it at their browsers.
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';
import { words } from './words.mjs';

const [console_, program, texts, told] = process.argv.slice(2);
const { language, script } = JSON.parse(told);
const t = await words(texts, language);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
const wrong = [];
// The path of the review.
let at = '';

function ensure(holds, what) {
  if (!holds) throw new Error(what);
}

async function as(id, does) {
  const person = await Person.signIn(browser, console_, id, { language, theme: 'light', width: 1440, script });
  try {
    await does(person);
  } catch (error) {
    const shown = await person.page.locator('main').innerText();
    throw new Error(`${id} at ${person.page.url()}: ${error.message}\n${shown}`);
  } finally {
    wrong.push(...person.refused);
    await person.leave();
  }
}

// The page says so, and axe-core finds nothing in it.
async function says(person, text) {
  await person.page.getByRole('status').or(person.page.getByRole('alert')).getByText(text).first().waitFor();
  if (script) wrong.push(...(await person.faults()).map((fault) => `${person.page.url()}: ${fault}`));
}

const button = (person, key) => person.page.getByRole('button', { name: t(key), exact: true });

const ANSWERS = {
  'profile.service_types': ['payment', 'public_web'],
  'profile.stage': ['operation'],
  'profile.data_classes': ['internal', 'personal'],
  'profile.exposure': ['internet'],
  'profile.user_scale': ['up_to_1m'],
  'profile.impact.financial': ['major'],
  'profile.impact.reputation': ['moderate'],
  'profile.impact.legal_privacy': ['moderate'],
  'profile.impact.safety': ['none'],
};

// Requests that were typed and not sent are all kept, also those that are not looked at.
async function drafts(kim) {
  const offers = kim.page.locator('[data-name]');
  for (const [named, offered] of [['First of two', 0], ['Second of two', 1]]) {
    await kim.open('/reviews/new');
    ensure(await offers.count() === offered, `${await offers.count()} drafts are offered, not ${offered}`);
    await kim.page.locator('input[name="title"]').fill(named);
  }
  await kim.open('/reviews/new');
  ensure((await offers.allInnerTexts()).join() === 'First of two,Second of two', await offers.allInnerTexts());
  await button(kim, 'request-draft-take').first().click();
  ensure(await kim.page.locator('input[name="title"]').inputValue() === 'First of two', 'another draft is taken');
  // Another tab takes the same draft: what each of them writes is kept.
  const other = await kim.context.newPage();
  await other.goto(kim.page.url());
  await other.locator('[data-take]').last().click();
  await other.locator('[name="description"]').fill('Written in the other tab');
  await kim.page.locator('input[name="title"]').fill('First, changed');
  await other.close();
  await kim.open('/reviews/new');
  ensure((await offers.allInnerTexts()).join() === 'Second of two,First of two,First, changed', await offers.allInnerTexts());
  for (let left = 3; left > 0; left -= 1) await button(kim, 'request-draft-drop').first().click();
  await kim.open('/reviews/new');
  ensure(await offers.count() === 0, 'a draft that was dropped is offered');
}

// Requests the review: first without its answers, then with all of them. Its score and checklist follow by themselves.
async function request(kim) {
  const { page } = kim;
  await kim.open('/reviews/new');
  const title = page.locator('input[name="title"]');
  const named = `Card payments, ${language} ${Date.now()}`;
  await title.fill(named);
  await button(kim, 'request-send').click();
  await page.locator('[aria-invalid="true"], .need[id^="w-"]').first().waitFor();
  kim.refused = kim.refused.filter((line) => !line.endsWith('400 (Bad Request)'));
  ensure(await title.inputValue() === named, 'the title is lost');
  for (const [name, values] of Object.entries(ANSWERS)) {
    for (const value of values) await page.locator(`[name="${name}"][value="${value}"]`).check();
  }
  await page.locator('textarea[name="description"]').fill('Opens next month.');
  await button(kim, 'request-send').click();
  await page.waitForURL('**/r/R-*');
  at = new URL(page.url()).pathname;
  const arriving = page.locator('[data-arriving]');
  for (let turn = 0; turn < 120 && (await arriving.count()); turn += 1) {
    await page.waitForTimeout(250);
    if (!script && (await arriving.count())) await page.getByRole('link', { name: t('requested-look'), exact: true }).click();
  }
  ensure(await arriving.count() === 0, 'no score and no checklist');
}

// Takes the review, without a triage before.
async function take(person) {
  await person.open(at);
  await person.page.locator('details.todo > summary').click();
  await button(person, 'ClaimReview').click();
  await says(person, t('done-claim'));
}

// A result on the page of one checkpoint.
async function judge(person, result, reason) {
  await person.page.locator(`input[name="result"][value="${result}"]`).check();
  await person.page.locator('textarea[name="reason"]').fill(reason);
  await button(person, 'check-record').click();
}

// Two reviewers have the same checkpoint open. The second is told, sees both results, and loses no word.
async function overtaken(lee) {
  await lee.open(`${at}/checklist`);
  const line = await lee.page.locator('.ls a.id').first().getAttribute('href');
  await lee.open(line);
  await as('choi', async (choi) => {
    await choi.open(line);
    await judge(choi, 1, 'Seen in the settings.');
    await choi.page.locator('.now').waitFor();
  });
  await judge(lee, 2, 'Passwords are stored in the clear.');
  await says(lee, t('check-overtaken'));
  // Browsers log answers that are no success; this one is meant.
  lee.refused = lee.refused.filter((line) => !line.endsWith('409 (Conflict)'));
  const [theirs, mine] = [lee.page.getByText('Seen in the settings.'), lee.page.locator('textarea[name="reason"]')];
  ensure(await theirs.first().isVisible(), 'the other result is not shown');
  ensure(await mine.inputValue() === 'Passwords are stored in the clear.', 'what was typed is lost');
  await button(lee, 'check-record').click();
  await lee.page.locator('.now').getByText('Passwords are stored in the clear.').waitFor();
}

// The results of the form below the list, for these lines.
async function bulk(person, lines, result, reason) {
  for (const line of lines) await person.page.locator(`input[name="line"][value="${line}"]`).check();
  await person.page.locator('select[name="all_result"]').selectOption(result);
  await person.page.locator('textarea[name="all_reason"]').fill(reason);
  await button(person, 'list-preview').click();
}

// Two reviewers record results of one checklist at the same time. Both are told, and a list that is open says that the review
// has changed.
async function together(lee) {
  await lee.open(`${at}/checklist?show=open`);
  const boxes = lee.page.locator('.ls input[name="line"]');
  const lines = await boxes.evaluateAll((all) => all.slice(-2).map((box) => box.value));
  const list = await lee.context.newPage();
  await list.goto(`${console_}/reviews?view=all`);
  await as('choi', async (choi) => {
    await choi.open(`${at}/checklist?show=open`);
    await bulk(choi, lines.slice(0, 1), '4', 'There is no such interface.');
    await choi.page.locator('form button.main').click();
    await choi.page.waitForURL('**/checklist');
    await choi.page.locator('.note.ok').waitFor();
  });
  if (script) await list.locator('[data-live] .note').waitFor();
  await list.close();
  await bulk(lee, lines, '1', 'Seen in both.');
  await says(lee, t('confirm-choose'));
  lee.refused = lee.refused.filter((line) => !line.endsWith('409 (Conflict)'));
  await lee.page.getByText('There is no such interface.').first().waitFor();
  await lee.page.locator('select[name="base"]').selectOption({ label: t('confirm-mine') });
  await lee.page.locator('form button.main').click();
  await lee.page.waitForURL('**/checklist');
  await lee.page.locator('.note.ok').waitFor();
  for (const line of lines) {
    const shown = lee.page.locator(`li[data-k^="${line.split('|')[0]}|"] .rs.pass`);
    ensure(await shown.count() === 1, `${line} does not pass`);
  }
}

// All that is left passes, by keys alone: J to the next line, 1 for a pass, Ctrl+Enter to look at all and record.
async function byKeys(lee) {
  await lee.open(`${at}/checklist?show=open`);
  const keys = lee.page.keyboard;
  const lines = await lee.page.locator('.ls li').count();
  ensure(lines > 10, `only ${lines} lines are left`);
  await keys.press('KeyJ');
  for (let line = 0; line < lines; line += 1) await keys.press('Digit1');
  await keys.press('Control+Enter');
  await lee.page.waitForURL('**/checklist/record');
  const record = lee.page.locator('form button.main');
  ensure(await record.evaluate((it) => it === document.activeElement), 'the button does not have the focus');
  // The key that led here also records.
  await keys.press('Control+Enter');
  await lee.page.waitForURL('**/checklist');
  // Going back asks for the page of the form, and sends nothing a second time.
  await lee.page.goBack();
  await lee.page.locator('.judge').waitFor();
}

// What is typed for a reason while its panel is still on the way is the reason: no letter of it is a command.
async function early(lee) {
  await lee.open(`${at}/checklist?show=open`);
  const { page } = lee;
  let come;
  const coming = new Promise((resolve) => { come = resolve; });
  await page.route('**/c/*?part=panel', async (route) => { await coming; await route.continue(); });
  await page.keyboard.press('KeyJ');
  await page.keyboard.press('Digit2');
  await page.keyboard.type('No list');
  come();
  const reason = page.locator('textarea[name="reason"]');
  await reason.waitFor();
  await page.waitForFunction(() => document.activeElement?.name === 'reason');
  await page.keyboard.type(' of keys');
  ensure(await reason.inputValue() === 'No list of keys', await reason.inputValue());
  const drafts = await page.locator('.rs.draft').count();
  const fails = await page.locator('.rs.draft.fail').count();
  ensure(drafts === 1 && fails === 1, `${drafts} drafts, ${fails} fails`);
  await page.unrouteAll({ behavior: 'wait' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Digit0');
  ensure(await page.locator('.rs.draft').count() === 0, 'the draft is not cleared');
}

// The same without script: one form for every line that is shown.
async function atOnce(lee) {
  await lee.open(`${at}/checklist?show=open`);
  await lee.page.locator('select[name="scope"]').selectOption('shown');
  await lee.page.locator('select[name="all_result"]').selectOption('1');
  await button(lee, 'list-preview').click();
  await lee.page.locator('form button.main').click();
  await lee.page.waitForURL('**/checklist');
}

// Keys of one letter do nothing after they were turned off, on any page.
async function withoutLetters(lee) {
  await lee.open(`${at}/checklist`);
  const search = lee.page.locator('[data-search]');
  const reaches = async (key) => {
    await lee.page.locator('main').focus();
    await lee.page.keyboard.press(key);
    return search.evaluate((it) => it === document.activeElement);
  };
  ensure(await reaches('Slash'), 'the key does not reach the search');
  await button(lee, 'letters-off').click();
  await lee.open(`${at}/checklist`);
  ensure(!(await reaches('Slash')), 'the key is not off');
  await lee.page.keyboard.press('KeyJ');
  ensure(await lee.page.locator('.ls li[aria-current]').count() === 0, 'a key of the checklist is not off');
  await button(lee, 'letters-on').click();
  ensure(await reaches('Slash'), 'the key is not on again');
}

// A session that ends while someone types loses nothing; what was taken is not offered again, nor to another person.
async function unsent(lee) {
  const text = () => lee.page.locator('main textarea').first();
  await lee.open(`${at}/comments`);
  await text().fill('The diagram is missing.');
  await lee.context.clearCookies();
  await button(lee, 'comments-send').click();
  await lee.page.getByRole('alert').first().waitFor();
  lee.refused = [];
  // The way to sign in leads back to the page of the form.
  await lee.page.locator('main a[href^="/signin?next="]').click();
  await lee.page.locator('a[href^="/signin/start"]').click();
  await lee.page.locator('button[name="person"][value="lee"]').click();
  await lee.page.waitForURL(`**${at}/comments`);
  ensure(await text().inputValue() === 'The diagram is missing.', 'what was typed is lost');
  await says(lee, t('unsent'));
  await button(lee, 'comments-send').click();
  await says(lee, t('done-comment'));
  await lee.open(`${at}/comments`);
  ensure(await text().inputValue() === '', 'what was sent is offered again');
  await text().fill('Of one person.');
  await lee.context.clearCookies();
  await lee.enter('choi');
  await lee.open(`${at}/comments`);
  ensure(await text().inputValue() === '', 'another person reads what was typed');
  await lee.context.clearCookies();
  await lee.enter('lee');
}

async function conclude(lee) {
  await lee.open(`${at}/checklist`);
  await lee.page.getByRole('link', { name: t('ConcludeDiagnosis'), exact: true }).click();
  await lee.page.locator('textarea[name="words"]').fill('One Fail.');
  await button(lee, 'ConcludeDiagnosis').click();
  await says(lee, t('said-concluded'));
}

// Decides on what the sheet shows; the requester reads why.
async function decide(park) {
  await park.open(`${at}/decide`);
  await park.page.locator('input[name="outcome"][value="approved"]').check();
  await park.page.locator('textarea[name="reason"]').fill('Every result was looked at.');
  await button(park, 'DecideReview').click();
  await says(park, t('done-decide'));
}

async function read(kim) {
  await kim.open(`${at}/report`);
  await kim.page.getByText('Every result was looked at.').first().waitFor();
}

// What takes a step on a finding.
const METHODS = { claim: 'ClaimFix', verify: 'VerifyFix' };

// A step on the page of the first finding.
async function step(person, name, text) {
  await person.open(`${at}/f/F-1`);
  const form = person.page.locator(`#${name}`);
  await form.locator('textarea[name="words"]').fill(text);
  await form.getByRole('button', { name: t(METHODS[name]), exact: true }).click();
  await says(person, t(`said-${name}`));
}

try {
  if (script) await as('kim', drafts);
  await as('kim', request);
  await as('lee', async (lee) => {
    await take(lee);
    if (script) {
      await withoutLetters(lee);
      await unsent(lee);
    }
    await overtaken(lee);
    await together(lee);
    if (script) await early(lee);
    await (script ? byKeys : atOnce)(lee);
    await conclude(lee);
  });
  await as('kim', (kim) => step(kim, 'claim', 'Passwords are hashed with Argon2id.'));
  await as('lee', (lee) => step(lee, 'verify', 'Seen in the table of accounts.'));
  await as('park', decide);
  await as('kim', read);
} catch (error) {
  wrong.push(error.stack);
} finally {
  await browser.close();
}
for (const line of wrong) console.error(line);
process.exit(wrong.length ? 1 : 0);
