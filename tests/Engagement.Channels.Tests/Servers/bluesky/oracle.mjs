// How Bluesky's own library counts texts: a JSON array of strings on standard input, an array of
// { graphemes, bytes } on standard output.
import { RichText } from '@atproto/api';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const texts = JSON.parse(Buffer.concat(chunks).toString('utf8'));
process.stdout.write(JSON.stringify(texts.map((text) => {
  const rich = new RichText({ text });
  return { graphemes: rich.graphemeLength, bytes: rich.length };
})));
