// What buttons and messages of the console are called: by its own texts (`key = text`, one language a folder), and for the steps
// of the contract by the method that takes each, such as `ClaimReview`.
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
  const contract = join(folder, '../../../proto/haetae');
  for (const file of await readdir(contract, { recursive: true })) {
    if (!file.endsWith('_service.proto')) continue;
    const named = /rpc (\w+)\([^{;]*\{\s*option \(haetae\.common\.v1\.step\) = \{ko: "([^"]+)", en: "([^"]+)"\}/g;
    for (const [, method, ko, en] of (await readFile(join(contract, file), 'utf8')).matchAll(named)) {
      known.set(method, language === 'ko' ? ko : en[0].toUpperCase() + en.slice(1));
    }
  }
  return (key) => {
    if (!known.has(key)) throw new Error(`no text is called ${key} in ${language}`);
    return known.get(key);
  };
}
