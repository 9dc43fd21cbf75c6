// A person at a browser: signs in to the console, opens pages and looks at them as axe-core and the eye do.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export class Person {
  // `id` is whom the identity provider calls so, `language` what the browser prefers.
  static async signIn(browser, console, id, { language, theme, width, script = true }) {
    const context = await browser.newContext({
      locale: language, colorScheme: theme, viewport: { width, height: 900 }, javaScriptEnabled: script,
    });
    const person = new Person(console, context, await context.newPage());
    await person.enter(id);
    return person;
  }

  async enter(id) {
    await this.page.goto(`${this.console}/`);
    await this.page.locator('a[href^="/signin/start"]').click();
    await this.page.locator(`button[name="person"][value="${id}"]`).click();
    await this.page.waitForURL(`${this.console}/`);
  }

  constructor(console, context, page) {
    Object.assign(this, { console, context, page, refused: [] });
    // What the browser itself finds wrong: scripts that fail, and what the content security policy stops.
    page.on('pageerror', (error) => this.refused.push(`${page.url()}: ${error.message}`));
    page.on('console', (said) => { if (said.type() === 'error') this.refused.push(`${page.url()}: ${said.text()}`); });
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') this.refused.push(`${page.url()} asks ${request.url()}`);
    });
  }

  async open(path) {
    const answer = await this.page.goto(`${this.console}${path}`);
    if (answer.status() !== 200) throw new Error(`${path} answers ${answer.status()}`);
  }

  // What axe-core holds against the page as it is now, a line each.
  async faults() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`));
  }

  // Whether one has to scroll sideways.
  async isTooWide() {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  async leave() {
    await this.context.close();
  }
}
