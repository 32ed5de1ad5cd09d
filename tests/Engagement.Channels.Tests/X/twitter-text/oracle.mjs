// Measures texts with X's own library. In: one text a line, its UTF-16 units as hex, four digits each.
// Out: one line each: weighted length, 1 if it may be posted, start-end of every link (in the text's normal form).
// The end is where the link's own characters end: the library's second index can lie further on, and it measures without it.
import { createInterface } from 'node:readline';
import twitter from 'twitter-text';

const answers = [];
for await (const line of createInterface({ input: process.stdin })) {
  const units = line.match(/.{4}/g) ?? [];
  const text = String.fromCharCode(...units.map((unit) => parseInt(unit, 16)));
  const { weightedLength, valid } = twitter.parseTweet(text);
  const links = twitter.extractUrlsWithIndices(text.normalize()).map(({ url, indices: [start] }) => `${start}-${start + url.length}`);
  answers.push([weightedLength, valid ? 1 : 0, ...links].join(' '));
}
process.stdout.write(answers.join('\n') + '\n');
