// Writes the lists that the measure of X's posts needs, as data: the top-level domains and the emoji sequences that X's
// own libraries know. Both stand there as regular expressions without repetition, so all that they match can be listed.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const folder = process.argv[2];

const listed = (pattern) => [...expand(pattern.source.replace('(?=[^0-9a-zA-Z@+-]|$)', ''))];
const domains = [
  ...listed(require('twitter-text/dist/regexp/validGTLD.js')),
  ...listed(require('twitter-text/dist/regexp/validCCTLD.js')),
];
writeFileSync(join(folder, 'top-level-domains.txt'), unique(domains).join('\n') + '\n');

// "Not followed by the text presentation selector" is the one condition in there; it is written as a leading "!".
const NOT_AS_TEXT = '\uFDD0';
const emoji = [...expand(require('twemoji-parser/dist/lib/regex.js').default.source.replaceAll('(?!\\ufe0e)', '\\ufdd0'))]
  .map((sequence) => (sequence.endsWith(NOT_AS_TEXT) ? '!' + sequence : sequence).replaceAll(NOT_AS_TEXT, ''));
writeFileSync(
  join(folder, 'emoji.txt'),
  unique(emoji).map((sequence) => sequence.replace(/[^!]+/u, (s) => [...s].map((c) => c.codePointAt(0).toString(16)).join(' '))).join('\n') + '\n');

function unique(list) {
  return [...new Set(list)];
}

// Every string a regular expression of literals, escapes, classes, groups, alternatives and "?" can match.
function expand(source) {
  let at = 0;
  const result = alternatives();
  if (at !== source.length) {
    throw new Error(`Not understood at ${at}: ${source.slice(at, at + 20)}`);
  }

  return result;

  function alternatives() {
    const all = new Set(sequence());
    while (source[at] === '|') {
      at++;
      for (const one of sequence()) all.add(one);
    }

    return all;
  }

  function sequence() {
    let heads = [''];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      let tails = [...part()];
      if (source[at] === '?') {
        at++;
        tails = [...tails, ''];
      }

      heads = heads.flatMap((head) => tails.map((tail) => head + tail));
    }

    return heads;
  }

  function part() {
    if (source[at] === '(') {
      at += source.startsWith('(?:', at) ? 3 : 1;
      const inner = alternatives();
      at++;
      return inner;
    }

    return source[at] === '[' ? characters() : [character()];
  }

  function characters() {
    const all = [];
    at++;
    while (source[at] !== ']') {
      const first = character().charCodeAt(0);
      let last = first;
      if (source[at] === '-') {
        at++;
        last = character().charCodeAt(0);
      }

      for (let code = first; code <= last; code++) all.push(String.fromCharCode(code));
    }

    at++;
    return all;
  }

  function character() {
    if (source.startsWith('\\u', at)) {
      at += 6;
      return String.fromCharCode(parseInt(source.slice(at - 4, at), 16));
    }

    if ('\\.+*?'.includes(source[at]) && !(source[at] === '*')) {
      throw new Error(`Not understood at ${at}: ${source.slice(at, at + 20)}`);
    }

    return source[at++];
  }
}
