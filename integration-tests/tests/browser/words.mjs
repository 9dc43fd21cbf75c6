// What buttons and messages of the console are called, from its own texts: `key = text`, one language a folder.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function words(folder, language) {
  const known = new Map();
  const place = join(folder, language);
  for (const file of await readdir(place)) {
    for (const line of (await readFile(join(place, file), 'utf8')).split('\n')) {
      const [, key, text] = line.match(/^([a-z][a-z0-9-]*) = (\S.*)$/) ?? [];
      if (key) known.set(key, text);
    }
  }
  return (key) => {
    if (!known.has(key)) throw new Error(`no text is called ${key} in ${language}`);
    return known.get(key);
  };
}
